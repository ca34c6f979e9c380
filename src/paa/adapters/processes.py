"""Other programs: started with explicit words, folder and environment, their output captured."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Completed", "run", "without_secrets"]


@dataclass(frozen=True, slots=True)
class Completed:
    """What a program did."""

    code: int
    out: str
    err: str


_CREDENTIAL = re.compile(r"PAA_.*_TOKEN|TWINE_(?:USERNAME|PASSWORD)|SYSTEM_ACCESSTOKEN|ACTIONS_ID_TOKEN_.*")


# Names under which secrets are usually kept; rather one too many.
_SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH|^PGPASS|_PAT$", re.IGNORECASE
)


def without_secrets(env: Mapping[str, str]) -> dict[str, str]:
    """Leave out of an environment whatever is called like a secret: for code that anybody may have written."""
    return {name: value for name, value in env.items() if not _SECRET.search(name)}


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


def _without_credentials(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if not _CREDENTIAL.fullmatch(name)}
