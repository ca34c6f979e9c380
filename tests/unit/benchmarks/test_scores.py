"""How right answers are."""

import pytest

from benchmarks.scores import Score, ScoreMark, score_lines, score_names
from tests.support.corpus import CorpusCase


def case(name: str, *expected: str) -> CorpusCase:
    return CorpusCase(category="plain", name=name, module="subject", files={}, expected=expected, after=None)


CASES = (case("one", "numpy", 'rich; extra == "rich"'), case("two", "pyyaml>=6"), case("three"))


def test_names_count_without_versions_and_markers() -> None:
    found = {"plain/one": ["NumPy", "rich"], "plain/two": ["yaml"], "plain/three": []}

    assert score_names(CASES, found) == Score(right=2, surplus=1, missing=1, exact=2, cases=3)


def test_names_that_are_no_requirements_count_as_they_are() -> None:
    found = {"plain/one": ["_private", "numpy", "rich"], "plain/two": ["PyYAML"], "plain/three": []}

    assert score_names(CASES, found) == Score(right=3, surplus=1, missing=0, exact=2, cases=3)


def test_lines_count_as_a_whole() -> None:
    found = {"plain/one": ["numpy", "rich"], "plain/two": ["pyyaml>=6"], "plain/three": ["six"]}

    assert score_lines(CASES, found) == Score(right=2, surplus=2, missing=1, exact=1, cases=3)


def test_a_case_without_an_answer_is_wrong_even_where_nothing_is_required() -> None:
    nothing = Score(right=0, surplus=0, missing=3, exact=0, cases=3)

    assert score_names(CASES, {}) == nothing
    assert score_lines(CASES, {}) == nothing


def test_a_score_is_precision_recall_and_what_is_exact() -> None:
    score = Score(right=6, surplus=2, missing=4, exact=1, cases=4)

    assert (score.precision, score.recall, score.exact_part) == (0.75, 0.6, 0.25)
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))


def test_nothing_found_where_nothing_is_expected_is_right() -> None:
    score = Score(right=0, surplus=0, missing=0, exact=1, cases=1)

    assert (score.precision, score.recall, score.f1, score.exact_part) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("right", "exact", "verdicts"),
    [(9, 9, ["reached", "reached"]), (8, 8, ["met", "met"]), (7, 9, ["MISSED", "reached"])],
)
def test_a_mark_tells_what_is_missed(right: int, exact: int, verdicts: list[str]) -> None:
    score = Score(right=right, surplus=0, missing=10 - right, exact=exact, cases=10)
    mark = ScoreMark((0.88, 0.8), (0.94, 0.9))

    assert [each.split()[-1] for each in mark.judge(score).split("; ")] == verdicts
