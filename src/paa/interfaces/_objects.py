"""Find the object that makes a file an interface: by reading what is packaged, by importing what is served."""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from paa.errors import SourceError
from paa.model.module import Module
from paa.model.serving import Source

__all__ = ["load_object", "require_object"]


def require_object(module: Module, *names: str, what: str) -> str:
    """Give the first of the names that the file defines.

    Args:
        module: The interface's file.
        names: The names that the convention knows.
        what: What the object is, for the message.

    Raises:
        SourceError: It defines none of them.
    """
    for name in names:
        if name in module.names:
            return name
    wanted = " or ".join(f"`{name}`" for name in names)
    raise SourceError(f"there is no {wanted} in this file", where=module.where(), hint=f"define {what}")


def load_object(source: Source, name: str, *, what: str) -> Any:  # noqa: ANN401 - it is the caller who knows the type
    """Import a source and give the object of a name.

    What else its code raises is its own affair, and shown as it is.

    Raises:
        SourceError: It defines no such object.
    """
    module = import_module(source.module) if source.module else _import_file(source.path or Path())
    if not hasattr(module, name):
        raise SourceError(f"there is no `{name}` in this file", where=source.where, hint=f"define {what}")
    return getattr(module, name)


def _import_file(path: Path) -> ModuleType:
    """Import a file under a name that hides nothing; its folder does not come into the search path of imports."""
    name = f"_paa_{path.stem}_{abs(hash(path.resolve())):x}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SourceError("this is no Python file", where=str(path), hint="its name ends with .py")
    module = module_from_spec(spec)
    # Annotations are resolved by the module's name.
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
