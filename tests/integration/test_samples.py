"""The packages of this repository: built from a copy, installed without it, and used there."""

import os
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.support import FreshEnvironment, run_paa
from tests.support.samples import CHECKOUT, Samples
from tests.support.trees import read_sdist, read_wheel

# Version: none of them has been released, so that each is built as the first one.
REQUIREMENTS = {
    "duration-text": [
        "fastapi>=0.115; extra == 'all'",
        "mcp>=1.22; extra == 'all'",
        "pydantic>=2.9; extra == 'all'",
        "fastapi>=0.115; extra == 'fastapi'",
        "pydantic>=2.9; extra == 'fastapi'",
        "mcp>=1.22; extra == 'mcp'",
    ],
    "env-settings": [
        "duration-text>=0.0.1",
        "typing-extensions>=4.4; python_version < '3.12'",
        "python-dotenv>=1; extra == 'all'",
        "python-dotenv>=1; extra == 'python-dotenv'",
    ],
    "http-status-advice": [
        "typer<1,>=0.16",
        "fastapi>=0.115; extra == 'all'",
        "mcp>=1.22; extra == 'all'",
        "pydantic>=2.9; extra == 'all'",
        "fastapi>=0.115; extra == 'fastapi'",
        "pydantic>=2.9; extra == 'fastapi'",
        "mcp>=1.22; extra == 'mcp'",
    ],
    "meeting-times": [
        "table-text>=0.0.1",
        "tzdata>=2024.1; sys_platform == 'win32'",
        "streamlit>=1.40; extra == 'all'",
        "streamlit>=1.40; extra == 'streamlit'",
    ],
    "requirement-diff": [
        "click<9,>=8.1",
        "packaging>=24.1",
        "rich; extra == 'all'",
        "rich; extra == 'rich'",
    ],
    "short-text": [],
    "table-text": [],
}


@pytest.fixture(scope="module")
def installed(samples: Samples, new_environment: Callable[[], FreshEnvironment]) -> FreshEnvironment:
    """Install all of them, and pytest, into a fresh environment."""
    environment = new_environment()
    environment.install("pytest", *samples.wheels.values())
    return environment


def test_every_sample_is_made(samples: Samples) -> None:
    assert sorted(samples.wheels) == sorted(REQUIREMENTS)


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_metadata_says_what_the_module_imports(samples: Samples, name: str) -> None:
    wheel = read_wheel(samples.wheels[name])
    (path,) = (path for path in wheel if path.endswith("/METADATA"))
    metadata = message_from_bytes(wheel[path])

    assert metadata.get_all("Requires-Dist", []) == REQUIREMENTS[name]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert path.replace("METADATA", "licenses/LICENSE") in wheel
    assert f"{name.replace('-', '_')}/py.typed" in wheel


def test_example_notebook_says_what_it_does(tmp_path: Path) -> None:
    run_paa("make-package", "duration-text", "-o", tmp_path / "said", cwd=CHECKOUT)

    made = run_paa("make-package", "duration-text", "--execute-notebook", "-o", tmp_path / "done", cwd=CHECKOUT)

    assert made.code == 0, made.err
    said, done = (read_sdist(next((tmp_path / name).glob("*.tar.gz")))["README.md"] for name in ("said", "done"))
    assert done.decode() == said.decode()
    assert b"5h 15m" in done


@pytest.mark.slow
def test_their_tests_pass_where_only_the_wheels_are(
    samples: Samples, installed: FreshEnvironment, tmp_path: Path
) -> None:
    options = ["--import-mode=importlib", "-q", "-p", "no:cacheprovider", "-W", "error"]

    tested = installed.run("python", "-m", "pytest", *options, samples.tests, cwd=tmp_path)

    assert tested.code == 0, tested.out
    assert " passed" in tested.out


@pytest.mark.slow
def test_their_imports_need_nothing_else(installed: FreshEnvironment, tmp_path: Path) -> None:
    modules = [name.replace("-", "_") for name in REQUIREMENTS]

    code = f"import {', '.join(modules)}; print(*sorted({{m.__version__ for m in ({', '.join(modules)},)}}))"
    used = installed.run("python", "-W", "error", "-c", code, cwd=tmp_path)

    assert (used.code, used.out, used.err) == (0, "0.0.1\n", "")


@pytest.mark.slow
def test_guarded_import_works_with_its_extra(
    samples: Samples, new_environment: Callable[[], FreshEnvironment], tmp_path: Path
) -> None:
    environment = new_environment()
    environment.install("pytest", *samples.wanted("env-settings[python-dotenv]", "duration-text"))

    tests = samples.tests / "env_settings"
    options = ["-q", "-p", "no:cacheprovider", "-W", "error"]
    tested = environment.run("python", "-m", "pytest", *options, tests, cwd=tmp_path)

    assert tested.code == 0, tested.out
    assert "skipped" not in tested.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "shown"),
    [
        pytest.param(["http-status", "explain", "404"], "404 Not Found", id="http-status"),
        pytest.param(["requirement-diff", "--help"], "Compare two requirements files.", id="requirement-diff"),
    ],
)
def test_their_commands_run(installed: FreshEnvironment, tmp_path: Path, command: list[str], shown: str) -> None:
    ran = installed.run(command[0], *command[1:], cwd=tmp_path, env={"PATH": os.defpath})

    assert (ran.code, ran.err) == (0, "")
    assert shown in ran.out
