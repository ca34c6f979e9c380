"""What a distribution package says of itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from packaging.licenses import NormalizedLicenseExpression
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from paa.model.names import ImportName, NormalizedName

__all__ = ["METADATA_VERSION", "Found", "PackageSpec", "Rule", "in_extra"]

METADATA_VERSION = Version("2.4")
"""The core metadata that is written where no index decides: the first with licence expressions (PEP 639)."""


def in_extra(requirement: Requirement, extra: str) -> str:
    """Write a requirement of an extra as one line, with the extra in its marker."""
    line = Requirement(str(requirement))
    within = Marker(f'extra == "{extra}"')
    line.marker = within if line.marker is None else line.marker & within
    return str(line)


class Rule(StrEnum):
    """How a requirement was found; the values are what a user reads."""

    MARKER = "a marker comment"
    METADATA = "__package_metadata__"
    SCRIPT = "inline script metadata"
    MAPPING = "package_mapping.json"
    SIBLING = "a module of this repository"
    INSTALLED = "the installed distribution that provides it"
    TABLE = "the table of well-known names"
    STANDARD = "a backport of the standard library"
    INDEX = "a project of this name on the index"
    NAME = "a guess from the import name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A requirement and where it comes from.

    Attributes:
        where: `path:line`.
        extra: The extra that it belongs to; None for a requirement of the project itself.
        imported: The dotted name that is imported; None when the source names the project itself.
        lazy: Whether it is imported only in functions.
        others: Other projects that provide the same import.
        also: Further places that it comes from.
    """

    requirement: Requirement
    where: str
    rule: Rule
    extra: str | None = None
    imported: str | None = None
    lazy: bool = False
    others: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The requirement as a line of PEP 508, with the extra that it belongs to in its marker."""
        return str(self.requirement) if self.extra is None else in_extra(self.requirement, self.extra)

    @property
    def certain(self) -> bool:
        """Whether something other than the import's own name says so."""
        return self.rule is not Rule.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSpec:
    """The metadata of one distribution (PEP 621, PEP 639), decided and valid.

    Attributes:
        summary: One line, at most 512 characters.
        readme: Markdown.
        license_files: Paths in the source tree.
        urls: Label → address; a label has at most 32 characters.
        requirements: Of the project and of its extras, each with its origin, sorted.
        scripts: Console scripts: name → `package.module:object`.
        parts: What the package offers, name → module; the entry-point group `paa`, by which we know our own packages.
        typed: Whether the package carries `py.typed`.
        metadata_version: The core metadata that the archives carry.
    """

    import_name: ImportName
    name: NormalizedName
    version: Version
    summary: str
    readme: str
    requires_python: SpecifierSet
    license: NormalizedLicenseExpression | None
    license_files: tuple[PurePosixPath, ...]
    author: str | None
    author_email: str | None
    keywords: tuple[str, ...]
    classifiers: tuple[str, ...]
    urls: Mapping[str, str]
    requirements: tuple[Found, ...]
    scripts: Mapping[str, str]
    parts: Mapping[str, str]
    typed: bool
    metadata_version: Version = METADATA_VERSION

    @property
    def dependencies(self) -> tuple[str, ...]:
        """The requirements of the project itself, as PEP 508 lines."""
        return _lines(found for found in self.requirements if found.extra is None)

    @property
    def extras(self) -> Mapping[str, tuple[str, ...]]:
        """The requirements of each extra, as PEP 508 lines; `all` holds those of every extra."""
        names = sorted({found.extra for found in self.requirements if found.extra is not None})
        extras = {name: _lines(found for found in self.requirements if found.extra == name) for name in names}
        if extras and "all" not in extras:
            extras["all"] = _lines(found for found in self.requirements if found.extra is not None)
        return extras

    @property
    def guesses(self) -> tuple[Found, ...]:
        """The requirements that nothing but the import's own name speaks for."""
        return tuple(found for found in self.requirements if not found.certain)


def _lines(found: Iterable[Found]) -> tuple[str, ...]:
    return tuple(sorted({str(each.requirement) for each in found}))
