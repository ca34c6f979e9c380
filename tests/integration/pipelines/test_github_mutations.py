"""Whatever is taken away from a workflow of three jobs is missed: the runner notices, or a scenario fails."""

from pathlib import Path
from shutil import rmtree
from textwrap import indent

from tests.integration.pipelines.desk import ASK_FOR_IDENTITY, Desk
from tests.support import git
from tests.support.pipelines import PipelineError
from tests.support.pipelines.github import Environment, Run, Settings
from tests.support.pipelines.mutations import implied_needs, mutations

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
ASK
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
""".replace("ASK\n", indent(ASK_FOR_IDENTITY, " " * 10))


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


def test_a_need_that_another_need_has_too_is_named() -> None:
    text = WORKFLOW.replace('env: {TAG: "v${{ needs.build.outputs.version }}"}', "env: {TAG: v1}")

    assert implied_needs(WORKFLOW) == ()
    assert implied_needs(text) == ("jobs.record.needs.build",)
    assert implied_needs(text.replace("TAG: v1", 'TAG: "${{ toJSON(needs) }}"')) == ()


def test_another_version_is_executed_from_where_it_differs_until_it_goes_otherwise(desk: Desk) -> None:
    event = desk.push(THREE.format(word="true"))
    begun: list[str] = []
    run = desk.service.run(desk.service.workflow(event, "flow.yml"), event, begun.append)
    assert (begun, run.conclusion) == (["one", "two", "three"], "success")

    fails = desk.service.resume(run, desk.service.read(THREE.format(word="false"), "flow.yml"), ["one"])
    passes = desk.service.resume(run, run.workflow, ["one", "two"])

    assert fails.results == {"one": "success", "two": "failure"}
    assert "file" in fails.jobs["two"].legs[0].steps[-1].log
    assert passes.results == run.results


THREE = """\
on: push
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: echo > file
      - uses: actions/upload-artifact@v7
        with: {{name: one, path: file}}
  two:
    needs: one
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/download-artifact@v8
        with: {{name: one}}
      - run: ls; {word}
  three:
    needs: two
    runs-on: ubuntu-24.04
    steps:
      - run: echo
"""
