"""The steps of a release one by one, as a pipeline runs them in separate jobs."""

import json
from pathlib import Path

import pytest

from tests.support import Completed, PackagingRepository, git, run_paa

CONFIG = "module_dir: module_dir\n"
MODULE = """
__package_metadata__ = {"description": "Say hello."}

def hello() -> str:
    return "hello"
"""


@pytest.fixture
def greeting(repository: PackagingRepository) -> PackagingRepository:
    """Make a repository with one module that was never released."""
    repository.config(CONFIG)
    repository.write("module_dir/greeting.py", MODULE)
    repository.write(".gitignore", "/.paa/index/\n")
    repository.commit("[greeting] begin")
    return repository


def plan_of(repository: PackagingRepository, file: Path) -> Path:
    done = run_paa("plan", "--json", cwd=repository.root)
    assert done.code == 0, done.err
    file.write_text(done.out, encoding="utf-8")
    return file


def step(repository: PackagingRepository, name: str, plan: Path, dist: Path) -> Completed:
    return run_paa(name, "--plan", plan, "--dist", dist, cwd=repository.root)


def made(repository: PackagingRepository, plan: Path, dist: Path) -> None:
    done = run_paa("make-package", "--plan", plan, "--output-dir", dist, cwd=repository.root)
    assert (done.code, done.err) == (0, "")


def test_the_steps_together_are_a_release(greeting: PackagingRepository, tmp_path: Path) -> None:
    plan, dist = plan_of(greeting, tmp_path / "plan.json"), tmp_path / "dist"
    built = git(greeting.root, "rev-parse", "HEAD")
    made(greeting, plan, dist)

    published = step(greeting, "publish", plan, dist)
    assert published.out == "published greeting-0.0.1-py3-none-any.whl\npublished greeting-0.0.1.tar.gz\n"
    assert step(greeting, "publish", plan, dist).out == "nothing to do: everything was published before\n"
    assert step(greeting, "verify", plan, dist).code == 0
    assert step(greeting, "record", plan, dist).code == 0
    assert step(greeting, "record", plan, dist).out == "recorded: everything was recorded already\n"

    assert git(greeting.root, "rev-parse", "v0.0.1_greeting^{commit}") == built
    assert run_paa("release", cwd=greeting.root).out == "nothing to release; 1 unchanged\n"


def test_archives_of_another_plan_are_refused(greeting: PackagingRepository, tmp_path: Path) -> None:
    """Both plans name the same version; what would be published is not what would be tagged."""
    dist = tmp_path / "dist"
    made(greeting, plan_of(greeting, tmp_path / "first.json"), dist)
    greeting.write("module_dir/greeting.py", MODULE.replace('"hello"', '"good day"'))
    greeting.commit("[greeting] be polite")
    plan = plan_of(greeting, tmp_path / "second.json")

    for name in ("publish", "verify", "record"):
        done = step(greeting, name, plan, dist)
        assert (done.code, done.out) == (5, "")
        assert done.err == (
            f"error: {dist / 'paa-distributions.json'}: the archives here were made from another plan\n"
            "  hint: make the archives: paa make-package --plan\n"
        )
    assert not (greeting.root / ".paa/index").exists()


def test_changed_archives_are_refused(greeting: PackagingRepository, tmp_path: Path) -> None:
    plan, dist = plan_of(greeting, tmp_path / "plan.json"), tmp_path / "dist"
    made(greeting, plan, dist)
    wheel = dist / "greeting-0.0.1-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes() + b"more")

    done = step(greeting, "publish", plan, dist)

    assert (done.code, done.err) == (
        5,
        f"error: {wheel}: the archive is not what was built\n  hint: make it anew: paa make-package --plan\n",
    )


def test_a_plan_for_another_commit_is_not_made(greeting: PackagingRepository, tmp_path: Path) -> None:
    plan = plan_of(greeting, tmp_path / "plan.json")
    greeting.write("module_dir/other.py", MODULE)
    greeting.commit("[other] begin")

    done = run_paa("make-package", "--plan", plan, "--output-dir", tmp_path / "dist", cwd=greeting.root)

    assert done.code == 3
    assert f"{plan}: the plan is for another commit" in done.err
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("import_name", "../../elsewhere", id="name"),
        pytest.param("name", "-", id="project"),
        pytest.param("version", "one", id="version"),
        pytest.param("siblings", ["a;b"], id="sibling"),
    ],
)
def test_a_plan_is_not_trusted(greeting: PackagingRepository, tmp_path: Path, key: str, value: object) -> None:
    plan, dist = plan_of(greeting, tmp_path / "plan.json"), tmp_path / "dist"
    made(greeting, plan, dist)
    document = json.loads(plan.read_text(encoding="utf-8"))
    document["releases"][0][key] = value
    plan.write_text(json.dumps(document), encoding="utf-8")

    for name in ("publish", "record"):
        done = step(greeting, name, plan, dist)
        assert done.code == 2
        assert done.err.startswith(f"error: {plan}: this plan is damaged: ")


def test_a_record_that_comes_late_takes_back_nothing(greeting: PackagingRepository, tmp_path: Path) -> None:
    """A run published and did not record; when it is completed, somebody else has released more."""
    assert run_paa("release", cwd=greeting.root).code == 0
    greeting.write("module_dir/greeting.py", MODULE.replace('"hello"', '"good day"'))
    greeting.commit("[greeting] be polite")
    late = git(greeting.root, "rev-parse", "HEAD")
    plan, dist = plan_of(greeting, tmp_path / "late.json"), tmp_path / "dist"
    made(greeting, plan, dist)
    assert step(greeting, "publish", plan, dist).code == 0
    greeting.write("module_dir/greeting.py", MODULE.replace('"hello"', '"good evening"'))
    greeting.commit("[greeting] be late")
    assert "released greeting 0.0.3" in run_paa("release", cwd=greeting.root).out

    assert step(greeting, "record", plan, dist).code == 0

    ledger = next((greeting.root / ".paa").rglob("version_logs.csv")).parent
    told = {path.name: path.read_text("utf-8") for path in ledger.iterdir() if path.is_file()}
    assert "greeting: 0.0.3\n" in "".join(told.values())
    assert "greeting: 0.0.2" not in "".join(told.values())
    assert "0.0.2" in told["version_logs.csv"]
    assert git(greeting.root, "rev-parse", "v0.0.2_greeting^{commit}") == late
    assert run_paa("release", cwd=greeting.root).out == "nothing to release; 1 unchanged\n"


@pytest.fixture
def family(repository: PackagingRepository) -> PackagingRepository:
    """Make a repository of released modules that all changed since: two that need each other, and one apart."""
    repository.config(CONFIG)
    repository.write(".gitignore", "/.paa/index/\n")
    sources = {"alpha": MODULE, "beta": f"from alpha import hello\n{MODULE}", "gamma": MODULE}
    for name, source in sources.items():
        repository.module(name, source)
    repository.commit("Begin")
    assert run_paa("release", cwd=repository.root).code == 0
    for name, source in sources.items():
        repository.module(name, f"{source}# more\n")
    repository.commit("fix: all")
    return repository


def test_a_failure_holds_back_only_what_depends_on_it(family: PackagingRepository, tmp_path: Path) -> None:
    plan, dist = plan_of(family, tmp_path / "plan.json"), tmp_path / "dist"
    made(family, plan, dist)
    damaged = family.root / ".paa/index/simple/alpha/alpha-0.0.1.tar.gz"
    whole = damaged.read_bytes()
    damaged.write_bytes(b"damaged")

    for name, said in [
        ("publish", "published: gamma 0.0.2; not published: alpha"),
        ("verify", "verified: gamma 0.0.2; not verified: alpha"),
        ("record", "released and recorded: gamma 0.0.2; not released: alpha"),
    ]:
        done = step(family, name, plan, dist)
        assert (done.code, done.out) == (7, "")
        assert done.err.startswith(
            f"error: {said}; held back behind them: beta\n  hint: mend what is said below, and run the command again\n"
        )
        assert f"{damaged}: this is no whole archive" in done.err
    assert git(family.root, "tag", "--list", "*0.0.2*") == "v0.0.2_gamma"

    damaged.write_bytes(whole)
    assert step(family, "publish", plan, dist).out.splitlines() == [
        f"published {name}-0.0.2{end}" for name in ("alpha", "beta") for end in ("-py3-none-any.whl", ".tar.gz")
    ]
    assert step(family, "record", plan, dist).code == 0
    assert git(family.root, "tag", "--list", "*0.0.2*").split() == ["v0.0.2_alpha", "v0.0.2_beta", "v0.0.2_gamma"]
    assert run_paa("release", cwd=family.root).out == "nothing to release; 3 unchanged\n"


def test_where_nothing_can_be_published_the_cause_is_the_error(family: PackagingRepository, tmp_path: Path) -> None:
    plan, dist = tmp_path / "plan.json", tmp_path / "dist"
    family.module("gamma", MODULE)
    family.commit("Take it back")
    plan.write_text(run_paa("plan", "--json", "alpha", "beta", cwd=family.root).out, encoding="utf-8")
    made(family, plan, dist)
    damaged = family.root / ".paa/index/simple/alpha/alpha-0.0.1.tar.gz"
    damaged.write_bytes(b"damaged")

    done = step(family, "publish", plan, dist)

    assert (done.code, done.out) == (6, "")
    assert done.err.startswith(f"note: held back behind what failed: beta\nerror: {damaged}: this is no whole archive")


@pytest.mark.parametrize(
    ("path", "content", "problem"),
    [
        pytest.param(".paa/tracking/version_logs.csv", "<<<<<<< HEAD\n", "version_logs.csv:1: ", id="damaged log"),
        pytest.param(".paa/release_notes/greeting.md", "=======\n", "greeting.md:1: a merge conflict", id="notes"),
    ],
)
def test_what_cannot_be_recorded_is_not_published(
    greeting: PackagingRepository, tmp_path: Path, path: str, content: str, problem: str
) -> None:
    plan, dist = plan_of(greeting, tmp_path / "plan.json"), tmp_path / "dist"
    made(greeting, plan, dist)
    greeting.write(path, content)
    greeting.commit("Damage it")

    done = step(greeting, "publish", plan, dist)

    assert done.code == 3
    assert problem in done.err
    assert not (greeting.root / ".paa/index").exists()


def test_a_branch_without_a_name_stops_before_anything_is_published(
    greeting: PackagingRepository, tmp_path: Path
) -> None:
    plan, dist = plan_of(greeting, tmp_path / "plan.json"), tmp_path / "dist"
    made(greeting, plan, dist)
    git(greeting.root, "switch", "--quiet", "--detach")

    done = step(greeting, "publish", plan, dist)

    assert done.code == 3
    assert "HEAD is detached, so there is no branch to record on" in done.err
    assert not (greeting.root / ".paa/index").exists()


def test_publishing_asks_a_remote_unless_the_record_stays_here(greeting: PackagingRepository, tmp_path: Path) -> None:
    plan, dist = plan_of(greeting, tmp_path / "plan.json"), tmp_path / "dist"
    made(greeting, plan, dist)
    git(greeting.root, "remote", "add", "origin", str(tmp_path / "gone.git"))

    done = step(greeting, "publish", plan, dist)

    assert done.code == 3
    assert not (greeting.root / ".paa/index").exists()
    done = run_paa("publish", "--plan", plan, "--dist", dist, "--no-push", cwd=greeting.root)
    assert (done.code, done.err) == (0, "")


def test_what_is_published_and_cannot_be_recorded_is_said(greeting: PackagingRepository, tmp_path: Path) -> None:
    plan, dist = plan_of(greeting, tmp_path / "plan.json"), tmp_path / "dist"
    made(greeting, plan, dist)
    assert step(greeting, "publish", plan, dist).code == 0
    git(greeting.root, "tag", "v0.0.1_greeting")

    done = step(greeting, "record", plan, dist)

    assert (done.code, done.out) == (7, "")
    assert done.err.startswith("error: published, and not recorded yet: greeting 0.0.1\n")
    assert "the tag v0.0.1_greeting is there, and is no annotated one" in done.err


def test_files_that_git_ignores_are_not_released(greeting: PackagingRepository) -> None:
    """They are in no commit, so no tag could say what was released."""
    greeting.write(".gitignore", "/.paa/index/\n/cli/\n")
    greeting.commit("Ignore the command line")
    greeting.write("cli/greeting.py", "import typer\n\napp = typer.Typer()\n")

    done = run_paa("release", cwd=greeting.root)

    assert done.code == 3
    assert "ignored by git, and would be shipped: cli/" in done.err
