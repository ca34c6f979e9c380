"""The workflows that paa writes release what is merged, and nothing else; and they hold nothing that is not needed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.pipelines.merges import RUNNING, Engine, Recording, Team
from tests.support import PackagingRepository, git
from tests.support.indexes import Devpi, Fault, FaultyIndex
from tests.support.pipelines.github import GitHub, dispatched, github, pull_request
from tests.support.pipelines.mutations import Mutation, implied_needs, mutations
from tests.support.remotes import add_remote

pytestmark = pytest.mark.slow

BEHIND_THE_PLAN = ("test", "build", "publish", "verify", "record", "summary")
BEHIND_THE_TESTS = ("publish", "verify", "record")
HOSTILE = (
    "$(touch pwned).py",
    "`touch pwned`",
    "; touch pwned #",
    "::set-output name=count::9",
    "::error::injected",
    "##[error]injected",
    "##vso[task.setvariable variable=injected]1",
    "::stop-commands::pwned",
    "${{ github.token }}",
)
REFUSED = Fault(status=403, text="Invalid or non-existent authentication information.")


# What is only missed when something goes wrong, or when somebody starts a release by hand.
TESTS_FAIL = ("jobs.publish.needs.test", "jobs.summary.needs.test")
UPLOAD_FAILS = ("jobs.verify.needs.publish", "jobs.record.needs.publish", "jobs.summary.needs.publish")
BY_HAND = ("LIMIT", "PACKAGE", "PYTHON", "SHARD")
# What is not missed: it keeps a remark out of the log; the public index knows one user only; what is recorded is what
# the index has, whether or not somebody has looked before.
NOT_NEEDED = (
    "env.PIP_DISABLE_PIP_VERSION_CHECK",
    "jobs.publish, Publish: TWINE_USERNAME",
    "jobs.record.needs.verify",
)


BEFORE_THE_TESTS = "      # >>> yours: before the tests\n"
FORGERY = """\
      - run: mkdir forged; echo '{}' > forged/plan.json
      - uses: actions/upload-artifact@v7
        with: {name: plan, path: forged/, overwrite: true}
"""


@pytest.fixture
def service(repository: PackagingRepository, tmp_path: Path) -> Iterator[GitHub]:
    """Put an empty repository on GitHub."""
    repository.commit("Begin")
    with github(add_remote(repository, tmp_path / "remote.git"), tmp_path / "github") as service:
        yield service


@pytest.fixture
def team(repository: PackagingRepository, service: GitHub, pinned: Engine, faulty: FaultyIndex) -> Team:
    """Set a repository up that releases to an index which everybody may read."""
    team = Team(repository, service, faulty.served)
    team.set_up_with_password(pinned, "pypi")
    return team


@pytest.fixture
def private_team(repository: PackagingRepository, service: GitHub, pinned: Engine, devpi: Devpi) -> Team:
    """Set a repository up that releases to an index of its own."""
    team = Team(repository, service, devpi.index("pipelines"))
    team.set_up_with_password(pinned, "simple")
    return team


def _survivors(recording: Recording, wanted: Callable[[Mutation], bool]) -> list[str]:
    text = recording.text
    return [mutation.lacks for mutation in mutations(text) if wanted(mutation) and recording.misses(mutation)]


def _is_missed_here(mutation: Mutation) -> bool:
    elsewhere = {*TESTS_FAIL, *UPLOAD_FAILS, *NOT_NEEDED}
    return mutation.lacks not in elsewhere and not mutation.lacks.endswith(BY_HAND)


def test_a_first_merge_is_released_by_nothing_but_what_it_needs(team: Team, faulty: FaultyIndex) -> None:
    team.write(tool="")

    recording = Recording(team, faulty, team.push("Add a tool"))

    assert recording.run.conclusion == "success", recording.run.log
    assert team.released("tool") == {"tool": ["tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz"]}
    assert team.tags == ["v0.0.1_tool"]
    assert [push.holder for push in team.service.hosting.pushes] == ["record"]
    assert team.service.hosting.grants == {}
    assert implied_needs(recording.text) == ()
    assert _survivors(recording, _is_missed_here) == []


def test_merges_release_what_they_change_and_nothing_hostile_in_them_runs(private_team: Team) -> None:
    team = private_team
    team.write(tool="")
    team.repository.write("module_dir/components/part.py", "word = 'part'\n")
    first = team.push("Add a tool")
    team.write(tool="from components.part import word\n", box="from components.part import word\nimport tool\n")
    for name in HOSTILE:
        team.repository.write(f"docs/{name}", "text\n")
        team.repository.write(f"tests/box/{name}", "text\n")
    second = team.push("\n".join(["Squash: share a part (#7)", "", *(f"* {line}" for line in HOSTILE), *HOSTILE]))

    runs = [team.run(first), team.run(second)]

    for run in runs:
        assert run.conclusion == "success", run.log
    assert sorted(team.tags) == ["v0.0.1_box", "v0.0.1_tool", "v0.0.2_tool"]
    assert team.released("box") == {"box": ["box-0.0.1-py3-none-any.whl", "box-0.0.1.tar.gz"]}
    assert [push.holder for push in team.service.hosting.pushes] == ["record", "record"]
    _see_nothing_injected(team)

    team.pull()
    readme = team.repository.root / "README.md"
    team.repository.write("README.md", f"{readme.read_text('utf-8')}\nOurs.\n")
    third = team.merge("Describe the tools")

    assert third.results == {"plan": "success"} | dict.fromkeys(BEHIND_THE_PLAN, "skipped")


def _see_nothing_injected(team: Team) -> None:
    """See that no file was made, and that no text of users became a command."""
    assert [path for path in team.service.folder.rglob("pwned*") if path.name == "pwned"] == []
    commands = [command for run in team.service.runs for command in run.commands]
    assert {command.name for command in commands} <= {"group", "endgroup", "warning", "notice"}
    assert [command for command in commands if "injected" in command.text and command.name != "group"] == []
    outputs = {name for run in team.service.runs for step in run.steps for name in step.outputs if step.id == "matrix"}
    assert outputs == {"count", "builds", "tests", "projects"}


def test_a_failing_test_holds_everything_back(team: Team, faulty: FaultyIndex) -> None:
    team.write(tool="def answer() -> int:\n    return 41\n")
    test = "from tool import answer\n\n\ndef test() -> None:\n    assert answer() == 42\n"
    team.repository.write("tests/tool/test_tool.py", test)

    recording = Recording(team, faulty, team.push("Add a tool that fails"))

    good = dict.fromkeys(("plan", "build", "summary"), "success")
    assert recording.run.results == good | {"test": "failure"} | dict.fromkeys(BEHIND_THE_TESTS, "skipped")
    assert team.released("tool") == {"tool": []}
    assert (team.tags, team.service.hosting.pushes) == ([], [])
    assert _survivors(recording, lambda mutation: mutation.lacks in TESTS_FAIL) == []


def test_a_failing_upload_is_completed_by_running_the_failed_jobs_again(team: Team, faulty: FaultyIndex) -> None:
    team.write(tool="", box="import tool\n")
    event = team.push("Add two tools")
    faulty.uploads.extend([Fault(), Fault(), REFUSED])

    recording = Recording(team, faulty, event)

    assert recording.run.results["publish"] == "failure", recording.run.log
    assert team.released("tool", "box") == {"tool": ["tool-0.0.1-py3-none-any.whl", "tool-0.0.1.tar.gz"], "box": []}
    assert "resume" in recording.run.summary.lower()

    again = team.service.rerun(recording.run, failed=True)

    assert again.conclusion == "success", again.log
    assert sorted(team.tags) == ["v0.0.1_box", "v0.0.1_tool"]
    assert _survivors(recording, lambda mutation: mutation.lacks in UPLOAD_FAILS) == []


def test_a_plan_that_a_test_puts_in_the_place_of_the_real_one_is_not_followed(team: Team) -> None:
    """Code of a test can keep artifacts as the job that it runs in does; here an additional step stands for it."""
    team.write(tool="")
    path = ".github/workflows/release.yml"
    text = (team.repository.root / path).read_text("utf-8")
    team.repository.write(path, text.replace(BEFORE_THE_TESTS, BEFORE_THE_TESTS + FORGERY))
    assert FORGERY in (team.repository.root / path).read_text("utf-8")

    run = team.merge("Add a tool, and a test that means harm")

    assert run.results["test"] == "success", run.log
    assert run.artifacts["plan"] == {"plan.json": b"{}\n"}
    assert run.results["publish"] == "failure"
    assert "none of the artifacts has the number 1" in run.log
    assert team.released("tool") == {"tool": []}
    assert team.tags == []


@pytest.mark.parametrize(
    ("inputs", "names", "lacking"),
    [
        ({"package": "tool"}, {"tool"}, ("PACKAGE",)),
        ({"limit": "4"}, {"tool", "box", "bag", "bin"}, ("LIMIT", "PYTHON", "SHARD")),
    ],
)
def test_somebody_plans_a_release_by_hand(
    team: Team, faulty: FaultyIndex, inputs: dict[str, str], names: set[str], lacking: tuple[str, ...]
) -> None:
    team.write(tool="", box="", bag="")
    of_later = {"description": "For Pythons of later.", "requires_python": f">{RUNNING}"}
    team.repository.module("bin", f"__package_metadata__ = {of_later}\n")
    team.push("Add four tools")

    recording = Recording(team, faulty, dispatched(team.remote, {"dry_run": True, **inputs}))

    good = dict.fromkeys(("plan", "test", "build"), "success")
    rest = dict.fromkeys((*BEHIND_THE_TESTS, "summary"), "skipped")
    assert recording.run.results == good | rest, recording.run.log
    assert {name for name in ("tool", "box", "bag", "bin") if f"| {name} |" in recording.run.summary} == names
    assert team.released("tool") == {"tool": []}
    assert _survivors(recording, lambda mutation: mutation.lacks.endswith(lacking)) == []


def test_a_pull_request_of_a_stranger_is_planned_checked_and_tested(team: Team) -> None:
    team.write(tool="")
    team.push("Add a tool")
    team.write(tool="word = 1\n")
    team.repository.commit("::error::injected $(touch pwned)")
    branch = "a$(touch${IFS}pwned);b"
    git(team.repository.root, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")

    run = team.run(pull_request(team.remote, branch, title="`touch pwned` ::error::injected", fork=True))

    assert run.conclusion == "success", run.log
    assert "| tool |" in run.summary
    assert team.service.hosting.pushes == []
    _see_nothing_injected(team)
