"""The accuracy corpus, through the command line; `tests/corpus/README.md` tells how its answers came about."""

from collections import Counter
from pathlib import Path

import pytest

from tests.support import git
from tests.support.corpus import CATEGORIES, CorpusCase, Difference, compare, load_corpus, write_case
from tests.support.here import paa_here

CASES = load_corpus()


@pytest.fixture(scope="module")
def empty_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a git repository without a commit, once: to copy it costs less than to run git."""
    folder = tmp_path_factory.mktemp("corpus") / "empty"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main", "--template=")
    return folder


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_requirements_are_found(
    case: CorpusCase, empty_repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # What a name means must not depend on an index.
    root = write_case(case, tmp_path / "repository", empty_repository)

    done = paa_here("extract-module-requirements", case.module, "--root", root)

    assert done.code == 0, done.err
    assert compare(case.expected, done.out.splitlines()) == Difference((), ())


def test_the_corpus_is_what_it_is_said_to_be() -> None:
    sizes = Counter(case.category for case in CASES)

    assert [category for category in CATEGORIES if sizes[category] < 20] == []
    assert sum(sizes.values()) >= 150
    assert len({case.after for case in CASES if case.after}) >= 60


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("a", "a"),
        ("a<2,>=1", "a>=1,<2"),
        ("a[x,y]", "a[y,x]"),
        (
            'a; python_version < "3.13" and python_version >= "3.11"',
            'a; python_version >= "3.11" and python_version < "3.13"',
        ),
        ('a; sys_platform == "darwin"', 'a; sys_platform != "win32" and sys_platform == "darwin"'),
        ('a; sys_platform == "win32" and extra == "a"', 'a; extra == "a" and sys_platform == "win32"'),
    ],
)
def test_lines_that_say_the_same_are_the_same(expected: str, printed: str) -> None:
    assert compare([expected], [printed]) == Difference((), ())


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("a", "b"),
        ("a", "a>=1"),
        ("a", "a[x]"),
        ("a", 'a; python_version >= "3.10"'),
        ("a", 'a; extra == "a"'),
        ('a; extra == "a"', 'a; extra == "b"'),
        ('a; os_name == "nt"', 'a; sys_platform == "win32"'),
        ('a; python_version >= "3.11"', 'a; python_version > "3.11"'),
        ('a; python_full_version >= "3.11.4"', 'a; python_version >= "3.11"'),
        ("a", "no requirement at all"),
    ],
)
def test_lines_that_say_something_else_are_different(expected: str, printed: str) -> None:
    assert compare([expected], [printed]) == Difference((expected,), (printed,))


def test_a_line_that_is_printed_twice_is_one_too_many() -> None:
    assert compare(["a"], ["a", "a"]) == Difference((), ("a",))
