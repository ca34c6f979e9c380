"""Wheels are tried in fresh environments, by real uv and real pip."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from paa.adapters.pythons import Interpreter, find_pythons, running_python
from paa.adapters.sandbox import Sandbox, TimeLimits, Tool, open_sandbox, pip_tool, uv_tool
from paa.errors import IndexFailure, UsageError
from paa.model.names import NormalizedName
from paa.model.smoke import Smoked, Stumble, Trial, WheelSource
from paa.pipeline.smoke import local_source, supported_python, try_wheel
from tests.support.needs import need_program
from tests.support.stock import serve, stock_wheel
from tests.support.wheels import make_wheel

pytestmark = pytest.mark.slow

COMMAND = """
import sys

def main():
    print("usage: tool") if sys.argv[1:] == ["--help"] else sys.exit("no help asked for")

def broken():
    print("what went wrong", file=sys.stderr)
    sys.exit(3)

def endless():
    import time
    time.sleep(60)
"""
PASSWORD = "http://ada:secret@127.0.0.1/"


def nobody(_: NormalizedName) -> WheelSource | None:
    return None


def tried(
    folder: Path, module: str = "", *, limits: TimeLimits | None = None, commands: Mapping[str, str] | None = None
) -> Smoked:
    """Make a wheel called `tool`, and try it with the interpreter that runs the tests."""
    wheel = make_wheel(folder, "tool", module, commands=commands)
    return try_wheel(wheel, local_source(wheel), nobody, python=running_python(), limits=limits)


def stumble_of(smoked: Smoked) -> Stumble:
    assert smoked.stumble is not None
    return smoked.stumble


def test_what_works(tmp_path: Path) -> None:
    smoked = tried(tmp_path, COMMAND, commands={"tool": "tool:main"})

    assert smoked == Smoked(
        import_name=smoked.import_name,
        name=NormalizedName("tool"),
        version=Version("1.0.0"),
        python=str(running_python().version),
        commands=("tool",),
        stumble=None,
    )


@pytest.mark.parametrize(
    ("module", "text", "said"),
    [
        pytest.param("1 / 0", "cannot be imported: it ended with 1", "ZeroDivisionError: division by zero", id="error"),
        pytest.param("raise SystemExit(0)", "cannot be imported: it ended before it was done", "", id="exit"),
        pytest.param(
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            "cannot be imported: it ended with -9",
            "",
            id="crash",
        ),
        pytest.param(
            "import time; time.sleep(60)", "cannot be imported: it took longer than 3 seconds", "", id="hangs"
        ),
        pytest.param(
            f"raise RuntimeError('{PASSWORD}')",
            "cannot be imported: it ended with 1",
            "RuntimeError: http://***@127.0.0.1/",
            id="password",
        ),
    ],
)
def test_an_import_that_fails(tmp_path: Path, module: str, text: str, said: str) -> None:
    stumble = stumble_of(tried(tmp_path, module, limits=TimeLimits(run=3)))

    assert (stumble.trial, stumble.text, stumble.missing) == (Trial.IMPORT, text, None)
    assert stumble.said.endswith(said)
    assert "secret" not in stumble.said


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    stumble = stumble_of(tried(tmp_path, "from paa_nowhere.deep import word"))

    assert (stumble.trial, stumble.missing) == (Trial.IMPORT, "paa_nowhere")
    assert stumble.text == "cannot be imported: there is no module 'paa_nowhere'"
    assert stumble.said.splitlines()[-3:] == [
        '  File "tool.py", line 1, in <module>',
        "    from paa_nowhere.deep import word",
        "ModuleNotFoundError: No module named 'paa_nowhere'",
    ]


def test_a_module_of_the_standard_library_is_not_ours(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "calendar", "word = 'ours'")

    stumble = stumble_of(try_wheel(wheel, local_source(wheel), nobody, python=running_python()))

    assert stumble.text.startswith("is not what is imported as 'calendar': that is ")


@pytest.mark.parametrize(
    ("target", "text", "said"),
    [
        pytest.param("broken", "it ended with 3", "what went wrong", id="fails"),
        pytest.param("endless", "it took longer than 3 seconds", "", id="hangs"),
        pytest.param("absent", "it ended with 1", "", id="not there"),
    ],
)
def test_a_command_that_fails(tmp_path: Path, target: str, text: str, said: str) -> None:
    commands = {"fine": "tool:main", "tool": f"tool:{target}"}
    stumble = stumble_of(tried(tmp_path, COMMAND, limits=TimeLimits(run=3), commands=commands))

    assert (stumble.trial, stumble.text) == (Trial.RUN, f"has a command that does not work, `tool --help`: {text}")
    assert said in stumble.said


def test_the_code_sees_nothing_of_ours(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No credential, no variable at all that a program does not need, an empty home, another folder."""
    for name in (
        "PAA_PYPI_TOKEN",
        "TWINE_PASSWORD",
        "AWS_SECRET_ACCESS_KEY",
        "PIP_INDEX_URL",
        "ANYTHING",
        "PYTHONPATH",
    ):
        monkeypatch.setenv(name, "secret")
    (home / ".netrc").write_text("secret", encoding="utf-8")
    report = tmp_path / "report.json"
    module = f"""
import json, os
from pathlib import Path
found = {{"variables": dict(os.environ), "home": os.listdir(Path.home()), "here": os.getcwd()}}
with open({str(report)!r}, "w") as file:
    json.dump(found, file)
"""

    assert tried(tmp_path, module).stumble is None

    told = report.read_text(encoding="utf-8")
    assert "secret" not in told
    assert str(home) not in told
    assert f'"home": []' in told  # noqa: F541 - as JSON writes it
    assert f'"here": "{Path.cwd()}"' not in told


def test_bytes_that_are_not_ours_are_not_installed(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "tool")
    source = replace(local_source(wheel), sha256="0" * 64)

    stumble = stumble_of(try_wheel(wheel, source, nobody, python=running_python()))

    assert stumble.trial is Trial.INSTALL
    assert wheel.sha256 in stumble.said


def test_siblings_come_from_where_we_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No index is asked for them, nor for anything else: there is none."""
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/")
    last = make_wheel(tmp_path, "third", "word = 'third'")
    middle = make_wheel(tmp_path, "second", "from third import word", requires=["third>=1"])
    wheel = make_wheel(tmp_path, "first", "from second import word", requires=["second>=1", 'nothing; extra == "more"'])
    sources = {each.name: local_source(each) for each in (last, middle)}

    smoked = try_wheel(wheel, local_source(wheel), sources.get, python=running_python())

    assert smoked.stumble is None


def test_a_sibling_that_cannot_be_found_is_an_error(tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path, "first", requires=["second"])

    def locate(name: NormalizedName) -> WheelSource | None:
        raise IndexFailure(f"no wheel of {name}")

    with pytest.raises(IndexFailure, match="no wheel of second"):
        try_wheel(wheel, local_source(wheel), locate, python=running_python())


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """Serve the real index, a stranger's with higher versions of the same names, and a folder of such."""
    root = tmp_path_factory.mktemp("indexes")
    stock_wheel(root / "real", "paa-base", "1.0")
    stock_wheel(root / "strange", "paa-base", "9.0")
    stock_wheel(root / "folder", "paa-base", "8.0")
    with serve(root / "real") as real, serve(root / "strange") as strange:
        yield real, strange, root / "folder/paa-base"


@pytest.fixture(params=["uv", "pip"])
def tool(request: pytest.FixtureRequest) -> Tool:
    """Give each of the two tools."""
    if request.param == "uv":
        return uv_tool(need_program("uv"))
    pytest.importorskip("pip")
    return pip_tool()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], None]:
    """Give a function that sets the user's variables for uv and pip, in place of this machine's."""
    for name in os.environ:
        if name.startswith(("PIP_", "UV_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")

    def set_all(variables: Mapping[str, str]) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return set_all


@pytest.fixture
def sandbox(tool: Tool, settings: Callable[[Mapping[str, str]], None]) -> Callable[..., Stumble | str]:
    """Give a function that installs a requirement under the user's settings, and tells the version."""

    def install(requirement: str, **variables: str) -> Stumble | str:
        settings(variables)
        with open_sandbox(Path(sys.executable), tool, TimeLimits()) as opened:
            stumble = opened.install_requirements((requirement,))
            return stumble or version_in(opened)

    return install


def version_in(sandbox: Sandbox) -> str:
    found = sandbox.environment.find("paa-base")
    assert found is not None
    return found.version


def test_the_users_index_is_asked_and_no_other_one(
    sandbox: Callable[..., Stumble | str], indexes: tuple[str, str, Path], home: Path
) -> None:
    real, strange, folder = indexes
    config = home / "config"
    (config / "uv").mkdir(parents=True)
    (config / "uv/uv.toml").write_text(
        f'find-links = ["{folder}"]\n[[index]]\nname = "strange"\nurl = "{strange}"\n'
        f'[[index]]\ndefault = true\nurl = "{real}"\n[pip]\nextra-index-url = ["{strange}"]\n',
        encoding="utf-8",
    )
    (config / "pip").mkdir()
    (config / "pip/pip.conf").write_text(
        f"[global]\nindex-url = {real}\nextra-index-url =\n    {strange}\n[install]\nfind-links = {folder}\n",
        encoding="utf-8",
    )
    added = {"PIP_EXTRA_INDEX_URL": strange, "UV_EXTRA_INDEX_URL": strange, "UV_INDEX": strange}

    assert sandbox("paa-base", **added, PIP_FIND_LINKS=str(folder), UV_FIND_LINKS=str(folder)) == "1.0"
    assert sandbox("paa-base", UV_DEFAULT_INDEX=strange, PIP_INDEX_URL=strange) == "9.0"


def test_a_folder_of_wheels_counts_where_there_is_no_index(
    sandbox: Callable[..., Stumble | str], indexes: tuple[str, str, Path]
) -> None:
    folder = str(indexes[2])
    alone = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": folder, "UV_NO_INDEX": "1", "UV_FIND_LINKS": folder}

    assert sandbox("paa-base", **alone) == "8.0"


def test_a_requirement_that_nobody_has(sandbox: Callable[..., Stumble | str], indexes: tuple[str, str, Path]) -> None:
    address = indexes[0].replace("//", "//ada:secret@")

    stumble = sandbox("paa-base>5", UV_DEFAULT_INDEX=address, PIP_INDEX_URL=address)

    assert isinstance(stumble, Stumble)
    assert (stumble.trial, stumble.text) == (Trial.INSTALL, "requires what cannot be installed: paa-base>5")
    assert "paa-base" in stumble.said
    assert "secret" not in stumble.said


def test_both_tools_check_hashes_and_leave_requirements(
    tool: Tool, tmp_path: Path, settings: Callable[[Mapping[str, str]], None]
) -> None:
    settings({"PIP_INDEX_URL": "http://127.0.0.1:9/", "UV_DEFAULT_INDEX": "http://127.0.0.1:9/"})
    wheel = make_wheel(tmp_path, "tool", requires=["paa-nowhere"])
    source = local_source(wheel)

    with open_sandbox(Path(sys.executable), tool, TimeLimits()) as opened:
        wrong = opened.install_wheels([replace(source, sha256="0" * 64)])
        right = opened.install_wheels([source])
        required = [str(each) for each in opened.requirements(wheel.name)]

    assert wrong is not None
    assert wrong.text == f"cannot be installed from {source.url}"
    assert (right, required) == (None, ["paa-nowhere"])


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param("exit 2", "cannot make an environment of {}: it ended with 2", id="crash"),
        pytest.param("kill -SEGV $$", "cannot make an environment of {}: it ended with -11", id="signal"),
        pytest.param("sleep 60 & wait", "it took longer than 2 seconds", id="timeout"),
        pytest.param("echo 'all is well!'", "there is no interpreter in what it made", id="garbage"),
    ],
)
def test_a_tool_that_makes_no_environment(tmp_path: Path, script: str, said: str) -> None:
    broken = program(tmp_path / "uv", script)

    with pytest.raises(UsageError) as refused, open_sandbox(Path(sys.executable), broken, TimeLimits(install=2)):
        pytest.fail("there is no environment")

    assert said.format(sys.executable) in refused.value.message


def test_a_tool_that_cannot_be_started(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="uv cannot make an environment"),
        open_sandbox(Path(sys.executable), uv_tool(str(tmp_path / "uv")), TimeLimits()),
    ):
        pytest.fail("there is no environment")


@pytest.mark.parametrize(
    ("script", "stumble"),
    [
        pytest.param("exit 0", ("is not there after uv installed it", ""), id="lies"),
        pytest.param("echo 'out of paper' >&2; exit 2", ("cannot be installed from {url}", "out of paper"), id="crash"),
        pytest.param(
            "sleep 60 & wait", ("cannot be installed from {url}", "uv took longer than 5 seconds"), id="timeout"
        ),
    ],
)
def test_a_tool_that_installs_nothing(tmp_path: Path, script: str, stumble: tuple[str, str]) -> None:
    uv = need_program("uv")
    broken = program(tmp_path / "uv", f'if [ "$1" = venv ]; then exec {uv} "$@"; fi; {script}')
    source = local_source(make_wheel(tmp_path, "tool"))

    with open_sandbox(Path(sys.executable), broken, TimeLimits(install=5)) as opened:
        found = opened.install_wheels([source])

    assert found is not None
    assert (found.text, found.said) == (stumble[0].format(url=source.url), stumble[1])


def program(path: Path, script: str) -> Tool:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return uv_tool(str(path))


@pytest.mark.parametrize(
    ("settings_file", "content"),
    [pytest.param("uv/uv.toml", "index = [", id="no TOML"), pytest.param("uv/uv.toml", b"\xff\xfe", id="no text")],
)
def test_settings_that_cannot_be_read(
    settings: Callable[[Mapping[str, str]], None], home: Path, settings_file: str, content: str | bytes
) -> None:
    settings({})
    file = home / "config" / settings_file
    file.parent.mkdir(parents=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    with (
        pytest.raises(UsageError, match="the configuration of uv cannot be read") as refused,
        open_sandbox(Path(sys.executable), uv_tool(need_program("uv")), TimeLimits()),
    ):
        pytest.fail("what uv would do is unknown")

    assert str(file) in refused.value.message


def interpreter(path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nprintf '%s\\n%s\\n' '{version}' '{path}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a machine with some interpreters that say what they are, and with some that are none."""
    folder = tmp_path / "bin"
    interpreter(folder / "python3.9", "3.9.1")
    interpreter(folder / "python3", "3.9.20")
    interpreter(folder / "python3.15", "3.15.0rc1+")
    interpreter(folder / "python2", "2.7.18")
    interpreter(folder / "python3.8-config", "3.8.1")
    interpreter(home / ".pyenv/versions/3.13/bin/python", "3.13.7")
    interpreter(home / ".pyenv/shims/python3.14", "3.14.1")
    (folder / "python3.10").write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    (folder / "python3.12").write_text("#!/bin/sh\necho 'command not found'\n", encoding="utf-8")
    for name in ("python3.10", "python3.12"):
        (folder / name).chmod(0o755)
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{home / '.pyenv/shims'}{os.pathsep}/usr/bin-that-is-not-there")
    return folder


def test_interpreters_of_the_machine(machine: Path, home: Path) -> None:
    found = dict(find_pythons())

    here = running_python()
    assert found.pop(here.minor) == here
    expected = {
        "3.9": Interpreter(machine / "python3", Version("3.9.20")),
        "3.13": Interpreter(home / ".pyenv/versions/3.13/bin/python", Version("3.13.7")),
        "3.15": Interpreter(machine / "python3.15", Version("3.15.0rc1")),
    }
    assert found == {minor: each for minor, each in expected.items() if minor != here.minor}


def test_the_python_that_a_wheel_is_for(machine: Path, tmp_path: Path) -> None:
    here = running_python()
    assert supported_python(make_wheel(tmp_path, "tool")) == here
    old = make_wheel(tmp_path, "old", requires_python="<3.10")
    assert supported_python(old) == Interpreter(machine / "python3", Version("3.9.20"))
    none = make_wheel(tmp_path, "none", requires_python=">=3.99")

    with pytest.raises(UsageError, match=r"none is for Python >=3\.99, and none on this machine can try it"):
        supported_python(none)
