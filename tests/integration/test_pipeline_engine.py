"""The engine of the pipelines: pinned with hashes, tried before it is used, packed for other jobs."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from paa import __version__
from tests.support import PackagingRepository, need_program, run, run_paa
from tests.support.samples import build_engine

ROOT = Path(__file__).parents[2]
CONFIG = "module_dir: module_dir\ncheck_vulnerabilities: false\ngates: {release: {lint: off, api: off}}\n"
NEWER = "99.0.0"


@pytest.fixture(scope="module")
def wheels(isolated_process: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - before uv runs
    """Build the wheel of this engine, and of a newer one that says something else of first releases."""
    folder = tmp_path_factory.mktemp("wheels")
    shutil.copy(build_engine(tmp_path_factory.mktemp("engine")), folder)
    source = tmp_path_factory.mktemp("newer")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    about = source / "src/paa/__init__.py"
    about.write_text(about.read_text(encoding="utf-8").replace(__version__, NEWER), encoding="utf-8")
    plan = source / "src/paa/pipeline/numbers.py"
    text = plan.read_text(encoding="utf-8")
    assert '"the first release"' in text
    plan.write_text(text.replace('"the first release"', '"its very first release"'), encoding="utf-8")
    run(need_program("uv"), "build", "--quiet", "--wheel", "--out-dir", folder, source, check=True)
    return folder


@pytest.fixture
def repository(repository: PackagingRepository) -> PackagingRepository:
    """Commit a module that was never released."""
    repository.config(CONFIG)
    repository.module("alpha", '"""Say hello."""\n\n__package_metadata__ = {}\n')
    repository.commit()
    return repository


@pytest.mark.slow
def test_the_engine_is_pinned_packed_and_replaced(repository: PackagingRepository, wheels: Path) -> None:
    need_program("uv")
    root, environment = repository.root, {"UV_FIND_LINKS": str(wheels)}

    done = run_paa("ci", "engine", cwd=root, env=environment)
    assert (done.code, done.out) == (0, "wrote .paa/requirements_dev.txt\n"), done.err
    lock = (root / ".paa/requirements_dev.txt").read_text(encoding="utf-8")
    assert re.search(rf"^paa=={__version__} \\\n    --hash=sha256:[0-9a-f]{{64}}$", lock, re.MULTILINE)
    assert "http" not in lock
    assert run_paa("ci", "pack", "plan", cwd=root).out == "plan/requirements_dev.txt\n"
    assert (root / "plan/requirements_dev.txt").read_text(encoding="utf-8") == lock

    done = run_paa("ci", "engine", NEWER, "--json", cwd=root, env=environment)
    assert done.code == 0, done.err
    assert json.loads(done.out) == {
        "engine": f"paa=={NEWER}",
        "planned": 1,
        "differences": ["alpha: new, the first release: becomes new, its very first release"],
    }
    assert (root / ".paa.config").read_text(encoding="utf-8") == (
        f"{CONFIG}\n# What the pipelines install.\nengine: paa=={NEWER}\n"
    )
    assert f"paa=={NEWER} " in (root / ".paa/requirements_dev.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_engine_that_is_not_there_changes_nothing(repository: PackagingRepository, wheels: Path) -> None:
    need_program("uv")
    done = run_paa("ci", "engine", "98.0.0", cwd=repository.root, env={"UV_FIND_LINKS": str(wheels)})
    assert (done.code, done.out) == (5, "")
    assert "there is no version of paa==98.0.0" in done.err
    assert (repository.root / ".paa.config").read_text(encoding="utf-8") == CONFIG
    assert not (repository.root / ".paa/requirements_dev.txt").exists()


@pytest.mark.slow
def test_the_engine_that_is_this_repository_is_packed_as_a_wheel(tmp_path: Path) -> None:
    """Its pipelines install from the lock and build without isolation; here everything is installed already."""
    done = run_paa("ci", "pack", tmp_path / "plan", "--root", ROOT)
    assert done.code == 0, done.err
    (wheel,) = (tmp_path / "plan").glob("paa-*.whl")
    last = (tmp_path / "plan/requirements_dev.txt").read_text(encoding="utf-8").splitlines()[-1]
    assert last.startswith(f"{wheel} --hash=sha256:")
    words = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--require-hashes", "--target")
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(f"{last}\n", encoding="utf-8")
    run(sys.executable, *words, tmp_path / "there", "--requirement", wanted, check=True)
    assert (tmp_path / "there/paa/__init__.py").is_file()


@pytest.mark.parametrize(
    ("words", "config", "problem"),
    [
        pytest.param(["new"], CONFIG, "'new' is no version", id="no version"),
        pytest.param(["2.0"], f"{CONFIG}engine: '.'\n", "is this repository itself", id="here"),
        pytest.param([], f"{CONFIG}engine: paa\n", "is no exact version", id="no exact version"),
        pytest.param([], f"{CONFIG}engine: paa @ https://index.invalid/paa.whl\n", "is no exact version", id="address"),
    ],
)
def test_what_cannot_be_pinned_is_refused(
    repository: PackagingRepository, words: list[str], config: str, problem: str
) -> None:
    repository.config(config)
    done = run_paa("ci", "engine", *words, cwd=repository.root)
    assert (done.code, done.out) == (2, "")
    assert problem in done.err
