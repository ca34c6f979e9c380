"""What the suite on gates needs of each of them: sources for which it asks its tools, and a way to break these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tests.support.programs import Programs
from tests.support.workshop import RELEASED, Files

__all__ = ["TROUBLED", "TROUBLES", "Troubled"]

TROUBLES: Mapping[str, str | None] = MappingProxyType(
    {"absent": None, "crash": "kill -SEGV $$", "timeout": "sleep 60", "garbage": "echo '<html>'"}
)
"""What may be wrong with a tool: the script that stands in for it, or that there is none."""


def _remove(programs: Programs, names: tuple[str, ...]) -> None:
    for name in names:
        if (programs.folder / name).is_symlink():
            programs.remove(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """How to let the tools of a gate fail.

    Attributes:
        tools: The programs that do; all of them fail alike.
        files: Sources for which they are asked.
        words: What else the command line says.
        absent: Sources for which there is no such program, where one cannot be taken away.
        remove: Takes the programs away.
    """

    tools: tuple[str, ...]
    files: Files = field(default_factory=lambda: {"module_dir/tool.py": f"{RELEASED}#@ paa-base\n"})
    words: tuple[str, ...] = ()
    absent: Files | None = None
    remove: Callable[[Programs, tuple[str, ...]], None] = _remove


_SOURCE = {"module_dir/tool.py": f"{RELEASED}x = 1\n"}
_NO_PYTHON = {"module_dir/tool.py": '__package_metadata__ = {"description": "A", "requires_python": ">=3.99"}\n'}

TROUBLED: Mapping[str, Troubled] = MappingProxyType(
    {
        "metadata": Troubled(tools=("python",), files=_SOURCE, absent=_NO_PYTHON),
        "compatibility": Troubled(tools=("uv",), words=("--full",)),
        "vulnerabilities": Troubled(tools=("pip-audit", "uv")),
        "licences": Troubled(tools=("uv",)),
        "lint": Troubled(tools=("ruff",), files=_SOURCE),
        "tests": Troubled(
            tools=("uv",), files={**_SOURCE, "tests/tool/test_tool.py": "def test_nothing() -> None:\n    pass\n"}
        ),
        "smoke": Troubled(tools=("uv",), files=_SOURCE, absent=_NO_PYTHON),
    }
)
"""Gate → how its tools fail; a gate that asks tools and has no row here fails the suite."""
