"""Requirements files of every kind, and the command."""

import doctest
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from requirement_diff.cli import cli

from requirement_diff import Weight, compare, format_changes, print_changes

MAJOR = "major  a  ==1.0 -> ==2.0\n"
ADDED = "added  b  any\n"


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        pytest.param("a==1.2.3", "a==2.0", Weight.MAJOR, id="major"),
        pytest.param("a==1.2.3", "a==1.3", Weight.MINOR, id="minor"),
        pytest.param("a==1.2.3", "a==1.2.4", Weight.PATCH, id="patch"),
        pytest.param("a==2", "a==2.0.1", Weight.PATCH, id="different lengths"),
        pytest.param("a==0.4", "a==0.5", Weight.MAJOR, id="before 1.0, a minor version breaks"),
        pytest.param("a==0.4.1", "a==0.4.2", Weight.PATCH, id="before 1.0, a patch does not"),
        pytest.param("a==0.0.1", "a==0.0.2", Weight.MAJOR, id="before 0.1, everything breaks"),
        pytest.param("a==2.0rc1", "a==2.0", Weight.PATCH, id="from a pre-release"),
        pytest.param("a==1.0", "a==1.0.post1", Weight.PATCH, id="to a post-release"),
        pytest.param("a==2024.1", "a==1!1.0", Weight.MAJOR, id="epoch"),
        pytest.param("a==1.10", "a==1.9", Weight.BACKWARD, id="backward, as numbers"),
        pytest.param("", "a", Weight.ADDED, id="added"),
        pytest.param("a", "", Weight.REMOVED, id="removed"),
        pytest.param("a>=1", "a>=2", Weight.CONSTRAINT, id="another constraint"),
        pytest.param("a==1.*", "a==2.*", Weight.CONSTRAINT, id="a prefix is no pin"),
        pytest.param("a==1", "a", Weight.CONSTRAINT, id="no longer pinned"),
        pytest.param("a==1", "a[x]==1", Weight.CONSTRAINT, id="another extra"),
        pytest.param("a==1", "a @ file:///a.whl", Weight.CONSTRAINT, id="a direct reference"),
    ],
)
def test_weights(before: str, after: str, weight: Weight) -> None:
    """Each change has its weight."""
    assert [change.weight for change in compare(before, after)] == [weight]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("Foo.Bar==1.0", "foo-bar==1", id="names and versions are normalised"),
        pytest.param("a>=1,<2", "a <2, >=1", id="order of a constraint"),
        pytest.param("a[x,y]", "a[y, x]", id="order of extras"),
        pytest.param("a==1", "# note\n\n-r other.txt\n--no-index\na==1  # why", id="comments and options"),
        pytest.param("a==1", "a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01", id="hashes"),
        pytest.param("a==1\r\nb==2\r\n", "\ufeffb==2\na==1", id="order, line endings and a BOM"),
        pytest.param("a==1\na==1", "a==1", id="the same line twice"),
    ],
)
def test_no_change(before: str, after: str) -> None:
    """What means the same is no change."""
    assert compare(before, after) == ()


def test_markers_keep_lines_apart() -> None:
    """One project may be required differently on each system."""
    both = 'a==1; sys_platform == "win32"\na==2; sys_platform != "win32"'
    changes = compare(both, both.replace("==2", "==2.1"))
    assert format_changes(changes) == 'minor  a ; sys_platform != "win32"  ==2 -> ==2.1'


def test_all_mistakes_at_once() -> None:
    """Every line that cannot be read is named with its file and number."""
    with pytest.raises(ValueError, match="before") as caught:
        compare("a==1\nnot a requirement\na==2", "a==1")
    assert str(caught.value) == (
        "before, line 2: 'not a requirement' is no requirement; before, line 3: a is required twice"
    )


@pytest.mark.parametrize("with_rich", [False, True])
def test_printing_with_and_without_rich(
    with_rich: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rich adds colours to a terminal and changes nothing else; markup in a constraint is text."""
    if with_rich:
        pytest.importorskip("rich")
    else:
        monkeypatch.setitem(sys.modules, "rich.console", None)
    print_changes(compare("a", "a[red]" + "\nb>=" + "1" * 100))
    assert capsys.readouterr().out == f"constraint  a  any -> [red]\nadded       b  >={'1' * 100}\n"
    print_changes(())
    assert not capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "exit_code", "stdout", "stderr"),
    [
        pytest.param(["show"], 0, f"{MAJOR}{ADDED}", "", id="show"),
        pytest.param(["gate"], 1, f"{MAJOR}{ADDED}", "Changes that weigh more than minor: 2.\n", id="gate"),
        pytest.param(
            ["gate", "--allow", "added"],
            1,
            MAJOR,
            "Changes that weigh more than added: 1.\n",
            id="one allowed",
        ),
        pytest.param(["gate", "--allow", "major"], 0, "", "", id="gate, all allowed"),
    ],
)
def test_command(arguments: list[str], exit_code: int, stdout: str, stderr: str, tmp_path: Path) -> None:
    """The command prints what `compare` finds, and the gate fails closed."""
    before, after = tmp_path / "before.txt", tmp_path / "after.txt"
    before.write_text("a==1.0\n", encoding="utf-8")
    after.write_text("a==2.0\nb\n", encoding="utf-8")
    result = CliRunner().invoke(cli, [*arguments, str(before), str(after)])
    assert (result.exit_code, result.stdout, result.stderr) == (exit_code, stdout, stderr)


def test_examples() -> None:
    """The examples of the documentation are true."""
    assert doctest.testmod(sys.modules[compare.__module__]).failed == 0
