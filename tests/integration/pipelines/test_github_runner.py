"""The runner of GitHub workflows executes steps and jobs as the service does."""

import base64
import json
from textwrap import indent

import pytest

from tests.integration.pipelines.desk import ASK_FOR_IDENTITY, Desk
from tests.support import git
from tests.support.pipelines import Invalid, Refused, Unsupported
from tests.support.pipelines.github import Environment, Settings, dispatched, pull_request, pushed, released

CHECKOUT = "- uses: actions/checkout@v7\n  with: {persist-credentials: false}\n"


def test_a_step_runs_in_bash_with_a_clean_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OF_THE_TESTS", "seen")

    run = desk.steps(
        """\
        - run: |
            echo "[$OF_THE_TESTS] [$GREETING] $GITHUB_REF_NAME $GITHUB_REPOSITORY $RUNNER_OS"
            ls -A "$HOME"
            false | true
        - shell: bash
          run: false | true
        - run: echo never
        """,
        "env: {GREETING: 'hello ${{ github.ref_name }}'}",
    )

    (leg,) = run.jobs["work"].legs
    assert [step.outcome for step in leg.steps] == ["success", "failure", "skipped"]
    assert leg.steps[0].log == "[] [hello main] main example/packages Linux\n"
    assert run.conclusion == "failure"


def test_steps_hand_over_outputs_variables_and_programs(desk: Desk) -> None:
    run = desk.steps(
        """\
        - id: first
          run: |
            echo "plain=a=b" >> "$GITHUB_OUTPUT"
            printf 'long<<END\\none\\ntwo\\nEND\\n' >> "$GITHUB_OUTPUT"
            echo "KEPT=kept" >> "$GITHUB_ENV"
            mkdir bin && printf '#!/bin/sh\\necho run' > bin/made && chmod +x bin/made
            echo "$PWD/bin" >> "$GITHUB_PATH"
            echo "# Summary" >> "$GITHUB_STEP_SUMMARY"
        - env: {LONG: "${{ steps.first.outputs.long }}"}
          run: |
            echo "${{ steps.first.outputs.plain }} $LONG $KEPT $(made)"
        """,
    )

    (leg,) = run.jobs["work"].legs
    assert leg.steps[0].outputs == {"plain": "a=b", "long": "one\ntwo"}
    assert leg.steps[1].log == "a=b one\ntwo kept run\n"
    assert run.summary == "# Summary\n"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        pytest.param("nothing", "invalid format 'nothing'", id="no sign"),
        pytest.param("=value", "the name is empty", id="no name"),
        pytest.param("name<<END\\nvalue", "the delimiter 'END' does not come again", id="open"),
        pytest.param("name<<\\nvalue", "the delimiter is empty", id="no delimiter"),
    ],
)
def test_a_step_that_writes_nonsense_fails(desk: Desk, written: str, problem: str) -> None:
    run = desk.steps(f"- run: printf '{written}' >> $GITHUB_OUTPUT\n")

    assert run.conclusion == "failure"
    assert problem in run.log


def test_text_with_a_line_break_becomes_another_output(desk: Desk) -> None:
    run = desk.steps(
        """\
        - id: first
          env: {TEXT: "harmless\\nadmin=true"}
          run: echo "title=$TEXT" >> $GITHUB_OUTPUT
        - run: echo "${{ steps.first.outputs.admin }}"
        """,
    )

    assert next(run.steps).outputs == {"title": "harmless", "admin": "true"}


def test_commands_in_the_log_take_effect(desk: Desk) -> None:
    run = desk.steps(
        """\
        - id: first
          run: |
            echo "::set-output name=smuggled::yes"
            echo "  ::error file=a%2Cb.py,line=3::It%0Abroke"
            echo "said ##[warning]too"
            echo "::unknown::text"
            echo "::stop-commands::token"
            echo "::notice::not heard"
            echo "::token::"
            echo "::add-mask::hidden"
            echo "hidden"
        - run: echo "${{ steps.first.outputs.smuggled }}"
        - run: echo "::set-env name=A::b"
        """,
    )

    steps = list(run.steps)
    assert steps[1].log == "yes\n"
    assert [(mark.level, mark.text, mark.file, mark.line) for mark in run.annotations] == [
        ("error", "It\nbroke", "a,b.py", "3"),
        ("warning", "too", None, None),
    ]
    assert [command.name for command in steps[0].commands] == [
        *("set-output", "error", "warning", "stop-commands", "add-mask"),
    ]
    assert steps[0].log.endswith("***\n")
    assert steps[2].outcome == "failure"


def test_conditions_see_how_it_went(desk: Desk) -> None:
    run = desk.steps(
        """\
        - id: first
          run: exit 3
          continue-on-error: true
        - if: steps.first.outcome == 'failure' && steps.first.conclusion == 'success'
          run: echo tolerated
        - run: exit 4
        - run: echo skipped
        - if: github.ref == 'refs/heads/main'
          run: echo skipped too
        - if: ${{ failure() }}
          run: echo failed
        - if: always()
          run: echo always
        """,
    )

    outcomes = [step.outcome for step in run.steps]
    assert outcomes == ["failure", "success", "failure", "skipped", "skipped", "success", "success"]


def test_jobs_wait_for_each_other_and_see_their_outputs(desk: Desk) -> None:
    run = desk.jobs(
        """\
        last:
          needs: [first, broken]
          if: ${{ !cancelled() && needs.first.result == 'success' }}
          runs-on: ubuntu-24.04
          env: {JOBS: "${{ toJSON(needs) }}"}
          steps:
            - run: echo "$JOBS"
        first:
          runs-on: ubuntu-24.04
          outputs: {said: "${{ steps.say.outputs.said }}"}
          steps:
            - id: say
              run: echo "said=hello" >> $GITHUB_OUTPUT
        broken:
          needs: first
          runs-on: ubuntu-24.04
          steps:
            - run: test "${{ needs.first.outputs.said }}" = bye
        after:
          needs: broken
          runs-on: ubuntu-24.04
          steps:
            - run: echo never
        behind:
          needs: after
          if: ${{ always() }}
          runs-on: ubuntu-24.04
          steps:
            - run: echo always
        """
    )

    assert run.results == {
        "first": "success",
        "broken": "failure",
        "last": "success",
        "after": "skipped",
        "behind": "success",
    }
    (leg,) = run.jobs["last"].legs
    assert json.loads(leg.steps[0].log) == {
        "first": {"result": "success", "outputs": {"said": "hello"}},
        "broken": {"result": "failure", "outputs": {}},
    }


def test_a_skipped_job_holds_back_what_is_far_behind_it(desk: Desk) -> None:
    run = desk.jobs(
        """\
        one: {if: false, runs-on: ubuntu-24.04, steps: [{run: "true"}]}
        two: {needs: one, if: always(), runs-on: ubuntu-24.04, steps: [{run: "true"}]}
        three: {needs: two, runs-on: ubuntu-24.04, steps: [{run: "true"}]}
        """
    )

    assert run.results == {"one": "skipped", "two": "success", "three": "skipped"}


def test_a_matrix_comes_from_an_output(desk: Desk) -> None:
    run = desk.jobs(
        """\
        plan:
          runs-on: ubuntu-24.04
          outputs: {legs: "${{ steps.it.outputs.legs }}"}
          steps:
            - id: it
              run: echo 'legs=[{"name":"a","code":0},{"name":"b","code":1},{"name":"c","code":0}]' >> $GITHUB_OUTPUT
        work:
          needs: plan
          runs-on: ubuntu-24.04
          strategy:
            fail-fast: false
            max-parallel: 1
            matrix: {include: "${{ fromJSON(needs.plan.outputs.legs) }}"}
          steps:
            - env: {CODE: "${{ matrix.code }}", NAME: "${{ matrix.name }}"}
              run: echo "$NAME"; exit "$CODE"
        """
    )

    assert [(leg.matrix["name"], leg.result) for leg in run.jobs["work"].legs] == [
        ("a", "success"),
        ("b", "failure"),
        ("c", "success"),
    ]


def test_a_failing_leg_cancels_those_behind_it(desk: Desk) -> None:
    run = desk.steps('- run: test "${{ matrix.word }}" = a\n', "strategy: {matrix: {word: [a, b, c]}}")

    assert [leg.result for leg in run.jobs["work"].legs] == ["success", "failure", "cancelled"]
    assert run.conclusion == "failure"


@pytest.mark.parametrize("count", [0, 257])
def test_a_matrix_has_at_least_one_and_at_most_256_legs(desk: Desk, count: int) -> None:
    entries = str([{}] * count)
    with pytest.raises(Invalid, match=f"a matrix of {count}, which has to be 1 to 256"):
        desk.steps("- run: echo\n", f"strategy: {{matrix: {{include: \"${{{{ fromJSON('{entries}') }}}}\"}}}}")


def test_time_runs_out(desk: Desk) -> None:
    run = desk.steps("- run: sleep 60 & sleep 60\n- run: echo skipped\n", "timeout-minutes: 0.01")

    assert run.conclusion == "cancelled"
    assert "the time is over" in run.log
    assert [step.outcome for step in run.steps] == ["failure", "skipped"]


def test_artifacts_go_from_job_to_job(desk: Desk) -> None:
    run = desk.jobs(
        """\
        make:
          runs-on: ubuntu-24.04
          strategy: {matrix: {name: [a, b]}}
          steps:
            - run: mkdir -p dist/in .hidden && echo ${{ matrix.name }} | tee dist/in/${{ matrix.name }} dist/.secret
            - uses: actions/upload-artifact@v7
              with: {name: "dist-${{ matrix.name }}", path: dist/}
        take:
          needs: make
          runs-on: ubuntu-24.04
          steps:
            - uses: actions/download-artifact@v8
              with: {pattern: dist-*, path: apart}
            - uses: actions/download-artifact@v8
              with: {pattern: dist-*, path: together, merge-multiple: true}
            - uses: actions/download-artifact@v8
              with: {name: dist-a}
            - run: find . -type f | sort
        """
    )

    assert run.jobs["take"].legs[0].steps[-1].log.split() == [
        *("./apart/dist-a/in/a", "./apart/dist-b/in/b", "./in/a", "./together/in/a", "./together/in/b"),
    ]
    assert run.artifacts["dist-a"] == {"in/a": b"a\n"}


def test_an_artifact_that_another_job_puts_in_the_place_of_one_has_another_number(desk: Desk) -> None:
    run = desk.jobs(
        """\
        make:
          runs-on: ubuntu-24.04
          outputs: {number: "${{ steps.keep.outputs.artifact-id }}"}
          steps:
            - run: echo whole > plan
            - {id: keep, uses: actions/upload-artifact@v7, with: {name: plan, path: plan}}
        take:
          needs: make
          runs-on: ubuntu-24.04
          steps:
            - uses: actions/download-artifact@v8
              with: {artifact-ids: "${{ needs.make.outputs.number }}", path: here}
            - run: cat here/plan
        forge:
          needs: take
          runs-on: ubuntu-24.04
          steps:
            - run: echo forged > plan
            - {uses: actions/upload-artifact@v7, with: {name: plan, path: plan, overwrite: true}}
        late:
          needs: [make, forge]
          runs-on: ubuntu-24.04
          steps:
            - uses: actions/download-artifact@v8
              with: {artifact-ids: "${{ needs.make.outputs.number }}"}
        """
    )

    assert run.jobs["take"].legs[0].steps[-1].log == "whole\n"
    assert run.results == dict.fromkeys(("make", "take", "forge"), "success") | {"late": "failure"}
    assert "none of the artifacts has the number 1" in run.log


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        pytest.param(
            "- run: echo > f\n" + "- uses: actions/upload-artifact@v7\n  with: {name: x, path: f}\n" * 2,
            "an artifact with the name x already exists",
            id="taken",
        ),
        pytest.param(
            "- uses: actions/upload-artifact@v7\n  with: {name: x, path: f, if-no-files-found: error}\n",
            "no files were found",
            id="nothing",
        ),
        pytest.param("- uses: actions/upload-artifact@v7\n  with: {name: a/b, path: .}\n", "is not valid", id="name"),
        pytest.param("- uses: actions/download-artifact@v8\n  with: {name: x}\n", "unable to find", id="missing"),
        pytest.param(CHECKOUT.replace("{", "{ref: other, "), "there is no branch or tag other", id="ref"),
    ],
)
def test_an_action_fails_as_on_github(desk: Desk, steps: str, problem: str) -> None:
    run = desk.steps(steps)

    assert run.conclusion == "failure"
    assert problem in run.log


def test_a_checkout_is_shallow_unless_told_otherwise(desk: Desk) -> None:
    desk.repository.commit("More")
    git(desk.repository.root, "tag", "v1")
    git(desk.repository.root, "push", "--quiet", "--tags")

    run = desk.steps(
        """\
        - uses: actions/checkout@v7
          with: {path: shallow, persist-credentials: false}
        - uses: actions/checkout@v7
          with: {path: deep, fetch-depth: 0, persist-credentials: false}
        - uses: actions/checkout@v7
          with: {path: tag, ref: v1, persist-credentials: false}
        - run: for name in shallow deep tag; do (cd $name; git log --oneline | wc -l; git tag; git status -sb); done
        """
    )

    assert (
        list(run.steps)[-1].log
        == "1\n## main...origin/main\n3\nv1\n## main...origin/main\n1\nv1\n## HEAD (no branch)\n"
    )


PUSH = """\
- uses: actions/checkout@v7
  with: {{persist-credentials: {kept}}}
- run: |
    git config user.name a; git config user.email a@example.com
    git commit --quiet --allow-empty -m mine; git push --quiet origin main
"""


@pytest.mark.parametrize(
    ("level", "kept", "result"),
    [
        ("write", "true", "success"),
        ("write", "false", "failure"),
        ("read", "true", "failure"),
        ("none", "true", "failure"),
    ],
)
def test_a_job_pushes_with_the_right_and_the_credentials(desk: Desk, level: str, kept: str, result: str) -> None:
    run = desk.steps(PUSH.format(kept=kept), f"permissions: {{contents: {level}}}")

    assert run.conclusion == result, run.log
    assert [(push.holder, list(push.refs)) for push in desk.service.hosting.pushes] == (
        [("work", ["refs/heads/main"])] if result == "success" else []
    )


def test_the_token_is_gone_after_the_job(desk: Desk) -> None:
    desk.steps(CHECKOUT)

    assert desk.service.hosting.grants == {}


IDENTIFY = f"- run: |\n{indent(ASK_FOR_IDENTITY, '    ')}"


def test_an_identity_is_given_to_a_job_that_may_have_one(desk: Desk) -> None:
    desk.service.settings = Settings(environments={"pypi": Environment()})

    refused = desk.steps(IDENTIFY, "permissions: {contents: write}", "environment: pypi")
    given = desk.steps(IDENTIFY, "permissions: {id-token: write}", "environment: pypi")

    assert refused.conclusion == "failure"
    token = json.loads(next(given.steps).log)["value"]
    claims = desk.service.hosting.claims(token)
    assert claims is not None
    assert (claims["aud"], claims["sub"]) == ("index", "repo:example/packages:environment:pypi")
    head, _, signature = token.split(".")
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "repo:other"}).encode()).decode()
    assert desk.service.hosting.claims(f"{head}.{forged}.{signature}") is None


def test_secrets_go_where_they_are_meant_to(desk: Desk) -> None:
    desk.service.settings = Settings(
        secrets={"COMMON": "common-word"},
        environments={"pypi": Environment(secrets={"OWN": "own-word"}, variables={"INDEX": "somewhere"})},
    )
    run = desk.steps(
        """\
        - env: {OWN: "${{ secrets.OWN }}", COMMON: "${{ secrets.COMMON }}", UNSET: "${{ secrets.UNSET }}"}
          run: echo "${#OWN} ${#COMMON} ${#UNSET} ${{ vars.INDEX }} ${{ vars.UNSET }}"
        - run: echo "[$OWN]"
        """,
        "environment: pypi",
    )

    assert [step.log for step in run.steps] == ["8 11 0 somewhere \n", "[]\n"]
    with pytest.raises(Refused, match="work asks for the secret OWN, which belongs to an environment"):
        desk.steps("- env: {OWN: '${{ secrets.OWN }}'}\n  run: echo\n")
    with pytest.raises(Refused, match="work names the environment pipy, which GitHub would create"):
        desk.steps("- run: echo\n", "environment: pipy")
    desk.service.settings = Settings(environments={"pypi": Environment(branches=("release",))})
    with pytest.raises(Refused, match="main may not deploy to pypi"):
        desk.steps("- run: echo\n", "environment: pypi")


def test_a_run_is_repeated(desk: Desk) -> None:
    switch = desk.service.folder / "switch"
    run = desk.jobs(
        f"""\
        first:
          runs-on: ubuntu-24.04
          outputs: {{word: "${{{{ steps.it.outputs.word }}}}"}}
          steps:
            - id: it
              run: echo "word=$GITHUB_RUN_ATTEMPT" | tee word >> $GITHUB_OUTPUT
            - uses: actions/upload-artifact@v7
              with: {{name: word, path: word}}
        second:
          needs: first
          runs-on: ubuntu-24.04
          steps:
            - uses: actions/download-artifact@v8
              with: {{name: word}}
            - run: echo "${{{{ needs.first.outputs.word }}}} $(cat word) $GITHUB_RUN_ATTEMPT"; test -e {switch}
        """
    )
    assert run.results == {"first": "success", "second": "failure"}
    switch.touch()

    again = desk.service.rerun(run, failed=True)
    everything = desk.service.rerun(again)

    assert again.conclusion == everything.conclusion == "success"
    assert again.jobs["second"].legs[0].steps[-1].log == "1 word=1 2\n"
    assert everything.jobs["second"].legs[0].steps[-1].log == "3 word=3 3\n"


FILTERED = """\
on:
  push: {branches: [main], paths: ["src/**"]}
  pull_request: {branches: [main]}
  release: {types: [published]}
  workflow_dispatch:
    inputs:
      package: {type: string, default: ""}
      dry_run: {type: boolean, default: false}
jobs:
  work:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event_name }} ${{ inputs.package }} ${{ inputs.dry_run }} $GITHUB_REF $GITHUB_BASE_REF"
"""


def test_events_start_what_is_meant_by_them(desk: Desk) -> None:
    before = git(desk.remote, "rev-parse", "main")
    desk.push(FILTERED)
    assert desk.service.happen(pushed(desk.remote, before)) == []
    before = git(desk.remote, "rev-parse", "main")
    desk.repository.write("src/deep/file", "")
    desk.push(FILTERED)
    assert desk.service.happen(pushed(desk.remote, "0" * 39 + "1", "refs/heads/main")) != []
    git(desk.repository.root, "push", "--quiet", "origin", "HEAD:refs/heads/other", "HEAD:refs/tags/v1")
    assert desk.service.happen(pushed(desk.remote, before, "refs/heads/other")) == []
    assert desk.service.happen(released(desk.remote, "v1", action="created")) == []

    runs = [
        *desk.service.happen(pushed(desk.remote, before)),
        *desk.service.happen(pull_request(desk.remote, "other")),
        *desk.service.happen(released(desk.remote, "v1")),
        *desk.service.happen(dispatched(desk.remote, {"package": "tool", "dry_run": True})),
    ]

    assert [next(run.steps).log for run in runs] == [
        "push   refs/heads/main \n",
        "pull_request   refs/pull/1/merge main\n",
        "release   refs/tags/v1 \n",
        "workflow_dispatch tool true refs/heads/main \n",
    ]
    with pytest.raises(Invalid, match="unexpected inputs: packages"):
        desk.service.happen(dispatched(desk.remote, {"packages": "tool"}))


def test_a_pull_request_of_a_stranger_gets_no_secret_and_may_not_write(desk: Desk) -> None:
    desk.service.settings = Settings(secrets={"WORD": "the-word"})
    desk.push(
        """\
        on: pull_request
        permissions: {contents: write, id-token: write}
        jobs:
          work:
            runs-on: ubuntu-24.04
            steps:
              - env: {WORD: "${{ secrets.WORD }}"}
                run: echo "[$WORD] [$ACTIONS_ID_TOKEN_REQUEST_URL]"
              - uses: actions/checkout@v7
              - run: git push --quiet origin HEAD:refs/heads/mine
        """,
        "theirs",
    )

    (run,) = desk.service.happen(pull_request(desk.remote, "theirs", fork=True))

    assert [step.outcome for step in run.steps] == ["success", "success", "failure"]
    assert next(run.steps).log == "[] []\n"


def test_other_systems_are_passed_over_only_when_told_to(desk: Desk) -> None:
    job = "work: {runs-on: windows-2025, steps: [{run: exit 1}]}"
    with pytest.raises(Unsupported, match="runs-on: windows-2025"):
        desk.jobs(job)

    desk.service.elsewhere = True
    run = desk.jobs(job)

    assert run.jobs["work"].legs[0].steps == ()
