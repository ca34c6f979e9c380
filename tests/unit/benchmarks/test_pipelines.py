"""How long a pipeline takes for many projects."""

import pytest
from packaging.version import Version

from benchmarks.pipelines import Seconds, main, makespan, simulate
from paa.model.pipelines import Image, PipelineChoices
from paa.model.settings import PythonVersion


@pytest.mark.parametrize(
    ("jobs", "runners", "end"),
    [
        pytest.param([], 3, 0, id="nothing"),
        pytest.param([5, 5, 5], 3, 5, id="one each"),
        pytest.param([5, 5, 5, 1], 3, 6, id="one waits"),
        pytest.param([4, 3, 2, 1], 1, 10, id="one runner"),
    ],
)
def test_jobs_wait_for_a_free_runner(jobs: list[float], runners: int, end: float) -> None:
    assert makespan(jobs, runners) == end


def test_a_small_release_can_be_added_up_by_hand() -> None:
    choices = PipelineChoices(pythons=(PythonVersion(Version("3.11")),), systems=(Image("ubuntu-24.04"),))
    seconds = Seconds(start=10, plan=5, build=2, test=4, upload=3, verify=1, record=7)

    done = simulate(2, 4, choices, seconds)

    assert done.jobs == 4
    assert done.planned == 15
    assert done.built == 15 + 14
    assert done.published == 29 + 10 + 6
    assert done.recorded == 45 + 10 + 2 + 10 + 7


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--projects", "50", "--runners", "5"]) == 0
    assert capsys.readouterr().out.startswith("50 projects on 5 runners; minutes from the beginning of the run\n")
