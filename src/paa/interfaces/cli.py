"""The command line of a packaged project."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from paa.errors import SourceError
from paa.interfaces._objects import require_object
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.settings import Settings

__all__ = ["CommandLine"]

_SCRIPT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


class CommandLine:
    """A Typer application `app` or a Click group `cli`, and a console script that starts it."""

    name = "cli"
    place = "cli.py"
    extra = None
    scaffold = "cli.py"
    trial = "{name} --help"

    def directory(self, settings: Settings) -> PurePosixPath:
        """Where the repository keeps command lines."""
        return settings.cli_dir

    def scripts(self, module: Module, import_name: ImportName) -> Mapping[str, str]:
        """Give the console script; `__cli_metadata__["name"]` names it, else the import name.

        Raises:
            SourceError: The file has neither `app` nor `cli`, or the name is not fit for a command.
        """
        target = require_object(module, "app", "cli", what="a Typer application `app` or a Click group `cli`")
        metadata = module.literals.get("__cli_metadata__", {})
        name = metadata.get("name", import_name) if isinstance(metadata, dict) else None
        if not isinstance(name, str) or not _SCRIPT_NAME.fullmatch(name):
            hint = 'write `__cli_metadata__ = {"name": "my-tool"}`'
            raise SourceError(f"{name!r} is no name for a console script", where=module.where(), hint=hint)
        return {name: f"{import_name}.cli:{target}"}
