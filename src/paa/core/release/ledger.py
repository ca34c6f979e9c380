"""The tracking files as values, and releases recorded in their texts; of a text only the lines of releases change."""

import csv
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from types import MappingProxyType

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from paa.core.release.lines import split_lines
from paa.errors import PaaError, SourceError, raise_together
from paa.model.ledger import LogRow

__all__ = ["read_log", "read_versions", "record_log", "record_versions", "requirements_text"]

LOG_HEADER = ("Timestamp", "Package", "Version")
_HINT = "mend the line, or restore the file from the last commit"

_ENTRY = re.compile(
    r"(?P<name>[A-Za-z_]\w*)[ \t]*:[ \t]+(?P<quote>['\"]?)(?P<version>[^'\"#\s]+)(?P=quote)[ \t]*(?:#.*)?"
)
_PLACEHOLDER = re.compile(r"[ \t]*\{\}[ \t]*(?P<comment>#.*)?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")  # YAML would read 1.10 as 1.1
_NOTHING = re.compile(r"[ \t]*(?:---|\{\})?[ \t]*(?:#.*)?")


def read_versions(text: str, *, where: str) -> Mapping[str, Version]:
    """Read the map from import name to released version.

    Args:
        text: The file: one `import_name: x.y.z` a line, a subset of YAML.
        where: The path, for messages.

    Raises:
        SourceError: A line is something else; all of them at once. Such a file is left as it is.
    """
    versions: dict[str, Version] = {}
    errors: list[PaaError] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if _NOTHING.fullmatch(line.rstrip()):
            continue
        try:
            name, version = _entry(line)
            versions[name] = version
        except ValueError as error:
            errors.append(SourceError(str(error), where=f"{where}:{number}", hint=_HINT))
    raise_together(errors)
    return MappingProxyType(versions)


def record_versions(text: str, released: Mapping[str, Version], *, where: str) -> str:
    """Write the versions of released projects into the map; every other line stays byte for byte.

    Raises:
        SourceError: The text is no such map.
    """
    read_versions(text, where=where)
    lines = split_lines(text)
    entries = [(entry["name"], index, entry) for index, line in enumerate(lines) if (entry := _entry_of(line))]
    for name, index, entry in entries:
        if name in released:
            lines[index] = _replace_version(lines[index], entry, released[name])
    known = sorted((name, index) for name, index, _ in entries)
    first = min((index for _, index in known), default=len(lines))
    added: list[tuple[int, str]] = []
    for name in released.keys() - dict(known).keys():
        # Behind the next smaller name, so that comments stay with the entry below them.
        smaller = bisect(known, (name, 0))
        added.append((known[smaller - 1][1] + 1 if smaller else first, name))
    for place, name in sorted(added, reverse=True):
        _insert(lines, place, f"{name}: {_scalar(released[name])}", _newline(text))
    return "".join(_without_placeholder(lines) if released else lines)


def read_log(text: str, *, where: str) -> tuple[LogRow, ...]:
    """Read the log of versions, in its order.

    Args:
        text: The file: CSV below the header `Timestamp,Package,Version`; nothing at all is an empty log.
        where: The path, for messages.

    Raises:
        SourceError: A line is something else; all of them at once.
    """
    rows: list[LogRow] = []
    errors: list[PaaError] = []
    expected: Sequence[str] = LOG_HEADER
    for number, row in _csv_rows(text, where=where):
        try:
            if expected:
                _expect_header(row)
            else:
                rows.append(_log_row(row))
        except ValueError as error:
            errors.append(SourceError(str(error), where=f"{where}:{number}", hint=_HINT))
        expected = ()
    raise_together(errors)
    return tuple(rows)


def record_log(text: str, rows: Iterable[LogRow], *, where: str) -> str:
    """Append releases to the log of versions; one that is there already is not added again.

    Raises:
        SourceError: The text is no such log.
    """
    known = {_identity(row) for row in read_log(text, where=where)}
    lines = split_lines(text) if text.strip() else [_csv_line(LOG_HEADER) + "\n"]
    newline = _newline(text)
    for row in rows:
        if _identity(row) not in known:
            known.add(_identity(row))
            _insert(lines, len(lines), _csv_line((row.timestamp, row.package, str(row.version))), newline)
    return "".join(lines)


def requirements_text(requirements: Iterable[str]) -> str:
    """Write requirements one a line, sorted, each once."""
    return "".join(f"{line}\n" for line in sorted({each.strip() for each in requirements} - {""}))


def _entry(line: str) -> tuple[str, Version]:
    match = _entry_of(line)
    if match is None:
        raise ValueError(f"expected `import_name: x.y.z`, found {line.strip()[:60]!r}")
    try:
        return match["name"], Version(match["version"])
    except InvalidVersion:
        raise ValueError(f"{match['version']!r} is no version") from None


def _entry_of(line: str) -> re.Match[str] | None:
    return _ENTRY.fullmatch(line.rstrip())


def _newline(text: str) -> str:
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


def _insert(lines: list[str], place: int, content: str, newline: str) -> None:
    """Insert a line; a text that ended without a line ending still does."""
    if place == len(lines) and lines and not lines[-1].endswith("\n"):
        lines[-1] += newline
        newline = ""
    lines.insert(place, content + newline)


def _replace_version(line: str, entry: re.Match[str], version: Version) -> str:
    if Version(entry["version"]) == version:
        return line
    start, end = entry.span("version")
    return f"{line[:start]}{version if entry['quote'] else _scalar(version)}{line[end:]}"


def _scalar(version: Version) -> str:
    return f"'{version}'" if _NUMBER.fullmatch(str(version)) else str(version)


def _without_placeholder(lines: Iterable[str]) -> Iterator[str]:
    """Drop the `{}` of an empty map, but not the comment behind it."""
    for line in lines:
        match = _PLACEHOLDER.fullmatch(line.rstrip())
        if match is None:
            yield line
        elif match["comment"]:
            yield line[match.start("comment") :]


def _csv_rows(text: str, *, where: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not blank, with the number of its last line.

    Raises:
        SourceError: A quotation does not end, or ends in the middle of a value.
    """
    reader = csv.reader(split_lines(text), strict=True)
    try:
        for row in reader:
            if any(each.strip() for each in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise SourceError(f"no valid CSV: {error}", where=f"{where}:{reader.line_num}", hint=_HINT) from None


def _expect_header(row: Sequence[str]) -> None:
    if tuple(row) != LOG_HEADER:
        raise ValueError(f"expected the header `{','.join(LOG_HEADER)}`, found {','.join(row)[:60]!r}")


def _log_row(row: Sequence[str]) -> LogRow:
    if len(row) != len(LOG_HEADER):
        raise ValueError(f"expected a time, a package and a version, found {','.join(row)[:60]!r}")
    try:
        return LogRow(row[0], row[1], Version(row[2]))
    except InvalidVersion:
        raise ValueError(f"{row[2]!r} is no version") from None


def _csv_line(row: Sequence[str]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow(row)
    return buffer.getvalue().removesuffix("\r\n")


def _identity(row: LogRow) -> tuple[str, Version]:
    return canonicalize_name(row.package), row.version
