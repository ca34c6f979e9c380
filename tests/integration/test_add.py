"""`paa add`: small files that work at once, also from the wheel, in a fresh environment."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from paa.cli._commands import Group, entries
from paa.core.source.modules import read_module
from paa.interfaces import INTERFACES
from paa.model.names import ImportName
from paa.model.settings import Settings
from tests.support import Completed, FreshEnvironment, PackagingRepository, run_paa
from tests.support.trees import read_tree
from tests.support.workshop import RELEASED, Workshop

WORDS = '''\
"""Count the words of a text."""

__all__ = ["count_words"]

__package_metadata__ = {}


def count_words(text: str, longest: int = 20, *, upper: bool = False, mode: str | None = None) -> dict[str, int]:
    """Return the "number" of words."""
    counted = [word for word in text.split() if len(word) <= longest]
    return {"words": len(counted), "upper": int(upper), "mode": len(mode or "")}
'''
# A function and an argument that have the name of the module, and a module without a function.
SLUG = RELEASED + 'def slug(slug: str) -> str:\n    return slug.lower().replace(" ", "-")\n'
TABLE = RELEASED + "TABLE = {1: 2}\n"
KINDS: Mapping[str, tuple[str, str]] = {
    "cli": ("cli", "cli/{}.py"),
    "api": ("fastapi", "api_routes/{}.py"),
    "streamlit": ("streamlit", "streamlit/{}.py"),
    "mcp": ("mcp", "mcp/{}.py"),
}


def fill(workshop: Workshop) -> Path:
    """Make a repository with three modules, and give its root."""
    workshop.fill({"module_dir/words.py": WORDS, "module_dir/slug.py": SLUG, "module_dir/table.py": TABLE})
    return workshop.repository.root


def test_there_is_a_command_for_every_interface() -> None:
    (group,) = (each for each in entries() if each.name == "add" and isinstance(each, Group))

    assert [command.name for command in group.commands] == ["module", *KINDS]
    assert [kind for kind, _ in KINDS.values()] == list(INTERFACES)


@pytest.mark.parametrize("module", ["words", "slug", "table"])
@pytest.mark.parametrize("word", KINDS)
def test_interface_is_one_file_that_its_interface_accepts(workshop: Workshop, word: str, module: str) -> None:
    root = fill(workshop)
    kind, place = KINDS[word]
    before = read_tree(root)

    added = workshop.paa("add", word, module, "--root", root)

    path = Path(place.format(module))
    assert (added.code, added.err) == (0, "")
    assert set(read_tree(root)) - set(before) == {str(path)}
    file = read_module((root / path).read_bytes(), INTERFACES[kind].directory(Settings()) / path.name)
    assert INTERFACES[kind].scripts(file, ImportName(module)) == (
        {module: f"{module}.cli:app"} if word == "cli" else {}
    )
    trial = INTERFACES[kind].trial.format(name=module)
    assert added.out == f"created  {path}\n\nnext: paa test-install {module} && {trial}\n"


def test_command_line_is_written_in_full(workshop: Workshop) -> None:
    root = fill(workshop)

    workshop.paa("add", "cli", "words", "--root", root)

    assert (
        (root / "cli/words.py").read_text("utf-8")
        == '''\
"""The command `words`."""

import typer  #>=0.16

import words

__cli_metadata__ = {"name": "words"}

app = typer.Typer(add_completion=False)


@app.command()
def count_words(
    text: str,
    longest: int = 20,
    upper: bool = False,
    mode: str | None = None,
) -> None:
    """Return the "number" of words."""
    typer.echo(words.count_words(text, longest=longest, upper=upper, mode=mode))
'''
    )


def test_what_was_added_is_a_document(workshop: Workshop) -> None:
    workshop.fill({"module_dir/half.py": "def half(number, digits=1):\n    return number\n"})

    added = workshop.paa("add", "api", "half", "--json", "--root", workshop.repository.root)

    assert json.loads(added.out) == {
        "project": "half",
        "files": ["api_routes/half.py"],
        "offers": "half",
        "taken_for_text": ["number"],
        "next": "paa test-install half && paa run api --package half",
    }


def test_argument_without_a_type_is_pointed_out(workshop: Workshop) -> None:
    workshop.fill({"module_dir/half.py": "def half(number):\n    return number\n"})

    added = workshop.paa("init-cli", "half", "--root", workshop.repository.root)

    assert added.code == 0
    assert added.err == "note: no type is stated, so this is taken for text: number\n"


def test_folders_are_those_of_the_configuration(workshop: Workshop, tmp_path: Path) -> None:
    root = fill(workshop)
    workshop.repository.config("module_dir: module_dir\ncli_dir: commands/here\ntests_dir: checks\n")
    (tmp_path / "other.config").write_text("module_dir: module_dir\ncli_dir: elsewhere\n", encoding="utf-8")

    workshop.paa("add", "cli", "words", "--root", root)
    workshop.paa("add", "cli", "words", "--root", root, "--config", tmp_path / "other.config")
    workshop.paa("add", "module", "new", "--root", root)

    assert {"commands/here/words.py", "elsewhere/words.py", "checks/new/test_new.py"} <= set(read_tree(root))


def test_what_is_there_is_replaced_only_by_force(workshop: Workshop) -> None:
    root = fill(workshop)
    workshop.repository.write("cli/words.py", "app = mine = None\n")
    workshop.repository.write("tests/words/test_words.py", "mine = None\n")
    before = read_tree(root)

    refused = workshop.paa("add", "cli", "words", "--root", root)
    refused_module = workshop.paa("add", "module", "words", "--root", root)

    hint = "  hint: --force replaces it\n"
    assert refused == Completed(2, "", f"error: cli/words.py: this file is there already\n{hint}")
    assert refused_module.err == "".join(
        f"error: {path}: this file is there already\n{hint}"
        for path in ("module_dir/words.py", "tests/words/test_words.py")
    )
    assert read_tree(root) == before

    assert workshop.paa("add", "cli", "words", "--root", root, "--force").code == 0
    assert "mine" not in (root / "cli/words.py").read_text("utf-8")


def test_nothing_is_written_through_a_link(workshop: Workshop, tmp_path: Path) -> None:
    root = fill(workshop)
    (tmp_path / "outside").mkdir()
    (root / "cli").symlink_to(tmp_path / "outside")

    refused = workshop.paa("add", "cli", "words", "--root", root, "--force")

    assert refused == Completed(
        2, "", "error: cli: a symbolic link stands where a folder is needed\n  hint: move it away\n"
    )
    assert not any((tmp_path / "outside").iterdir())


@pytest.mark.parametrize(
    ("words", "error"),
    [
        pytest.param(
            ("cli", "wrods"), "module_dir: there is no module 'wrods'\n  hint: did you mean 'words'?", id="near miss"
        ),
        pytest.param(
            ("api", "broken"),
            "module_dir/broken.py:1: syntax error: '(' was never closed\n"
            "  hint: mend it; what only a newer Python than the one that runs paa understands is an error, too",
            id="syntax error",
        ),
        pytest.param(
            ("cli", "cli"),
            "module_dir/cli.py: a module that is called 'cli' takes the place of its own interface 'cli'\n"
            "  hint: rename the module",
            id="place is taken",
        ),
        pytest.param(
            ("module", "json"),
            "module_dir/json.py: 'json' is a module of the standard library\n"
            "  hint: choose another name: an index refuses this one, and Python would import the wrong one",
            id="standard library",
        ),
        pytest.param(
            ("module", "class"),
            "module_dir/class.py: 'class' is a keyword of Python and cannot be imported\n  hint: call it class_",
            id="keyword",
        ),
        pytest.param(
            ("module", "two words"),
            "module_dir/two words.py: 'two words' is no name for a module: lower-case letters, digits and underscores, "
            "no digit first\n  hint: call it two_words",
            id="blank",
        ),
        pytest.param(
            ("module", "aux"),
            "module_dir/aux.py: 'aux' is a device on Windows, where no file can have this name\n  hint: call it aux_",
            id="device",
        ),
        pytest.param(
            ("module", "../far"),
            "module_dir/_/far.py: '_/far' is no name for a module: lower-case letters, digits and underscores, "
            "no digit first\n  hint: call it __far",
            id="elsewhere",
        ),
        pytest.param(
            ("module", "9"),
            "module_dir/9.py: '9' is no name for a module: lower-case letters, digits and underscores, no digit first",
            id="digit",
        ),
        pytest.param(
            ("module", "Odd_Name"),
            "module_dir/odd__name.py: 'odd-name' is the name of another module already\n"
            "  hint: choose another name, or rename that file",
            id="the same for an index",
        ),
    ],
)
def test_wrong_names_are_refused(workshop: Workshop, words: tuple[str, str], error: str) -> None:
    root = fill(workshop)
    workshop.repository.module("broken", "f(\n")
    workshop.repository.module("cli", RELEASED)
    workshop.repository.module("odd__name", RELEASED)
    before = read_tree(root)

    refused = workshop.paa("add", *words, "--root", root)

    assert refused == Completed(3, "", f"error: {error}\n")
    assert read_tree(root) == before


@pytest.mark.parametrize("typed", ["new_tool", "new-tool", "New.Tool", "module_dir/new_tool.py"])
def test_module_starts_with_metadata_and_a_test(workshop: Workshop, typed: str) -> None:
    root = fill(workshop)

    added = workshop.paa("add", "module", typed, "--root", root)

    listed = "created  module_dir/new_tool.py\ncreated  tests/new_tool/test_new_tool.py\n"
    assert added == Completed(0, f"{listed}\nnext: paa test-install new-tool\n", "")
    workshop.repository.commit()
    made = workshop.make("new-tool")
    assert (made.code, made.err) == (0, "")


@pytest.fixture(scope="module")
def scaffolds(
    tmp_path_factory: pytest.TempPathFactory, new_environment: Callable[[], FreshEnvironment]
) -> FreshEnvironment:
    """Add every interface to every module, build, remove the repository, and install the wheels with their extras."""
    folder = tmp_path_factory.mktemp("scaffolds")
    repository = PackagingRepository(folder / "repository")
    repository.config("module_dir: module_dir\npython_version: '3.11'\n")
    for name, source in (("words", WORDS), ("slug", SLUG), ("table", TABLE)):
        repository.module(name, source)
        for word in KINDS:
            assert run_paa("add", word, name, cwd=repository.root).code == 0
    assert run_paa("add", "module", "brand-new", cwd=repository.root).code == 0
    repository.commit()
    made = run_paa("make-package", "--all", "-o", folder / "dist", cwd=repository.root)
    assert (made.code, made.err) == (0, "")
    shutil.copytree(repository.root / "tests", folder / "tests")
    shutil.rmtree(repository.root)
    environment = new_environment()
    environment.install("pytest", "httpx", *(f"{wheel}[all]" for wheel in (folder / "dist").glob("[!b]*.whl")))
    environment.install(*(folder / "dist").glob("b*.whl"))
    shutil.copytree(folder / "tests", environment.root / "tests")
    return environment


def use(environment: FreshEnvironment, code: str) -> str:
    """Run code in an environment, in a folder that has nothing to do with it."""
    return environment.run("python", "-c", code, cwd=environment.root, check=True).out.strip()


@pytest.mark.slow
def test_new_command_lines_run(scaffolds: FreshEnvironment) -> None:
    ran = scaffolds.run("words", "a bb ccc", "--longest", "2", "--upper", "--mode", "fast", cwd=scaffolds.root)

    assert ran == Completed(0, "{'words': 2, 'upper': 1, 'mode': 4}\n", "")
    assert scaffolds.run("slug", "A Title", cwd=scaffolds.root) == Completed(0, "a-title\n", "")
    assert scaffolds.run("table", cwd=scaffolds.root) == Completed(0, "0.0.1\n", "")
    assert 'Return the "number" of words.' in scaffolds.run("words", "--help", cwd=scaffolds.root).out


@pytest.mark.slow
def test_new_web_apis_answer(scaffolds: FreshEnvironment) -> None:
    code = """
import warnings
warnings.simplefilter("ignore")
from fastapi import FastAPI
from fastapi.testclient import TestClient
import slug.routes, table.routes, words.routes
app = FastAPI()
for module in (slug, table, words):
    app.include_router(module.routes.router)
client = TestClient(app)
for path in ("/words/count_words?text=a+b&upper=true", "/slug/slug?slug=A+B", "/table/version", "/words/count_words"):
    answer = client.get(path)
    print(answer.status_code, answer.json() if answer.is_success else "")
print(sorted(client.get("/openapi.json").json()["paths"]))
"""
    assert use(scaffolds, code).splitlines() == [
        "200 {'words': 2, 'upper': 1, 'mode': 0}",
        "200 a-b",
        "200 0.0.1",
        "422 ",
        "['/slug/slug', '/table/version', '/words/count_words']",
    ]


@pytest.mark.slow
def test_new_web_apps_show_results(scaffolds: FreshEnvironment) -> None:
    code = """
from pathlib import Path
import slug, table, words
from streamlit.testing.v1 import AppTest
for package in (words, slug, table):
    app = AppTest.from_file(str(Path(package.__file__).with_name("streamlit.py")), default_timeout=60).run()
    if app.text_input:
        app.text_input[0].set_value("A B")
    app.button[0].click().run()
    print(app.title[0].value, [each.message for each in app.exception], [each.value for each in app.json], end=" ")
    print([each.value for each in app.markdown])
"""
    assert use(scaffolds, code).splitlines() == [
        """words [] ['{"words": 2, "upper": 0, "mode": 0}'] ['Count the words of a text.']""",
        "slug [] [] ['a-b']",
        "table [] [] ['0.0.1']",
    ]


@pytest.mark.slow
def test_new_servers_offer_their_tools(scaffolds: FreshEnvironment) -> None:
    code = """
import asyncio
import slug.mcp_server, table.mcp_server, words.mcp_server
for module in (words, slug, table):
    (tool,) = asyncio.run(module.mcp_server.mcp.list_tools())
    print(module.mcp_server.mcp.name, tool.name, tool.input_schema.get("required"), tool.description)
"""
    assert use(scaffolds, code).splitlines() == [
        "words count_words ['text'] Return the \"number\" of words.",
        "slug slug ['slug'] Call slug.",
        "table version None Say which version is installed.",
    ]


@pytest.mark.slow
def test_new_module_passes_its_test(scaffolds: FreshEnvironment) -> None:
    ran = scaffolds.run("python", "-m", "pytest", "-q", "tests/brand_new", cwd=scaffolds.root)

    assert ran.code == 0
    assert "1 passed" in ran.out
