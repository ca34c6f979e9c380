"""Every command is documented, fits a terminal and is found under each of its names."""

import importlib
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from paa import __version__
from paa.cli import _commands, main
from tests.support import need_program, run, run_paa

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command line did in this process."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The command line, run in this process because its help is asked for a hundred times."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert isinstance(ended.value.code, int)
        printed = self.capture.readouterr()
        return Outcome(ended.value.code, printed.out, printed.err)


@pytest.fixture
def paa(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Run a command line in this process."""
    return CommandLine(capsys)


def paths() -> Iterator[tuple[str, ...]]:
    """Yield the words of every command and group, of the first level itself too."""
    yield ()
    for entry in _commands.entries():
        yield (entry.name,)
        if isinstance(entry, _commands.Group):
            yield from ((entry.name, command.name) for command in entry.commands)


def commands() -> Iterator[_commands.Command]:
    """Yield every command of the table, those in groups too."""
    for entry in _commands.entries():
        if isinstance(entry, _commands.Group):
            yield from entry.commands
        else:
            yield entry


PATHS = tuple(paths())
COMMANDS = tuple(commands())
GROUPS = tuple(entry.name for entry in _commands.entries() if isinstance(entry, _commands.Group))


def words_of(path: tuple[str, ...]) -> str:
    """Name a test after the words that a user types."""
    return " ".join(("paa", *path))


def flat(text: str) -> str:
    """Write on one line what a terminal shows on several."""
    return " ".join(text.split())


def options(text: str) -> str:
    """Leave out the line of a help that shows how the command was called."""
    return text.partition("\n")[2]


@pytest.mark.parametrize("path", PATHS, ids=words_of)
def test_help_fits_a_terminal(paa: CommandLine, path: tuple[str, ...]) -> None:
    shown = paa(*path, "--help")

    assert shown.code == 0
    assert shown.err == ""
    assert shown.out.startswith(f"Usage: {words_of(path)} ")
    assert [line for line in shown.out.splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize("group", GROUPS)
def test_help_of_a_group_has_whole_sentences(paa: CommandLine, group: str) -> None:
    listed = paa(group, "--help").out.partition("Commands:")[2]
    (entry,) = (each for each in _commands.entries() if each.name == group and isinstance(each, _commands.Group))

    sentences = [paa(group, each.name, "--help").out.split("\n\n")[1] for each in entry.commands]
    assert len(sentences) > 0
    assert [each for each in map(flat, sentences) if each not in flat(listed)] == []


@pytest.mark.parametrize("path", PATHS, ids=words_of)
def test_short_option_shows_the_same_help(paa: CommandLine, path: tuple[str, ...]) -> None:
    assert paa(*path, "-h") == paa(*path, "--help")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_first_line_of_a_command_is_one_sentence(command: _commands.Command) -> None:
    module, name = command.target
    documentation = inspect.getdoc(getattr(importlib.import_module(module), name))
    assert documentation is not None
    first, _, rest = documentation.partition("\n")

    assert first[0].isupper()
    assert first.endswith(".")
    assert not rest or rest.startswith("\n"), "the first sentence ends on the first line"


@pytest.mark.parametrize("path", PATHS, ids=words_of)
def test_every_option_is_explained(paa: CommandLine, path: tuple[str, ...]) -> None:
    lines = paa(*path, "--help").out.splitlines()
    listed = [(line.strip(), below) for line, below in pairwise([*lines, ""]) if line.startswith("  -")]

    assert listed != []
    # The explanation stands two blanks or more behind the option, or on the line below, further in.
    assert [option for option, below in listed if "  " not in option and not below.startswith("   ")] == []


def test_help_is_grouped_by_task(paa: CommandLine) -> None:
    shown = paa("--help").out
    sections = {}
    for title, entries in _commands.SECTIONS.items():
        _, found, below = shown.partition(f"\n{title}:\n")
        assert found, f"no section {title!r}"
        listed = below.partition("\n\n")[0].splitlines()
        sections[title] = [line.split()[0] for line in listed if line[2] != " "]
        assert sections[title] == [entry.name for entry in entries]

    assert list(sections) == sorted(sections, key=lambda title: shown.index(f"\n{title}:\n"))


@pytest.mark.parametrize("path", [(), *((name,) for name in GROUPS)], ids=words_of)
def test_group_alone_shows_the_help(paa: CommandLine, path: tuple[str, ...]) -> None:
    assert paa(*path) == Outcome(code=0, out=paa(*path, "--help").out, err="")


@pytest.mark.parametrize("alias", _commands.ALIASES)
def test_alias_is_the_command_it_stands_for(paa: CommandLine, alias: str) -> None:
    by_alias, by_name = paa(alias, "--help"), paa(*_commands.ALIASES[alias], "--help")

    assert by_alias.code == 0
    assert options(by_alias.out) == options(by_name.out)


@pytest.mark.parametrize("name", _commands.HIDDEN)
def test_hidden_name_is_a_command_that_the_help_does_not_list(paa: CommandLine, name: str) -> None:
    shown = paa(name, "--help")

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("Usage: paa ")
    assert name not in paa("--help").out


def test_aliases_hide_no_command_and_are_hidden(paa: CommandLine) -> None:
    names = {entry.name for entry in _commands.entries()}

    assert names.isdisjoint(_commands.ALIASES)
    assert names.isdisjoint(_commands.NOT_YET)
    assert _commands.NOT_YET.isdisjoint(_commands.ALIASES)
    listed = {line.split()[0] for line in paa("--help").out.splitlines() if line.strip()}
    assert listed.isdisjoint(_commands.ALIASES)


@pytest.mark.parametrize("name", sorted(_commands.NOT_YET))
def test_name_of_the_predecessor_without_a_capability_says_so(paa: CommandLine, name: str) -> None:
    assert paa(name, "anything", "--at-all") == Outcome(
        code=2,
        out="",
        err=(
            f"error: {name!r} is a command of package-auto-assembler that paa {__version__} does not offer yet\n"
            "  hint: see `paa --help` for what there is\n"
        ),
    )


@pytest.mark.parametrize("command", ["make-package", "test-install", "check-deps-compat"])
@pytest.mark.parametrize("option", sorted(_commands.OPTIONS_NOT_YET))
def test_option_of_the_predecessor_without_a_capability_says_so(paa: CommandLine, command: str, option: str) -> None:
    assert paa(command, "anything", option) == Outcome(
        code=2,
        out="",
        err=(
            f"error: {option!r} is an option of package-auto-assembler that `paa {command}` does not offer yet\n"
            f"  hint: see `paa {command} --help`\n"
        ),
    )


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        pytest.param(["no-such"], "No such command 'no-such'", "paa", id="command"),
        pytest.param(["--no-such"], "No such option: --no-such", "paa", id="option"),
        pytest.param(["show", "no-such"], "No such command 'no-such'", "paa show", id="command of a group"),
    ],
)
def test_unknown_words_are_a_usage_error(paa: CommandLine, words: list[str], message: str, hint: str) -> None:
    assert paa(*words) == Outcome(code=2, out="", err=f"error: {message}\n  hint: see `{hint} --help`\n")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        pytest.param(["mak-package", "tool"], "paa make-package", id="command"),
        pytest.param(["show", "packges"], "paa show packages", id="command of a group"),
        pytest.param(["show-modul-list"], "paa show-module-list", id="name of the predecessor"),
        pytest.param(["ad", "cli", "tool"], "paa add", id="group"),
    ],
)
def test_nearest_command_is_named(paa: CommandLine, words: list[str], meant: str) -> None:
    typo = next(word for word in words if word != "show")
    error = f"error: No such command {typo!r}\n  hint: did you mean `{meant}`?\n"

    assert paa(*words) == Outcome(code=2, out="", err=error)


def test_module_and_console_script_are_the_same_command() -> None:
    shown, version = run_paa("--help"), run_paa("--version")

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("Usage: paa [OPTIONS] COMMAND")
    assert (version.code, version.out, version.err) == (0, f"paa {__version__}\n", "")
    script = Path(sys.executable).with_name("paa")
    assert run(script, "--help") == shown
    assert run(script, "--version") == version


def test_help_survives_an_ascii_locale() -> None:
    shown = run_paa("--help", env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.isascii()


def test_bash_completes_commands_in_a_real_shell(tmp_path: Path) -> None:
    bash = need_program("bash")
    script = run(bash, "-c", f"{sys.executable} -m paa --show-completion; exit $?")
    assert (script.code, script.err) == (0, "")
    # The completion calls the program by name; in the shell under test that is this interpreter's.
    (tmp_path / "paa").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m paa "$@"\n', encoding="utf-8")
    (tmp_path / "paa").chmod(0o755)
    (tmp_path / "completion.bash").write_text(script.out, encoding="utf-8")
    asked = (
        f'PATH="{tmp_path}:$PATH"; source "{tmp_path}/completion.bash"; '
        'COMP_WORDS=(paa test-); COMP_CWORD=1; _paa_completion paa; printf "%s\\n" "${COMPREPLY[@]}"'
    )

    completed = run(bash, "--norc", "-c", asked)

    assert (completed.code, completed.out, completed.err) == (0, "test-install\n", "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("paa test-", ["test-install"], id="command"),
        pytest.param("paa init-", ["init-ppr", "init-paa", "init-config"], id="several commands"),
        pytest.param("paa show conf", ["config"], id="command of a group"),
        pytest.param("paa --vers", ["--version"], id="option"),
    ],
)
def test_completion_protocol(typed: str, expected: list[str]) -> None:
    words = typed.split()
    asked = {"_PAA_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1)}

    completed = run_paa(env=asked)

    assert (completed.code, completed.out.splitlines(), completed.err) == (0, expected, "")


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_what_only_other_commands_need_is_not_loaded(words: tuple[str, ...]) -> None:
    """Whatever every command loads, every command waits for."""
    code = (
        "import sys\n"
        f"sys.argv = ['paa', *{words!r}]\n"
        "from paa.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )

    done = run(sys.executable, "-c", code, env={"GITHUB_ACTIONS": None, "TF_BUILD": None}, check=True)

    loaded = {name.partition(".")[0] for name in done.err.split()}
    assert loaded.isdisjoint({"packaging", "rich", "yaml", "secrets", "tempfile", "pydantic", "requests"})
    assert not [name for name in done.err.split() if name.startswith(("paa.pipeline", "paa.adapters.ci.azure"))]
