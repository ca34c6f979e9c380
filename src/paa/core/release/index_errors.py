"""What the answers of indexes mean: status and words of a server → one sentence with the cause, and the way out.

The words are those of the public index, Azure Artifacts, devpi and pypiserver. Servers change them without a notice, so
what is not recognised falls back to what its status says by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ANSWERS", "Explanation", "KnownAnswer", "Meaning", "explain"]

_BUMP = "release a higher version, as with `[..+]` in a commit message"
_RENAME = "give it another name: `name` in its `__package_metadata__`"
_LATER = "run the command again later: it completes what is left"


class Meaning(StrEnum):
    """What an answer says of the file that was sent."""

    STORED = "stored"
    EXISTS = "exists"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswer:
    """An answer of an index that we know.

    Attributes:
        statuses: The HTTP statuses that it comes with; any where there are none.
        words: A regular expression that its text contains, whatever the case; its groups are names in the sentence.
        message: What happened, with `{index}`, `{file}`, `{project}` and `{status}`.
        hint: What to do.
    """

    statuses: tuple[int, ...] = ()
    words: str = ""
    message: str
    hint: str
    meaning: Meaning = Meaning.REFUSED

    def match(self, status: int | None, text: str) -> re.Match[str] | None:
        """Recognise an answer."""
        if self.statuses and status not in self.statuses:
            return None
        return re.search(self.words, text, re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What an answer means."""

    meaning: Meaning
    message: str
    hint: str


ANSWERS: tuple[KnownAnswer, ...] = (
    KnownAnswer(
        words=r"ACTIONS_ID_TOKEN_REQUEST|OIDC token permissions",
        message="this job of the CI may not prove who it is, so the index {index!r} has no reason to trust it",
        hint="give the job `permissions: id-token: write`",
    ),
    KnownAnswer(
        words=r"OIDC token from the CI",
        message="the CI does not say who this job is, so the index {index!r} has no reason to trust it",
        hint="run the command again; --verbose shows what the CI says",
    ),
    KnownAnswer(
        words=r"invalid-publisher|no corresponding publisher",
        message="the index {index!r} has no trusted publisher that is this job",
        hint="compare owner, repository, name of the workflow's file and environment there with this job",
    ),
    KnownAnswer(
        words=r"invalid-pending-publisher",
        message="the index {index!r} has a pending publisher for this job, with something that it cannot use",
        hint="look at its project name there: it may be taken by now, or be no name that the index allows",
    ),
    KnownAnswer(
        statuses=(403,),
        words=r"isn't allowed to upload to project|not allowed to upload to project",
        message="the login is right, and may not upload {project} to the index {index!r}",
        hint="a token for one project serves no other one; a first release needs a token of the whole account, or a "
        "pending publisher",
    ),
    KnownAnswer(
        statuses=(403,),
        words=r"Invalid or non-existent authentication",
        message="the index {index!r} does not know the login",
        hint="is the token complete, of this very index (a test index has its own), not revoked, its user __token__?",
    ),
    KnownAnswer(
        statuses=(401, 403),
        words=r"AddPackage|lacks permission|do(?:es)? not have permission",
        message="the login is right, and may not add packages to the index {index!r}",
        hint="let its user be a Feed Publisher (Contributor) of the feed; in a pipeline that is the build service",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"previously used by a file that has since been deleted|filename has already been used",
        message="{file} was on the index {index!r} once and was deleted, and its name stays taken for ever",
        hint=_BUMP,
    ),
    KnownAnswer(
        statuses=(400, 403, 409),
        words=r"already (?:exists|contains)|file already exist",
        message="the index {index!r} says that it has {file} already",
        hint=f"what was published never changes: {_BUMP}",
        meaning=Meaning.EXISTS,
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"Only one sdist may be uploaded",
        message="the release of {file} has another sdist on the index {index!r} already",
        hint=_BUMP,
    ),
    KnownAnswer(
        statuses=(400, 403),
        words=r"releases older than|older than 14 days",
        message="the release of {file} is too old for another file on the index {index!r}",
        hint=f"a release is complete within its first days: {_BUMP}",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"local versions?",
        message="the index {index!r} takes no version with a local part, as {file} has it",
        hint="release a version without `+…`",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"Can't have direct dependency: (?P<requirement>[^\n<]{1,200})",
        message="the index {index!r} takes no requirement that names an address: {requirement}",
        hint="require a project that is on the index, by its name",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"too similar to an existing project",
        message="the name {project!r} is too much like that of a project which the index {index!r} has",
        hint=_RENAME,
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"standard library",
        message="the index {index!r} takes no project that is called like a module of the standard library: {project}",
        hint=_RENAME,
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"name .{1,200} (?:isn't|is not) allowed|prohibited",
        message="the index {index!r} takes no project of the name {project!r}",
        hint=_RENAME,
    ),
    KnownAnswer(
        statuses=(400, 403, 429),
        words=r"Too many new projects",
        message="the index {index!r} takes no more new projects from here today, and {project} is new",
        hint="run the command again tomorrow: it completes what is left; a pending publisher is not counted",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"Metadata version '?(?P<version>[\d.]+)'? is unsupported.*Supported versions are:(?P<known>[\d.,\s]*\d)",
        message="the index {index!r} takes no metadata of version {version}, but of {known}",
        hint="set `metadata_version` of the index in .paa.config to the last of these",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"'?(?P<version>\d\.\d)'? is not a valid metadata version|metadata_version",
        message="the index {index!r} does not take the version of the metadata of {file}",
        hint="set `metadata_version` of the index in .paa.config to one that it takes, as in 2.1",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"\bsummary\b",
        message="the index {index!r} does not take the summary of {project}",
        hint="let the first paragraph of the module's docstring be one line of at most 512 characters",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"project[_-]urls?\b|\bproject url\b",
        message="the index {index!r} does not take the addresses of {project}",
        hint="a label in `project_urls` has at most 32 characters, and what it names is an http(s) address",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"failed to render|description.*render",
        message="the index {index!r} cannot render the description of {project}",
        hint="look at its README, made with `paa make-package`, for markup that is not closed",
    ),
    KnownAnswer(
        statuses=(400, 413),
        words=r"too large|size limit|exceeds",
        message="{file} is larger than the index {index!r} takes",
        hint="let the package fetch large data files, as with `*.link`, or ask the index for a higher limit",
    ),
    KnownAnswer(
        statuses=(400,),
        words=r"digest supplied does not match",
        message="{file} arrived at the index {index!r} with other bytes than were sent",
        hint="run the command again; if it stays so, something on the way changes what is sent",
        meaning=Meaning.LATER,
    ),
    KnownAnswer(
        statuses=(401,),
        message="the index {index!r} does not know the login",
        hint="is the password or token set, right, and not expired? A token of Azure needs `Packaging: Read & write`",
    ),
    KnownAnswer(
        statuses=(403,),
        message="the login may not upload {file} to the index {index!r}",
        hint="is it the login of this index, and may it write there?",
    ),
    KnownAnswer(
        statuses=(404, 405, 410),
        message="nothing takes uploads at the address of the index {index!r}: {status}",
        hint="does the configuration name the right address, feed and project?",
    ),
    KnownAnswer(
        statuses=(301, 302, 303, 307, 308),
        message="the index {index!r} sends uploads to another address, which is never followed with a password",
        hint="give the address that it means as its `upload_url`: https, and with the slash at the end",
    ),
    KnownAnswer(
        statuses=(409,),
        message="the index {index!r} says that {file} is in conflict with what it has",
        hint=f"what was published never changes: {_BUMP}",
        meaning=Meaning.EXISTS,
    ),
    KnownAnswer(
        statuses=(413,),
        message="{file} is larger than the index {index!r} takes",
        hint="let the package fetch large data files, as with `*.link`, or ask the index for a higher limit",
    ),
    KnownAnswer(
        statuses=(429,),
        message="the index {index!r} is asked too often",
        hint=_LATER,
        meaning=Meaning.LATER,
    ),
    KnownAnswer(
        statuses=(408, 425),
        message="the index {index!r} did not wait for {file}: {status}",
        hint=_LATER,
        meaning=Meaning.LATER,
    ),
    KnownAnswer(
        statuses=tuple(range(500, 600)),
        message="the index {index!r} is out of order: {status}",
        hint=_LATER,
        meaning=Meaning.LATER,
    ),
)
"""The first one that matches explains an answer."""

_ALL = (
    *ANSWERS,
    KnownAnswer(message="the index {index!r} refuses {file}: {status}", hint="--verbose shows what it says"),
)


def explain(status: int | None, text: str, names: Mapping[str, str]) -> Explanation:
    """Put an answer of an index into words.

    Args:
        status: Its HTTP status; None for the word of the library that logs in.
        text: Everything that it says: the reason and the body.
        names: `index`, `file` and `project`.
    """
    if status is not None and 200 <= status < 300:  # noqa: PLR2004 - the class of success of HTTP
        return Explanation(meaning=Meaning.STORED, message="", hint="")
    known, found = next((known, found) for known in _ALL if (found := known.match(status, text)))
    said = {key: value.strip() for key, value in found.groupdict("").items()}
    words = {"status": str(status or "without a status"), **names, **said}
    return Explanation(meaning=known.meaning, message=known.message.format_map(words), hint=known.hint)
