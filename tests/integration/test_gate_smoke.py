"""`paa check --only smoke`: wheels of the repository in fresh environments, with every Python that there is."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from paa.adapters.pythons import running_python
from tests.support import Completed, PackagingRepository
from tests.support.environments import find_uv
from tests.support.here import paa_here
from tests.support.stock import serve, stock_wheel

pytestmark = pytest.mark.slow

CONFIG = "module_dir: module_dir\npython_version: '3.11'\n"
ABOUT = '__package_metadata__ = {"description": "A part of it.", "requires_python": "PYTHON"}\n'
HERE = running_python()
UV = find_uv()
ONLY = f"=={HERE.minor}.*"


@pytest.fixture(autouse=True)
def _one_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave the running Python alone on the machine: what others there are is nobody's business here."""
    folder = programs(tmp_path / "programs", "git", "sh", "sleep")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("PYENV_ROOT", raising=False)


def programs(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def check(repository: PackagingRepository, modules: Mapping[str, str], *words: str, python: str = ONLY) -> Completed:
    """Commit modules with their files, and ask the gate about all of them."""
    repository.config(CONFIG)
    for path, source in modules.items():
        repository.write(path, source.replace("ABOUT", ABOUT.replace("PYTHON", python)))
    repository.commit()
    return paa_here("check", "--all", "--only", "smoke", *words, "--root", repository.root)


def test_what_works(repository: PackagingRepository) -> None:
    done = check(
        repository,
        {
            "module_dir/one.py": 'ABOUT\nWORD = "one"\n',
            "module_dir/two.py": "from one import WORD\n\nABOUT",
            "cli/two.py": "from two import WORD\n\n\ndef app() -> None:\n    print(WORD)\n",
        },
    )

    assert done == Completed(0, "smoke: 2 projects, installed, imported and started\n", "")


def test_what_other_projects_bring_comes_from_the_users_index(
    repository: PackagingRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock_wheel(tmp_path / "stock", "paa-base", "1.0")
    modules = {
        "module_dir/one.py": (
            "#@ paa-base>=1\nimport importlib.metadata\n\nABOUT\nimportlib.metadata.version('paa-base')\n"
        )
    }
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    with serve(tmp_path / "stock") as address:
        monkeypatch.setenv("UV_DEFAULT_INDEX", address)
        assert check(repository, modules).code == 0

    # Out of reach, what is known counts; what could not be asked is asked again.
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "another cache"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    assert check(repository, modules).code == 4
    assert check(repository, modules).out.startswith(
        "module_dir/one.py: smoke/unavailable\n"
        f"  one 0.0.1 requires what cannot be installed: paa-base>=1 (Python {HERE.version})\n"
    )


def test_a_missing_requirement(repository: PackagingRepository) -> None:
    done = check(repository, {"module_dir/one.py": 'ABOUT\nWORD = "one"\nimport paa_nowhere.deep  #-\n'})

    assert done == Completed(
        4,
        "module_dir/one.py:4: smoke/wrong-inference\n"
        f"  one 0.0.1 cannot be imported: there is no module 'paa_nowhere' (Python {HERE.version}); none of its "
        "requirements brings it: a wrong inference\n"
        "    Traceback (most recent call last):\n"
        '      File "<string>", line 8, in <module>\n'
        '      File "one/__init__.py", line 1, in <module>\n'
        "        from one.one import *\n"
        '      File "one/one.py", line 4, in <module>\n'
        "        import paa_nowhere.deep  #-\n"
        "    ModuleNotFoundError: No module named 'paa_nowhere'\n"
        "  hint: name the project that provides it in the module (`#@ PROJECT`), or in .paa/package_mapping.json\n",
        "error: 1 finding\n",
    )


def test_an_import_that_fails(repository: PackagingRepository) -> None:
    done = check(repository, {"module_dir/one.py": 'ABOUT\nraise RuntimeError("not today")\n'})

    assert done == Completed(
        4,
        "module_dir/one.py: smoke/import\n"
        f"  one 0.0.1 cannot be imported: it ended with 1 (Python {HERE.version})\n"
        "    Traceback (most recent call last):\n"
        '      File "<string>", line 8, in <module>\n'
        '      File "one/__init__.py", line 1, in <module>\n'
        "        from one.one import *\n"
        '      File "one/one.py", line 3, in <module>\n'
        '        raise RuntimeError("not today")\n'
        "    RuntimeError: not today\n"
        "  hint: install the wheel into a fresh environment, and import it there\n",
        "error: 1 finding\n",
    )


def test_a_command_that_fails(repository: PackagingRepository) -> None:
    modules = {
        "module_dir/one.py": "ABOUT",
        "cli/one.py": '__cli_metadata__ = {"name": "first"}\n\n\ndef app() -> None:\n    raise SystemExit("no")\n',
    }

    assert check(repository, modules) == Completed(
        4,
        "module_dir/one.py: smoke/command\n"
        f"  one 0.0.1 has a command that does not work, `first --help`: it ended with 1 (Python {HERE.version})\n"
        "    no\n"
        "  hint: install the wheel into a fresh environment, and run the command there\n",
        "error: 1 finding\n",
    )


def test_a_python_that_is_not_there(repository: PackagingRepository) -> None:
    done = check(repository, {"module_dir/one.py": "ABOUT"}, python=">=3.99")

    assert done == Completed(
        4,
        "module_dir/one.py: smoke/unavailable\n"
        "  one is for Python >=3.99, and there is none on this machine\n"
        "  hint: install one: on PATH, with pyenv, or `uv python install`\n",
        "error: 1 finding\n",
    )


def test_one_of_several_pythons_is_not_there(repository: PackagingRepository) -> None:
    before = f"3.{HERE.version.minor - 1}"

    done = check(repository, {"module_dir/one.py": "ABOUT", "module_dir/two.py": "ABOUT"}, python=f">={before}")

    assert done == Completed(
        0,
        "smoke: 2 projects, installed, imported and started\n",
        f"note: smoke: there is no Python {before} on this machine to try one, two with\n"
        "  hint: install it, or leave that to a pipeline that has it\n",
    )


# Tools that are not there, or do not do what they should.


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let this process run from a folder that has no uv beside its interpreter, and where no pip is installed."""
    folder = tmp_path / "programs"
    (folder / "python").symlink_to(sys.executable)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    search = []
    for number, place in enumerate(sys.path):
        search.append(place)
        if any(Path(place).glob("pip-*.dist-info")):
            search[-1] = str(tmp_path / f"packages{number}")
            Path(search[-1]).mkdir()
            for entry in Path(place).iterdir():
                if not entry.name.startswith("pip"):
                    (Path(search[-1]) / entry.name).symlink_to(entry)
    monkeypatch.setattr(sys, "path", search)
    return folder


def unavailable(message: str, hint: str, where: str = "") -> Completed:
    return Completed(4, f"{where}smoke/unavailable\n  {message}\n  hint: {hint}\n", "error: 1 finding\n")


NO_ENVIRONMENT = "a fresh environment is needed for a trial: does `python -m venv` work?"
NOT_INSTALLED = "is the requirement right, and the index reachable?"


def test_no_tool(repository: PackagingRepository, elsewhere: Path) -> None:
    assert not (elsewhere / "uv").exists()

    done = check(repository, {"module_dir/one.py": "ABOUT"})

    message = "there is neither uv nor pip to try a wheel with"
    assert done == unavailable(message, "install uv, or pip: python -m ensurepip")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param("kill -SEGV $$", "it ended with -11", id="crash"),
        pytest.param("sleep 60 & wait", "it took longer than", id="long"),
        pytest.param("echo 'all is well!'", "there is no interpreter in what it made", id="garbage"),
    ],
)
def test_a_tool_that_makes_no_environment(
    repository: PackagingRepository, elsewhere: Path, script: str, said: str
) -> None:
    fake_uv(elsewhere, script)

    done = check(repository, {"module_dir/one.py": "ABOUT"}, "--timeout", "2")

    assert (done.code, done.err) == (4, "error: 1 finding\n")
    start = f"smoke/unavailable\n  uv cannot make an environment of {elsewhere / 'python'}: {said}"
    assert done.out.startswith(start)
    assert done.out.endswith(f"  hint: {NO_ENVIRONMENT}\n")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param("kill -SEGV $$", "    it ended with -11\n", id="crash"),
        pytest.param("echo 'out of paper' >&2; exit 2", "    out of paper\n", id="error"),
        pytest.param("echo 'all is well!'", "", id="garbage"),
        pytest.param("sleep 60 & wait", "    uv took longer than", id="long"),
    ],
)
def test_a_tool_that_installs_nothing(repository: PackagingRepository, elsewhere: Path, script: str, said: str) -> None:
    fake_uv(elsewhere, f'if [ "$1" = venv ]; then exec {UV} "$@"; fi; {script}')

    # What answers at all does so in time on a busy machine, too.
    seconds = "2" if "sleep" in script else "20"
    done = check(repository, {"module_dir/one.py": "ABOUT"}, "--timeout", seconds)

    assert (done.code, done.err) == (4, "error: 1 finding\n")
    text = "is not there after uv installed it" if not said else "cannot be installed from file://"
    assert done.out.startswith(f"module_dir/one.py: smoke/unavailable\n  one 0.0.1 {text}")
    assert said in done.out
    assert done.out.endswith(f"  hint: {NOT_INSTALLED}\n")


def fake_uv(folder: Path, script: str) -> Path:
    uv = folder / "uv"
    uv.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    uv.chmod(0o755)
    return uv


def test_a_gate_that_takes_too_long_for_all(repository: PackagingRepository) -> None:
    modules = {f"module_dir/{name}.py": "ABOUT\nimport time\ntime.sleep(3)\n" for name in ("one", "two")}

    done = check(repository, modules, "--timeout", "2")

    assert done.code == 4
    assert "cannot be imported: it took longer than" in done.out
    assert "two 0.0.1 was not tried: the gate may take 2 seconds" in done.out
