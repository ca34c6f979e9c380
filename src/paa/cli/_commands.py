"""The table of commands: what `paa --help` lists, and where each command is written.

A command's module is imported when it is needed, so that no command pays for another one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["ALIASES", "HIDDEN", "NOT_YET", "OPTIONS_NOT_YET", "SECTIONS", "Command", "Group", "entries"]


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
            Command("migrate", "migrate"),
            Group(
                "feed",
                "Look at the indexes that releases go to, add one, and install from them.",
                (
                    Command("add", "feed:add_feed"),
                    Command("list", "feed:list_feeds"),
                    Command("pip-conf", "feed:pip_conf"),
                ),
            ),
        ),
        "Develop": (
            Group(
                "add",
                "Start a module, or an interface beside one.",
                (
                    Command("module", "add:module"),
                    Command("cli", "add:cli"),
                    Command("api", "add:api"),
                    Command("streamlit", "add:streamlit"),
                    Command("mcp", "add:mcp"),
                ),
            ),
            Command("test-install", "test_install"),
            Command("test", "test"),
            Command("make-package", "make_package"),
            Command("requirements", "requirements"),
            Command("components", "requirements:components"),
            Command("site", "site"),
            Group(
                "artifacts",
                "Fetch data files, and pin what they hold.",
                (Command("lock", "artifacts_lock"), Command("refresh", "artifacts_refresh")),
            ),
        ),
        "Release": (
            Command("check", "check"),
            Command("plan", "plan"),
            Command("release", "release"),
            Command("stage", "publish:stage"),
            Command("publish", "publish"),
            Command("verify", "publish:verify"),
            Command("record", "publish:record"),
            Command("status", "status"),
            Command("notes", "notes"),
            Command("yank", "yank"),
            Command("publishers", "publishers"),
            Command("doctor", "doctor"),
        ),
        "Run in pipelines": (
            Group(
                "ci",
                "Look after the pipelines of a repository, and be their steps.",
                (
                    Command("check", "ci:check"),
                    Command("lint", "ci:lint"),
                    Command("engine", "ci:engine"),
                    Command("matrix", "ci:matrix"),
                    Command("pack", "ci:pack"),
                    Command("sites", "ci:sites"),
                    Command("pages", "ci:pages"),
                    Command("summary", "ci:summary"),
                ),
            ),
        ),
        "Use installed packages": (
            Group(
                "run",
                "Serve what packages bring along.",
                (Command("api", "run:api"), Command("streamlit", "run:streamlit"), Command("mcp", "run:mcp")),
            ),
            Group(
                "configure",
                "Write the configuration file of a server, with comments.",
                (
                    Command("api", "configure:api"),
                    Command("streamlit", "configure:streamlit"),
                    Command("mcp", "configure:mcp"),
                ),
            ),
            Group(
                "extract",
                "Copy what an installed package holds.",
                (
                    Command("artifacts", "extract:artifacts"),
                    Command("site", "extract:site"),
                    Command("routes", "extract:routes"),
                    Command("streamlit", "extract:streamlit"),
                    Command("mcp", "extract:mcp"),
                    Command("pyproject", "extract:pyproject"),
                ),
            ),
        ),
        "Look": (
            Group(
                "show",
                "Show what is in effect, and what is installed.",
                (
                    Command("config", "show_config"),
                    Command("version", "show_version:version"),
                    Command("packages", "show_installed:packages"),
                    Command("package", "show_installed:package"),
                    Command("requirements", "show_installed:requirements"),
                    Command("artifacts", "show_installed:artifacts"),
                    Command("artifact-links", "show_installed:artifact_links"),
                    Command("licenses", "show_installed:licenses"),
                    Command("mcp", "show_mcp"),
                ),
            ),
        ),
    }
)

# What users of the predecessor type, and the words of ours that do the same.
ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "extract-module-artifacts": ("extract", "artifacts"),
        "extract-module-mcp": ("extract", "mcp"),
        "extract-module-pyproject": ("extract", "pyproject"),
        "extract-module-routes": ("extract", "routes"),
        "extract-module-site": ("extract", "site"),
        "extract-module-streamlit": ("extract", "streamlit"),
        "extract-tracking-version": ("show", "version"),
        "init-api": ("add", "api"),
        "init-api-config": ("configure", "api"),
        "init-cli": ("add", "cli"),
        "init-mcp": ("add", "mcp"),
        "init-mcp-config": ("configure", "mcp"),
        "init-streamlit": ("add", "streamlit"),
        "init-streamlit-config": ("configure", "streamlit"),
        "refresh-module-artifacts": ("artifacts", "refresh"),
        "run-api-routes": ("run", "api"),
        "run-mcp": ("run", "mcp"),
        "run-streamlit": ("run", "streamlit"),
        "show-module-artifacts": ("show", "artifacts"),
        "show-module-artifacts-links": ("show", "artifact-links"),
        "show-module-info": ("show", "package"),
        "show-module-licenses": ("show", "licenses"),
        "show-module-list": ("show", "packages"),
        "show-module-mcp": ("show", "mcp"),
        "show-module-requirements": ("show", "requirements"),
        "show-ref-local-deps": ("components",),
        "update-release-notes": ("notes",),
    }
)

# Names of the predecessor for what has no equal among ours; the help does not list them.
HIDDEN: Mapping[str, Command] = MappingProxyType(
    {
        command.name: command
        for command in (
            Command("check-deps-compat", "check:check_deps_compat"),
            Command("check-licenses", "check_audits:check_licenses"),
            Command("check-vulnerabilities", "check_audits:check_vulnerabilities"),
            Command("extract-module-requirements", "requirements:extract_module_requirements"),
            Command("run-pylint-tests", "check_audits:run_pylint_tests"),
        )
    }
)

# Names of the predecessor whose capability does not exist here yet.
NOT_YET = frozenset(
    {
        "add-mcp",
        "checkout",
        "checkpoint-create",
        "checkpoint-list",
        "checkpoint-prune",
        "checkpoint-show",
        "cleanup-agent-skills",
        "convert-drawio-to-png",
        "extract-skill",
        "extract-skills",
        "remove-package",
        "rename-package",
        "unfold-package",
    }
)


# Options of the predecessor, of commands that are here, which nothing here answers to yet.
OPTIONS_NOT_YET = frozenset(
    {
        "--log-filepath",
        "--python-version",
        "--versions-filepath",
    }
)


def entries() -> Iterator[Command | Group]:
    """Every command and group of the first level, in the order of the help."""
    for section in SECTIONS.values():
        yield from section
