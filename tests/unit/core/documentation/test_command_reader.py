"""Commands, read from the syntax tree of a Typer or Click command line."""

from textwrap import dedent

import pytest

from paa.core.documentation.command_page import render_commands
from paa.core.documentation.command_reader import read_commands
from paa.model.commands import CommandNode, CommandParameter


def read(source: str, entry: str = "app") -> CommandNode | None:
    """Read a command line that `tool` starts."""
    return read_commands(dedent(source), entry=entry, script="tool")


def parameters(source: str, entry: str = "app") -> list[CommandParameter]:
    """Read the parameters of the only command."""
    node = read(source, entry)
    assert node is not None
    return list((node.commands[0] if node.commands else node).parameters)


def test_only_command_of_typer_has_no_name_of_its_own() -> None:
    node = read(
        '''
        import typer
        app = typer.Typer()

        @app.command()
        def show(text: str) -> None:
            """Show a text."""
        '''
    )

    assert node == CommandNode(
        name="tool",
        help="Show a text.",
        parameters=(CommandParameter(usage="TEXT", is_option=False, required=True),),
    )


def test_commands_and_groups_of_typer() -> None:
    node = read(
        '''
        from typer import Typer

        app = Typer(help="Do things.")
        inner: Typer = Typer(name="in", help="Inner things.")

        @app.callback()
        def main(loud: bool = False):
            """Not shown: the application has a help."""

        @app.command("show")
        def show_it(): "Show."

        @app.command(help="Hide.")
        def hide_it(): ...

        @inner.command()
        async def first(): ...

        app.add_typer(inner)
        app.add_typer(inner, name="again")
        '''
    )

    assert node is not None
    assert (node.name, node.help, [each.usage for each in node.parameters]) == (
        "tool",
        "Do things.",
        ["--loud / --no-loud"],
    )
    assert [(each.name, each.help) for each in node.commands] == [
        ("show", "Show."),
        ("hide-it", "Hide."),
        ("in", "Inner things."),
        ("again", "Inner things."),
    ]
    assert [each.name for each in node.commands[2].commands] == ["first"]


@pytest.mark.parametrize(
    ("signature", "usage", "default", "required", "help_"),
    [
        pytest.param("text: str", "TEXT", None, True, "", id="argument"),
        pytest.param("count: int = 3", "--count INTEGER", "3", False, "", id="option"),
        pytest.param("dry_run: bool = True", "--dry-run / --no-dry-run", "True", False, "", id="flag"),
        pytest.param(
            "to: Annotated[Path, typer.Option('--to', '-t', help='Where.')]",
            "--to, -t PATH",
            None,
            True,
            "Where.",
            id="required-option",
        ),
        pytest.param(
            "to: Annotated[str | None, typer.Option(metavar='PLACE')] = None",
            "--to PLACE",
            None,
            False,
            "",
            id="optional",
        ),
        pytest.param("to: str = typer.Option('here', help='Where.')", "--to TEXT", "here", False, "Where.", id="old"),
        pytest.param("to: str = typer.Argument(..., help='Where.')", "TO", None, True, "Where.", id="old-argument"),
        pytest.param("to: str = typer.Option('--into')", "--into TEXT", None, True, "", id="old-with-a-name"),
        pytest.param("to: Where = 'here'", "--to PATH", "here", False, "Named.", id="named-annotation"),
        pytest.param("kind: Kind = Kind.A", "--kind KIND", "Kind.A", False, "", id="own-type"),
        pytest.param("*, to: str = 'here'", "--to TEXT", "here", False, "", id="keyword-only"),
    ],
)
def test_parameters_of_typer(signature: str, usage: str, default: str | None, required: bool, help_: str) -> None:
    source = f"""
import typer
Where = Annotated[Path, typer.Option(help="Named.")]
app = typer.Typer()
@app.command()
def show(context: typer.Context, {signature}): ...
"""
    if signature.startswith("*"):
        source = source.replace("context: typer.Context, ", "")

    (parameter,) = parameters(source)

    assert (parameter.usage, parameter.default, parameter.required, parameter.help) == (usage, default, required, help_)


def test_hidden_parameters_are_not_told() -> None:
    assert parameters("app = Typer()\n@app.command()\ndef go(x: int = typer.Option(1, hidden=True)): ...") == []


def test_commands_of_click_are_read() -> None:
    node = read(
        '''
        import click
        FILE = click.Path(exists=True)

        @click.group()
        @click.option("--loud/--quiet", default=False, help="Say more.")
        def cli(loud):
            """Do things.

            \\b
            As they are.
            \\f
            Not shown.
            """

        @cli.command("show")
        @click.argument("files", nargs=-1, type=FILE)
        @click.option("-n", "--count", type=int, default=3, show_default=True, help="How many.")
        @click.option("--kind", type=click.Choice(["a", "b"]), required=True)
        @click.option("--tag", multiple=True)
        @click.option("--force", is_flag=True)
        def show_files(files, count, kind, tag, force):
            """Show files."""

        @click.command()
        def alone(): ...

        @cli.group()
        def more(): """More."""

        @more.command()
        def deep(): ...

        cli.add_command(alone)
        cli.add_command(alone, "other")
        ''',
        "cli",
    )

    assert node is not None
    assert (node.name, node.help) == ("tool", "Do things.\n\nAs they are.")
    assert [each.name for each in node.commands] == ["show", "more", "alone", "other"]
    assert [each.name for each in node.commands[1].commands] == ["deep"]
    assert [(each.usage, each.default, each.required, each.many) for each in node.commands[0].parameters] == [
        ("FILES", None, True, True),
        ("-n, --count INTEGER", "3", False, False),
        ("--kind [a|b]", None, True, False),
        ("--tag TEXT", None, False, True),
        ("--force", None, False, False),
    ]


@pytest.mark.parametrize(
    "source", ["app = build()", "def app(): ...", "from other import app", "app: Typer"], ids=lambda text: text
)
def test_what_cannot_be_read_is_not_guessed(source: str) -> None:
    assert read(source) is None


def test_groups_in_a_circle_end() -> None:
    source = "app = Typer()\nother = Typer()\napp.add_typer(other)\nother.add_typer(app)\napp.add_typer(app)"

    assert read(source) is not None


def test_page_shows_how_to_call_each_command() -> None:
    node = CommandNode(
        name="tool",
        commands=(
            CommandNode(
                name="cut",
                help="Cut.\n\n# How\n\nSo.",
                parameters=(
                    CommandParameter(usage="ROPE", is_option=False, required=True),
                    CommandParameter(usage="MORE", is_option=False, many=True, help="More *ropes*."),
                    CommandParameter(usage="--at INTEGER", is_option=True, default="1", required=True, many=True),
                ),
            ),
        ),
    )

    assert render_commands([node]) == dedent(
        """\
        # Command line

        ## `tool`

        ```text
        tool COMMAND [ARGS]...
        ```

        ### `tool cut`

        ```text
        tool cut [OPTIONS] ROPE [MORE]...
        ```

        Cut.

        #### How

        So.

        **Arguments**

        * `ROPE`
        * `MORE`: More \\*ropes\\*\\.

        **Options**

        * `--at INTEGER` (default: `1`, required, may be repeated)
        """
    )
