"""Look up which project provides an import, in the tables that we ship."""

from dataclasses import dataclass

from packaging.utils import canonicalize_name

__all__ = ["Known", "KnownNames", "prefixes"]


@dataclass(frozen=True, slots=True)
class Known:
    """A project that is known to provide an import.

    Attributes:
        prefix: The dotted name that the table has; the import, or what it begins with.
        project: Normalised.
        others: Projects that provide the same name.
    """

    prefix: str
    project: str
    others: tuple[str, ...] = ()


def prefixes(dotted: str) -> tuple[str, ...]:
    """Give a dotted name, and what is left of it when its last parts are taken away one by one."""
    parts = dotted.split(".")
    return tuple(".".join(parts[:depth]) for depth in range(len(parts), 0, -1))


class KnownNames:
    """The tables of well-known names and of namespaces.

    Args:
        names: Rows of an import name, the project that provides it where it has another name, and further projects that
            do, separated by tabs.
        namespaces: Rows of a dotted prefix, a project name with `{}` for what follows the prefix, and how many parts of
            the import are taken for it.
    """

    def __init__(self, names: str, namespaces: str) -> None:
        self._rows = {name: rest for name, _, rest in (row.partition("\t") for row in names.splitlines())}
        rows = (row.split("\t") for row in namespaces.splitlines())
        self._namespaces = {prefix: (template, int(depth)) for prefix, template, depth in rows}
        self._shared = {shorter for name in self._rows if "." in name for shorter in prefixes(name)[1:]}

    def find(self, dotted: str) -> Known | None:
        """Name the project that provides an import; the longest prefix that a table has decides."""
        for prefix in prefixes(dotted):
            if (row := self._rows.get(prefix)) is not None:
                project, *others = row.split("\t")
                return Known(prefix, project or canonicalize_name(prefix), tuple(others))
            if (rule := self._namespaces.get(prefix)) and len(dotted) > len(prefix):
                template, depth = rule
                parts = dotted[len(prefix) + 1 :].split(".")[:depth]
                return Known(".".join((prefix, *parts)), canonicalize_name(template.format("-".join(parts))))
        return None

    def is_namespace(self, dotted: str) -> bool:
        """Tell whether several projects share a name, so that the next part of an import decides."""
        return dotted in self._shared or dotted in self._namespaces
