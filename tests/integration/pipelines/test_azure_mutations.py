"""Whatever is taken away from an Azure pipeline is missed: the runner notices, or a scenario fails."""

from pathlib import Path
from shutil import rmtree

from tests.support import PackagingRepository, git
from tests.support.pipelines import PipelineError
from tests.support.pipelines.azure import Azure, Group, Settings, azure
from tests.support.pipelines.mutations import azure_mutations
from tests.support.remotes import add_remote

FILE = ".azure/azure-pipelines.yml"
PIPELINE = """\
trigger: none
pool: {vmImage: ubuntu-24.04}
stages:
- stage: Build
  jobs:
  - job: build
    steps:
    - checkout: self
    - script: echo "##vso[task.setvariable variable=version;isOutput=true]$(cat version)"
      name: it
    - script: set -e; mkdir dist; echo made > "dist/tool-$VERSION.whl"
      env: {VERSION: $(it.version)}
    - {publish: dist, artifact: dist}
- stage: Publish
  dependsOn: Build
  jobs:
  - deployment: publish
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
          - script: test "${#PASSWORD}" = 12 && cp "$(Pipeline.Workspace)"/dist/* "$INDEX/"
            env: {PASSWORD: $(PASSWORD), INDEX: $(INDEX)}
- stage: Record
  dependsOn: [Build, Publish]
  variables: {version: "$[ stageDependencies.Build.build.outputs['it.version'] ]"}
  jobs:
  - job: record
    steps:
    - checkout: self
      persistCredentials: true
    - script: git tag "v$(version)" && git push --quiet origin "v$(version)"
"""


def _run(service: Azure, repository: PackagingRepository, pipeline: str, version: str) -> dict[str, str]:
    repository.write(FILE, pipeline)
    repository.write("version", version)
    repository.commit()
    git(repository.root, "push", "--quiet", "origin", "main")
    return service.run().results


def _scenarios(service: Azure, repository: PackagingRepository, pipeline: str, index: Path) -> None:
    """Release a version; then fail to upload one, and see that it is not recorded."""
    index.mkdir()
    own = Group({"INDEX": str(index)}, {"PASSWORD": "the-password"})
    service.settings = Settings(own=own, environments=frozenset({"production"}))
    before = git(service.remote, "tag").splitlines()
    number = str(len(before) + 1)
    assert set(_run(service, repository, pipeline, number).values()) == {"Succeeded"}
    assert [path.name for path in index.iterdir()] == [f"tool-{number}.whl"]
    assert git(service.remote, "tag").splitlines() == [*before, f"v{number}"]

    rmtree(index)
    results = _run(service, repository, pipeline, f"{number}.1")
    assert results == {"Build.build": "Succeeded", "Publish.publish": "Failed", "Record.record": "Skipped"}
    assert git(service.remote, "tag").splitlines() == [*before, f"v{number}"]


def test_nothing_can_be_taken_away(repository: PackagingRepository, tmp_path: Path) -> None:
    repository.commit("Begin")
    with azure(add_remote(repository, tmp_path / "remote.git"), tmp_path / "azure") as service:
        _scenarios(service, repository, PIPELINE, tmp_path / "index")

        survived = []
        for place, mutation in enumerate(azure_mutations(PIPELINE)):
            try:
                _scenarios(service, repository, mutation.text, tmp_path / f"index-{place}")
            except (AssertionError, PipelineError):
                continue
            survived.append(mutation.lacks)

    # $(INDEX) is no secret, so that programs find it without being told.
    assert survived == ["stages.1.jobs.0.strategy.runOnce.deploy.steps.0.env.INDEX"]


def test_each_dependency_variable_environment_and_credential_is_taken_away_once() -> None:
    assert [mutation.lacks for mutation in azure_mutations(PIPELINE)] == [
        "stages.0.jobs.0.steps.2.env.VERSION",
        "stages.1.dependsOn.0",
        "stages.1.jobs.0.environment",
        "stages.1.jobs.0.strategy.runOnce.deploy.steps.0.env.PASSWORD",
        "stages.1.jobs.0.strategy.runOnce.deploy.steps.0.env.INDEX",
        "stages.2.dependsOn.0",
        "stages.2.dependsOn.1",
        "stages.2.jobs.0.steps.0.persistCredentials",
    ]
