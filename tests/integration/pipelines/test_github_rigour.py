"""What the runner of GitHub workflows does not know, it does not execute; what leaks, fails."""

import pytest

from tests.integration.pipelines.desk import Desk
from tests.support.pipelines import Invalid, Leaked, PipelineError, Refused, Unsupported
from tests.support.pipelines.github import Environment, Settings

STEP = "- run: echo\n"
SECRET = Settings(environments={"pypi": Environment(secrets={"WORD": "the-word"})})


@pytest.mark.parametrize(
    "top",
    [
        "run-names: x",
        "permissions: read-all",
        "permissions: {content: read}",
        "concurrency: {group: a, cancel: true}",
        "defaults: {runs: {}}",
        "defaults: {run: {shel: bash}}",
        "defaults: {run: {shell: pwsh}}",
    ],
)
def test_a_workflow_with_an_unknown_key_is_not_executed(desk: Desk, top: str) -> None:
    with pytest.raises(Unsupported):
        desk.jobs("work: {runs-on: ubuntu-24.04, steps: [{run: echo}]}", top)


@pytest.mark.parametrize(
    "events",
    [
        "schedule",
        "[push, pull_request_target]",
        "{push: {branches-ignore: [main]}}",
        "{push: {branches: ['ma[ij]n']}}",
        "{push: , workflow_dispatch: {inputs: {a: {kind: string}}}}",
        "{push: , workflow_dispatch: {inputs: {a: {type: environment}}}}",
    ],
)
def test_an_unknown_event_is_not_executed(desk: Desk, events: str) -> None:
    with pytest.raises(Unsupported):
        desk.run(f"on: {events}\njobs: {{work: {{runs-on: ubuntu-24.04, steps: [{{run: echo}}]}}}}\n")


@pytest.mark.parametrize(
    "line",
    [
        "container: debian",
        "permissions: {contents: read, model: read}",
        "environment: {name: pypi, urls: x}",
        "strategy: {matrix: {a: [1]}, parallel: 2}",
        "strategy: {matrix: {a: [1], exclude: [{a: 1}]}}",
        "strategy: {matrix: {a: [1], include: [{a: 2}]}}",
        "if: github.event.commits.*.message == 'a'",
        "if: hashFiles('a') == ''",
        "if: needs == needs",
        "if: github.nothing",
    ],
)
def test_a_job_with_an_unknown_key_or_expression_is_not_executed(desk: Desk, line: str) -> None:
    with pytest.raises(Unsupported):
        desk.steps(STEP, line)


@pytest.mark.parametrize(
    "step",
    [
        "- run: echo\n  working-dir: x\n",
        "- run: echo\n  shell: python\n",
        "- uses: actions/cache@v4\n",
        "- uses: ./local\n",
        "- uses: actions/checkout\n",
        "- uses: actions/checkout@v7\n  with: {submodules: true}\n",
        "- uses: actions/setup-python@v7\n  with: {python-version: '3.11', cache: pip}\n",
        "- run: echo ${{ env.NOWHERE }}\n",
        "- run: echo ${{ matrix.nothing }}\n",
        "- run: echo ${{ runner.nothing }}\n",
        "- env: {ALL: '${{ toJSON(secrets) }}'}\n  run: echo\n",
        "- run: echo ${{ github.event.commits[0]['message'] }} *anchor\n  env: {A: &a b, B: *a}\n",
    ],
)
def test_a_step_with_an_unknown_key_or_expression_is_not_executed(desk: Desk, step: str) -> None:
    with pytest.raises(Unsupported):
        desk.steps(step)


@pytest.mark.parametrize(
    ("steps", "job"),
    [
        pytest.param("- {run: echo, uses: a/b@c}\n", "", id="both"),
        pytest.param("- {name: nothing}\n", "", id="neither"),
        pytest.param("- {run: echo, with: {a: b}}\n", "", id="with"),
        pytest.param("- {run: echo, run: echo}\n", "", id="twice"),
        pytest.param("- {id: a, run: echo}\n- {id: a, run: echo}\n", "", id="same id"),
        pytest.param("- {id: a b, run: echo}\n", "", id="id"),
        pytest.param(STEP, "needs: other", id="needs"),
        pytest.param(STEP, "needs: work", id="itself"),
        pytest.param(STEP, "if: needs.other.result == 'success'", id="result of no need"),
        pytest.param(STEP, "if: secrets.WORD", id="secret in a condition"),
        pytest.param(STEP, "if: env.A", id="env in a job's condition"),
        pytest.param(STEP, "if: ${{ false }} or so", id="text around a condition"),
        pytest.param(STEP, "if: success(", id="open"),
        pytest.param(STEP, "name: ${{ always() }}", id="status outside a condition"),
        pytest.param(STEP, "permissions: {contents: all}", id="level"),
        pytest.param(STEP, "strategy: {matrix: {a: []}}", id="empty matrix"),
        pytest.param(STEP, "concurrency: {group: a, queue: all}", id="queue"),
        pytest.param("- run: echo ${{ steps.later.outputs.a }}\n- {id: later, run: echo}\n", "", id="later step"),
        pytest.param("- run: echo ${{ inputs.nothing }}\n", "", id="input"),
        pytest.param("- run: echo ${{ needs }}\n", "", id="a mapping as text"),
        pytest.param("- run: echo ${{ fromJSON('{') }}\n", "", id="json"),
    ],
)
def test_a_workflow_that_github_would_refuse_is_not_executed(desk: Desk, steps: str, job: str) -> None:
    with pytest.raises(Invalid):
        desk.steps(steps, *filter(None, [job]))


@pytest.mark.parametrize(
    ("script", "where"),
    [
        pytest.param("echo $WORD", "the log", id="log"),
        pytest.param("echo word=$WORD >> $GITHUB_OUTPUT", "the output word", id="output"),
        pytest.param("echo $WORD >> $GITHUB_STEP_SUMMARY", "the summary", id="summary"),
        pytest.param("mkdir deep; echo password=$WORD > deep/config", "the working tree", id="file"),
        pytest.param("touch $WORD", "the working tree", id="name"),
        pytest.param("echo '::stop-commands::a'; echo $WORD", "the log", id="stopped"),
    ],
)
def test_a_secret_that_is_seen_fails_the_run(desk: Desk, script: str, where: str) -> None:
    desk.service.settings = SECRET
    with pytest.raises(Leaked, match=f"a secret in {where}") as caught:
        desk.steps(f"- env: {{WORD: '${{{{ secrets.WORD }}}}'}}\n  run: \"{script}\"\n", "environment: pypi")

    assert "the-word" not in str(caught.value)


def test_a_secret_in_an_artifact_fails_the_run_even_when_the_file_is_gone(desk: Desk) -> None:
    desk.service.settings = SECRET
    with pytest.raises(Leaked, match="a secret in the artifact a"):
        desk.steps(
            """\
            - env: {WORD: "${{ secrets.WORD }}"}
              run: echo $WORD > file
            - uses: actions/upload-artifact@v7
              with: {name: a, path: file}
            - run: rm file
            """,
            "environment: pypi",
        )


def test_the_token_of_the_job_is_a_secret(desk: Desk) -> None:
    with pytest.raises(Leaked, match="the log"):
        desk.steps("- env: {TOKEN: '${{ github.token }}'}\n  run: echo $TOKEN\n")
    with pytest.raises(Leaked, match="the log"):
        desk.steps("- uses: actions/checkout@v7\n- run: git config --list\n")


def test_a_secret_does_not_stand_in_a_script(desk: Desk) -> None:
    desk.service.settings = SECRET
    with pytest.raises(Refused, match="a secret in a script"):
        desk.steps("- run: test ${{ secrets.WORD }}\n", "environment: pypi")


def test_an_untrusted_value_in_a_script_is_executed_as_on_github(desk: Desk) -> None:
    desk.repository.commit("Say $(echo injected)")

    event = desk.push(
        "on: push\njobs:\n  work:\n    runs-on: ubuntu-24.04\n    steps:\n"
        '      - run: echo "${{ github.event.commits[1].message }}"\n'
    )
    (run,) = desk.service.happen(event)

    assert next(run.steps).log == "Say injected\n"


def test_every_refusal_is_of_one_family() -> None:
    assert {PipelineError} == {kind.__base__ for kind in (Invalid, Leaked, Refused, Unsupported)}
