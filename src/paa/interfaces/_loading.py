"""Import the object that is to be served, out of an installed package or a file."""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from paa.errors import SourceError
from paa.model.serving import Source

__all__ = ["load_object"]


def load_object(source: Source, name: str, *, what: str) -> Any:  # noqa: ANN401 - it is the caller who knows the type
    """Import a source and give the object of a name.

    What else its code raises is its own affair, and shown as it is.

    Raises:
        SourceError: It is no Python, defines no such object, or imports what is not there.
    """
    try:
        module = import_module(source.module) if source.module else _import_file(source.path or Path())
    except ModuleNotFoundError as error:
        hint = "install what it needs, in a version that has it"
        raise SourceError(f"cannot be imported: {error}", where=source.where, hint=hint) from error
    except SyntaxError as error:
        # It may stand in something that the source imports.
        is_own = source.path is not None and error.filename in {None, str(source.path), str(source.path.resolve())}
        where = f"{source.where if is_own else error.filename}:{error.lineno}"
        raise SourceError(f"syntax error: {error.msg}", where=where, hint="mend it") from error
    if not hasattr(module, name):
        raise SourceError(f"there is no `{name}` in this file", where=source.where, hint=f"define {what}")
    return getattr(module, name)


def _import_file(path: Path) -> ModuleType:
    """Import a file under a name that hides nothing; its folder does not come into the search path of imports.

    Raises:
        SourceError: Python does not take it for a module.
    """
    name = f"_paa_{path.stem}_{abs(hash(path.resolve())):x}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SourceError("this is no Python file", where=str(path), hint="its name ends with .py")
    module = module_from_spec(spec)
    # Annotations are resolved by the module's name.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
