"""What we do while MkDocs builds: let a text be a text.

A docstring, a commit message and a line of metadata are texts: whatever they look like, they bring no element, no
script and no request into a page. What somebody wrote as a page may hold HTML.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from typing import TYPE_CHECKING

from paa.model.site import Markup, Page

if TYPE_CHECKING:
    from markdown import Extension, Markdown
    from mkdocs.structure.pages import Page as BuiltPage
    from mkdocs.structure.toc import AnchorLink

__all__ = ["Pages", "clean"]

_DIAGRAM = re.compile(r'<pre class="mermaid">(?P<text>.*?)</pre>', re.DOTALL)
# Mermaid lets labels hold images and styles hold addresses. A line break is harmless.
_MORE_THAN_A_DRAWING = re.compile(r"<(?!br\s*/?>)[a-z!/]|://|\burl\b|\bimg\b|%%\s*\{", re.IGNORECASE)
_LOADED = re.compile(
    r"""<(?:audio|embed|iframe|img|link|object|script|source|video)\b[^>]*?\b(?:src|href|data)=["']?"""
    r"""(?P<address>(?:https?:)?//[^"'\s>]+)""",
    re.IGNORECASE,
)
_INLINE = re.compile(r"data:image/(?:gif|jpeg|png|webp);base64,", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_TAGS = (
    "a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img kbd "
    "li ol p pre s samp section small span strong sub summary sup table tbody td tfoot th thead tr ul var"
)
_ANYWHERE = {"class", "id", "title", "lang", "dir"}
_ATTRIBUTES = {
    "*": _ANYWHERE,
    "a": {"href"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}


def clean(html: str) -> str:
    """Take out of HTML all that runs, that is requested from elsewhere, and that poses as a part of the theme."""
    import nh3

    return nh3.clean(
        html,
        tags=set(_TAGS.split()),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"data", "http", "https", "mailto"},
        link_rel=None,
    )


def _kept(element: str, attribute: str, value: str) -> str | None:
    """Decide what becomes of an attribute: None leaves it out."""
    if element == "img" and attribute == "src":
        is_elsewhere = re.match(r"\s*(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", value, re.IGNORECASE)
        return None if is_elsewhere and not _INLINE.match(value) else value
    if attribute == "href" and re.match(r"\s*data:", value, re.IGNORECASE):
        return None
    if attribute == "id":
        # The theme finds its own parts, its configuration among them, by such names.
        return None if value.startswith("__") else value
    if attribute == "class":
        return " ".join(each for each in value.split() if not each.startswith(("md-", "js-")))
    return value


class Pages:
    """Follows each page through the build: its methods have the names of the events of MkDocs.

    Args:
        pages: Those of the site.
        mermaid: The place of Mermaid's script in the site.

    Attributes:
        has_diagrams: Whether a page holds one.
        markup: What HTML in the page that is being built is.
        remarks: What the author of a page should know of it.
        markdown: The extension of Markdown that is to be used.
    """

    def __init__(self, pages: Iterable[Page], *, mermaid: str) -> None:
        self._markup = {str(page.path): page.markup for page in pages}
        self._mermaid = mermaid
        self.has_diagrams = False
        self.markup = Markup.OWN
        self.remarks: list[str] = []
        self.markdown = _texts(self)

    def on_pre_page(self, page: "BuiltPage", **_: object) -> "BuiltPage":
        """Note which page comes."""
        self.markup = self._markup.get(page.file.src_uri, Markup.TEXT)
        return page

    def on_page_content(self, html: str, page: "BuiltPage", **_: object) -> str:
        """Clean what nobody wrote as a page."""
        if page.meta.pop("template", None) is not None:
            self.remarks.append(f"{page.file.src_uri} names a template; all pages have the same one")
        if self.markup is not Markup.OWN:
            html = _DIAGRAM.sub(_only_drawing, clean(html))
            _clean_headings(page.toc.items)
        self.remarks += (
            f"{page.file.src_uri} shows {match['address']}, which no site loads: put the file beside the page"
            for match in _LOADED.finditer(html)
        )
        if _DIAGRAM.search(html):
            self.has_diagrams = True
            page.meta["paa_mermaid"] = self._mermaid
        return html

    def on_env(self, env: object, **_: object) -> None:  # noqa: ARG002 - the name is MkDocs's
        """Let what is said of links at the end be said."""
        self.markup = Markup.OWN


def _only_drawing(match: re.Match[str]) -> str:
    """Show a diagram that would be more than a drawing as the text that it is."""
    is_more = _MORE_THAN_A_DRAWING.search(unescape(_TAG.sub("", match["text"])))
    return f"<pre>{match['text']}</pre>" if is_more else match[0]


def _clean_headings(items: "Sequence[AnchorLink]") -> None:
    """Make texts of what the table of contents shows."""
    for item in items:
        item.title = escape(unescape(_TAG.sub("", item.title)))
        _clean_headings(item.children)


def _texts(pages: Pages) -> "Extension":
    """Extend Markdown: HTML is text, where the page says so."""
    from markdown.extensions import Extension

    class Texts(Extension):
        def extendMarkdown(self, md: "Markdown") -> None:  # noqa: N802 - the name is Markdown's
            if pages.markup is Markup.TEXT:
                md.preprocessors.deregister("html_block")
                md.inlinePatterns.deregister("html")

    return Texts()
