"""The list of packages below the repository's README."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packaging.version import Version

from paa.core.release.notes import as_note
from paa.model.names import NormalizedName
from paa.model.settings import Settings

__all__ = ["ListedPackage", "PackageRow", "append_list", "package_rows"]

# What Markdown gives a meaning in the middle of a line, `|` in a table and `&` of HTML among them.
_MEANINGFUL = re.compile(r"[\\`*_\[\]<>|~&$!#]")
_IN_ADDRESS = str.maketrans(
    {character: f"%{ord(character):02X}" for character in " ()<>[]|\\`\"'"}  # it stands in a link, in a table
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPackage:
    """A released project.

    Attributes:
        summary: One line.
        license: The expression; None for none.
    """

    name: NormalizedName
    version: Version
    summary: str
    license: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRow:
    """What the template of the list writes of a package, all of it Markdown for the cell of a table.

    Attributes:
        license: A badge, an expression, or nothing.
        links: `[documentation](…)` and the like.
    """

    name: str
    version: str
    summary: str
    license: str
    links: tuple[str, ...]


def package_rows(packages: Iterable[ListedPackage], settings: Settings) -> tuple[PackageRow, ...]:
    """Prepare the list of packages, sorted by name."""
    return tuple(
        PackageRow(
            name=_escape(each.name),
            version=_escape(str(each.version)),
            summary=_escape(each.summary),
            license=_license(each.license, settings),
            links=tuple(_links(each.name, settings)),
        )
        for each in sorted(packages, key=lambda each: each.name)
    )


def append_list(base: str, listing: str) -> str:
    """Put the list below the text of `README_base.md`, which stays as it is, with its line endings."""
    newline = "\r\n" if base.partition("\n")[0].endswith("\r") else "\n"
    listing = listing.strip("\r\n").replace("\r\n", "\n").replace("\n", newline)
    if not listing or not base.strip():
        return f"{listing}{newline}" if listing else base
    ending = "" if base.endswith("\n") else newline
    gap = "" if base.endswith(("\n\n", "\n\r\n")) else newline
    return f"{base}{ending}{gap}{listing}{newline}"


def _license(expression: str | None, settings: Settings) -> str:
    """Show the configured badge where the configured licence is the package's."""
    if settings.license_badge and expression in {None, settings.license_label}:
        return as_note(settings.license_badge).replace("|", "\\|")
    return _escape(expression or "")


def _links(name: NormalizedName, settings: Settings) -> Iterator[str]:
    """Link to what the configuration names, and guess no address."""
    if settings.gh_pages_base_url:
        yield _link("documentation", f"{settings.gh_pages_base_url.rstrip('/')}/{name}/")
    elif settings.docs_url:
        yield _link("documentation", settings.docs_url)
    if settings.source_repo_url:
        yield _link(settings.source_repo_name or "source", settings.source_repo_url)


def _link(label: str, address: str) -> str:
    return f"[{_escape(label)}]({as_note(address).translate(_IN_ADDRESS)})"


def _escape(text: str) -> str:
    """Write a text so that Markdown shows it as it is, on one line."""
    return _MEANINGFUL.sub(r"\\\g<0>", as_note(text))
