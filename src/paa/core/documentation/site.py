"""Decide what is on a project's documentation site, and where: from what is known of a project to pages."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from packaging.version import Version

from paa.core.documentation.api_page import render_api
from paa.core.documentation.command_page import render_commands
from paa.core.documentation.markdown import as_code, as_list, as_text, front_matter
from paa.core.package.code_blocks import as_fence
from paa.core.package.readme import summarise
from paa.errors import PaaError, SourceError, raise_together
from paa.model.api import ApiItem
from paa.model.commands import CommandNode
from paa.model.site import Entry, Link, Markup, Page, Section, Site
from paa.model.spec import Found, PackageSpec

__all__ = ["SiteSources", "arrange_site"]

HOME = PurePosixPath("index.md")
API = PurePosixPath("reference/api.md")
COMMANDS = PurePosixPath("reference/command-line.md")
REQUIREMENTS = PurePosixPath("about/requirements.md")
NOTES = PurePosixPath("about/release-notes.md")
LICENSE = PurePosixPath("about/license.md")
_INDEXES = ("index", "README")
_NUMBER = re.compile(r"(\d+)")
_ORDER = re.compile(r"^\d+[-_. ]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSources:
    """What a site tells besides the metadata.

    Attributes:
        written: The pages that somebody wrote.
        files: What stands beside them.
        api: What the module offers.
        commands: The command lines, as far as they can be read.
        notes: The notes of each release, the newest first.
        licenses: The name of each licence file → its text.
        readme: How the README is to be taken.
    """

    written: Sequence[Page]
    files: Mapping[PurePosixPath, bytes | Path]
    api: Sequence[ApiItem]
    commands: Sequence[CommandNode]
    notes: Mapping[Version, Sequence[str]]
    licenses: Mapping[str, str]
    readme: Markup = Markup.TEXT


def arrange_site(spec: PackageSpec, sources: SiteSources) -> Site:
    """Arrange the pages of a site; a written page takes the place of the one that would be generated there.

    Raises:
        SourceError: Two pages want the same place.
    """
    written = tuple(_without_doubles(sources.written))
    taken = {_place(page.path) for page in written}
    generated = {page.path: page for page in _generated(spec, sources) if _place(page.path) not in taken}
    home = next((page.path for page in written if _place(page.path) == HOME), HOME)
    reference = {API: "API", COMMANDS: "Command line"}
    about = {REQUIREMENTS: "Requirements", NOTES: "Release notes", LICENSE: "Licence"}
    navigation: list[Entry] = [Link(home, "Home"), *_tree([page.path for page in written if page.path != home])]
    for title, places in (("Reference", reference), ("About", about)):
        links = tuple(Link(path, name) for path, name in places.items() if path in generated)
        own = [each for each in navigation if isinstance(each, Section) and each.title == title]
        if own:
            navigation[navigation.index(own[0])] = Section(title, (*own[0].entries, *links))
        elif links:
            navigation.append(Section(title, links))
    return Site(
        name=spec.name,
        summary=summarise(spec.summary),
        pages=(*generated.values(), *written),
        navigation=tuple(navigation),
        files=MappingProxyType(dict(sources.files)),
    )


def _place(path: PurePosixPath) -> PurePosixPath:
    """Give the place of a page on the site: a README is the index of its folder."""
    return path.with_name("index.md") if path.stem in _INDEXES else path


def _without_doubles(pages: Iterable[Page]) -> Iterator[Page]:
    """Refuse pages of one place, but for an index, which comes before a README.

    Raises:
        SourceError: There are such pages; all of them at once.
    """
    ordered = sorted(pages, key=lambda page: (page.path.parent, page.path.stem != "index", page.path, page.origin))
    first: dict[PurePosixPath, Page] = {}
    errors: list[PaaError] = []
    for page in ordered:
        other = first.setdefault(_place(page.path), page)
        if other.path == page.path and other is not page:
            message = f"this and {other.origin} are one and the same page of the site"
            errors.append(SourceError(message, where=page.origin, hint="rename one of them"))
    raise_together(errors)
    yield from first.values()


def _generated(spec: PackageSpec, sources: SiteSources) -> Iterator[Page]:
    home = _page(HOME, spec.name, f"{spec.readme.rstrip()}\n\n{_facts(spec)}", "the README")
    yield replace(home, markup=sources.readme)
    yield _page(API, "API reference", render_api(spec.import_name, sources.api), "the docstrings of the module")
    if sources.commands:
        yield _page(COMMANDS, "Command line", render_commands(sources.commands), "the command line")
    yield _page(REQUIREMENTS, "Requirements", _requirements(spec), "the requirements")
    if sources.notes:
        yield _page(NOTES, "Release notes", _notes(sources.notes), "the release notes")
    if spec.license is not None or sources.licenses:
        yield _page(LICENSE, "Licence", _license(spec, sources.licenses), "the licence")


def _page(path: PurePosixPath, title: str, text: str, origin: str) -> Page:
    return Page(path=path, text=front_matter(title=title) + text, origin=origin)


def _facts(spec: PackageSpec) -> str:
    rows = [("Version", as_code(str(spec.version))), ("Python", as_code(str(spec.requires_python)))]
    if spec.license is not None:
        rows.append(("Licence", as_code(spec.license)))
    rows += [(as_text(label), f"<{url}>") for label, url in spec.urls.items()]
    return "\n".join(
        ("## This release", "", "| | |", "| --- | --- |", *(f"| {name} | {said} |" for name, said in rows))
    )


def _requirements(spec: PackageSpec) -> str:
    page = [
        "# Requirements",
        f"Python {as_code(str(spec.requires_python))}.",
        as_fence(f"pip install {spec.name}", "console"),
    ]
    own = [found for found in spec.requirements if found.extra is None]
    page.append(_table(own) if own else "It requires nothing else.")
    for extra in spec.extras:
        members = [found for found in spec.requirements if found.extra == extra]
        page += [f"## Extra {as_code(extra)}", as_fence(f"pip install '{spec.name}[{extra}]'", "console")]
        page.append(_table(members) if members else "What all the extras require.")
    return "\n\n".join(page) + "\n"


def _table(requirements: Iterable[Found]) -> str:
    rows = sorted({(str(found.requirement), str(found.rule)) for found in requirements})
    lines = (f"| {_cell(as_code(requirement))} | {as_text(rule)} |" for requirement, rule in rows)
    return "\n".join(("| Requirement | Known from |", "| --- | --- |", *lines))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _notes(notes: Mapping[Version, Sequence[str]]) -> str:
    page = ["# Release notes"]
    for version, lines in notes.items():
        page.append(f"## {version}")
        page.append(as_list(lines) or "Nothing is noted.")
    return "\n\n".join(page) + "\n"


def _license(spec: PackageSpec, licenses: Mapping[str, str]) -> str:
    page = ["# Licence"]
    if spec.license is not None:
        page.append(as_code(spec.license))
    for name, text in licenses.items():
        page += [f"## {as_text(name)}", as_fence(text, "text")]
    return "\n\n".join(page) + "\n"


def _tree(paths: Sequence[PurePosixPath], depth: int = 0) -> Iterator[Entry]:
    """Make sections of folders, behind the pages beside them; an index comes first, and numbers count as numbers."""
    groups: dict[str, list[PurePosixPath]] = {}
    for path in paths:
        groups.setdefault(path.parts[depth], []).append(path)
    folders = {name for name, members in groups.items() if len(members[0].parts) > depth + 1}
    ordered = sorted(
        groups, key=lambda name: (name in folders, PurePosixPath(name).stem not in _INDEXES, _natural(name))
    )
    for name in ordered:
        if name in folders:
            yield Section(_title(name), tuple(_tree(groups[name], depth + 1)))
        else:
            yield Link(groups[name][0])


def _natural(name: str) -> tuple[tuple[bool, int, str], ...]:
    parts = _NUMBER.split(name.casefold())
    return tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts if part)


def _title(folder: str) -> str:
    words = _ORDER.sub("", folder).replace("-", " ").replace("_", " ").strip() or folder
    return words[0].upper() + words[1:]
