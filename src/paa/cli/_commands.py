"""The table of commands: what `paa --help` lists, and where each command is written.

A command's module is imported when it is needed, so that no command pays for another one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["ALIASES", "NOT_YET", "SECTIONS", "Command", "Group", "entries"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, and the module below `paa.cli` that holds a function of the name of the module.

    Attributes:
        name: What the user types.
        module: The module; where one module holds several commands, `module:function`.
    """

    name: str
    module: str

    @property
    def target(self) -> tuple[str, str]:
        """The importable module and the name of the function in it."""
        module, _, function = self.module.partition(":")
        return f"paa.cli.{module}", function or module


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that share a first word."""

    name: str
    help: str
    commands: tuple[Command, ...]


SECTIONS: Mapping[str, tuple[Command | Group, ...]] = MappingProxyType(
    {
        "Set a repository up": (
            Command("init-ppr", "init_ppr"),
            Command("init-paa", "init_paa"),
            Command("init-config", "init_config"),
        ),
        "Develop": (
            Command("test-install", "test_install"),
            Command("make-package", "make_package"),
            Command("site", "site"),
        ),
        "Release": (
            Command("plan", "plan"),
            Command("release", "release"),
            Command("publish", "publish"),
            Command("verify", "publish:verify"),
            Command("record", "publish:record"),
            Command("status", "status"),
            Command("notes", "notes"),
        ),
        "Look": (Group("show", "Show what is in effect.", (Command("config", "show_config"),)),),
    }
)

# What users of the predecessor type, and the words of ours that do the same.
ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType({"update-release-notes": ("notes",)})

# Names of the predecessor whose capability does not exist here yet.
NOT_YET = frozenset(
    {
        "add-mcp",
        "check-deps-compat",
        "check-licenses",
        "check-vulnerabilities",
        "checkout",
        "checkpoint-create",
        "checkpoint-list",
        "checkpoint-prune",
        "checkpoint-show",
        "cleanup-agent-skills",
        "convert-drawio-to-png",
        "extract-module-artifacts",
        "extract-module-pyproject",
        "extract-module-requirements",
        "extract-module-routes",
        "extract-module-site",
        "extract-module-streamlit",
        "extract-skill",
        "extract-skills",
        "extract-tracking-version",
        "init-api",
        "init-api-config",
        "init-cli",
        "init-mcp",
        "init-mcp-config",
        "init-streamlit",
        "init-streamlit-config",
        "refresh-module-artifacts",
        "remove-package",
        "rename-package",
        "run-api-routes",
        "run-mcp",
        "run-pylint-tests",
        "run-streamlit",
        "show-module-artifacts",
        "show-module-artifacts-links",
        "show-module-info",
        "show-module-licenses",
        "show-module-list",
        "show-module-mcp",
        "show-module-requirements",
        "show-ref-local-deps",
        "unfold-package",
    }
)


def entries() -> Iterator[Command | Group]:
    """Every command and group of the first level, in the order of the help."""
    for section in SECTIONS.values():
        yield from section
