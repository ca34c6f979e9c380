"""The manual's page on commit messages says what they mean: each row of its tables is read as a message."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.utils import NormalizedName

from paa.core.release.commits import sayings, unlabelled
from paa.model.history import Commit, Saying
from paa.model.names import ImportName

PAGE = Path(__file__).parents[4] / "docs_dir" / "paa" / "reference" / "commit-messages.md"
PROJECTS = {
    NormalizedName("word-count"): ImportName("word_count"),
    NormalizedName("word-report"): ImportName("word_report"),
}
TOUCHED = "those it touches"
Row = tuple[str, str, str]  # who is spoken of, what is asked for, the notes


def rows_of(table: str, width: int) -> Iterator[list[str]]:
    """Read a table without its two lines of head; cells at the end of a line may be empty."""
    for line in table.splitlines()[2:]:
        found = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        yield [*found, *[""] * (width - len(found))]


def examples() -> Iterator[tuple[str, list[Row]]]:
    """Collect each message of the page with its rows."""
    text = PAGE.read_text("utf-8")
    found: dict[str, list[Row]] = {}
    for table in re.findall(r"^\| message \|.*\n(?:\|.*\n)+", text, flags=re.MULTILINE):
        for message, who, asked, notes in rows_of(table, 4):
            found.setdefault(message, []).append((who, asked, notes))
    bodies = r"^```text\n((?:.*\n)*?)```\n\n(\| speaks of.*\n(?:\|.*\n)+)"
    for message, table in re.findall(bodies, text, flags=re.MULTILINE):
        found[message.strip()] = [(who, asked, notes) for who, asked, notes in rows_of(table, 3)]
    yield from found.items()


def row(who: str, saying: Saying) -> Row:
    asked = str(saying.version) if saying.version else saying.bump.name.lower() if saying.bump else ""
    return who, asked, " / ".join(saying.notes)


@pytest.mark.parametrize(("message", "rows"), [pytest.param(*each, id=each[0][:50]) for each in examples()])
def test_page_says_what_a_message_means(message: str, rows: list[Row]) -> None:
    subject, _, body = message.partition("\n\n")
    commit = Commit(id="0" * 40, time=0, subject=subject, body=body, paths=("python_modules/word_count.py",))

    meant = [row(name, saying) for name, saying in sayings(commit, PROJECTS).items()]
    others = unlabelled(commit, PROJECTS)
    if not meant:
        meant = [row(TOUCHED, others) if others else ("nobody", "", "")]

    assert sorted(rows) == sorted(meant)


def test_examples_are_found() -> None:
    assert {message.partition("\n")[0] for message, _ in examples()} >= {"Count faster", "Words (#12)"}
