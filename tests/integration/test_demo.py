"""The demonstration runs to its end, as `make demo` starts it."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import PackagingRepository, run

SCRIPT = Path(__file__).parents[2] / "scripts" / "demo.py"
COLUMNS = 80


@pytest.mark.slow
def test_demo_runs_to_its_end_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    words = ("--site", tmp_path / "site")

    shown = run(sys.executable, SCRIPT, *words, env={"TMPDIR": str(tmp_path / "temporary")})

    assert (shown.code, shown.err) == (0, "")
    assert "\x1b" not in shown.out
    # Addresses are as long as the temporary folder's name.
    lines = [line for line in shown.out.splitlines() if "file:" not in line and str(tmp_path) not in line]
    assert [line for line in lines if len(line) > COLUMNS] == []
    assert "3 projects to release to local; 4 unchanged\n" in shown.out
    assert "\n$ paa release\nnothing to release; 7 unchanged\n" in shown.out
    assert shown.out.splitlines()[-4].endswith(" s  in all")
    assert list((tmp_path / "temporary").iterdir()) == []
    home = (tmp_path / "site" / "index.html").as_uri()
    assert shown.out.splitlines()[-2:] == ["Open the documentation in a browser:", home]
    assert "Add durations up" in (tmp_path / "site/about/release-notes.html").read_text("utf-8")


def test_demo_stops_at_the_first_command_that_fails(tmp_path: Path) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    (tmp_path / "git").chmod(0o755)

    # The interpreter's own folder comes first on PATH, and holds no git.
    shown = run(sys.executable, SCRIPT, env={"PATH": str(tmp_path)})

    assert (shown.code, shown.err) == (
        1,
        "demo: `git init --quiet --bare --initial-branch=main remote.git` ended with exit code 7\n",
    )
    assert "\n$ " not in shown.out


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_git_keeps_to_no_color(repository: PackagingRepository, no_color: str, coloured: bool) -> None:
    repository.write("a.txt", "a\n")
    repository.commit()
    code = "from demo import prepare; from pathlib import Path; prepare('git', 'log', '--oneline', cwd=Path())"
    ours, theirs = pty.openpty()
    # The variable of the search path is hidden from the commands of the demo, not from the demo.
    settings = os.environ | {"NO_COLOR": no_color, "TERM": "xterm", "PYTHONPATH": str(SCRIPT.parent)}

    done = subprocess.run([sys.executable, "-c", code], cwd=repository.root, env=settings, stdout=theirs, check=False)

    os.close(theirs)
    with os.fdopen(ours, "rb") as terminal:
        shown = terminal.read1(1000)
    assert done.returncode == 0
    assert (b"\x1b[" in shown) is coloured
    assert len(shown.splitlines()) == 1
