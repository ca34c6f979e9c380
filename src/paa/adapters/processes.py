"""Other programs: started with explicit words, folder and environment, their output captured."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "Completed",
    "bare_environment",
    "end_running",
    "find_program",
    "hide_logins",
    "run",
    "run_in_time",
    "without_secrets",
]


@dataclass(frozen=True, slots=True)
class Completed:
    """What a program did."""

    code: int
    out: str
    err: str

    def last_lines(self, count: int) -> list[str]:
        """Give the last lines that say something, of its errors, or of its output where there are none."""
        lines = [line for line in (self.err or self.out).splitlines() if line.strip()]
        return hide_logins("\n".join(lines[-count:])).splitlines()


# To the last @ before a slash: a password may hold one.
_LOGIN = re.compile(r"(?<=://)[^\s/]+(?=@)")
_CREDENTIAL = re.compile(r"PAA_.*_TOKEN|TWINE_(?:USERNAME|PASSWORD)|SYSTEM_ACCESSTOKEN|ACTIONS_ID_TOKEN_.*")


# Names under which secrets are usually kept; rather one too many.
_SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH|^PGPASS|_PAT$", re.IGNORECASE
)


# Those that run in time; a thread that waits for one does not hear of an interruption.
_running: "set[subprocess.Popen[str]]" = set()


def find_program(name: str) -> str | None:
    """Find a program beside the running interpreter, where it was installed with paa, else on PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def hide_logins(text: str) -> str:
    """Replace the logins in the addresses of a text: programs show the address of an index as they were given it."""
    return _LOGIN.sub("***", text)


def without_secrets(env: Mapping[str, str]) -> dict[str, str]:
    """Leave out of an environment whatever is called like a secret: for code that anybody may have written."""
    return {name: value for name, value in env.items() if not _SECRET.search(name)}


# What a program needs to run at all. Whatever else is in an environment may be a secret, whatever it is called.
_NEEDED = re.compile(
    r"PATH|LANG|LANGUAGE|LC_\w+|TZ|TERM|COLUMNS|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|SSL_CERT_(?:FILE|DIR)"
    r"|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|NUMBER_OF_PROCESSORS|PROCESSOR_\w+",
    re.IGNORECASE,
)


def bare_environment(home: Path) -> dict[str, str]:
    """Give the environment for code that nobody has looked at: what it needs to run, and a home of its own.

    Args:
        home: An empty folder; its settings, caches and temporary files go there.
    """
    kept = {name: value for name, value in os.environ.items() if _NEEDED.fullmatch(name)}
    places = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP")
    return {**kept, **dict.fromkeys(places, str(home)), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


def run(words: Sequence[str], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Completed:
    """Run a program to its end.

    Args:
        words: The program and its arguments; no shell sees them.
        cwd: The folder that it runs in; that of this process by default.
        env: Its environment; that of this process by default. Credentials of indexes are left out: what an installer
            starts may be anybody's code.

    Raises:
        OSError: It cannot be started.
    """
    # The words come from us; what comes from a repository among them is a word of its own, never code.
    done = subprocess.run(
        list(words),
        cwd=cwd,
        env=_without_credentials(os.environ if env is None else env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    return Completed(done.returncode, done.stdout, done.stderr)


def run_in_time(
    words: Sequence[str], *, cwd: Path, seconds: float, text: str = "", env: Mapping[str, str] | None = None
) -> Completed:
    """Run a program that reads a text, and end it with everything that it started when it takes too long.

    Args:
        words: The program and its arguments; no shell sees them.
        cwd: The folder that it runs in.
        seconds: How long it may take.
        text: What it finds on its standard input.
        env: Its environment; that of this process by default. Credentials of indexes are left out, as in `run`.

    Raises:
        TimeoutError: It took longer.
        OSError: It cannot be started.
    """
    with subprocess.Popen(
        list(words),
        cwd=cwd,
        env=_without_credentials(os.environ if env is None else env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        # A group of its own: a resolver starts build backends, which would live on and keep the pipes open.
        start_new_session=True,
    ) as process:
        _running.add(process)
        try:
            out, err = process.communicate(text, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{words[0]} took longer than {seconds:g} seconds") from None
        finally:
            # Also when this process is interrupted: the program hears nothing of that by itself.
            _running.discard(process)
            if process.poll() is None:
                _end(process)
    return Completed(process.returncode, out, err)


def end_running() -> None:
    """End the programs that other threads wait for in `run_in_time`, with everything that they started."""
    for process in tuple(_running):
        _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _without_credentials(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if not _CREDENTIAL.fullmatch(name)}
