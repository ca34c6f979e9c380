"""What an index, or a reader, has against the metadata of a distribution that is valid otherwise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.core.package.readme import SUMMARY_LIMIT
from paa.core.source.standard_library import is_standard_module

if TYPE_CHECKING:
    from packaging.metadata import RawMetadata

__all__ = ["Flaw", "find_flaws"]

_EXPRESSIONS = Version("2.4")  # the first core metadata with licence expressions
LABEL_LIMIT = 32  # characters
_FORBIDDEN = frozenset({"requirements-txt", "rrequirements-txt"})  # what people mean when they forget `-r`
_TYPES = frozenset({"text/markdown", "text/plain", "text/x-rst"})
_RST = re.compile(r"^(?:\.\. [a-z-]+::|[^\n]+\n(={4,}|~{4,}|\^{4,})$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is wrong.

    Attributes:
        rule: As in the findings.
        key: Of `__package_metadata__`, which is where it is mended; None for the module as a whole.
    """

    rule: str
    key: str | None
    message: str
    hint: str


def find_flaws(raw: "RawMetadata") -> Iterator[Flaw]:
    """Find what stands against metadata; classifiers are held against the list of them before anything is built.

    Args:
        raw: As the archive has it.
    """
    yield from _name(raw.get("name", ""))
    yield from _summary(raw.get("summary", ""))
    yield from _description(raw)
    yield from _licence(raw)
    for label, url in raw.get("project_urls", {}).items():
        yield from _url(label, url)


def _name(name: str) -> Iterator[Flaw]:
    """Refuse what no index takes, so that nobody gets a stranger's project instead of a standard module."""
    known = canonicalize_name(name)
    if known in _FORBIDDEN or is_standard_module(known.replace("-", "_")):
        what = "what people type by mistake" if known in _FORBIDDEN else "a module of the standard library"
        yield Flaw("name", "name", f"{name!r} is {what}: no index takes a project of that name", "choose another name")


def _summary(summary: str) -> Iterator[Flaw]:
    hint = "the first paragraph of the module's docstring, or `description`, is the summary"
    if "\n" in summary or len(summary) > SUMMARY_LIMIT:
        text = f"the summary is not one line of at most {SUMMARY_LIMIT} characters"
        yield Flaw("summary", "description", text, hint)


def _description(raw: "RawMetadata") -> Iterator[Flaw]:
    text, kind = raw.get("description", ""), raw.get("description_content_type", "").partition(";")[0].strip().lower()
    hint = "the module's docstring, or the file that `readme` names, is the long description"
    if not text.strip():
        yield Flaw("description", "readme", "there is no long description", hint)
    elif kind not in _TYPES:
        yield Flaw("description", "readme", f"an index cannot show a long description of the type {kind!r}", hint)
    elif kind == "text/markdown" and (match := _RST.search(text)) and not re.search(r"^#|\]\(", text, re.MULTILINE):
        sign = match[0].splitlines()[-1]
        message = f"the long description is reStructuredText ({sign!r}), and would be shown as Markdown"
        yield Flaw("description", "readme", message, "write it in Markdown")


def _licence(raw: "RawMetadata") -> Iterator[Flaw]:
    classifiers = raw.get("classifiers", [])
    if raw.get("license_expression") and any(each.startswith("License ::") for each in classifiers):
        text = "a licence expression and licence classifiers exclude each other (PEP 639)"
        yield Flaw("licence", "classifiers", text, "leave the classifiers out")
    # What is built for an index that takes only older metadata has no other way to say it.
    expresses = Version(raw.get("metadata_version", "1.0")) >= _EXPRESSIONS
    if expresses and "license" in raw and "license_expression" not in raw:
        text = "the licence is a text, and no SPDX expression (PEP 639)"
        yield Flaw("licence", "license_label", text, "write it as in `license_label: MIT`")


def _url(label: str, url: str) -> Iterator[Flaw]:
    key = "project_urls"
    if not 0 < len(label) <= LABEL_LIMIT:
        text = f"the label {label!r} of an address has not 1 to {LABEL_LIMIT} characters"
        yield Flaw("url", key, text, "shorten it")
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, url))
    except ValueError:
        is_right = False
    if not is_right:
        yield Flaw("url", key, f"{label}: {url!r} is no web address", "it starts with https://")
