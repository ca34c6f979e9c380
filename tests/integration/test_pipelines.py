"""Generated pipelines, in every configuration: our own rules, and the checkers of others."""

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from math import prod
from pathlib import Path
from typing import Any

import pytest
import yaml

from paa.config.workflows import read_workflow
from paa.core.ci.jobs import read_github
from paa.core.ci.rules import inspect
from tests.support import PackagingRepository, git, need_program, run, run_paa
from tests.support.configurations import CHOICES, configurations, generated
from tests.support.here import paa_here
from tests.support.programs import only_programs

ROOT = Path(__file__).parents[2]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Product:
    """What all configurations together write.

    Attributes:
        configurations: How many there are.
        files: Each different text once: a path that only it has → the text.
    """

    configurations: int
    files: Mapping[str, str]

    @property
    def workflows(self) -> dict[str, str]:
        """The workflows among them."""
        return {path: text for path, text in self.files.items() if "/workflows/" in path}

    def write(self, folder: Path) -> Path:
        """Write everything but the manuals."""
        for path, text in self.files.items():
            if path.endswith(".yml"):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
        return folder


@pytest.fixture(scope="module")
def everything() -> Product:
    texts: dict[tuple[str, str], None] = {}
    total = 0
    for config, choices in configurations():
        total += 1
        texts |= dict.fromkeys(generated(config, choices).items())
    numbers = count()
    return Product(total, {f"{next(numbers)}/{path}": text for path, text in texts})


def test_every_configuration_keeps_our_own_rules(everything: Product) -> None:
    sys.stdout.write(f"{everything.configurations} configurations, {len(everything.workflows)} different workflows\n")
    assert everything.configurations == prod(map(len, CHOICES.values()))
    found = {
        path: breaches
        for path, text in everything.workflows.items()
        if (breaches := inspect(read_github(read_workflow(text, where=path), path=path)))
    }
    assert found == {}


def test_every_configuration_passes_the_auditor(everything: Product, tmp_path: Path) -> None:
    done = run(need_program("zizmor"), "--offline", "--persona=auditor", "--no-progress", everything.write(tmp_path))
    assert done.code == 0, done.out
    assert "No findings to report." in done.out


def test_every_configuration_has_the_form_of_a_workflow(everything: Product, tmp_path: Path) -> None:
    # Comments make no difference; and JSON is read in no time, where YAML takes a minute.
    documents = dict.fromkeys(json.dumps(_loaded(text)) for text in everything.workflows.values())
    for number, document in enumerate(documents):
        (tmp_path / f"{number}.json").write_text(document, encoding="utf-8")
    for schema in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        done = run(need_program("check-jsonschema"), "--builtin-schema", schema, *tmp_path.glob("*.json"))
        assert done.code == 0, done.out
    first = next(path for path in everything.files if path.endswith("dependabot.yml"))
    place = tmp_path / "dependabot.yml"
    place.write_text(everything.files[first], encoding="utf-8")
    assert run(need_program("check-jsonschema"), "--builtin-schema", "vendor.dependabot", place).code == 0


def _loaded(text: str) -> dict[Any, Any]:
    """Read a workflow; YAML 1.1 takes its key `on` for true."""
    document = yaml.load(text, Loader=LOADER)  # noqa: S506 - both loaders are safe ones, and one is ten times as fast
    return {"on" if key is True else key: value for key, value in document.items()}


def test_every_step_is_one_command_that_a_shell_accepts(everything: Product, tmp_path: Path) -> None:
    scripts = sorted(
        {
            step["run"]
            for text in everything.workflows.values()
            for job in _loaded(text)["jobs"].values()
            for step in job["steps"]
            if "run" in step
        }
    )
    for number, script in enumerate(scripts):
        assert "\n" not in script
        assert script.startswith(("paa ", "python -m pip install "))
        (tmp_path / f"{number}.sh").write_text(f"{script}\n", encoding="utf-8")
    files = sorted(tmp_path.glob("*.sh"))
    assert run("bash", "-n", *files).code == 0
    done = run(need_program("shellcheck"), "--shell=bash", "--severity=style", *files)
    assert (done.code, done.out) == (0, "")


def test_a_workflow_that_is_wrong_is_found_by_each_checker(everything: Product, tmp_path: Path) -> None:
    """The tests above can fail."""
    path, text = next((path, text) for path, text in everything.workflows.items() if path.endswith("release.yml"))
    wrong = text.replace("permissions: {}\n", "permissions: write-all\n", 1).replace("timeout-minutes:", "timeout:", 1)
    place = tmp_path / ".github/workflows/release.yml"
    place.parent.mkdir(parents=True)
    place.write_text(wrong, encoding="utf-8")
    assert run(need_program("zizmor"), "--offline", "--persona=auditor", tmp_path).code != 0
    assert run(need_program("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", place).code != 0
    assert inspect(read_github(read_workflow(wrong, where=path), path=path))


def test_this_repositorys_pipelines_are_the_generated_ones() -> None:
    done = run_paa("ci", "check", "--json", cwd=ROOT)
    found = json.loads(done.out)
    assert (done.code, done.err, found["drifted"], found["foreign"]) == (0, "", [], [])
    files = [ROOT / path for path in found["files"]]
    assert {path.parts[len(ROOT.parts)] for path in files} == {".github", ".azure"}
    assert all(path.is_file() for path in files)


@pytest.mark.parametrize("platform", [".github", ".azure"])
def test_this_repositorys_readme_begins_with_its_base(platform: str) -> None:
    base = (ROOT / platform / "docs" / "README_base.md").read_text(encoding="utf-8")
    assert (ROOT / "README.md").read_text(encoding="utf-8").startswith(base)


@pytest.fixture
def prepared(repository: PackagingRepository) -> PackagingRepository:
    """Set a repository up for GitHub."""
    assert run_paa("init-ppr", "--github", cwd=repository.root).code == 0
    # What `paa ci engine` writes, of an index that is not there.
    repository.write(".paa/requirements_dev.txt", f"paa==0.1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    return repository


def test_what_was_edited_is_shown_as_a_diff_and_updated(prepared: PackagingRepository) -> None:
    path = prepared.root / ".github/workflows/release.yml"
    right = path.read_text(encoding="utf-8")
    mine = right.replace("  # >>> yours: more jobs\n", "  # >>> yours: more jobs\n  # mine\n")
    path.write_text(mine.replace("    timeout-minutes: 350\n", "    timeout-minutes: 5\n"), encoding="utf-8")

    done = run_paa("ci", "check", cwd=prepared.root)

    assert done.code == 4
    assert "-    timeout-minutes: 5\n+    timeout-minutes: 350\n" in done.out
    assert done.err == (
        "error: .github/workflows/release.yml: the file is not what this version of paa writes\n"
        "  hint: `paa ci check --write` updates it, and keeps what is between your markers\n"
    )
    assert run_paa("ci", "check", "--write", cwd=prepared.root).out == "updated .github/workflows/release.yml\n"
    assert path.read_text(encoding="utf-8") == mine
    assert run_paa("ci", "check", cwd=prepared.root).code == 0


def test_a_file_that_is_missing_is_found(prepared: PackagingRepository) -> None:
    (prepared.root / ".github/workflows/pull-request.yml").unlink()
    done = run_paa("ci", "check", "--json", cwd=prepared.root)
    assert done.code == 4
    assert [each["path"] for each in json.loads(done.out)["drifted"]] == [".github/workflows/pull-request.yml"]


def test_a_pin_that_a_robot_updated_is_taken_over(prepared: PackagingRepository) -> None:
    lock = prepared.root / ".github/actions/paa-pins/action.yml"
    newer = f"actions/checkout@{'a' * 40} # v7.1.0"
    old = next(line for line in lock.read_text(encoding="utf-8").splitlines() if "actions/checkout@" in line)
    lock.write_text(lock.read_text(encoding="utf-8").replace(old, f"    - uses: {newer}"), encoding="utf-8")

    assert run_paa("ci", "check", cwd=prepared.root).code == 4
    run_paa("ci", "check", "--write", cwd=prepared.root)

    assert f"uses: {newer}\n" in (prepared.root / ".github/workflows/release.yml").read_text(encoding="utf-8")
    assert run_paa("ci", "check", cwd=prepared.root).code == 0


def test_dependabots_file_may_be_somebodys_own(prepared: PackagingRepository) -> None:
    prepared.write(".github/dependabot.yml", "version: 2\nupdates: []\n")
    done = run_paa("ci", "check", cwd=prepared.root)
    assert done.code == 0
    assert "left alone: .github/dependabot.yml is not of paa\n" in done.out


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(None, "the engine of the pipelines is not pinned yet", id="no lock"),
        pytest.param("paa==0.1.0\n", "no hash for paa==0.1.0", id="no hash"),
        pytest.param(
            f"paa==0.0.9 --hash=sha256:{'0' * 64}\n", "it pins 0.0.9, and the configuration says paa 0.1.0", id="other"
        ),
    ],
)
def test_the_lock_of_the_engine_is_checked(prepared: PackagingRepository, text: str | None, problem: str) -> None:
    path = prepared.root / ".paa/requirements_dev.txt"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    done = run_paa("ci", "check", cwd=prepared.root)
    assert done.code == 4
    assert done.err == (
        f"error: .paa/requirements_dev.txt: {problem}\n  hint: `paa ci engine` pins it; it asks the package index\n"
    )


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        pytest.param(".paa.ci.config", "branch: $(touch pwned)\n", "expected the name of a branch", id="branch"),
        pytest.param(".paa.ci.config", "systems: [ubuntu-latest]\n", "name a version", id="image"),
        pytest.param(".paa.ci.config", "systems: ['a; b']\n", "the label of a runner image", id="hostile image"),
        pytest.param(".paa.ci.config", "start: mergee\n", "did you mean `merge`?", id="choice"),
        pytest.param(".paa.ci.config", "strat: merge\n", "unknown key `strat`", id="key"),
        pytest.param(".paa.ci.config", "index: elsewhere\n", "there is no index 'elsewhere'", id="index"),
        pytest.param(".paa.ci.config", "jobs: 0\n", "`jobs`: expected at least one", id="jobs"),
        pytest.param(
            ".paa.config", "environment: ${{ github.event }}\n", "is not safe in a pipeline", id="environment"
        ),
        pytest.param(".paa.config", "engine: ./a b\n", "is not safe in a pipeline", id="engine"),
        pytest.param(".paa.config", "engine: paa>=1\n", "is no exact version", id="engine range"),
    ],
)
def test_what_cannot_stand_in_a_pipeline_is_refused(
    prepared: PackagingRepository, file: str, text: str, problem: str
) -> None:
    prepared.write(file, text)
    done = run_paa("ci", "check", cwd=prepared.root)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {file}")
    assert problem in done.err


def test_a_repository_on_another_branch_is_set_up_for_it(repository: PackagingRepository) -> None:
    git(repository.root, "switch", "--quiet", "--create", "trunk")
    assert run_paa("init-ppr", "--github", cwd=repository.root).code == 0
    assert (repository.root / ".paa.ci.config").read_text(encoding="utf-8").endswith("\nbranch: trunk\n")
    written = (repository.root / ".github/workflows/release.yml").read_text(encoding="utf-8")
    assert 'branches: ["trunk"]' in written
    assert "if: github.ref == 'refs/heads/trunk'" in written


def test_full_choices_are_the_defaults(repository: PackagingRepository) -> None:
    assert run_paa("init-ppr", "--github", cwd=repository.root).code == 0
    usual = {path: path.read_bytes() for path in (repository.root / ".github").rglob("*.yml")}
    shutil.rmtree(repository.root / ".github")
    (repository.root / ".paa.config").unlink()
    assert run_paa("init-ppr", "--github", "--full", cwd=repository.root).code == 0
    assert {path: path.read_bytes() for path in (repository.root / ".github").rglob("*.yml")} == usual


def test_findings_in_pipelines_are_told(prepared: PackagingRepository) -> None:
    prepared.write(
        ".github/workflows/mine.yml",
        """\
        on: [push]
        permissions: {}
        concurrency: {group: mine, cancel-in-progress: false}
        jobs:
          mine:
            runs-on: ubuntu-24.04
            timeout-minutes: 5
            permissions: {}
            steps:
              - run: echo ${{ github.event.head_commit.message }}
        """,
    )
    done = run_paa("ci", "lint", cwd=prepared.root)
    assert done.code == 4
    message = "${{… is put into the script before a shell reads it"
    assert done.out.startswith(f"values-by-environment  .github/workflows/mine.yml: job mine: {message}\n")
    assert "zizmor/template-injection" in done.out
    count = done.out.count("  hint: ")
    assert done.err == f"error: {count} findings in the pipelines\n  hint: they are listed above\n"
    (prepared.root / ".github/workflows/mine.yml").unlink()
    assert run_paa("ci", "lint", cwd=prepared.root).out == "zizmor: no finding\ncheck-jsonschema: no finding\n"


@pytest.mark.parametrize("script", ["exit 3", "echo garbage", "echo broken >&2; exit 1"])
def test_a_checker_that_cannot_answer_is_a_finding(
    prepared: PackagingRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    programs = only_programs(tmp_path / "bin", monkeypatch)
    programs.write("zizmor", script)
    programs.write("check-jsonschema", script)

    done = paa_here("ci", "lint", "--root", prepared.root)

    assert done.code == 4
    assert done.out.count("/unavailable") == 2
    assert done.err == "error: 2 findings in the pipelines\n  hint: they are listed above\n"


def test_our_own_rules_need_no_other_checker(
    prepared: PackagingRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_programs(tmp_path / "bin", monkeypatch)
    done = paa_here("ci", "lint", "--root", prepared.root)
    assert (done.code, done.out) == (0, "zizmor: not installed\ncheck-jsonschema: not installed\n")
