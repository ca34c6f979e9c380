"""The steps of a pipeline as its jobs run them: apart from each other, publishing without the repository."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import Completed, PackagingRepository, git, run_paa

HOSTILE = "[alpha] begin $(touch pwned) ::set-output name=x::y ##vso[task.complete]"
CONFIG = """\
module_dir: module_dir
publish_to: local
check_vulnerabilities: false
make_package_check_full_dependencies_compatibility: false
gh_pages_base_url: https://docs.invalid/
indexes:
  shelf: {{kind: directory, path: {shelf}}}
gates:
  release: {{lint: off, smoke: off, tests: off, api: off, good-release: off}}
"""
ALPHA = '''\
"""Say hello."""

__package_metadata__ = {"requires_python": ">=3.11"}


def hello() -> str:
    return "hello"
'''
BETA = '''\
"""Say it twice."""

from alpha import hello

__package_metadata__ = {"requires_python": ">=3.13"}

TWICE = hello() * 2
'''
UNKNOWN = ".paa.config:1: unknown key `modul_dir`%0Ahint: did you mean `module_dir`?\n"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a pipeline: its repository, its folders, and the files of the runner."""

    repository: PackagingRepository
    folder: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What a runner of GitHub sets."""
        files = {"GITHUB_OUTPUT": str(self.folder / "output"), "GITHUB_STEP_SUMMARY": str(self.folder / "summary")}
        return {"GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "7", **files}

    def step(self, *words: str | Path, cwd: Path | None = None, **more: str) -> Completed:
        """Run one step, by default in the repository."""
        return run_paa(*words, cwd=cwd or self.repository.root, env={**self.environment, **more})

    def done(self, *words: str | Path, cwd: Path | None = None, **more: str) -> str:
        """Run one step that succeeds, and give what it printed."""
        finished = self.step(*words, cwd=cwd, **more)
        assert finished.code == 0, finished.err
        return finished.out

    def outputs(self) -> dict[str, str]:
        """Read what steps handed over, as the runner does."""
        text = (self.folder / "output").read_text(encoding="utf-8")
        found = re.finditer(r"(?P<name>\w+)<<(?P<end>paa_[0-9a-f]{32})\n(?P<value>.*?)\n(?P=end)\n", text, re.DOTALL)
        return {each["name"]: each["value"] for each in found}


def start(folder: Path) -> Run:
    """Commit two modules that were never released, with a hostile message, and push them."""
    repository = PackagingRepository(folder / "repository")
    repository.config(CONFIG.format(shelf=folder / "shelf"))
    repository.write(".paa.ci.config", "index: shelf\n")
    repository.module("alpha", ALPHA)
    repository.module("beta", BETA)
    repository.write("tests/alpha/test_alpha.py", "from alpha import hello\n\n\ndef test_it():\n    assert hello()\n")
    repository.commit(HOSTILE)
    git(folder, "init", "--quiet", "--bare", "remote.git")
    git(repository.root, "remote", "add", "origin", folder / "remote.git")
    git(repository.root, "push", "--quiet", "origin", "main")
    (folder / "alone").mkdir()
    return Run(repository, folder)


@pytest.fixture(scope="module")
def built(isolated_process: None, tmp_path_factory: pytest.TempPathFactory) -> Run:  # noqa: ARG001 - before paa runs
    """Plan a release and build it in two jobs; the publishing job gets plan and archives."""
    run = start(tmp_path_factory.mktemp("run"))
    run.done("plan", "--index", "shelf", "--limit", "", "--output", "plan/plan.json", "--", "")
    run.done("ci", "matrix", "--plan", "plan/plan.json")
    for job in json.loads(run.outputs()["builds"]):
        target = f"dist/dist-{job['number']}"
        run.done("make-package", "--plan", "plan/plan.json", "--shard", job["shard"], "--output-dir", target)
        run.done("ci", "sites", "--plan", "plan/plan.json", "--shard", job["shard"], "--output-dir", target)
    for name in ("plan", "dist"):
        shutil.copytree(run.repository.root / name, run.folder / "alone" / name)
    return run


@pytest.fixture
def run(built: Run, tmp_path: Path) -> Run:
    """Give a copy of what was built, with an index and a remote of its own."""
    folder = tmp_path / "run"
    shutil.copytree(built.folder, folder, symlinks=True)
    text = (folder / "alone/plan/plan.json").read_text(encoding="utf-8")
    for name in ("alone", "repository"):
        (folder / name / "plan/plan.json").write_text(text.replace(str(built.folder), str(folder)), encoding="utf-8")
    repository = built.repository.copy(folder / "again")
    shutil.rmtree(folder / "again")
    repository.root = folder / "repository"
    git(repository.root, "remote", "set-url", "origin", folder / "remote.git")
    for name in ("output", "summary"):
        (folder / name).unlink(missing_ok=True)
    return Run(repository, folder)


def test_the_jobs_of_a_plan_are_handed_over(built: Run) -> None:
    outputs = built.outputs()
    assert outputs["count"] == "2"
    assert json.loads(outputs["builds"]) == [
        {"number": 1, "shard": "1/2", "label": "alpha"},
        {"number": 2, "shard": "2/2", "label": "beta"},
    ]
    assert {(job["python"], job["system"]) for job in json.loads(outputs["tests"])} == {
        ("3.10", "ubuntu-24.04"),
        ("3.14", "ubuntu-24.04"),
    }
    assert json.loads(outputs["projects"]) == []


def test_what_was_built_is_published_without_the_repository(run: Run) -> None:
    alone = run.folder / "alone"
    words = ("--plan", "plan/plan.json", "--from", "dist")

    published = run.done("publish", *words, cwd=alone)
    run.done("verify", *words, cwd=alone)
    run.done("record", *words, "--branch", "main")
    documented = run.done("ci", "pages", *words)

    assert [line.split("-")[0] for line in published.splitlines()] == ["published alpha"] * 2 + ["published beta"] * 2
    assert documented == "published the documentation of alpha\npublished the documentation of beta\n"
    assert run.done("ci", "pages", *words) == "nothing to do: the documentation is there already\n"
    remote = run.folder / "remote.git"
    assert git(remote, "tag").split() == ["v0.0.1_alpha", "v0.0.1_beta"]
    files = git(remote, "ls-tree", "-r", "--name-only", "gh-pages").splitlines()
    assert {".nojekyll", "index.html", "alpha/index.html", "beta/index.html"} <= set(files)
    assert '<li><a href="alpha/">alpha</a> 0.0.1</li>' in git(remote, "show", "gh-pages:index.html")

    results = {"publish": {"result": "success", "outputs": {}}, "record": {"result": "failure"}}
    run.done("ci", "summary", *words, "--jobs", "JOBS", cwd=alone, JOBS=json.dumps(results))
    summary = (run.folder / "summary").read_text(encoding="utf-8")
    assert summary.startswith("## Released, and not everything else was done: 2 of 2 projects on shelf\n")
    assert "| record | **failed** |" in summary
    assert "`gh run rerun 7 --failed`" in summary


def test_the_summary_says_what_was_not_released(run: Run) -> None:
    alone = run.folder / "alone"
    for file in (alone / "dist/dist-2").glob("beta*"):
        file.unlink()

    done = run.step("publish", "--plan", "plan/plan.json", "--from", "dist", cwd=alone)
    run.done("ci", "summary", "--plan", "plan/plan.json", "--from", "dist", cwd=alone)

    assert done.code == 5
    summary = (run.folder / "summary").read_text(encoding="utf-8")
    assert summary.startswith("## Nothing was released: 0 of 2 projects on shelf\n")
    assert "| alpha | 0.0.1 | **not released**: it was not built |  |" in summary


def test_nothing_of_a_commit_is_a_command(built: Run) -> None:
    done = built.step("plan", "--index", "shelf", "--json")
    text = built.step("plan", "--index", "shelf")

    assert json.loads(done.out)["releases"][0]["notes"] == [HOSTILE.removeprefix("[alpha] ")]
    for log in (done, text):
        assert "##vso[" not in log.out + log.err
        commands = [line.split("::")[1] for line in (log.out + log.err).splitlines() if line.lstrip().startswith("::")]
        assert set(commands) <= {"group", "endgroup"}
    assert not list(built.folder.rglob("pwned"))
    summary = (built.folder / "summary").read_text(encoding="utf-8")
    assert "&#58;&#58;set-output" in summary
    assert "::" not in summary


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        pytest.param(
            {"GITHUB_ACTIONS": "true"},
            f"::error file=.paa.config,line=1::{UNKNOWN}",
            id="github",
        ),
        pytest.param(
            {"TF_BUILD": "True"},
            f"##vso[task.logissue type=error;sourcepath=.paa.config;linenumber=1;]{UNKNOWN}",
            id="azure",
        ),
    ],
)
def test_an_error_points_at_its_line(repository: PackagingRepository, environment: dict[str, str], shown: str) -> None:
    repository.config("modul_dir: x\n")
    done = run_paa("plan", cwd=repository.root, env=environment)
    assert (done.code, done.out, done.err) == (2, "", shown)


def test_azure_is_told_by_its_log(built: Run) -> None:
    environment = {"TF_BUILD": "True", "AGENT_TEMPDIRECTORY": str(built.folder)}
    root = built.repository.root

    done = run_paa("ci", "matrix", "--plan", "plan/plan.json", cwd=root, env=environment)
    planned = run_paa("plan", "--index", "shelf", "--output", "plan/again.json", cwd=root, env=environment)

    assert "##vso[task.setvariable variable=count;isOutput=true;]2\n" in done.out
    builds = next(line for line in done.out.splitlines() if "variable=builds;" in line)
    assert [leg["SHARD"] for leg in json.loads(builds.partition("]")[2]).values()] == ["1/2", "2/2"]
    path = Path(planned.out.splitlines()[-1].removeprefix("##vso[task.uploadsummary]"))
    assert path.read_text(encoding="utf-8").startswith("## 2 projects to release to shelf\n")


def test_one_project_alone_waits_for_what_it_needs(run: Run) -> None:
    alone = run.folder / "alone"
    words = ("publish", "--plan", "plan/plan.json", "--from", "dist", "--project")

    early = run.step(*words, "beta", cwd=alone)
    assert early.code == 6
    assert "held back: it needs alpha" in early.err
    assert run.done(*words, "alpha", cwd=alone).count("published") == 2
    assert run.done(*words, "beta", cwd=alone).count("published") == 2
    assert "the plan releases no gamma" in run.step(*words, "gamma", cwd=alone).err


def test_two_jobs_that_built_different_bytes_are_refused(run: Run) -> None:
    alone = run.folder / "alone"
    shutil.copytree(alone / "dist/dist-1", alone / "dist/dist-3")
    manifest = alone / "dist/dist-3/paa-distributions.json"
    document = json.loads(manifest.read_text(encoding="utf-8"))
    document["files"] = dict.fromkeys(document["files"], "0" * 64)
    manifest.write_text(json.dumps(document), encoding="utf-8")

    done = run.step("publish", "--plan", "plan/plan.json", "--from", "dist", cwd=alone)

    assert done.code == 5
    assert "two jobs built alpha-0.0.1-py3-none-any.whl, and not the same bytes" in done.err
    assert not (run.folder / "shelf/simple").exists()


def test_documentation_of_others_is_left_alone(run: Run) -> None:
    root = run.repository.root
    words = ("--plan", "plan/plan.json", "--from", "dist")
    git(root, "switch", "--quiet", "--orphan", "gh-pages")
    for path in ("other/index.html", "other/deep/page.html", "alpha/old.html", "index.html"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"by hand: {path}\n", encoding="utf-8")
    git(root, "add", "other", "alpha", "index.html")
    git(root, "commit", "--quiet", "--message=By hand")
    git(root, "push", "--quiet", "origin", "gh-pages")
    before = git(root, "rev-parse", "HEAD:other")
    git(root, "switch", "--quiet", "main")
    run.done("publish", *words)
    run.done("record", *words)

    run.done("ci", "pages", *words)

    remote = run.folder / "remote.git"
    assert git(remote, "rev-parse", "gh-pages:other") == before
    assert git(remote, "show", "gh-pages:index.html") == "by hand: index.html"
    names = git(remote, "ls-tree", "--name-only", "gh-pages", "alpha/").splitlines()
    assert "alpha/index.html" in names
    assert "alpha/old.html" not in names
    assert git(remote, "log", "-1", "--format=%s", "gh-pages") == "Document 2 releases"
    assert git(root, "status", "--porcelain", "--untracked-files=no") == ""


def test_what_is_not_recorded_is_not_documented(run: Run) -> None:
    done = run.done("ci", "pages", "--plan", "plan/plan.json", "--from", "dist")
    assert done == "nothing to do: the documentation is there already\n"
    assert git(run.folder / "remote.git", "branch", "--list", "gh-pages") == ""


def test_more_than_the_limit_has_to_be_meant(built: Run) -> None:
    words = ("plan", "--index", "shelf", "--output", "plan/other.json", "--limit")
    done = built.step(*words, "1")
    assert done.code == 2
    assert "the plan releases 2 projects, more than the limit of 1" in done.err
    assert not (built.repository.root / "plan/other.json").exists()
    assert built.step(*words, "many").code == 2
    assert built.step(*words, "2").code == 0


@pytest.mark.slow
def test_a_part_of_a_plan_is_tested(built: Run) -> None:
    root = built.repository.root
    words = ("test", "--plan", "plan/plan.json", "--python", "3.11")
    assert run_paa(*words, "--shard", "2/2", cwd=root).out == "beta: not for Python 3.11\n"
    done = run_paa(*words, "--shard", "1/2", cwd=root)
    assert done.code == 0, done.err
    assert re.search(r"^alpha: passed with Python 3\.11", done.out, re.MULTILINE)
