"""Every registered gate fails closed: whatever is wrong with its tools, it says why it cannot answer."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from socket import socket

import pytest

from paa.core.release.gate_policy import POLICIES
from paa.pipeline.gates import GATES
from tests.support.gates import TROUBLED, TROUBLES
from tests.support.processes import run_paa
from tests.support.programs import only_programs
from tests.support.samples import CHECKOUT
from tests.support.workshop import RELEASED, Workshop

ASKING = [name for name, gate in GATES.items() if gate.tools]


def test_every_gate_has_a_policy() -> None:
    assert set(GATES) <= set(POLICIES)


@pytest.mark.parametrize("name", ASKING)
def test_every_gate_that_asks_tools_has_a_row(name: str) -> None:
    assert name in TROUBLED


@pytest.mark.parametrize("name", GATES)
def test_every_gate_has_samples_that_pass_and_that_fail(name: str) -> None:
    """A page of tests of its own; that of the first gate is older than the others."""
    stem = "test_check" if name == "compatibility" else f"test_gate_{name.replace('-', '_')}"
    text = (Path(__file__).parent / f"{stem}.py").read_text("utf-8")

    # Tables of samples are compared whole by one of these.
    assert text.count("Completed(") >= 2
    assert text.count("pytest.param(") + text.count("Completed(4") >= 3


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("name", [name for name in ASKING if name in TROUBLED])
def test_tool_that_does_not_answer_is_a_finding(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trouble: str
) -> None:
    row, script = TROUBLED[name], TROUBLES[trouble]
    workshop.fill(row.absent if script is None and row.absent else row.files)
    programs = only_programs(tmp_path / "programs", monkeypatch, "uv")
    monkeypatch.setenv("UV_OFFLINE", "1")
    if script is None:
        row.remove(programs, row.tools if row.absent is None else ())
    else:
        for tool in row.tools:
            programs.write(tool, script)

    words: list[str | Path] = ["tool", "--only", name, "--timeout", "1", *row.words, "--root", workshop.repository.root]
    refused = workshop.paa("check", *words)

    lines = refused.out.splitlines()
    heads = [place for place, line in enumerate(lines) if line.endswith(f"{name}/unavailable")]
    assert refused.code == 4, refused
    assert refused.err == ("error: 1 finding\n" if len(heads) == 1 else f"error: {len(heads)} findings\n")
    assert heads
    for head in heads:
        assert lines[head + 1].startswith("  ")
        assert any(line.startswith("  hint: ") for line in lines[head + 2 :])
    # It is asked again the next time: that it could not answer is no answer.
    assert workshop.paa("check", *words) == refused


def test_packages_of_this_repository_pass() -> None:
    """Every gate that asks no server; the others are for those who have a network."""
    words = [word for name in ("metadata", "contents", "good-release", "compatibility") for word in ("--only", name)]

    checked = run_paa("check", "--all", *words, "--declared", cwd=CHECKOUT)

    assert (checked.code, checked.err) == (0, "")
    assert [line.partition(":")[0] for line in checked.out.splitlines()] == [
        "metadata",
        "contents",
        "good-release",
        "compatibility",
    ]


def test_gates_that_take_their_time_share_a_line(workshop: Workshop, tmp_path: Path) -> None:
    """On a terminal, one line names every gate that is still looking."""
    slow = tmp_path / "pyenv" / "versions" / "3.7.17" / "bin" / "python3"
    slow.parent.mkdir(parents=True)
    slow.write_text("#!/bin/sh\nsleep 3\n", encoding="utf-8")
    slow.chmod(0o755)
    workshop.fill(
        {"module_dir/tool.py": '__package_metadata__ = {"description": "A", "requires_python": ">=3.7,<3.8"}\n'}
    )
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "paa", "check", "tool", "--only", "metadata", "--only", "contents"]
    environment = os.environ | {"PYENV_ROOT": str(tmp_path / "pyenv"), "TERM": "xterm", "COLUMNS": "120"}

    done = subprocess.run(
        words, cwd=workshop.repository.root, env=environment, stdout=subprocess.PIPE, stderr=theirs, check=False
    )

    os.close(theirs)
    with os.fdopen(ours, "rb") as terminal:
        shown = terminal.read1(100_000).decode()
    assert done.returncode == 4
    assert "metadata: looking at tool" in shown
    assert "Traceback" not in shown


def test_one_gate_that_fails_hides_no_other(workshop: Workshop) -> None:
    """The archives cannot be built, and the README is read all the same."""
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        link = f"http://127.0.0.1:{taken.getsockname()[1]}/a.json\n"
    workshop.fill({"module_dir/tool.py": RELEASED, "artifacts/tool/a.json.link": link})

    words = ["--only", "metadata", "--only", "contents", "--only", "good-release"]
    refused = workshop.paa("check", "tool", *words, "--root", workshop.repository.root)

    assert not workshop.repository.status()
    rules = [line.split()[1] for line in refused.out.splitlines() if not line.startswith(" ")]
    assert refused.code == 4
    assert rules[:2] == ["metadata/unavailable", "contents/build"]
    assert {rule.partition("/")[0] for rule in rules} == {"metadata", "contents", "good-release"}
