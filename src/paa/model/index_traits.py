"""What the indexes of one kind have in common: the one place that says what a kind of index does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from packaging.version import Version

from paa.model.choices import IndexKind
from paa.model.settings import IndexProfile

__all__ = ["TRAITS", "Answer", "IndexTraits", "Pages", "traits_of"]


class Answer(StrEnum):
    """What an index answers to a file of a name that it has."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Pages(StrEnum):
    """The form in which an index lists its files."""

    JSON = "JSON"
    HTML = "HTML"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTraits:
    """What an index of a kind takes, tells and asks for.

    Attributes:
        title: What people call it.
        same_bytes: Its answer to a file that it has, byte for byte.
        other_bytes: Its answer to another file of a name that it has.
        metadata_version: The newest core metadata that it surely takes; a profile may know better.
        local_versions: Whether a version may have a local part, as in `1.0+local`.
        direct_references: Whether a requirement may name an address.
        size_limit: The largest file that it takes, in bytes; None where nobody says.
        pages: The form in which it lists files.
        upload_times: Whether it tells when a file came.
        yanks: Whether its pages tell what was yanked.
        yank_by: Where a version is yanked; None where it cannot be.
        user: The user that goes with a token; any will do where it is empty, and None where nobody logs in.
        trusted_publishing: Whether a job of a CI can log in without a secret.
        private: Whether reading asks for a login, too.
        views: Whether a version can be promoted from one view of the index to another.
        strangers: Whether anybody may put projects there, under any name.
        rationed: Whether it takes only some new projects a day.
    """

    title: str
    same_bytes: Answer = Answer.UNKNOWN
    other_bytes: Answer = Answer.REFUSED
    metadata_version: Version
    local_versions: bool = True
    direct_references: bool = True
    size_limit: int | None = None
    pages: Pages = Pages.JSON
    upload_times: bool = False
    yanks: bool = False
    yank_by: str | None = None
    user: str | None = "__token__"
    trusted_publishing: bool = False
    private: bool = False
    views: bool = False
    strangers: bool = False
    rationed: bool = False


_PUBLIC = IndexTraits(
    title="PyPI",
    same_bytes=Answer.ACCEPTED,
    metadata_version=Version("2.5"),
    local_versions=False,
    direct_references=False,
    size_limit=100 * 1000 * 1000,
    upload_times=True,
    yanks=True,
    yank_by="the project's page, by hand: there is no interface for programs",
    trusted_publishing=True,
    rationed=True,
)

TRAITS: Mapping[IndexKind, IndexTraits] = MappingProxyType(
    {
        IndexKind.DIRECTORY: IndexTraits(
            title="a folder",
            same_bytes=Answer.ACCEPTED,
            # What reads a folder may be an installer of any age.
            metadata_version=Version("2.4"),
            yanks=True,
            yank_by="`paa yank`",
            user=None,
        ),
        IndexKind.PYPI: _PUBLIC,
        IndexKind.TESTPYPI: replace(_PUBLIC, title="TestPyPI", strangers=True),
        IndexKind.AZURE: IndexTraits(
            title="an Azure Artifacts feed",
            same_bytes=Answer.REFUSED,
            # The one list of versions that the service was seen to tell ends here.
            metadata_version=Version("2.1"),
            local_versions=False,
            pages=Pages.HTML,
            user="",
            private=True,
            views=True,
        ),
        IndexKind.SIMPLE: IndexTraits(title="a server of one's own", metadata_version=Version("2.4")),
    }
)
"""Kind → what is known of it."""


def traits_of(profile: IndexProfile) -> IndexTraits:
    """Give the traits of an index: those of its kind, but for what its profile knows better."""
    traits = TRAITS[profile.kind]
    return replace(traits, metadata_version=profile.metadata_version) if profile.metadata_version else traits
