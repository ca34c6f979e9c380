"""`paa run` and `paa configure` where something is missing or wrong: one sentence, and what to do next."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import FreshEnvironment, PackagingRepository, run_paa
from tests.support.samples import Samples
from tests.support.workshop import CONFIG, RELEASED

STRANGER = (
    "error: {python}: rich is installed, and paa did not build it\n"
    "  hint: only packages with entry points of the group `paa` are known here: `paa show packages` lists them\n"
)
NOTHING = "error: there is nothing to serve\n  hint: name an installed package with --package, or a file\n"


@pytest.fixture(scope="module")
def environment(new_environment: Callable[[], FreshEnvironment], samples: Samples, engine: Path) -> FreshEnvironment:
    """Install paa without any extra, a package without one, and one whose web API has all that it needs."""
    environment = new_environment()
    environment.install(
        f"paa @ {engine.as_uri()}", *samples.wanted("http-status-advice", "duration-text[fastapi]", "table-text")
    )
    return environment


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "error"),
    [
        pytest.param(
            ["api", "--package", "http-status-advise"],
            "error: {python}: there is no package 'http-status-advise' in this environment\n"
            "  hint: did you mean 'http-status-advice'?\n",
            id="near miss",
        ),
        pytest.param(
            ["api", "--package", "some_thing"],
            "error: {python}: there is no package 'some_thing' in this environment\n"
            "  hint: `paa show packages` lists those of an environment\n",
            id="not installed",
        ),
        pytest.param(
            ["api", "--package", "rich"],
            STRANGER,
            id="not built by paa",
        ),
        pytest.param(
            ["api", "--package", "table-text"],
            "error: table-text 0.0.1 has no part 'fastapi'\n"
            "  hint: these have one: duration-text, http-status-advice\n",
            id="no web API",
        ),
        pytest.param(
            ["streamlit", "--package", "table-text"],
            "error: table-text 0.0.1 has no part 'streamlit'\n  hint: no package that is installed here has one\n",
            id="nobody has one",
        ),
        pytest.param(
            ["mcp", "--package", "http_status_advice"],
            "error: http-status-advice needs mcp>=1.22 for this, and that is not installed\n"
            "  hint: pip install 'http-status-advice[mcp]'\n",
            id="extra of the package",
        ),
        pytest.param(
            ["api", "--package", "duration-text", "--port", "0"],
            "error: fastapi_swagger is not installed\n  hint: pip install 'paa[fastapi]'\n",
            id="extra of paa",
        ),
        pytest.param(
            ["mcp", "--path", "app.py", "--port", "0"],
            "error: mcp is not installed\n  hint: pip install 'paa[mcp]'\n",
            id="mcp",
        ),
        pytest.param(
            ["streamlit", "--path", "app.py", "--port", "0"],
            "error: streamlit is not installed\n  hint: pip install 'paa[streamlit]'\n",
            id="streamlit",
        ),
        pytest.param(
            ["api", "--package", "rich", "--package", "rich", "--route", "gone.py"],
            STRANGER + "error: gone.py: there is no such file\n",
            id="all at once",
        ),
    ],
)
def test_what_is_missing_is_one_sentence(
    environment: FreshEnvironment, tmp_path: Path, words: list[str], error: str
) -> None:
    (tmp_path / "app.py").touch()

    ended = environment.run("paa", "run", *words, cwd=tmp_path)

    assert (ended.code, ended.out, ended.err) == (2, "", error.format(python=environment.python))


@pytest.mark.slow
def test_module_that_hides_the_package_is_named(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "duration_text.py").touch()

    ended = environment.run("python", "-m", "paa", "run", "api", "--package", "duration-text", cwd=tmp_path)

    assert ended.err == (
        f"error: {tmp_path}/duration_text.py: this hides the installed package duration-text\n"
        "  hint: start paa from another folder, and as `paa` instead of `python -m paa`\n"
    )


@pytest.mark.parametrize(
    ("words", "error"),
    [
        pytest.param(["api"], NOTHING, id="api"),
        pytest.param(["streamlit"], NOTHING, id="streamlit"),
        pytest.param(["mcp"], NOTHING, id="mcp"),
        pytest.param(
            ["streamlit", "--path", "app.py", "--path", "other.py"],
            "error: other.py: there is no such file\n",
            id="last",
        ),
        pytest.param(
            ["api", "--route", "app.py", "--port", "eighty", "--host", "a b"],
            "error: --host: expected the name or the address of a network interface, such as 127.0.0.1, got 'a b'\n"
            "error: --port: expected a port, 0 to 65535, got 'eighty'\n",
            id="host and port",
        ),
        pytest.param(
            ["mcp", "--path", "app.py", "--transport", "sse", "--mode", "combined"],
            "error: --transport: expected streamable-http or stdio, got 'sse'\n"
            "error: --mode: expected split or combine, got 'combined'\n  hint: did you mean `combine`?\n",
            id="words",
        ),
        pytest.param(
            ["api", "--route", "app.py", "--host", "192.0.2.1"],
            "error: cannot listen on 192.0.2.1, port 8000: cannot assign requested address\n"
            "  hint: name another one with --port; --port 0 takes one that is free\n",
            id="not ours",
        ),
        pytest.param(
            ["api", "--route", "app.py", "--docs", "empty", "--port", "0"],
            "error: empty: this is no folder of pages: there is no index.html in it\n",
            id="no pages",
        ),
        pytest.param(
            ["api", "--route", "app.py", "--config", "gone.config"],
            "error: gone.config: there is no such file\n  hint: `paa configure` writes one\n",
            id="no configuration",
        ),
    ],
)
def test_what_cannot_be_served_is_refused(tmp_path: Path, words: list[str], error: str) -> None:
    (tmp_path / "app.py").touch()
    (tmp_path / "empty").mkdir()

    ended = run_paa("run", *words, cwd=tmp_path)

    assert (ended.out, ended.err) == ("", error)
    assert ended.code in {2, 3}


@pytest.mark.parametrize(
    ("command", "file"),
    [
        pytest.param(["configure", "api"], ".paa.api.config", id="api"),
        pytest.param(["configure", "streamlit"], ".paa.streamlit.config", id="streamlit"),
        pytest.param(["configure", "mcp"], ".paa.mcp.config", id="mcp"),
        pytest.param(["init-api-config"], ".paa.api.config", id="init-api-config"),
        pytest.param(["init-streamlit-config"], ".paa.streamlit.config", id="init-streamlit-config"),
        pytest.param(["init-mcp-config"], ".paa.mcp.config", id="init-mcp-config"),
    ],
)
def test_configuration_is_written_once(tmp_path: Path, command: list[str], file: str) -> None:
    written = run_paa(*command, cwd=tmp_path)
    (tmp_path / file).write_text("mine", encoding="utf-8")
    again = run_paa(*command, cwd=tmp_path)
    kept = (tmp_path / file).read_text(encoding="utf-8")
    forced = run_paa(*command, "--force", cwd=tmp_path)

    assert (written.code, written.out, written.err) == (0, f"wrote {file}\n", "")
    assert (again.code, again.out, kept) == (2, "", "mine")
    assert again.err == f"error: {file}: this file is there already\n  hint: add --force to replace it\n"
    assert (forced.code, (tmp_path / file).read_text(encoding="utf-8")[:13]) == (0, "# How `paa ru")


def test_name_of_the_file_can_be_chosen(tmp_path: Path) -> None:
    written = run_paa("configure", "api", "--config", "deep/server.yml", cwd=tmp_path)

    assert (written.code, written.out) == (0, "wrote deep/server.yml\n")
    assert (tmp_path / "deep" / "server.yml").is_file()


@pytest.mark.slow
def test_tools_are_shown_without_the_sdk(environment: FreshEnvironment, tmp_path: Path) -> None:
    shown = environment.run("paa", "show", "mcp", "http_status_advice", cwd=tmp_path)
    known = environment.run("paa", "show-module-mcp", "http-status-advice", "--json", cwd=tmp_path)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines()[::2] == [
        "tool      explain_status(code: int) -> dict[str, str | int]",
        "tool      search_statuses(words: str) -> list[str]",
    ]
    assert [each["name"] for each in json.loads(known.out)] == ["explain_status", "search_statuses"]


@pytest.mark.slow
def test_tools_of_an_editable_package_are_shown(environment: FreshEnvironment, repository: PackagingRepository) -> None:
    repository.config(CONFIG)
    repository.write("module_dir/greeting.py", RELEASED)
    repository.write("mcp/greeting.py", 'import mcp\n\n\n@mcp.tool()\ndef greet(name: str) -> str:\n    """Greet."""\n')
    repository.commit()
    words: list[str | Path] = ["greeting", "--editable", "--skip-deps-install", "--python", environment.python]
    assert run_paa("test-install", *words, cwd=repository.root).code == 0

    shown = environment.run("paa", "show", "mcp", "greeting", cwd=environment.root)

    assert (shown.out, shown.err) == ("tool      greet(name: str) -> str\n          Greet.\n", "")
