r"""Compare two lists of requirements and say how much each change weighs.

A lock file that was updated differs in a hundred lines, of which the two major versions matter. This
module reads two requirements files, or two outputs of `pip freeze`, and sorts what changed: added,
removed, major, minor, patch, a step back, or another constraint.

## Use

```python
>>> from requirement_diff import compare, format_changes
>>> before = "alpha==1.4.2\nbeta==2.0\ngamma==3.1\n"
>>> after = "alpha==2.0.0\nBeta==2.0.0\ngamma==3.2\ndelta>=1\n"
>>> print(format_changes(compare(before, after)))
major  alpha  ==1.4.2 -> ==2.0.0
added  delta  >=1
minor  gamma  ==3.1 -> ==3.2

```

Names are compared as indexes compare them and versions by PEP 440: `Beta==2.0.0` is no change. Where a
version starts with zeros, the first number that is not zero weighs as major, because before 1.0 every
minor version may break.

## On the command line

```console
$ requirement-diff show old.txt new.txt
$ requirement-diff gate --allow minor old.txt new.txt
```

`show` prints the changes, coloured on a terminal when the extra `rich` is installed (`pip install
requirement-diff[rich]`). `gate` prints what weighs more than is allowed and fails when there is any,
which makes it a step of a pipeline.

## What is read

Comments, empty lines and options (`-r`, `-e`, `--hash` and the like) are skipped, lines that end in a
backslash are joined. A file that is included by `-r` is not opened.

## More

The lines that are read are those of [PEP 508](https://peps.python.org/pep-0508/).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import zip_longest

from packaging.requirements import InvalidRequirement, Requirement  #>=24.1
from packaging.utils import canonicalize_name
from packaging.version import Version

__package_metadata__ = {
    "author": "The paa authors",
    "keywords": ["requirements", "lock file", "diff", "upgrade", "pip"],
    "classifiers": [
        "Environment :: Console",
        "Topic :: Software Development :: Version Control",
        "Typing :: Typed",
    ],
}

__all__ = ["Change", "Weight", "compare", "format_changes", "print_changes"]

_COMMENT = re.compile(r"(?:^|\s)#.*")
_OPTION = re.compile(r"\s--?[a-zA-Z].*")
_COLOURS = {"major": "red", "backward": "red", "removed": "yellow", "constraint": "yellow", "minor": "cyan"}


class Weight(IntEnum):
    """How much a change may break; the heaviest is the greatest."""

    PATCH = 1
    MINOR = 2
    ADDED = 3
    CONSTRAINT = 4
    REMOVED = 5
    BACKWARD = 6
    MAJOR = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to one requirement; `before` or `after` is empty when there was none."""

    name: str
    weight: Weight
    before: str
    after: str


def compare(before: str, after: str) -> tuple[Change, ...]:
    """Return what changed from one requirements file to another, the heaviest first.

    Args:
        before: The text of the older file.
        after: The text of the newer file.

    Raises:
        ValueError: Lines are no requirements, or one is given twice; all of them are named.
    """
    old, new = _read(before, "before"), _read(after, "after")
    changes = [_change(key, old.get(key), new.get(key)) for key in {**old, **new}]
    return tuple(
        sorted((change for change in changes if change), key=lambda change: (-change.weight, change.name))
    )


def format_changes(changes: Iterable[Change]) -> str:
    """Return one line for each change, in columns."""
    rows = [_row(change) for change in changes]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def print_changes(changes: Sequence[Change]) -> None:
    """Print the changes, in colour when Rich is installed and standard output is a terminal."""
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        if changes:
            print(format_changes(changes))  # noqa: T201
        return
    console = Console(soft_wrap=True, highlight=False)
    for change, line in zip(changes, format_changes(changes).splitlines(), strict=True):
        console.print(Text(line, style=_COLOURS.get(change.weight.name.lower(), "")))


def _read(text: str, side: str) -> dict[tuple[str, str], Requirement]:
    """Return the requirements by name and marker: one project may be required differently on each system."""
    found: dict[tuple[str, str], Requirement] = {}
    problems: list[str] = []
    for number, line in _lines(text):
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            problems.append(f"{side}, line {number}: {line!r} is no requirement")
            continue
        key = (canonicalize_name(requirement.name), str(requirement.marker or ""))
        if key in found and str(found[key]) != str(requirement):
            problems.append(f"{side}, line {number}: {key[0]} is required twice")
        found[key] = requirement
    if problems:
        raise ValueError("; ".join(problems))
    return found


def _lines(text: str) -> Iterable[tuple[int, str]]:
    """Yield what may be a requirement with the number of the line on which it starts."""
    start, joined = 1, ""
    for number, line in enumerate([*text.removeprefix("\ufeff").splitlines(), ""], start=1):
        start = start if joined else number
        if line.endswith("\\"):
            joined += line[:-1] + " "
            continue
        content = _OPTION.sub("", " " + _COMMENT.sub("", joined + line)).strip()
        joined = ""
        if content:
            yield start, content


def _change(key: tuple[str, str], old: Requirement | None, new: Requirement | None) -> Change | None:
    """Return what happened to one requirement, or nothing."""
    weight = _weight(old, new)
    if weight is None:
        return None
    name = f"{key[0]} ; {key[1]}" if key[1] else key[0]
    return Change(name=name, weight=weight, before=_constraint(old), after=_constraint(new))


def _weight(old: Requirement | None, new: Requirement | None) -> Weight | None:
    if old is None or new is None:
        return Weight.ADDED if old is None else Weight.REMOVED
    first, second = _pin(old), _pin(new)
    if (old.extras, old.url) != (new.extras, new.url) or None in {first, second}:
        return None if _constraint(old) == _constraint(new) else Weight.CONSTRAINT
    if first is None or second is None or first == second:
        return None
    return Weight.BACKWARD if second < first else _step(first, second)


def _step(old: Version, new: Version) -> Weight:
    """Weigh a step to a newer version by the first number that differs."""
    if old.epoch != new.epoch:
        return Weight.MAJOR
    breaking = True
    for position, (left, right) in enumerate(zip_longest(old.release, new.release, fillvalue=0)):
        if left != right:
            return Weight.MAJOR if breaking else (Weight.MINOR if position == 1 else Weight.PATCH)
        breaking = breaking and left == 0
    return Weight.PATCH


def _pin(requirement: Requirement) -> Version | None:
    """Return the version of a requirement such as `x==1.2`, and nothing of any other."""
    specifiers = list(requirement.specifier)
    if len(specifiers) != 1 or specifiers[0].operator != "==" or specifiers[0].version.endswith(".*"):
        return None
    return Version(specifiers[0].version)


def _constraint(requirement: Requirement | None) -> str:
    """Return what a requirement says beside its name and marker."""
    if requirement is None:
        return ""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return extras + (f"@ {requirement.url}" if requirement.url else str(requirement.specifier)) or "any"


def _row(change: Change) -> tuple[str, str, str]:
    sides: Mapping[bool, str] = {
        True: f"{change.before} -> {change.after}",
        False: change.before or change.after,
    }
    return change.weight.name.lower(), change.name, sides[bool(change.before and change.after)]
