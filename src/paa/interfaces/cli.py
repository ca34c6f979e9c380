"""The command line of a packaged project."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import PurePosixPath
from types import MappingProxyType

from paa.errors import SourceError
from paa.interfaces._objects import require_object
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.settings import Settings

__all__ = ["CommandLine"]

_METADATA = "__cli_metadata__"
_FORM = 'write `__cli_metadata__ = {"name": "my-tool"}`'
_SCRIPT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


class CommandLine:
    """A Typer application `app` or a Click group `cli`, and console scripts that start it."""

    name = "cli"
    place = "cli.py"
    extra = None
    server = None
    scaffold = "cli.py"
    trial = "{name} --help"

    def directory(self, settings: Settings) -> PurePosixPath:
        """Where the repository keeps command lines."""
        return settings.cli_dir

    def scripts(self, module: Module, import_name: ImportName) -> Mapping[str, str]:
        """Give the console scripts.

        `__cli_metadata__["scripts"]` names several, each with its function or application. Without it there is one,
        which starts `app` or `cli`; `__cli_metadata__["name"]` names that one, else the import name.

        Raises:
            SourceError: The file has neither `app` nor `cli`, or not what a script starts, or a name is not fit for a
                command.
        """
        metadata = _metadata(module)
        several = metadata.get("scripts", {})
        if not isinstance(several, dict) or not all(isinstance(each, str) for each in several.values()):
            raise SourceError(
                "`scripts` in __cli_metadata__ is no dictionary of texts", where=module.where(), hint=_FORM
            )
        scripts = {_script(name, module): _target(text, module, import_name) for name, text in several.items()}
        if "name" in metadata or not scripts:
            target = require_object(module, "app", "cli", what="a Typer application `app` or a Click group `cli`")
            name = _script(metadata.get("name", import_name), module)
            if name in scripts:
                raise SourceError(f"the console script {name!r} is given twice", where=module.where())
            scripts[name] = _target(target, module, import_name)
        return MappingProxyType(scripts)


def _metadata(module: Module) -> Mapping[str, object]:
    metadata = module.literals.get(_METADATA, {})
    if _METADATA in module.names and _METADATA not in module.literals:
        hint = "write it out: nothing of the file is run to read it"
        raise SourceError(f"{_METADATA} is no literal dictionary", where=module.where(), hint=hint)
    if not isinstance(metadata, dict):
        raise SourceError(f"{_METADATA} is no dictionary", where=module.where(), hint=_FORM)
    return metadata


def _script(name: object, module: Module) -> str:
    if not isinstance(name, str) or not _SCRIPT_NAME.fullmatch(name):
        raise SourceError(f"{name!r} is no name for a console script", where=module.where(), hint=_FORM)
    return name


def _target(name: str, module: Module, import_name: ImportName) -> str:
    """Point to an object of the file.

    Raises:
        SourceError: There is none of that name.
    """
    if name not in module.names:
        near = get_close_matches(name, module.names, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "define it, or import it"
        raise SourceError(f"there is no `{name}` in this file for a console script", where=module.where(), hint=hint)
    return f"{import_name}.cli:{name}"
