"""MkDocs with the Material theme: from the pages of a site to the files that a browser reads.

It works in a private folder and gives bytes back. What it writes depends on nothing but the pages, the time that is
given, and the releases of MkDocs and of the theme.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from paa.adapters.clock import source_date
from paa.adapters.files import list_files, read_bytes, write_files
from paa.adapters.mkdocs_pages import Pages, clean
from paa.adapters.resources import read_resource
from paa.errors import BuildError, SourceError, UsageError
from paa.guests import importing
from paa.model.site import Entry, Markup, Section, Site

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

__all__ = ["build_site", "clean_html"]

MERMAID = PurePosixPath("assets/javascripts/mermaid.js")
WORKER = PurePosixPath("assets/javascripts/iframe-worker.js")
STYLE = PurePosixPath("assets/stylesheets/paa.css")
LICENSES = PurePosixPath("assets/licenses")
# What separates the words of a search: also the punctuation of code, but not the underscore of a name.
_SEPARATOR = r"""[\s\-,:;!=\[\](){}<>"'`/|]+|\.(?!\d)|&[lg]t;"""
_OVERRIDES = ("main.html",)
# What a site that is read from a folder, or below somebody's address, has no use for.
_LEFT_OUT = frozenset({"404.html", "sitemap.xml", "sitemap.xml.gz", "objects.inv"})


def build_site(site: Site, folder: Path, *, epoch: int) -> tuple[Mapping[PurePosixPath, bytes], tuple[str, ...]]:
    """Build a site.

    Args:
        site: Its pages.
        folder: A private folder.
        epoch: The time of the site, in seconds since 1970.

    Returns:
        Place in the site → bytes, sorted; and what is to be said of the pages.

    Raises:
        UsageError: MkDocs, the theme or a library that this needs is not installed.
        SourceError: A page asks the theme for what it does not have.
        BuildError: MkDocs refuses.
    """
    with importing(extra="mkdocs"):
        import_module("material")  # the theme is found by its name
        from jinja2 import TemplateNotFound
        from mkdocs.commands.build import build
        from mkdocs.config.defaults import MkDocsConfig
        from mkdocs.exceptions import MkDocsException
    pages = Pages(site.pages, mermaid=str(MERMAID))
    _write(site, folder)
    config = MkDocsConfig(config_file_path=str(folder / "mkdocs.yml"))
    config.load_dict(_configuration(site, folder))
    with _listening(pages) as said, source_date(epoch):
        errors, _ = config.validate()
        if errors:
            key, error = errors[0]
            raise BuildError(f"MkDocs takes another value of {key}: {error}", hint="pip install -U 'paa[mkdocs]'")
        _attend(config, pages)
        try:
            build(config)
        except MkDocsException as error:
            raise BuildError(f"MkDocs cannot build the site: {'; '.join(said) or error}") from None
        except TemplateNotFound as error:
            hint = "mend the `icon` between the lines `---` at the top of a page"
            raise SourceError(f"a page asks the theme for {error.name}, which it does not have", hint=hint) from None
    return _collect(folder / "site", with_mermaid=pages.has_diagrams), (*said, *pages.remarks)


def clean_html(html: str) -> str:
    """Take out of HTML all that runs, and all that is requested from elsewhere.

    Raises:
        UsageError: The library that does it is not installed.
    """
    with importing(extra="mkdocs"):
        return clean(html)


def _write(site: Site, folder: Path) -> None:
    documents: dict[PurePosixPath, bytes | Path] = dict(site.files)
    documents |= {page.path: page.text.encode("utf-8", "backslashreplace") for page in site.pages}
    documents |= {
        WORKER: read_resource("mkdocs", WORKER.name).encode(),
        STYLE: read_resource("mkdocs", STYLE.name).encode(),
    }
    write_files(folder / "docs", documents)
    write_files(folder / "theme", {PurePosixPath(name): read_resource("mkdocs", name).encode() for name in _OVERRIDES})


def _configuration(site: Site, folder: Path) -> dict[str, Any]:
    """Configure MkDocs: nothing of it comes from the repository."""
    return {
        "site_name": site.name,
        "site_description": _escaped(site.summary),
        "docs_dir": str(folder / "docs"),
        "site_dir": str(folder / "site"),
        "nav": [_navigation(entry) for entry in site.navigation],
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "custom_dir": str(folder / "theme"),
            "font": False,
            "icon": {"logo": "material/package-variant-closed"},
            "palette": [_palette("light", "default", "dark"), _palette("dark", "slate", "light")],
            "features": [
                "content.code.copy",
                "navigation.sections",
                "navigation.top",
                "search.highlight",
                "toc.follow",
            ],
        },
        "plugins": [{"material/search": {"separator": _SEPARATOR}}, "material/offline"],
        "markdown_extensions": [
            "admonition",
            "attr_list",
            "def_list",
            "footnotes",
            {"tables": {"use_align_attribute": True}},
            {"toc": {"permalink": "¶", "permalink_title": "Link to this heading"}},
            "pymdownx.details",
            {"pymdownx.highlight": {"use_pygments": True}},
            {"pymdownx.superfences": {"custom_fences": [_diagram()]}},
        ],
        "extra_css": [str(STYLE)],
        # The theme would take this from a server: browsers start no worker for a page that is a file.
        "extra": {"polyfills": [str(WORKER)]},
        # MkDocs keeps hidden files out, which never come here, and a folder that is for us to name.
        "exclude_docs": "!/templates/",
        "validation": {"links": {"not_found": "warn", "anchors": "warn", "unrecognized_links": "warn"}},
    }


def _escaped(text: str) -> str:
    from html import escape

    return escape(text)


def _palette(preference: str, scheme: str, other: str) -> dict[str, Any]:
    icon = "material/weather-night" if other == "dark" else "material/weather-sunny"
    return {
        "media": f"(prefers-color-scheme: {preference})",
        "scheme": scheme,
        "primary": "indigo",
        "accent": "indigo",
        "toggle": {"icon": icon, "name": f"Switch to the {other} colours"},
    }


def _diagram() -> dict[str, Any]:
    from pymdownx.superfences import fence_code_format  # type: ignore[import-untyped]

    return {"name": "mermaid", "class": "mermaid", "format": fence_code_format}


def _navigation(entry: Entry) -> dict[str, Any] | str:
    if isinstance(entry, Section):
        return {entry.title: [_navigation(each) for each in entry.entries]}
    return {entry.title: str(entry.path)} if entry.title else str(entry.path)


def _attend(config: "MkDocsConfig", pages: Any) -> None:  # noqa: ANN401 - no subclass of what MkDocs has for plugins
    """Let our events, and our extension of Markdown, take part in the build."""
    config.plugins["paa"] = pages
    config.markdown_extensions.append(pages.markdown)


@contextmanager
def _listening(pages: Pages) -> Iterator[list[str]]:
    """Collect what MkDocs warns of, each with the file that it is about; nothing goes to a stream."""
    said: list[str] = []
    logger = logging.getLogger("mkdocs")

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if pages.markup is Markup.OWN and record.levelno >= logging.WARNING:
                said.append(record.getMessage())

    handler, propagated = Handler(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated


def _collect(folder: Path, *, with_mermaid: bool) -> Mapping[PurePosixPath, bytes]:
    found: dict[PurePosixPath, bytes] = {}
    for path in list_files(folder):
        # Source maps are for those who develop the theme, and word tables for other languages than English.
        if str(path) in _LEFT_OUT or path.suffix == ".map" or path.is_relative_to("assets/javascripts/lunr"):
            continue
        found[path] = read_bytes(folder / path)
    if with_mermaid:
        found[MERMAID] = _mermaid()
        found |= _licenses("mermaidx")
    found |= _licenses("mkdocs-material")
    return MappingProxyType(dict(sorted(found.items())))


def _mermaid() -> bytes:
    """Read Mermaid's script from the distribution that carries it, which is not imported for that.

    Raises:
        UsageError: It is not installed, or carries it elsewhere.
    """
    from importlib.metadata import distribution

    with importing(extra="mkdocs"):
        file = Path(str(distribution("mermaidx").locate_file("mermaidx/assets/mermaid.js")))
    if not file.is_file():
        hint = "pip install -U 'paa[mkdocs]'"
        raise UsageError("the installed mermaidx does not carry the script that draws Mermaid diagrams", hint=hint)
    return read_bytes(file)


def _licenses(name: str) -> Mapping[PurePosixPath, bytes]:
    """Give the licences under which others' files are passed on."""
    from importlib.metadata import distribution

    own = [
        each for each in distribution(name).files or () if ".dist-info" in str(each) and "LICENSE" in each.name.upper()
    ]
    return {LICENSES / f"{name}.txt": Path(str(each.locate())).read_bytes() for each in own[:1]}
