"""Release notes: what a project's file of them says, and how a release is added to it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from packaging.version import Version

from paa.core.release.lines import split_lines
from paa.errors import PaaError, SourceError, raise_together

__all__ = ["as_note", "read_notes", "record_notes"]

TITLE = "# Release notes"
_TITLE = re.compile(r"#[ \t]+release notes[ \t]*#*", re.IGNORECASE)
_HEADING = re.compile(r"###(?!#)[ \t]*(?P<word>\S*).*")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?P<note>.*)")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?|={7}")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Colours of a terminal; what else a terminal or an editor would obey: controls, directions, marks of a file's start.
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_OBEYED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def as_note(text: str) -> str:
    """Make one line of a text: no control characters, one blank between words, none at the ends."""
    if not text.isprintable():
        text = _LONE_SURROGATE.sub("\ufffd", _OBEYED.sub("", _COLOUR.sub("", text)))
    return " ".join(text.split())


def read_notes(text: str, *, where: str) -> Mapping[Version, tuple[str, ...]]:
    """Read the notes of each version, in the order of the file.

    Args:
        text: The file: a title, then `### x.y.z` with a bullet per note; other lines are somebody's own.
        where: The path, for messages.

    Raises:
        SourceError: A line shows that it is no such file, or a damaged one; all of them at once.
    """
    lines = split_lines(text)
    starts = [*_sections(lines, where=where), (len(lines), Version("0"))]
    notes: dict[Version, tuple[str, ...]] = {}
    for (start, version), (end, _) in pairwise(starts):
        notes[version] = notes.get(version, ()) + tuple(_bullets(lines[start + 1 : end]))
    return MappingProxyType(notes)


def record_notes(text: str | None, version: Version, notes: Sequence[str], *, where: str) -> str:
    """Add a version's notes, where it belongs among the others; a version that is there is left as it is.

    Args:
        text: The file as it is, with its line endings; None when there is none.
        version: The release.
        notes: One line each.
        where: The path, for messages.

    Raises:
        SourceError: The file is not one of release notes.
    """
    if text is None or not text.strip():
        text = f"{TITLE}\n"
    lines = split_lines(text)
    sections = _sections(lines, where=where)
    if any(known == version for _, known in sections):
        return text
    place = next((start for start, known in sections if known < version), len(lines))
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    bullets = [f"- {_escape(note)}" for note in map(as_note, notes) if note]
    block = [f"### {version}", *([""] if bullets else []), *bullets]
    before, behind = "".join(lines[:place]), "".join(lines[place:])
    if not before.endswith("\n"):
        before += newline
    if lines[place - 1].strip():
        before += newline
    ending = newline * 2 if behind else (newline if text.endswith("\n") else "")
    return f"{before}{newline.join(block)}{ending}{behind}"


def _sections(lines: Sequence[str], *, where: str) -> list[tuple[int, Version]]:
    """Find the headings of versions, by the index of their lines."""
    found: list[tuple[int, Version]] = []
    errors: list[PaaError] = []
    for index, line in _unfenced(lines):
        problem = _damage(line)
        heading = _HEADING.fullmatch(line)
        if heading and not problem:
            try:
                found.append((index, Version(heading["word"])))
            except ValueError:  # InvalidVersion is one, a number of thousands of digits another
                problem = f"expected `### x.y.z`, found {line[:60]!r}"
        if problem:
            errors.append(_foreign(problem, f"{where}:{index + 1}"))
    title = next((index for index, line in enumerate(lines) if line.strip()), None)
    if title is not None and not errors and not _TITLE.fullmatch(lines[title].strip()):
        problem = f"expected `{TITLE}`, found {lines[title].strip()[:60]!r}"
        errors.append(_foreign(problem, f"{where}:{title + 1}"))
    raise_together(errors)
    return found


def _unfenced(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Leave out what stands in code blocks, but for what no text file holds."""
    fenced = False
    for index, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced or _damage(line.rstrip()):
            yield index, line.rstrip()


def _damage(line: str) -> str | None:
    if _CONFLICT.fullmatch(line):
        return f"a merge conflict is not settled: {line[:60]!r}"
    return "this is no text" if _BINARY.search(line) else None


def _foreign(problem: str, where: str) -> SourceError:
    return SourceError(problem, where=where, hint="mend the line, or restore the file from the last commit")


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    """Give the text of each bullet, with the lines that continue it."""
    note: list[str] = []
    for line in lines:
        bullet = _BULLET.fullmatch(line.rstrip())
        continued = note and line.strip() and line[0] in " \t"
        if not bullet and continued:
            note.append(line.strip())
            continue
        if note:
            yield _unescape(" ".join(note))
        note = [bullet["note"].strip()] if bullet else []
    if note:
        yield _unescape(" ".join(note))


# Markdown takes `<` for the start of HTML, and readers would not see `list<int>`: the backslash is Markdown's own.
def _escape(note: str) -> str:
    return re.sub(r"(?<!\\)(\\*)<", r"\1\1\\<", note)


def _unescape(note: str) -> str:
    return re.sub(r"(?<!\\)(\\+)<", lambda match: "\\" * (len(match[1]) // 2) + "<", note)
