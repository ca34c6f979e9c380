"""What commit messages say of projects: their size, their notes, and the versions that they ask for.

A line of notes is the subject of a commit, or an item of a list in its body, as a squash leaves them there. In it

* `[my_module]` anywhere names a project; the parts between `;` are notes. A part that names projects speaks of them,
  and so do the parts behind it; what stands before the first label speaks of every project of the line;
* a mark behind a label says the size, `[+..]`, `[.+.]` or `[..+]`, and `[1.2.3]` without a blank between the version;
* `type(scope)!: text` is a Conventional Commit: `feat` is minor, `fix`, `perf` and `revert` are patch, `!` is major,
  and the other types ask for nothing. A scope that is a project names it, with any type. The mark behind a label goes
  before the type, but not before `!`.

A footer `BREAKING CHANGE:` makes the item major that it stands below, else everything that the message names; the
footer `Release-As: my_module 1.2.3` asks for a version. The subject of a revert repeats another one: its labels count,
its sizes and versions do not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import TypeVar

from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

from paa.core.release.notes import as_note
from paa.model.history import Bump, Commit, Decision, Saying
from paa.model.names import ImportName

__all__ = ["decide", "nearest", "sayings", "unknown_labels", "unlabelled"]

TYPES: Mapping[str, Bump | None] = MappingProxyType(
    {
        "feat": Bump.MINOR,
        **dict.fromkeys(("fix", "perf", "revert"), Bump.PATCH),
        **dict.fromkeys(("build", "chore", "ci", "docs", "refactor", "style", "test")),
    }
)
_MARKS = MappingProxyType({"+..": Bump.MAJOR, ".+.": Bump.MINOR, "..+": Bump.PATCH})
_GROUP = re.compile(r"\[([^\[\]]*)\]")
_MARK = re.compile(r" ?\[(\+\.\.|\.\+\.|\.\.\+)\]")
_CONVENTIONAL = re.compile(r"(?P<type>[A-Za-z][\w-]*)(?:\((?P<scope>[^()]*)\))?(?P<breaking>!)?:(?!:) *(?P<text>.*)")
_SEPARATOR = re.compile(r"(?::|[-\u2013\u2014](?= )) *")
_AUTOSQUASH = re.compile(r"(?:(?:fixup|squash|amend)! +)+")
_REPEATED = re.compile(r"(?:Revert|Reapply) \"")
_MERGE = re.compile(r"Merge (?:branch|branches|commit|commits|pull request|remote-tracking branch|tag) |Merged in ")
_PULL_REQUEST = re.compile(r"Merged PR \d+: *")  # how Azure DevOps begins both a merge and a squash
_ITEM = re.compile(r"[ \t]*[*+-][ \t]+(?P<line>\S.*)")
_RULE = re.compile(r"-{5,}")
_BREAKING = re.compile(r"BREAKING[ -]CHANGE(?=: | #)")
_RELEASE_AS = re.compile(r"release-as: *(?P<name>[\w.-]+?)(?: +|==)(?P<version>\S+)", re.IGNORECASE)
_LONGEST_NAME = 100  # characters; what is longer is no name with a slip in it
_ALIKE = 0.8  # `my_modul`, not `parser` for `csv-parser`

_SCOPE = re.compile(r"(?:^|[;\]]) *[A-Za-z][\w-]*\(([^()]*)\)!?:")

_Size = TypeVar("_Size", Version, Bump)
_Projects = Mapping[NormalizedName, ImportName]
_NOTHING: Mapping[ImportName, Saying] = MappingProxyType({})


@dataclass(slots=True)
class _Said:
    """What was collected for one project, or for those without a name."""

    versions: list[tuple[Version, str]] = field(default_factory=list)
    sizes: list[tuple[Bump, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: "_Said") -> None:
        self.versions += other.versions
        self.sizes += other.sizes
        self.notes += other.notes

    def saying(self, commit: str, *, labelled: bool) -> Saying:
        version, bump = _highest(self.versions), _highest(self.sizes)
        return Saying(
            commit=commit,
            labelled=labelled,
            bump=bump[0] if bump else None,
            version=version[0] if version else None,
            rule=version[1] if version else bump[1] if bump else None,
            notes=tuple(dict.fromkeys(self.notes)),
        )


@dataclass(slots=True)
class _Line:
    """What one line of notes says: of the projects that it names, or, when it names none, of nobody by name."""

    named: dict[ImportName, _Said] = field(default_factory=dict)
    nameless: _Said = field(default_factory=_Said)

    @property
    def speaks(self) -> bool:
        """Whether a line of a body is one of notes, and no item of somebody's list."""
        return bool(self.named or self.nameless.sizes or self.nameless.versions)

    def everybody(self) -> list[_Said]:
        return list(self.named.values()) or [self.nameless]


@dataclass(slots=True)
class _Part:
    """What stands between two semicolons: the projects that it names, with their own marks, and what is for all."""

    text: str
    marks: dict[ImportName, _Said] = field(default_factory=dict)
    sizes: list[tuple[Bump, str]] = field(default_factory=list)
    breaking: list[tuple[Bump, str]] = field(default_factory=list)

    def said_of(self, name: ImportName | None) -> _Said:
        own = self.marks.get(name, _Said()) if name is not None else _Said()
        return _Said(own.versions, [*(own.sizes or self.sizes), *self.breaking], [self.text] if self.text else [])


def sayings(commit: Commit, projects: Mapping[NormalizedName, ImportName]) -> Mapping[ImportName, Saying]:
    """Read what a message says of each project that it names.

    Args:
        commit: The commit; its text may be anything.
        projects: Every name that a label may have, in its normalised spelling → the project.
    """
    subject, body = commit.subject, commit.body
    if "[" not in subject and "(" not in subject and (not body or not _may_name(body)):
        return _NOTHING
    named, _ = _read(commit, projects)
    return MappingProxyType({name: said.saying(commit.id, labelled=True) for name, said in named.items()})


def unlabelled(commit: Commit, projects: Mapping[NormalizedName, ImportName]) -> Saying | None:
    """Read what a message says to the projects that its commit touches without naming them; None for nothing.

    A message that names no project speaks with its subject, unless it is a merge's, and with those items of its body
    that are Conventional Commits. One that names some speaks to the others only where a line of it is a Conventional
    Commit, or begins with a mark, and names nobody.
    """
    named, nameless = _read(commit, projects)
    if named and not (nameless.notes or nameless.sizes or nameless.versions):
        return None
    saying = nameless.saying(commit.id, labelled=False)
    return saying if saying.notes or saying.rule else None


def unknown_labels(commit: Commit, projects: Mapping[NormalizedName, ImportName]) -> tuple[str, ...]:
    """List what looks like the label of a project and is none, as it is written: the near misses, nothing else."""
    subject, body = commit.subject, commit.body
    if "[" not in subject and "(" not in subject and (not body or not _may_name(body)):
        return ()
    words = dict.fromkeys(_words_for_names(commit))
    return tuple(
        word for word in words if canonicalize_name(word) not in projects and nearest(word, projects) is not None
    )


def nearest(label: str, projects: Mapping[NormalizedName, ImportName]) -> ImportName | None:
    """Find the project that somebody may have meant; None when none is near."""
    if len(label) > _LONGEST_NAME:
        return None
    near = _nearest(canonicalize_name("-".join(label.split())), tuple(projects))
    return None if near is None else projects[near]


def decide(said: Sequence[Saying]) -> Decision:
    """Combine what all commits say of one project: an exact version goes before the highest bump, that before patch.

    Args:
        said: Oldest first.
    """
    version = _highest([(each.version, each.rule or str(each.version)) for each in said if each.version is not None])
    bump = _highest([(each.bump, each.rule or each.bump.name.lower()) for each in said if each.bump is not None])
    size, rule = bump or (Bump.PATCH, "patch")
    return Decision(
        version=version[0] if version else None,
        bump=size,
        rule=version[1] if version else rule,
        notes=tuple(dict.fromkeys(note for each in said for note in each.notes)),
    )


def _may_name(body: str) -> bool:
    return "[" in body or "(" in body or "release-as" in body.lower()


def _highest(asked: Sequence[tuple[_Size, str]]) -> tuple[_Size, str] | None:
    return max(asked, key=itemgetter(0), default=None)


def _read(commit: Commit, projects: _Projects) -> tuple[dict[ImportName, _Said], _Said]:
    """Read a whole message: what it says of the projects that it names, and what to all others."""
    request = _PULL_REQUEST.match(commit.subject)
    subject = _read_line(commit.subject[request.end() :] if request else commit.subject, projects)
    merge = _MERGE.match(commit.subject) or (request and not commit.paths)
    # git and its hosts write the subject of a merge; only a label in it is somebody's own word.
    lines = [] if merge and not subject.named else [subject]
    released = _read_body(commit.body, projects, lines) if commit.body else {}
    named: dict[ImportName, _Said] = {}
    nameless = _Said()
    for line in lines:
        for name, said in line.named.items():
            named.setdefault(name, _Said()).add(said)
    for line in lines:
        if line.speaks or not named:
            nameless.add(line.nameless)
    for name, said in released.items():
        # A footer asks for a version; it is the subject that tells what happened.
        named.setdefault(name, _Said(notes=list(nameless.notes))).add(said)
    return named, nameless


def _read_body(body: str, projects: _Projects, lines: list[_Line]) -> dict[ImportName, _Said]:
    """Add the items of a body to the lines of a message; give what its footers ask for by name."""
    released: dict[ImportName, _Said] = {}
    breaking: list[tuple[_Line | None, str]] = []
    owner = None
    for paragraph in _paragraphs(body):
        items = [_read_line(item["line"], projects) for item in map(_ITEM.match, paragraph) if item]
        items = [item for item in items if item.speaks]
        lines += items
        # Below a single item, as in a squash of GitHub's, which quotes each message whole, a footer belongs to it;
        # below a list of several, or a rule, to the message.
        if items or any(map(_RULE.match, paragraph)):
            owner = items[0] if len(items) == 1 else None
        breaking += [(owner, footer[0]) for footer in map(_BREAKING.match, paragraph) if footer]
        for footer in filter(None, map(_RELEASE_AS.match, paragraph)):
            _read_release(footer, projects, released)
    for above, words in breaking:
        for said in (said for line in (lines if above is None else [above]) for said in line.everybody()):
            said.sizes.append((Bump.MAJOR, words))
    return released


def _paragraphs(body: str) -> Iterator[list[str]]:
    return (list(group) for blank, group in groupby(body.splitlines(), lambda line: not line.strip()) if not blank)


def _read_release(footer: re.Match[str], projects: _Projects, released: dict[ImportName, _Said]) -> None:
    name = projects.get(canonicalize_name(footer["name"]))
    version = _version(footer["version"])
    if name is not None and version is not None:
        released.setdefault(name, _Said()).versions.append((version, f"Release-As: {version}"))


def _read_line(text: str, projects: _Projects) -> _Line:
    line = _Line()
    text = as_note(text)
    text = text[match.end() :] if (match := _AUTOSQUASH.match(text)) else text
    parts = [_read_part(each.strip(), projects) for each in text.split(";")]
    owners = dict.fromkeys(name for part in parts for name in part.marks)
    for part in parts:
        owners = dict.fromkeys(part.marks) or owners
        for name in owners:
            line.named.setdefault(name, _Said()).add(part.said_of(name))
        if not owners:
            line.nameless.add(part.said_of(None))
    if _REPEATED.match(text):
        for said in line.everybody():
            said.sizes.clear()
            said.versions.clear()
    return line


def _read_part(text: str, projects: _Projects) -> _Part:
    part = _Part(text)
    spans = list(_read_labels(part, projects)) if "[" in text else []
    if spans:
        part.text = _without(text, spans)
        if spans[0][0] == 0 and (match := _SEPARATOR.match(part.text)):
            part.text = part.text[match.end() :]
    elif mark := _MARK.match(text):
        part.sizes.append((_MARKS[mark[1]], f"[{mark[1]}]"))
        part.text = text[mark.end() :].strip()
    if ":" in part.text and (match := _CONVENTIONAL.fullmatch(part.text)):
        _read_type(part, match, projects)
    return part


def _read_labels(part: _Part, projects: _Projects) -> Iterator[tuple[int, int]]:
    """Note the labels of a part and their marks; give the places that are no text."""
    text = part.text
    for group in _GROUP.finditer(text):
        name = projects.get(canonicalize_name(group[1].strip()))
        if name is None:
            continue
        said, end = part.marks.setdefault(name, _Said()), group.end()
        if mark := _MARK.match(text, end):
            said.sizes.append((_MARKS[mark[1]], f"[{mark[1]}]"))
            end = mark.end()
        elif (exact := _GROUP.match(text, end)) and canonicalize_name(exact[1].strip()) not in projects:
            version = _version(exact[1])
            if version is not None:
                said.versions.append((version, f"[{version}]"))
                end = exact.end()
        yield group.start(), end


def _read_type(part: _Part, match: re.Match[str], projects: _Projects) -> None:
    """Read the beginning of a Conventional Commit, unless it is a word with a colon behind it."""
    word, scope = match["type"], match["scope"]
    scopes = [projects.get(canonicalize_name(each.strip())) for each in (scope or "").split(",")]
    known = [name for name in scopes if name is not None]
    if word.lower() not in TYPES and not known:
        return
    for name in known:
        part.marks.setdefault(name, _Said())
    size = TYPES.get(word.lower())
    if size is not None and not part.sizes:
        part.sizes.append((size, word))
    if match["breaking"]:
        part.breaking.append((Bump.MAJOR, f"{word}!"))
    part.text = match["text"] if known or not scope else f"{scope}: {match['text']}"


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Cut places out of a text, and what blanks they leave too many."""
    kept, at = "", 0
    for start, end in (*spans, (len(text), len(text))):
        piece = text[at:start]
        if at and (not kept or kept[-1] == " " or kept.endswith(' "')):
            piece = piece.lstrip()
        elif at and kept[-1].isalnum() and piece[:1].isalnum():
            kept += " "
        if at and piece[:1] in {",", ".", ":", "!", ")"}:
            kept = kept.rstrip()
        kept, at = kept + piece, end
    return kept.strip()


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except ValueError:  # InvalidVersion is one; thousands of digits are another
        return None


def _words_for_names(commit: Commit) -> Iterator[str]:
    lines = commit.body.splitlines()
    items = (item["line"] for item in map(_ITEM.match, lines) if item)
    for text in map(as_note, (commit.subject, *items)):
        for group in _GROUP.finditer(text):
            if not text[group.start() - 1 : group.start()].isalnum():
                yield group[1].strip()
        for scope in _SCOPE.finditer(text):
            yield from (each.strip() for each in scope[1].split(","))
    yield from (footer["name"] for footer in map(_RELEASE_AS.match, lines) if footer)


@lru_cache(maxsize=1024)
def _nearest(label: NormalizedName, names: tuple[NormalizedName, ...]) -> NormalizedName | None:
    return next(map(NormalizedName, get_close_matches(label, names, n=1, cutoff=_ALIKE)), None)
