"""The summaries of a run."""

from dataclasses import replace
from typing import Any

import pytest

from paa.core.ci.summary import LIMIT, ReleaseState, plan_summary, release_summary
from paa.model.names import NormalizedName
from tests.unit.core.ci.test_matrix import plan_of

HOSTILE = "see [here](javascript:alert(1)) <img src=x> @team | `code` ::error::x ##vso[task] $(touch x)"


def state(name: str, *, released: bool | None, **more: Any) -> ReleaseState:
    return replace(ReleaseState(name=NormalizedName(name), version="1.0", released=released), **more)


def test_a_plan_is_a_table() -> None:
    assert plan_summary(plan_of(1)) == (
        "## 1 project to release to pypi\n\n0 unchanged, commit `0000000000`.\n\n"
        "| Project | Version | Why | Notes |\n|---|---|---|---|\n"
        "| tool-0 | 1.0 | new, the first release |  |\n"
    )
    assert plan_summary(plan_of(0)) == "## Nothing to release\n\n0 unchanged.\n"


def test_the_text_of_a_commit_stays_text() -> None:
    plan = plan_of(1)
    hostile = replace(plan, releases=(replace(plan.releases[0], notes=(HOSTILE,)),))

    row = plan_summary(hostile).splitlines()[-1]

    assert row.count(" | ") == 4 - 1
    assert not {"[", "]", "<img", "`", "@", "::", "##vso["} & {
        part for part in ("[", "<img", "`", "@", "::") if part in row
    }
    assert "&#91;here&#93;" in row


@pytest.mark.parametrize(
    ("released", "jobs", "title"),
    [
        pytest.param((True, True), {"publish": "success"}, "Released: 2 of 2", id="all"),
        pytest.param((True, False), {"publish": "failure"}, "Partly released: 1 of 2", id="some"),
        pytest.param((False, None), {"build": "failure"}, "Nothing was released: 0 of 2", id="none"),
        pytest.param(
            (True, True), {"record": "failure"}, "Released, and not everything else was done: 2 of 2", id="not recorded"
        ),
    ],
)
def test_the_title_says_how_far_it_came(released: tuple[bool | None, ...], jobs: dict[str, str], title: str) -> None:
    states = [state(f"tool-{number}", released=each) for number, each in enumerate(released)]

    text = release_summary(plan_of(2), states, jobs, "`run it again`.")

    assert text.startswith(f"## {title} projects on pypi\n")
    assert ("**To resume:** `run it again`." in text) == ("Released: " not in title)


def test_what_is_missing_comes_first_with_its_reason() -> None:
    states = [
        state("a", released=True, link="https://index.invalid/a.whl", seconds=1.25),
        state("b", released=False, reason="it was not built"),
        state("c", released=None, reason="the index does not answer"),
    ]

    rows = release_summary(plan_of(3), states, {"build": "failure", "publish": "skipped"}, "x").splitlines()

    assert rows[4:7] == [
        "| b | 1.0 | **not released**: it was not built |  |",
        "| c | 1.0 | **unknown**: the index does not answer |  |",
        "| a | 1.0 | [released](<https://index.invalid/a.whl>) | 1.2 s |",
    ]
    assert "| build | **failed** |" in rows
    assert "| publish | not run |" in rows


def test_a_summary_is_never_larger_than_what_is_shown() -> None:
    plan = plan_of(5000)
    long = replace(plan, releases=tuple(replace(each, notes=("word " * 200,)) for each in plan.releases))

    text = plan_summary(long)

    assert LIMIT / 2 < len(text.encode()) <= LIMIT
    assert " more | | | |\n" in text
