"""Which pages a site has, and where they are found."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import pytest
from packaging.version import Version

from paa.core.documentation.site import SiteSources, arrange_site
from paa.model.commands import CommandNode
from paa.model.site import Entry, Link, Markup, Page, Section, Site
from tests.unit.builders import found_of, problems_of, spec_of


def sources(*paths: str, **parts: object) -> SiteSources:
    """Describe a site with pages at these places."""
    pages = [
        Page(path=PurePosixPath(path), text="# Page\n", origin=f"docs/{path}", markup=Markup.OWN) for path in paths
    ]
    values: dict[str, object] = {"files": {}, "api": (), "commands": (), "notes": {}, "licenses": {}, **parts}
    return SiteSources(written=pages, **values)  # type: ignore[arg-type]


def outline(entries: Sequence[Entry]) -> list[object]:
    """Write a navigation as lists and texts."""
    return [
        [each.title, *outline(each.entries)] if isinstance(each, Section) else f"{each.title or '-'} {each.path}"
        for each in entries
    ]


def text_of(site: Site, path: str) -> str:
    """Give the text of a page."""
    return next(page.text for page in site.pages if str(page.path) == path)


def test_smallest_site_has_a_home_and_a_reference() -> None:
    site = arrange_site(spec_of(), sources())

    assert outline(site.navigation) == [
        "Home index.md",
        ["Reference", "API reference/api.md"],
        ["About", "Requirements about/requirements.md"],
    ]
    assert {page.markup for page in site.pages} == {Markup.TEXT}


def test_whole_site_has_every_section() -> None:
    parts = {
        "commands": [CommandNode(name="tool")],
        "notes": {Version("1.0"): ["Begin"]},
        "licenses": {"LICENSE": "Do."},
    }

    site = arrange_site(spec_of(), sources("guide.md", **parts))

    assert outline(site.navigation) == [
        "Home index.md",
        "- guide.md",
        ["Reference", "API reference/api.md", "Command line reference/command-line.md"],
        [
            "About",
            "Requirements about/requirements.md",
            "Release notes about/release-notes.md",
            "Licence about/license.md",
        ],
    ]


def test_pages_come_before_sections_and_numbers_count() -> None:
    site = arrange_site(
        spec_of(),
        sources(
            "10-last.md", "2-first.md", "how-to/README.md", "how-to/b.md", "how-to/A.md", "01_start/x/deep.md", "zoo.md"
        ),
    )

    assert outline(site.navigation)[1:-2] == [
        "- 2-first.md",
        "- 10-last.md",
        "- zoo.md",
        ["Start", ["X", "- 01_start/x/deep.md"]],
        ["How to", "- how-to/README.md", "- how-to/A.md", "- how-to/b.md"],
    ]


@pytest.mark.parametrize("path", ["index.md", "README.md"])
def test_own_first_page_takes_the_place_of_the_generated_one(path: str) -> None:
    site = arrange_site(spec_of(), sources(path, "guide.md"))

    assert outline(site.navigation)[:2] == [f"Home {path}", "- guide.md"]
    assert [str(page.path) for page in site.pages if page.path.parent == PurePosixPath()] == [path, "guide.md"]


def test_own_page_takes_the_place_of_a_generated_one() -> None:
    site = arrange_site(spec_of(), sources("reference/api.md"))

    assert outline(site.navigation)[1] == ["Reference", "- reference/api.md"]
    assert text_of(site, "reference/api.md") == "# Page\n"


def test_generated_pages_join_a_section_of_their_title() -> None:
    site = arrange_site(spec_of(), sources("reference/more.md"))

    assert outline(site.navigation) == [
        "Home index.md",
        ["Reference", "- reference/more.md", "API reference/api.md"],
        ["About", "Requirements about/requirements.md"],
    ]


def test_index_comes_before_a_readme_of_the_same_folder() -> None:
    site = arrange_site(spec_of(), sources("how-to/README.md", "how-to/index.md"))

    assert outline(site.navigation)[1] == ["How to", "- how-to/index.md"]
    assert "how-to/README.md" not in {str(page.path) for page in site.pages}


def test_two_pages_of_one_place_are_refused() -> None:
    page = Page(path=PurePosixPath("a.md"), text="", origin="docs/a.ipynb", markup=Markup.OWN)
    both = SiteSources(written=[*sources("a.md").written, page], files={}, api=(), commands=(), notes={}, licenses={})

    (problem,) = problems_of(lambda: arrange_site(spec_of(), both))
    assert (problem.message, problem.where, problem.hint) == (
        "this and docs/a.ipynb are one and the same page of the site",
        "docs/a.md",
        "rename one of them",
    )


def test_first_page_is_the_readme_with_the_facts() -> None:
    site = arrange_site(spec_of(readme="# my-module\n\nDo.\n", urls={"A|b": "https://example.org/"}), sources())

    text = text_of(site, "index.md")
    assert text.startswith("---\ntitle: 'my-module'\n---\n\n# my-module\n\nDo.\n\n## This release\n")
    assert "| Version | `1.2.3` |" in text
    assert "| A&#124;b | <https://example.org/> |" in text


def test_requirements_are_told_by_extra() -> None:
    found = (found_of("httpx>=1; python_version < '4' or os_name == 'nt'"), found_of("rich", extra="pretty"))

    text = text_of(arrange_site(spec_of(requirements=found), sources()), "about/requirements.md")

    assert "pip install my-module\n" in text
    assert "## Extra `pretty`" in text
    assert "pip install 'my-module[pretty]'" in text
    assert "| `rich` |" in text


NOTES: Mapping[Version, Sequence[str]] = {Version("2.0"): ["Second", "And `more`"], Version("1.0"): []}


def test_release_notes_are_in_their_order() -> None:
    text = text_of(arrange_site(spec_of(), sources(notes=NOTES)), "about/release-notes.md")

    assert text.endswith("# Release notes\n\n## 2.0\n\n* Second\n* And `more`\n\n## 1.0\n\nNothing is noted.\n")


def test_links_of_the_navigation_lead_to_pages() -> None:
    site = arrange_site(spec_of(), sources("a.md", "b/c.md", notes=NOTES))

    def links(entries: Sequence[Entry]) -> list[PurePosixPath]:
        return [path for each in entries for path in ([each.path] if isinstance(each, Link) else links(each.entries))]

    assert sorted(links(site.navigation)) == sorted(page.path for page in site.pages)
