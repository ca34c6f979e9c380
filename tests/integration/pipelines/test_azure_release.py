"""The pipeline that paa writes for Azure DevOps releases what somebody chooses to the feed that they choose."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.pipelines.feeds import FeedTeam
from tests.integration.pipelines.merges import Engine
from tests.support import PackagingRepository
from tests.support.indexes import Servers
from tests.support.pipelines.azure import Run, Start, azure
from tests.support.remotes import add_remote

pytestmark = pytest.mark.slow

HOSTILE = (
    "$(touch pwned).py",
    "`touch pwned`",
    "; touch pwned #",
    "##[error]injected",
    "##vso[task.setvariable variable=injected]1",
    "##vso[task.complete result=Succeeded]",
    "$(System.AccessToken)",
    "${{ variables.x }}",
)


@pytest.fixture
def team(repository: PackagingRepository, pinned: Engine, servers: Servers, tmp_path: Path) -> Iterator[FeedTeam]:
    """Set a repository up on Azure DevOps."""
    repository.commit("Begin")
    remote = add_remote(repository, tmp_path / "remote.git")
    with azure(remote, tmp_path / "azure") as service:
        yield FeedTeam.found(repository, service, servers.azure, pinned)


def test_a_package_is_released_to_the_second_of_two_feeds(team: FeedTeam) -> None:
    team.write(tool="", box="")
    team.push("Add two tools")

    run = team.start(feed="stable", package_name=" tool ")

    assert run.conclusion == "Succeeded", run.log
    files = {"tool": ["tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz"], "box": []}
    assert team.released("stable", "tool", "box") == files
    assert team.released("stable", "tool", "box", view="Release") == files
    assert team.released("nightly", "tool") == {"tool": []}
    assert team.tags == ["v0.0.1_tool"]
    assert [push.holder for push in team.service.hosting.pushes] == ["Record.record"]
    assert team.service.hosting.grants == {}
    assert "## Released: 1 of 1 projects on stable" in run.summary


def test_everything_is_released_and_a_failed_upload_is_completed_by_running_again(team: FeedTeam) -> None:
    team.write(tool="from components.part import word\n", box="import tool\n")
    team.repository.write("module_dir/components/part.py", "word = 'part'\n")
    for name in HOSTILE:
        team.repository.write(f"docs/{name}", "text\n")
        team.repository.write(f"tests/tool/{name}", "text\n")
    team.push("\n".join(["Share a part (#7)", "", *(f"* [tool] {line}" for line in HOSTILE), *HOSTILE]))
    team.refuse("nightly", "box")

    run = team.start(feed="nightly")

    good = dict.fromkeys(("Plan.plan", "Test.test", "Build.build", "Summary.summary"), "Succeeded")
    assert run.results == good | dict.fromkeys(("Publish.publish", "Verify.verify", "Record.record"), "Failed"), run.log
    assert team.released("nightly", "box") == {"box": []}
    assert team.tags == ["v0.0.1_tool"]
    assert "1 of 2 projects on nightly" in run.summary
    assert "Rerun failed jobs" in run.summary

    team.refuse("nightly")
    again = team.service.rerun(run)

    assert again.conclusion == "Succeeded", again.log
    assert team.released("nightly", "box") == {"box": ["box-0.0.1-py3-none-any.whl", "box-0.0.1.tar.gz"]}
    assert sorted(team.tags) == ["v0.0.1_box", "v0.0.1_tool"]
    see_nothing_injected(team, run, again)


def see_nothing_injected(team: FeedTeam, *runs: Run) -> None:
    """See that no file was made, and that no text of users became a command."""
    assert [path for path in team.service.folder.rglob("pwned*") if path.name == "pwned"] == []
    commands = [command for run in runs for command in run.commands]
    assert {command.name for command in commands} <= {"task.logissue", "task.setvariable", "task.uploadsummary"}
    names = {command.properties["variable"] for command in commands if command.name == "task.setvariable"}
    assert names <= {"count", "builds", "tests", "projects"}


@pytest.mark.parametrize(
    "name", ["$(System.AccessToken)", "##vso[task.setvariable variable=x]y", "`touch pwned`;$(touch pwned)"]
)
def test_a_hostile_name_of_a_package_is_a_name_that_is_not_there(team: FeedTeam, name: str) -> None:
    team.write(tool="")
    team.push("Add a tool")

    run = team.start(feed="nightly", package_name=name)

    assert run.results["Plan.plan"] == "Failed"
    assert {result for job, result in run.results.items() if job != "Plan.plan"} == {"Skipped"}
    assert "there is no module" in run.log
    assert team.released("nightly", "tool") == {"tool": []}
    see_nothing_injected(team, run)


def test_a_pull_request_is_planned_checked_and_tested_without_a_feed(team: FeedTeam) -> None:
    team.write(tool="")
    branch = "refs/heads/a$(touch${IFS}pwned);b"
    team.push("##vso[task.setvariable variable=x]y $(touch pwned)", branch)

    run = team.service.run(Start(reason="PullRequest", ref=branch))

    assert run.results == dict.fromkeys(("Plan.plan", "Check.check", "Test.test"), "Succeeded"), run.log
    assert "| tool |" in run.summary
    assert team.service.hosting.pushes == []
    see_nothing_injected(team, run)


@pytest.mark.parametrize(("ref", "reason"), [("refs/heads/other", "Manual"), ("refs/heads/main", "Schedule")])
def test_nothing_but_a_run_by_hand_on_the_branch_releases(team: FeedTeam, ref: str, reason: str) -> None:
    team.write(tool="")
    team.push("Add a tool", ref)

    run = team.service.run(Start(reason=reason, ref=ref))

    assert set(run.results.values()) == {"Skipped"}
