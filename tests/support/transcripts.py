"""Read terminal transcripts out of Markdown, play them in a real shell and compare what is printed."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FileToWrite", "Step", "compare", "play", "read_steps"]

_BLOCK = re.compile(
    r"(?:^`(?P<path>[\w./-]+)`:\n\n)?^(?P<fence>`{3,})(?P<language>\w*)\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_SEPARATOR = "\x1e"
_TIMEOUT_SECONDS = 300

# What differs from machine to machine and from day to day, and what stands for it.
_NORMALISED = {
    r"python3\.\d+": "python3",
    r"\(Python 3[\d., a-z]*\)": "(Python 3.N)",
    r"\b(\d[\d,]*\.\d kB|\d+ B)(?=\s|$)": "N kB",
    r"commit [0-9a-f]{10}\b": "commit C",
    r" \\\n +": " ",  # where a line of a shell is broken depends on the length of a path
    r"[ \t]+$": "",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and what the page says that it prints."""

    command: str
    output: str


@dataclass(frozen=True, slots=True)
class FileToWrite:
    """A file that the page tells its reader to write."""

    path: str
    content: str


def read_steps(page: str) -> Iterator[Step | FileToWrite]:
    """Collect what a reader does: `console` blocks, and other blocks below a line that is a path and a colon."""
    for block in _BLOCK.finditer(page):
        if block["language"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                yield Step(command, output)
        elif block["path"]:
            yield FileToWrite(block["path"], block["text"])


def play(steps: list[Step | FileToWrite], folder: Path, env: Mapping[str, str]) -> list[tuple[Step, str]]:
    """Do everything in one shell, so that `cd` lasts; give each command with what it printed on both streams."""
    lines = ["exec 2>&1"]
    for step in steps:
        if isinstance(step, Step):
            lines += [step.command, f"code=$?; printf '{_SEPARATOR}'; (exit $code)"]
        else:
            lines += [f"mkdir -p $(dirname {step.path})", f"cat > {step.path} <<'END OF FILE'"]
            lines.append(f"{step.content}END OF FILE")
    done = subprocess.run(
        ["bash", "--norc", "-c", "\n".join(lines)],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=_TIMEOUT_SECONDS,
    )
    commands = [step for step in steps if isinstance(step, Step)]
    return list(zip(commands, done.stdout.split(_SEPARATOR)[:-1], strict=True))


def compare(shown: str, printed: str) -> bool:
    """Compare after normalisation; a line `...` of the page stands for any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in _normalise(shown).splitlines()
    )
    return re.fullmatch(pattern, _normalise(printed)) is not None


def _normalise(text: str) -> str:
    for pattern, replacement in _NORMALISED.items():
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text
