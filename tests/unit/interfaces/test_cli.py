"""The console script of a command line."""

import pytest

from paa.errors import SourceError
from paa.interfaces.cli import CommandLine
from tests.unit.builders import OWN, described, module_of

WHERE = "cli_dir/my_module.py"
FORM = 'write `__cli_metadata__ = {"name": "my-tool"}`'


@pytest.mark.parametrize(
    ("source", "scripts"),
    [
        pytest.param("app = Typer()", {"my_module": "my_module.cli:app"}, id="Typer"),
        pytest.param("@click.group()\ndef cli(): ...", {"my_module": "my_module.cli:cli"}, id="Click"),
        pytest.param("cli = app = Typer()", {"my_module": "my_module.cli:app"}, id="both"),
        pytest.param("from my_module.commands import app", {"my_module": "my_module.cli:app"}, id="imported"),
        pytest.param(
            '__cli_metadata__ = {"name": "My-Tool.2"}\napp = 1', {"My-Tool.2": "my_module.cli:app"}, id="named"
        ),
        pytest.param(
            '__cli_metadata__: dict[str, str] = {"name": "tool"}\napp = 1',
            {"tool": "my_module.cli:app"},
            id="annotated",
        ),
        pytest.param("__cli_metadata__ = {}\napp = 1", {"my_module": "my_module.cli:app"}, id="not named"),
        pytest.param(
            '__cli_metadata__ = {"scripts": {"a-tool": "first", "b-tool": "second"}}\n'
            "def first(): ...\nfrom my_module import second",
            {"a-tool": "my_module.cli:first", "b-tool": "my_module.cli:second"},
            id="several",
        ),
        pytest.param(
            '__cli_metadata__ = {"name": "tool", "scripts": {"a-tool": "first"}}\ncli = 1\ndef first(): ...',
            {"a-tool": "my_module.cli:first", "tool": "my_module.cli:cli"},
            id="one and others",
        ),
        pytest.param('__cli_metadata__ = {"scripts": {}}\napp = 1', {"my_module": "my_module.cli:app"}, id="no others"),
    ],
)
def test_console_script(source: str, scripts: dict[str, str]) -> None:
    assert CommandLine().scripts(module_of(source, WHERE), OWN) == scripts


@pytest.mark.parametrize(
    ("metadata", "name"),
    [
        pytest.param('{"name": "../tool"}', "'../tool'", id="path"),
        pytest.param('{"name": "my tool"}', "'my tool'", id="blank"),
        pytest.param('{"name": "-tool"}', "'-tool'", id="option"),
        pytest.param('{"name": "outil_é"}', "'outil_é'", id="not ASCII"),
        pytest.param('{"name": ""}', "''", id="empty"),
        pytest.param('{"name": 1}', "1", id="number"),
    ],
)
def test_what_is_not_fit_for_a_command_is_refused(metadata: str, name: str) -> None:
    with pytest.raises(SourceError) as caught:
        CommandLine().scripts(module_of(f"__cli_metadata__ = {metadata}\napp = 1", WHERE), OWN)

    assert described(caught.value) == [
        (
            f"{name} is no name for a console script",
            WHERE,
            'write `__cli_metadata__ = {"name": "my-tool"}`',
        )
    ]


@pytest.mark.parametrize(
    ("metadata", "message", "hint"),
    [
        pytest.param('["tool"]', "__cli_metadata__ is no dictionary", FORM, id="list"),
        pytest.param(
            "dict(name='tool')",
            "__cli_metadata__ is no literal dictionary",
            "write it out: nothing of the file is run to read it",
            id="call",
        ),
        pytest.param(
            '{"scripts": ["tool"]}', "`scripts` in __cli_metadata__ is no dictionary of texts", FORM, id="scripts list"
        ),
        pytest.param(
            '{"scripts": {"tool": 1}}', "`scripts` in __cli_metadata__ is no dictionary of texts", FORM, id="target"
        ),
        pytest.param('{"scripts": {"a b": "app"}}', "'a b' is no name for a console script", FORM, id="name"),
        pytest.param(
            '{"scripts": {"tool": "aps"}}',
            "there is no `aps` in this file for a console script",
            "did you mean `app`?",
            id="near miss",
        ),
        pytest.param(
            '{"scripts": {"tool": "os.system"}}',
            "there is no `os.system` in this file for a console script",
            "define it, or import it",
            id="attribute",
        ),
        pytest.param(
            '{"name": "tool", "scripts": {"tool": "app"}}', "the console script 'tool' is given twice", None, id="twice"
        ),
    ],
)
def test_what_cannot_be_a_script_is_refused(metadata: str, message: str, hint: str | None) -> None:
    with pytest.raises(SourceError) as caught:
        CommandLine().scripts(module_of(f"__cli_metadata__ = {metadata}\napp = 1", WHERE), OWN)

    assert described(caught.value) == [(message, WHERE, hint)]
