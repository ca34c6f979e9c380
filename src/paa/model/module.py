"""What a module's source says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

__all__ = ["Condition", "Directive", "DirectiveKind", "ImportStatement", "Importing", "Metadata", "Module", "Script"]

Condition = tuple[tuple[str, ...], ...]
"""Environment markers of which one in every group must hold: `(('sys_platform == "win32"',),)`; empty for always."""


def _nothing() -> Mapping[str, Any]:
    """Stand for an absent dictionary, whatever its values would be."""
    return MappingProxyType({})


class Importing(StrEnum):
    """When an import is executed."""

    ALWAYS = "always"
    LAZY = "lazy"  # in a function
    TYPING = "typing"  # only under TYPE_CHECKING: never


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStatement:
    """One name that a module imports.

    Attributes:
        name: The dotted module: `a.b` of `import a.b` and of `from a.b import c`; empty in `from . import c`.
        members: The names behind `from … import`; empty for `import a.b`.
        level: The number of leading dots.
        line: 1-based.
        when: When it is executed.
        condition: Where it is executed: only on these Pythons and platforms.
        attempts: The attempts to import something that it is a part of, the outer one first: the line of each, and
            whether it is what is done instead when the attempt fails.
        marker: The comment behind it without `#`, when it is a marker: `-`, `>=1.2`, `[extra]>=1`.
        dynamic: It is a call of `import_module` or `__import__`.
    """

    name: str
    line: int
    members: tuple[str, ...] = ()
    level: int = 0
    when: Importing = Importing.ALWAYS
    condition: Condition = ()
    attempts: tuple[tuple[int, bool], ...] = ()
    marker: str | None = None
    dynamic: bool = False


class DirectiveKind(StrEnum):
    """The comments that are a statement of their own."""

    REQUIRE = "@"
    OPTIONAL = "!"


@dataclass(frozen=True, slots=True)
class Directive:
    """A comment line `#@ requirement` or `#! import x`."""

    kind: DirectiveKind
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Script:
    """Inline script metadata (PEP 723): what `# /// script` says."""

    line: int
    requires_python: str | None
    dependencies: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """`__package_metadata__`: the mark of a module that is for release.

    Attributes:
        line: Where it stands.
        lines: The line of each key.
    """

    line: int
    name: str | None = None
    version: str | None = None
    description: str | None = None
    author: str | None = None
    author_email: str | None = None
    url: str | None = None
    project_urls: Mapping[str, str] = field(default_factory=_nothing)
    keywords: tuple[str, ...] = ()
    classifiers: tuple[str, ...] = ()
    requires_python: str | None = None
    readme: str | None = None
    install_requires: tuple[str, ...] = ()
    extras_require: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    artifact_urls: Mapping[str, str] = field(default_factory=_nothing)
    license_label: str | None = None
    unknown: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A parsed module file; its code was never run.

    Attributes:
        path: Inside the repository.
        content: The bytes on disk, in the encoding of the file.
        text: The same, decoded, with the line endings of the file.
        names: What it defines or imports at module level.
        annotated: Every public function, method and their parameters carry annotations.
        literals: Other dunder assignments of literals, such as `__cli_metadata__`.
    """

    path: PurePosixPath
    content: bytes
    text: str
    docstring: str | None
    metadata: Metadata | None
    script: Script | None
    imports: tuple[ImportStatement, ...]
    directives: tuple[Directive, ...]
    names: frozenset[str]
    annotated: bool
    literals: Mapping[str, object]

    def where(self, line: int | None = None) -> str:
        """Point into the file, as an error does."""
        return f"{self.path}:{line}" if line else str(self.path)
