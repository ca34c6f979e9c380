"""A Python environment: what is installed in it, and where new things go."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion

from paa.adapters.metadata import headers
from paa.adapters.processes import run
from paa.errors import UsageError

__all__ = [
    "Environment",
    "environment_of",
    "running_environment",
    "unmet",
    "unsatisfied",
    "uv_venv_words",
    "venv_words",
]

# Where a virtual environment has its interpreter.
_INTERPRETERS = ("bin/python", "Scripts/python.exe")

# Runs in the interpreter that is asked, which may be older than ours; prints one JSON document.
_PROBE = """
import json, os, platform, sys, sysconfig
v = sys.implementation.version
full = "{0.major}.{0.minor}.{0.micro}".format(v)
if v.releaselevel != "final":
    full += v.releaselevel[0] + str(v.serial)
print(json.dumps({
    "python": sys.executable,
    "scheme": sysconfig.get_paths(),
    "search": [p for p in sys.path if p],
    "managed": os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")),
    "virtual": sys.prefix != sys.base_prefix,
    "prefix": sys.prefix,
    "markers": {
        "implementation_name": sys.implementation.name,
        "implementation_version": full,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_release": platform.release(),
        "platform_system": platform.system(),
        "platform_version": platform.version(),
        "python_full_version": platform.python_version(),
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "sys_platform": sys.platform,
    },
}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where packages are installed.

    Attributes:
        python: Its interpreter.
        prefix: Its root.
        scheme: Kind of file → folder, as `sysconfig.get_paths()` has it.
        search: The folders in which it looks for modules.
        markers: The values of environment markers (PEP 508).
        managed: Whether an operating system's package manager owns it (PEP 668).
    """

    python: Path
    prefix: Path
    scheme: Mapping[str, str]
    search: Sequence[str]
    markers: Mapping[str, str]
    managed: bool

    def find(self, name: str) -> Distribution | None:
        """Find an installed distribution by its name."""
        return next(iter(Distribution.discover(name=canonicalize_name(name), path=list(self.search))), None)

    @property
    def python_version(self) -> str:
        """Give the version of the interpreter, as in `3.12.1`."""
        return self.markers["python_full_version"]


def running_environment() -> Environment:
    """Describe the environment of the interpreter that runs this."""
    import platform
    import sysconfig

    from packaging.markers import default_environment

    scheme = sysconfig.get_paths()
    return Environment(
        python=Path(sys.executable),
        prefix=Path(sys.prefix),
        scheme=scheme,
        search=[folder for folder in sys.path if folder],
        markers={**default_environment(), "python_full_version": platform.python_version()},  # type: ignore[dict-item]
        managed=_is_managed(Path(scheme["stdlib"]), virtual=sys.prefix != sys.base_prefix),
    )


def environment_of(python: Path) -> Environment:
    """Describe the environment of another interpreter.

    Raises:
        UsageError: It is no Python interpreter.
    """
    hint = "name the interpreter of an environment, or the environment's folder"
    if python.is_dir():
        python = next((file for place in _INTERPRETERS if (file := python / place).exists()), python)
    try:
        facts = json.loads(run([str(python), "-I", "-c", _PROBE]).out)
        return Environment(
            python=Path(facts["python"]),
            prefix=Path(facts["prefix"]),
            scheme=facts["scheme"],
            search=facts["search"],
            markers=facts["markers"],
            managed=facts["managed"] and not facts["virtual"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError("this is no Python interpreter", where=str(python), hint=hint) from None


def uv_venv_words(uv: str, python: str, folder: Path) -> list[str]:
    """Give the words with which uv makes an environment of an interpreter, or of a version that it knows."""
    # Which Python it is, the caller says: none is fetched, and no configuration says another one.
    quiet = ["--quiet", "--color", "never", "--no-config", "--no-python-downloads"]
    return [uv, "venv", *quiet, "--python", python, str(folder)]


def venv_words(python: str, folder: Path) -> list[str]:
    """Give the words with which an interpreter makes an environment of its own."""
    return [python, "-m", "venv", "--without-pip", str(folder)]


def _is_managed(stdlib: Path, *, virtual: bool) -> bool:
    return not virtual and (stdlib / "EXTERNALLY-MANAGED").exists()


def unsatisfied(requirements: Iterable[str], environment: Environment) -> tuple[str, ...]:
    """Give those requirements that an environment does not meet, also those one of whose own requirements it lacks."""
    seen: set[tuple[str, str]] = set()
    return tuple(text for text in requirements if not _is_met(Requirement(text), "", environment, seen))


def unmet(name: str, extra: str, environment: Environment) -> tuple[str, ...]:
    """Give what an installed distribution requires, with one of its extras, and an environment lacks."""
    distribution = environment.find(name)
    return tuple(
        f"{need.name}{need.specifier}"
        for need in (_requirements(distribution) if distribution else ())
        if not _is_met(need, extra, environment, set())
    )


def _is_met(requirement: Requirement, extra: str, environment: Environment, seen: set[tuple[str, str]]) -> bool:
    if requirement.marker and not requirement.marker.evaluate({**environment.markers, "extra": extra}):
        return True
    distribution = environment.find(requirement.name)
    if distribution is None or not _fits(distribution, requirement):
        return False
    name = canonicalize_name(requirement.name)
    for wanted in ("", *sorted(requirement.extras)):
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        needs = _requirements(distribution)
        if not all(_is_met(need, wanted, environment, seen) for need in needs):
            return False
    return True


def _fits(distribution: Distribution, requirement: Requirement) -> bool:
    # What an interrupted installation left has no metadata, and so neither name nor version.
    stated = headers(distribution)
    try:
        return "Version" in stated and requirement.specifier.contains(stated["Version"], prereleases=True)
    except InvalidVersion:
        return False


def _requirements(distribution: Distribution) -> Iterator[Requirement]:
    """Parse what an installed distribution requires; lines older than PEP 508 no installer could meet either."""
    for line in distribution.requires or ():
        with suppress(InvalidRequirement):
            yield Requirement(line)
