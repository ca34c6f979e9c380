"""Find the object that makes a file an interface; the file is not run."""

from paa.errors import SourceError
from paa.model.module import Module

__all__ = ["require_object"]


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
