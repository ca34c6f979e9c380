"""The runner of Azure pipelines executes templates, stages, jobs and steps as the service does, and nothing unknown."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import pytest

from tests.support import PackagingRepository, git
from tests.support.pipelines import Invalid, Leaked, PipelineError, Refused, Unsupported
from tests.support.pipelines.azure import Azure, Group, Run, Settings, Start, azure
from tests.support.remotes import add_remote

FILE = ".azure/azure-pipelines.yml"


@dataclass(frozen=True, slots=True)
class Project:
    """A repository on Azure DevOps, and its pipeline."""

    repository: PackagingRepository
    service: Azure

    def write(self, path: str, text: str) -> None:
        """Write a file of the pipeline."""
        self.repository.write(f".azure/{path}", text)

    def run(self, text: str, start: Start | None = None, message: str = "Change") -> Run:
        """Push a pipeline, and run it."""
        self.repository.write(FILE, text)
        self.repository.commit(message)
        git(self.repository.root, "push", "--quiet", "origin", "main")
        return self.service.run(start)

    def jobs(self, jobs: str, *top: str) -> Run:
        """Run a pipeline of one stage with these jobs."""
        lines = "".join(f"{line}\n" for line in ("trigger: none", "pool: {vmImage: ubuntu-24.04}", *top))
        return self.run(f"{lines}stages:\n- stage: Work\n  jobs:\n{indent(dedent(jobs), '  ')}")

    def steps(self, steps: str, *job: str, top: tuple[str, ...] = ()) -> Run:
        """Run a pipeline of one job without a checkout, with these steps, and these lines above them."""
        lines = "".join(f"  {line}\n" for line in job)
        return self.jobs(f"- job: work\n{lines}  steps:\n  - checkout: none\n{indent(dedent(steps), '  ')}", *top)


@pytest.fixture
def project(repository: PackagingRepository, tmp_path: Path) -> Iterator[Project]:
    """Put a repository with one commit on Azure DevOps."""
    repository.commit("Begin")
    remote = add_remote(repository, tmp_path / "remote.git")
    with azure(remote, tmp_path / "azure") as service:
        yield Project(repository, service)


def _logs(run: Run) -> list[str]:
    return [step.log for step in run.steps if step.log]


def test_a_script_sees_variables_and_goes_on_after_a_failure(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OF_THE_TESTS", "seen")
    project.service.settings = Settings(own=Group({"From.UI": "ui"}))

    run = project.steps(
        """\
        - bash: |
            false
            echo "[$OF_THE_TESTS] $(greeting) $GREETING $FROM_UI $BUILD_SOURCEBRANCHNAME $TF_BUILD"
        - script: exit 3
          displayName: Fail with $(greeting)
        - script: echo never
        - script: echo anyway
          condition: and(always(), eq(variables['greeting'], 'HELLO main'))
        """,
        top=("variables: {greeting: hello $(name), name: $(Build.SourceBranchName)}",),
    )

    assert _logs(run) == ["[] hello main hello main ui main True\n", "exit code 3", "anyway\n"]
    assert [step.title for step in run.steps][2] == "Fail with hello main"
    assert run.results == {"Work.work": "Failed"}


def test_templates_are_expanded_before_anything_runs(project: Project) -> None:
    project.write(
        "jobs/work.yml",
        """\
        parameters:
        - {name: names, type: object}
        - {name: loud, type: boolean, default: false}
        - {name: more, type: stepList, default: []}
        jobs:
        - ${{ each name in parameters.names }}:
          - job: job_${{ name }}
            variables:
              ${{ if eq(name, 'a') }}:
                word: first
              ${{ elseif eq(name, 'b') }}:
                word: second
              ${{ else }}:
                word: other
            steps:
            - checkout: none
            - template: ../steps.yml
              parameters: {text: "${{ name }} ${{ parameters.loud }}"}
            - ${{ if parameters.loud }}:
              - script: echo LOUD
            - ${{ else }}:
              - script: echo quiet
            - ${{ parameters.more }}
        """,
    )
    project.write("steps.yml", "parameters: [{name: text}]\nsteps:\n- script: echo ${{ parameters.text }} $(word)\n")

    run = project.run(
        """\
        trigger: none
        parameters:
        - name: feed
          type: string
          default: one
          values: [one, two]
        - {name: loud, type: boolean, default: false}
        pool: {vmImage: ubuntu-24.04}
        stages:
        - stage: Work
          jobs:
          - template: jobs/work.yml
            parameters:
              names: [a, b, c]
              loud: ${{ parameters.loud }}
              more:
              - script: echo ${{ upper(parameters.feed) }}
        """,
        Start(parameters={"loud": True, "feed": "two"}),
    )

    assert {name: [step.log for step in job.legs[0].steps if step.log] for name, job in run.stages["Work"].items()} == {
        "job_c": ["c True other\n", "LOUD\n", "TWO\n"],
        "job_b": ["b True second\n", "LOUD\n", "TWO\n"],
        "job_a": ["a True first\n", "LOUD\n", "TWO\n"],
    }
    with pytest.raises(Invalid, match="feed is one of"):
        project.service.run(Start(parameters={"feed": "three"}))
    with pytest.raises(Invalid, match="unexpected parameters: food"):
        project.service.run(Start(parameters={"food": "three"}))


def test_outputs_go_to_jobs_and_stages_and_make_a_matrix(project: Project) -> None:
    run = project.run(
        """\
        trigger: none
        pool: {vmImage: ubuntu-24.04}
        stages:
        - stage: Plan
          jobs:
          - job: plan
            steps:
            - checkout: none
            - script: |
                echo '##vso[task.setvariable variable=matrix;isOutput=true]{"a":{"NAME":"tool"},"b":{"NAME":"box"}}'
                echo '##vso[task.setvariable variable=count;isOutput=true]2'
              name: paa
            - script: echo "here $(paa.count) $PAA_COUNT"
          - job: same
            dependsOn: plan
            condition: and(succeeded(), ne(dependencies.plan.outputs['paa.count'], '0'))
            variables: {count: "$[ dependencies.plan.outputs['paa.count'] ]"}
            steps:
            - checkout: none
            - script: echo "same $(count)"
        - stage: Build
          condition: and(succeeded(), ne(dependencies.Plan.outputs['plan.paa.count'], '0'))
          jobs:
          - job: build
            strategy:
              maxParallel: 1
              matrix: $[ stageDependencies.Plan.plan.outputs['paa.matrix'] ]
            steps:
            - checkout: none
            - script: |
                echo "build $(NAME)"
                echo "##vso[task.setvariable variable=done;isOutput=true]yes"
              name: it
          - job: after
            dependsOn: build
            variables: {done: "$[ dependencies.build.outputs['b.it.done'] ]"}
            steps:
            - checkout: none
            - script: echo "after $(done)"
        - stage: Never
          dependsOn: [Build, Plan]
          condition: eq(stageDependencies.Plan.plan.result, 'Failed')
          jobs:
          - job: never
            steps:
            - script: echo never
        """.replace("eq(stageDependencies.Plan.plan.result, 'Failed')", "failed('Plan')")
    )

    assert [log for log in _logs(run) if "vso" not in log] == ["here 2 2\n", "same 2\n", "after yes\n"]
    assert [step.log.splitlines()[0] for step in run.steps if step.name == "it"] == ["build tool", "build box"]
    assert run.results["Never.never"] == "Skipped"
    assert run.conclusion == "Succeeded"


def test_what_failed_holds_back_what_depends_on_it(project: Project) -> None:
    switch = project.service.folder / "switch"
    switch.parent.mkdir(exist_ok=True)
    run = project.run(
        f"""\
        trigger: none
        pool: {{vmImage: ubuntu-24.04}}
        stages:
        - stage: One
          jobs:
          - job: good
            steps:
            - checkout: none
            - script: echo once >> {switch}.log
          - job: bad
            steps:
            - checkout: none
            - script: test -e {switch}
          - job: behind
            dependsOn: [bad]
            steps: [{{checkout: none}}]
          - job: cleaning
            dependsOn: [behind]
            condition: always()
            steps: [{{checkout: none}}]
        - stage: Two
          jobs:
          - job: two
            steps: [{{checkout: none}}]
        - stage: Three
          dependsOn: []
          jobs:
          - job: three
            steps: [{{checkout: none}}]
        """
    )
    assert run.results == {
        "One.good": "Succeeded",
        "One.bad": "Failed",
        "One.behind": "Skipped",
        "One.cleaning": "Succeeded",
        "Two.two": "Skipped",
        "Three.three": "Succeeded",
    }

    switch.touch()
    again = project.service.rerun(run)

    assert set(again.results.values()) == {"Succeeded"}
    assert Path(f"{switch}.log").read_text() == "once\n"


def test_macros_are_text_wherever_they_stand(project: Project) -> None:
    steps = '- script: echo "$(Build.SourceVersionMessage)"\n- script: echo "$BUILD_SOURCEVERSIONMESSAGE"\n'
    project.steps(steps)
    project.repository.write("file", "")
    project.repository.commit('"; echo injected; echo "')
    git(project.repository.root, "push", "--quiet", "origin", "main")

    run = project.service.run()

    assert _logs(run) == ["\ninjected\n\n", '"; echo injected; echo "\n']


def test_a_command_counts_wherever_in_a_line_it_stands(project: Project) -> None:
    run = project.steps(
        """\
        - script: |
            echo "by me: ##vso[task.setvariable variable=smuggled]a%3Bb%AZP25"
            echo '# Summary' > "$AGENT_TEMPDIRECTORY/s.md"
            echo "##vso[task.uploadsummary]$AGENT_TEMPDIRECTORY/s.md"
            echo "##vso[task.logissue type=error;sourcepath=a.py;linenumber=3]broke"
            echo "##vso[task.setsecret]hide-me"
            echo "hide-me"
        - script: echo "$SMUGGLED"
        - script: "echo '##vso[task.complete result=Failed]'"
        """
    )

    assert [command.name for command in run.commands] == [
        *("task.setvariable", "task.uploadsummary", "task.logissue", "task.setsecret", "task.complete"),
    ]
    logs = _logs(run)
    assert logs[0].endswith("***\n")
    assert logs[1] == "a;b%\n"
    assert run.summary == "# Summary\n"
    assert run.conclusion == "Failed"


def test_artifacts_go_from_job_to_job(project: Project) -> None:
    run = project.jobs(
        """\
        - job: make
          steps:
          - checkout: none
          - script: mkdir -p $(Build.ArtifactStagingDirectory)/in && echo a > $(Build.ArtifactStagingDirectory)/in/a
          - publish: $(Build.ArtifactStagingDirectory)
            artifact: dist
          - task: PublishPipelineArtifact@1
            inputs: {targetPath: $(Build.ArtifactStagingDirectory)/in/a, artifact: one}
        - job: take
          dependsOn: make
          steps:
          - checkout: none
          - download: current
            artifact: dist
          - task: DownloadPipelineArtifact@2
            inputs: {artifact: one, path: here}
          - task: DownloadPipelineArtifact@2
            inputs: {patterns: "**/a", path: all}
          - script: cd $(Pipeline.Workspace); find dist s -type f | sort
          - publish: here
            artifact: dist
        """
    )

    logs = [step.log for step in run.stages["Work"]["take"].legs[0].steps]
    assert logs[-2].split() == ["dist/in/a", "s/all/dist/in/a", "s/all/one/a", "s/here/a"]
    assert "artifact dist already exists" in logs[-1]


def test_a_deployment_gets_all_artifacts_and_no_checkout(project: Project) -> None:
    jobs = """\
    - job: make
      steps:
      - script: ls .azure; git status | head -1; echo a > a
      - {publish: a, artifact: one}
    - deployment: deploy
      dependsOn: make
      environment: production
      strategy:
        runOnce:
          deploy:
            steps:
            - script: ls -A . $(Pipeline.Workspace)/one
    """
    with pytest.raises(Refused, match="deploy deploys to production, which Azure would create"):
        project.jobs(jobs)

    project.service.settings = Settings(environments=frozenset({"production"}))
    run = project.jobs(jobs)

    assert "HEAD detached" in run.stages["Work"]["make"].legs[0].steps[1].log
    assert run.stages["Work"]["deploy"].legs[0].steps[1].log.split()[-1] == "a"


PUSH = """\
- job: work
  steps:
  - checkout: self
    {kept}
  - script: |
      git config user.name a; git config user.email a@example.com
      git commit --quiet --allow-empty -m mine; git push --quiet origin HEAD:refs/heads/mine
"""


@pytest.mark.parametrize(
    ("kept", "contribute", "result"),
    [
        ("persistCredentials: true", True, "Succeeded"),
        ("persistCredentials: true", False, "Failed"),
        ("fetchDepth: 0", True, "Failed"),
    ],
)
def test_a_job_pushes_with_the_right_and_the_credentials(
    project: Project, kept: str, contribute: bool, result: str
) -> None:
    project.service.settings = Settings(contribute=contribute)

    run = project.jobs(PUSH.format(kept=kept))

    assert run.conclusion == result, run.log
    assert bool(project.service.hosting.pushes) is (result == "Succeeded")
    assert project.service.hosting.grants == {}


SECRET = Settings(own=Group(secrets={"WORD": "the-word"}), groups={"feeds": Group({"FEED": "one"}, {"KEY": "the-key"})})


def test_a_secret_is_seen_only_where_it_is_mapped(project: Project) -> None:
    project.service.settings = SECRET

    run = project.steps(
        """\
        - script: echo "[$WORD] [$KEY] [$SYSTEM_ACCESSTOKEN] $FEED"
        - script: echo "${#WORD} ${#KEY} ${#TOKEN}"
          env: {WORD: $(WORD), KEY: $(KEY), TOKEN: $(System.AccessToken)}
        - script: echo secret
          condition: ne(variables['WORD'], '')
        """,
        "variables:",
        "- group: feeds",
    )

    assert _logs(run) == ["[] [] [] one\n", "8 7 40\n"]
    for step in ("- script: test $(WORD)\n", "- script: echo\n  displayName: $(WORD)\n"):
        with pytest.raises(Refused, match="the secret WORD; hand it over by `env:`"):
            project.steps(step)
    with pytest.raises(Refused, match="there is no variable KEY"):
        project.steps("- script: echo\n  env: {KEY: $(KEY)}\n")
    with pytest.raises(Refused, match="there is no group of variables food"):
        project.steps("- script: echo\n", "variables:", "- group: food")


@pytest.mark.parametrize(
    "script",
    [
        "echo $WORD",
        "echo $WORD > file",
        "echo '##vso[task.setvariable variable=a;isOutput=true]'$WORD",
        'echo $WORD > $AGENT_TEMPDIRECTORY/s; echo "##vso[task.uploadsummary]$AGENT_TEMPDIRECTORY/s"',
    ],
)
def test_a_secret_that_is_seen_fails_the_run(project: Project, script: str) -> None:
    project.service.settings = SECRET
    with pytest.raises(Leaked) as caught:
        project.steps(f"- script: {json.dumps(script)}\n  name: it\n  env: {{WORD: $(WORD)}}\n")

    assert "the-word" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "steps", "job", "top"),
    [
        (Unsupported, "- script: echo\n", "container: a", ""),
        (Unsupported, "- script: echo\n  target: a\n", "", ""),
        (Unsupported, "- pwsh: echo\n", "", ""),
        (Unsupported, "- task: Cache@2\n", "", ""),
        (Unsupported, "- task: UsePythonVersion@0\n  inputs: {versionSpec: '3.11', disableDownload: true}\n", "", ""),
        (Unsupported, "- checkout: other\n", "", ""),
        (Unsupported, "- download: specific\n", "", ""),
        (Unsupported, "- template: a.yml@other\n", "", ""),
        (Unsupported, "- script: echo\n", "", "schedules: []"),
        (Unsupported, "- script: echo\n", "", "parameters: [{name: a, type: environment}]"),
        (Unsupported, "- script: echo\n", "condition: counter('a', 1)", ""),
        (Unsupported, "- script: echo\n", "pool: {vmImage: windows-2025}", ""),
        (Unsupported, "- script: echo '##vso[build.updatebuildnumber]1'\n", "", ""),
        (Unsupported, "- script: echo '##vso[task.setvariable variable=a;isOutput=true]1'\n", "", ""),
        (Invalid, "- script: echo\n", "dependsOn: nobody", ""),
        (Invalid, "- script: echo\n", "dependsOn: work", ""),
        (Invalid, "- script: echo\n", "condition: eq(1)", ""),
        (Invalid, "- script: echo\n", "condition: succeeded() && true", ""),
        (Invalid, "- script: echo\n", "condition: eq(dependencies.other.result, 'Failed')", ""),
        (Invalid, "- script: echo\n", "strategy: {matrix: {}}", ""),
        (Invalid, "- script: echo\n", "strategy: {matrix: {1a: {a: b}}}", ""),
        (Invalid, "- script: echo\n", "strategy: {matrix: \"$[ variables['nothing'] ]\"}", ""),
        (Invalid, "- script: echo ${{ parameters.a\n", "", ""),
        (Invalid, "- script: echo\n", "", "parameters: [{name: a}]"),
        (Refused, "- script: echo $(nothing)\n", "", ""),
    ],
)
def test_what_is_unknown_or_wrong_is_not_executed(
    project: Project, kind: type[PipelineError], steps: str, job: str, top: str
) -> None:
    with pytest.raises(kind):
        project.steps(steps, *filter(None, [job]), top=tuple(filter(None, [top])))


def test_a_pipeline_without_a_trigger_is_not_started_by_a_push(project: Project) -> None:
    project.steps("- script: echo\n")

    with pytest.raises(Invalid, match="not started by a push"):
        project.service.run(Start(reason="IndividualCI"))


def test_time_runs_out(project: Project) -> None:
    run = project.steps("- script: sleep 60\n- script: echo never\n", "timeoutInMinutes: 0.01")

    assert run.conclusion == "Canceled"
    assert "the time is over" in run.log
