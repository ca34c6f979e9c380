"""Pipelines for Azure DevOps, in every configuration: our own rules, and the checkers of others."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from typing import Any

import pytest

from paa.config.workflows import read_workflow
from paa.core.ci.inclusion import included, put_together
from paa.core.ci.jobs import read_azure
from paa.core.ci.rules import Breach, inspect
from paa.pipeline.ci.lint import AZURE_SCHEMA
from tests.support import PackagingRepository, need_program, run
from tests.support.configurations import AZURE_CHOICES, azure_configurations
from tests.support.here import paa_here

PIPELINE = ".azure/azure-pipelines.yml"


@dataclass(frozen=True, slots=True)
class Product:
    """What all configurations together write.

    Attributes:
        configurations: How many there are.
        pipelines: Each different set of files once.
    """

    configurations: int
    pipelines: tuple[Mapping[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """Each different text of YAML once."""
        return sorted({text for files in self.pipelines for path, text in files.items() if path.endswith(".yml")})


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Product:
    written = list(azure_configurations(tmp_path_factory.mktemp("feeds")))
    return Product(len(written), tuple({tuple(files.items()): files for files in written}.values()))


@cache
def parsed(text: str) -> object:
    """Read a file; most are the same in many configurations."""
    return read_workflow(text, where=PIPELINE)


def breaches(files: Mapping[str, str]) -> tuple[Breach, ...]:
    """Look at a pipeline with all its parts."""
    parts = {path: parsed(text) for path, text in files.items() if path.endswith(".yml")}
    whole = read_azure(put_together(parts[PIPELINE], PIPELINE, parts), path=PIPELINE)
    assert {job.name for job in whole.jobs} >= {"plan", "check", "test", "build", "publish", "verify", "record"}
    return inspect(whole)


def test_every_configuration_keeps_our_own_rules(everything: Product) -> None:
    sys.stdout.write(f"{everything.configurations} configurations, {len(everything.texts)} different files\n")
    assert everything.configurations == prod(map(len, AZURE_CHOICES.values()))
    assert [found for files in everything.pipelines for found in breaches(files)] == []


def test_every_part_is_included_and_there(everything: Product) -> None:
    for files in everything.pipelines:
        jobs = {path for path in files if path.startswith(".azure/jobs/")}
        assert included(parsed(files[PIPELINE]), PIPELINE) == jobs


def test_every_configuration_has_the_form_of_a_pipeline(everything: Product, tmp_path: Path) -> None:
    # Comments make no difference.
    documents = dict.fromkeys(json.dumps(parsed(text)) for text in everything.texts)
    for number, document in enumerate(documents):
        (tmp_path / f"{number}.json").write_text(document, encoding="utf-8")
    done = run(need_program("check-jsonschema"), *AZURE_SCHEMA, *tmp_path.glob("*.json"))
    assert done.code == 0, done.out


def test_every_step_is_one_command_that_a_shell_accepts(everything: Product, tmp_path: Path) -> None:
    scripts = sorted({script for text in everything.texts for script in _scripts(parsed(text))})
    assert len(scripts) > 10
    for number, script in enumerate(scripts):
        assert "\n" not in script
        assert script.startswith(("paa ", "python -m pip install "))
        (tmp_path / f"{number}.sh").write_text(f"{script}\n", encoding="utf-8")
    files = sorted(tmp_path.glob("*.sh"))
    assert run("bash", "-n", *files).code == 0
    done = run(need_program("shellcheck"), "--shell=bash", "--severity=style", *files)
    assert (done.code, done.out) == (0, "")


def _scripts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[key] for key in ("bash", "script", "pwsh", "powershell") if key in value)
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _scripts(each)


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        pytest.param(PIPELINE, "trigger: none", "trigger: [main]", "started-by-hand", id="by a push"),
        pytest.param(PIPELINE, "lockBehavior: sequential\n", "", "queued", id="drops"),
        pytest.param(".azure/jobs/publish.yml", "- checkout: none", "- checkout: self", "publishing-apart", id="code"),
        pytest.param(
            ".azure/jobs/build.yml",
            "persistCredentials: false",
            "persistCredentials: true",
            "checkout-credentials",
            id="token on disk",
        ),
        pytest.param(
            ".azure/jobs/test.yml",
            "displayName: Test what changed",
            "displayName: Test what changed\n        env: {A: $(System.AccessToken)}",
            "credentials-apart",
            id="tests with a token",
        ),
        pytest.param(
            ".azure/jobs/plan.yml",
            '"$PACKAGE_NAME"',
            "${{ parameters.package_name }}",
            "values-by-environment",
            id="text",
        ),
        pytest.param(".azure/jobs/build.yml", "timeoutInMinutes: 60", "", "bounded", id="for ever"),
    ],
)
def test_a_pipeline_that_is_wrong_is_found(everything: Product, path: str, old: str, new: str, rule: str) -> None:
    """The tests above can fail."""
    files = dict(everything.pipelines[0])
    assert old in files[path]
    files[path] = files[path].replace(old, new, 1)
    found = {breach.rule for breach in breaches(files)}
    assert rule in found


@pytest.fixture
def prepared(repository: PackagingRepository) -> PackagingRepository:
    """Set a repository up for Azure DevOps."""
    assert paa_here("init-ppr", "--azure", repository.root).code == 0
    # What `paa ci engine` writes, of an index that is not there.
    repository.write(".paa/requirements_dev.txt", f"paa==0.1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    return repository


def choices(repository: PackagingRepository) -> tuple[object, object]:
    """Read what the pipeline offers, and what it offers first."""
    document = yaml_of(repository, PIPELINE)
    (feed,) = (each for each in document["parameters"] if each["displayName"] == "Upload Feed")
    return feed["values"], feed["default"]


def yaml_of(repository: PackagingRepository, path: str) -> Any:
    return read_workflow((repository.root / path).read_text(encoding="utf-8"), where=path)


def test_a_new_repository_has_no_feed_to_choose_and_needs_no_editing(prepared: PackagingRepository) -> None:
    assert choices(prepared) == (["(no feed yet)"], "(no feed yet)")
    assert (prepared.root / ".azure/feeds/example_feed.yml").is_file()
    assert paa_here("ci", "check", "--root", prepared.root).out == "11 files are what this version of paa writes\n"
    assert paa_here("ci", "lint", "--root", prepared.root).code == 0
    again = paa_here("init-ppr", "--azure", prepared.root)
    assert again.out.endswith("\nnothing to do: everything is there already\n")


def test_a_feed_that_is_added_can_be_chosen(prepared: PackagingRepository) -> None:
    words = ("--organization", "acme", "--project", "My: Project", "--view", "Release")
    added = paa_here("feed", "add", "Stable", *words, "--root", prepared.root)
    assert (added.code, added.err) == (0, "")
    assert added.out == (
        "created .azure/feeds/Stable.yml\nupdated .azure/azure-pipelines.yml\n"
        "updated .azure/docs/PIPELINES.md\nupdated .azure/jobs/validate.yml\n"
    )
    assert yaml_of(prepared, ".azure/feeds/Stable.yml") == {
        "variables": {"feed_name": "Stable@Release", "organization": "acme", "project_guid": "My: Project"}
    }
    second = paa_here("feed", "add", "nightly", "--organization", "no", "--json", "--root", prepared.root)
    assert json.loads(second.out)["path"] == ".azure/feeds/nightly.yml"
    assert choices(prepared) == (["nightly", "stable"], "nightly")
    assert paa_here("ci", "check", "--root", prepared.root).code == 0
    listed = {
        each["name"]: each["address"]
        for each in json.loads(paa_here("feed", "list", "--json", "--root", prepared.root).out)
    }
    assert "/acme/My%3A%20Project/_packaging/Stable@Release/" in listed["stable"]
    assert "/no/_packaging/nightly/" in listed["nightly"]


def test_the_feed_of_the_configuration_is_offered_first(prepared: PackagingRepository) -> None:
    for name in ("nightly", "stable"):
        paa_here("feed", "add", name, "--organization", "acme", "--root", prepared.root)
    config = prepared.root / ".paa.config"
    config.write_text(f"{config.read_text(encoding='utf-8')}publish_to: stable\n", encoding="utf-8")
    assert paa_here("ci", "check", "--root", prepared.root).code == 4
    assert paa_here("ci", "check", "--write", "--root", prepared.root).code == 0
    assert choices(prepared) == (["nightly", "stable"], "stable")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        pytest.param(("stable", "--organization", "acme"), "there is an index 'stable' already", id="taken"),
        pytest.param(("Stable", "--organization", "acme"), "there is an index 'Stable' already", id="capitals"),
        pytest.param(("pypi", "--organization", "acme"), "there is an index 'pypi' already", id="built in"),
        pytest.param(
            ("example_feed", "--organization", "acme"), "there is an index 'example_feed' already", id="example"
        ),
        pytest.param(("../x", "--organization", "acme"), "'../x' is no name for a feed", id="path"),
        pytest.param(("$(x)", "--organization", "acme"), "'$(x)' is no name for a feed", id="macro"),
        pytest.param(("other", "--organization", "$(x)"), "`organization` is made of other variables", id="variable"),
        pytest.param(("other", "--organization", ""), "a feed needs `organization`", id="empty"),
        pytest.param(("other", "--organization", "a", "--server", "http://x.invalid"), "in the clear", id="no https"),
        pytest.param(("other",), "--organization", id="nothing said"),
    ],
)
def test_what_is_no_feed_is_refused_and_nothing_is_written(
    prepared: PackagingRepository, words: tuple[str, ...], problem: str
) -> None:
    assert paa_here("feed", "add", "stable", "--organization", "acme", "--root", prepared.root).code == 0
    before = {path: path.read_bytes() for path in prepared.root.rglob("*") if path.is_file()}
    done = paa_here("feed", "add", *words, "--root", prepared.root)
    assert (done.code, done.out) == (2, "")
    assert problem in done.err
    assert {path: path.read_bytes() for path in prepared.root.rglob("*") if path.is_file()} == before


def test_a_feed_without_a_pipeline_is_added_all_the_same(repository: PackagingRepository) -> None:
    repository.config("publish_to: local\n")
    added = paa_here("feed", "add", "stable", "--organization", "acme", "--root", repository.root)
    assert added.out == (
        "created .azure/feeds/stable.yml\nthere is no pipeline here that offers it; `paa init-ppr --azure` writes one\n"
    )


def test_a_marker_that_is_broken_keeps_the_feed_out(prepared: PackagingRepository) -> None:
    path = prepared.root / PIPELINE
    path.write_text(path.read_text(encoding="utf-8").replace("# <<< yours", ""), encoding="utf-8")
    done = paa_here("feed", "add", "stable", "--organization", "acme", "--root", prepared.root)
    assert (done.code, done.out) == (2, "")
    assert not (prepared.root / ".azure/feeds/stable.yml").exists()


def test_findings_in_parts_of_a_pipeline_are_told(prepared: PackagingRepository) -> None:
    path = prepared.root / ".azure/jobs/test.yml"
    mine = "      # >>> yours: before the tests\n      - bash: echo $(Build.SourceVersionMessage)\n"
    path.write_text(
        path.read_text(encoding="utf-8").replace("      # >>> yours: before the tests\n", mine), encoding="utf-8"
    )
    done = paa_here("ci", "lint", "--root", prepared.root)
    assert done.code == 4
    assert "values-by-environment  .azure/azure-pipelines.yml: job test: $(Build.SourceVersionMessage)…" in done.out
    assert paa_here("ci", "check", "--root", prepared.root).code == 0


def test_what_the_schema_finds_is_told(prepared: PackagingRepository) -> None:
    need_program("check-jsonschema")
    prepared.write(".azure/mine.yml", "trigger: none\npool: {vmImage: ubuntu-24.04}\nstages: 1\n")
    done = paa_here("ci", "lint", "--root", prepared.root)
    assert done.code == 4
    assert "check-jsonschema/vendor.azure-pipelines  .azure/mine.yml: " in done.out
