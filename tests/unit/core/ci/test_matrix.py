"""Divide a plan among jobs."""

import json
import re
from types import MappingProxyType

import pytest
from packaging.version import Version

from paa.core.ci.matrix import MOST_JOBS, Shard, azure_legs, matrices, read_shard
from paa.errors import UsageError
from paa.model.names import ImportName, NormalizedName
from paa.model.pipelines import Image, PipelineChoices
from paa.model.plan import Cause, PlannedRelease, ReleasePlan
from paa.model.settings import PythonVersion

PYTHONS = (PythonVersion(Version("3.11")), PythonVersion(Version("3.14")))
CHOICES = PipelineChoices(pythons=PYTHONS, systems=(Image("ubuntu-24.04"), Image("macos-15")))


def plan_of(count: int) -> ReleasePlan:
    """Plan the release of tools that are called by numbers."""
    releases = tuple(
        PlannedRelease(
            import_name=ImportName(f"tool_{number}"),
            name=NormalizedName(f"tool-{number}"),
            cause=Cause.NEW,
            previous=None,
            version=Version("1.0"),
            rule="the first release",
            notes=(),
            files=(),
            commits=(),
            siblings=(),
            epoch=0,
            digest="1",
        )
        for number in range(count)
    )
    commit = "0" * 40
    return ReleasePlan(
        commit=commit, index="pypi", releases=releases, remarks=(), unchanged=0, versions=MappingProxyType({})
    )


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 300, 5000])
def test_every_project_is_built_once_by_at_most_256_jobs(count: int) -> None:
    plan = plan_of(count)

    jobs = matrices(plan, CHOICES, one_by_one=False)

    assert len(jobs.builds) == min(count, MOST_JOBS)
    built = [each.name for job in jobs.builds for each in read_shard(str(job["shard"])).of(plan.releases)]
    assert sorted(built) == sorted(each.name for each in plan.releases)
    assert [job["number"] for job in jobs.builds] == list(range(1, len(jobs.builds) + 1))


@pytest.mark.parametrize("count", [1, 64, 65, 5000])
def test_every_project_is_tested_once_on_every_machine(count: int) -> None:
    plan = plan_of(count)

    jobs = matrices(plan, CHOICES, one_by_one=False).tests

    assert len(jobs) <= MOST_JOBS
    for python in ("3.11", "3.14"):
        for system in ("ubuntu-24.04", "macos-15"):
            own = [job for job in jobs if (job["python"], job["system"]) == (python, system)]
            names = [each.name for job in own for each in read_shard(str(job["shard"])).of(plan.releases)]
            assert sorted(names) == sorted(each.name for each in plan.releases)


def test_an_empty_plan_is_no_jobs() -> None:
    jobs = matrices(plan_of(0), CHOICES, one_by_one=True)

    assert (jobs.builds, jobs.tests, jobs.projects) == ((), (), ())


def test_jobs_that_publish_one_project_keep_the_order_of_the_plan() -> None:
    jobs = matrices(plan_of(12), CHOICES, one_by_one=True)

    assert [job["name"] for job in jobs.projects] == [f"tool-{number}" for number in range(12)]
    assert matrices(plan_of(12), CHOICES, one_by_one=False).projects == ()


def test_more_projects_than_jobs_cannot_have_an_environment_each() -> None:
    with pytest.raises(UsageError, match="257 projects need an environment each"):
        matrices(plan_of(257), CHOICES, one_by_one=True)


def test_the_label_of_a_job_stays_short() -> None:
    jobs = matrices(plan_of(5000), PipelineChoices(pythons=PYTHONS, jobs=20), one_by_one=False)

    assert len(jobs.builds) == 20
    assert jobs.builds[0]["label"] == "tool-0, tool-20, tool-40 and 247 more"


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "1/0", "a/b", "1/3; ls", "-1/3", "1/3/5", "\uff11/2"])
def test_what_is_no_part_of_a_whole_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no part of a whole"):
        read_shard(text)


def test_a_shard_is_read_back() -> None:
    assert read_shard(str(Shard(3, 8))) == Shard(3, 8)


def test_the_jobs_of_azure_have_names_that_it_takes() -> None:
    legs = azure_legs(matrices(plan_of(600), CHOICES, one_by_one=False).tests)
    assert len(legs) == 256
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,99}", name) for name in legs)
    assert next(iter(legs.items())) == (
        "job_1_tool_0_tool_64_tool_128_and_7_more_Python_3_11_ubuntu",
        {"SHARD": "1/64", "PYTHON": "3.11", "IMAGE": "ubuntu-24.04"},
    )
    # All names travel in one variable.
    assert len(json.dumps(legs)) < 32 * 1024


def test_no_jobs_are_none_on_azure_too() -> None:
    assert azure_legs(()) == {}
