"""Whatever is taken away from a workflow of three jobs is missed: the runner notices, or a scenario fails."""

from pathlib import Path
from shutil import rmtree

from tests.integration.pipelines.desk import Desk
from tests.support import git, need_program
from tests.support.pipelines import PipelineError
from tests.support.pipelines.github import Environment, Run, Settings
from tests.support.pipelines.mutations import mutations

WORKFLOW = """\
on: push
permissions: {}
env: {NAME: tool}
jobs:
  build:
    runs-on: ubuntu-24.04
    permissions: {contents: read}
    outputs: {version: "${{ steps.version.outputs.version }}"}
    steps:
      - uses: actions/checkout@v7
        with: {persist-credentials: false}
      - id: version
        run: echo "version=$(cat version)" >> "$GITHUB_OUTPUT"
      - name: Build
        env: {VERSION: "${{ steps.version.outputs.version }}"}
        run: mkdir dist; echo made > "dist/$NAME-$VERSION.whl"
      - uses: actions/upload-artifact@v7
        with: {name: dist, path: dist/}
  publish:
    needs: build
    runs-on: ubuntu-24.04
    environment: pypi
    permissions: {id-token: write}
    env: {INDEX: "${{ vars.INDEX }}"}
    steps:
      - uses: actions/download-artifact@v8
        with: {name: dist, path: dist}
      - name: Publish
        env: {PASSWORD: "${{ secrets.PASSWORD }}"}
        run: |
          test "${#PASSWORD}" = 12
          curl -sf -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL" > token
          cp dist/* "$INDEX/"
  record:
    needs: [build, publish]
    runs-on: ubuntu-24.04
    permissions: {contents: write}
    steps:
      - uses: actions/checkout@v7
      - name: Record
        env: {TAG: "v${{ needs.build.outputs.version }}"}
        run: git tag "$TAG" && git push --quiet origin "$TAG"
"""


def _scenarios(desk: Desk, workflow: str, index: Path) -> None:
    """Release a version; then fail to upload one, and see that it is not recorded."""
    index.mkdir()
    environment = Environment(secrets={"PASSWORD": "the-password"}, variables={"INDEX": str(index)})
    desk.service.settings = Settings(environments={"pypi": environment})
    before = git(desk.remote, "tag").splitlines()
    number = str(len(before) + 1)
    run = _run(desk, workflow, number)
    assert run.conclusion == "success", run.log
    assert [path.name for path in index.iterdir()] == [f"tool-{number}.whl"]
    assert git(desk.remote, "tag").splitlines() == [*before, f"v{number}"]

    rmtree(index)
    assert _run(desk, workflow, f"{number}.1").results == {
        "build": "success",
        "publish": "failure",
        "record": "skipped",
    }
    assert git(desk.remote, "tag").splitlines() == [*before, f"v{number}"]


def _run(desk: Desk, workflow: str, version: str) -> Run:
    desk.repository.write("version", version)
    (run,) = desk.service.happen(desk.push(workflow))
    return run


def test_nothing_can_be_taken_away(desk: Desk, tmp_path: Path) -> None:
    need_program("curl")
    _scenarios(desk, WORKFLOW, tmp_path / "index")

    survived = []
    for place, mutation in enumerate(mutations(WORKFLOW)):
        try:
            _scenarios(desk, mutation.text, tmp_path / f"index-{place}")
        except (AssertionError, PipelineError):
            continue
        survived.append(mutation.lacks)

    assert survived == []


def test_what_is_not_needed_is_found(desk: Desk, tmp_path: Path) -> None:
    needless = WORKFLOW.replace("{NAME: tool}", "{NAME: tool, OTHER: thing}")
    _scenarios(desk, needless, tmp_path / "index")

    (mutation,) = (mutation for mutation in mutations(needless) if mutation.lacks == "env.OTHER")

    _scenarios(desk, mutation.text, tmp_path / "index-again")


def test_each_need_environment_permission_and_variable_is_taken_away_once() -> None:
    assert [mutation.lacks for mutation in mutations(WORKFLOW)] == [
        "env.NAME",
        "jobs.build.permissions.contents",
        "jobs.build, Build: VERSION",
        "jobs.publish.needs.build",
        "jobs.publish.environment",
        "jobs.publish.permissions.id-token",
        "jobs.publish.env.INDEX",
        "jobs.publish, Publish: PASSWORD",
        "jobs.record.needs.build",
        "jobs.record.needs.publish",
        "jobs.record.permissions.contents",
        "jobs.record, Record: TAG",
    ]
