"""GitHub Actions: workflow commands in the log, and files for outputs and summaries."""

import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from paa.adapters.ci.protocol import Level
from paa.core.release.log_commands import github_command, place_of
from paa.errors import BuildError

__all__ = ["GitHubActions"]


class GitHubActions:
    """Speaks to GitHub Actions.

    Args:
        environment: What the runner says of the run.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def begin(self, title: str) -> str:
        """Begin a group of lines that the log folds."""
        return github_command("group", title, {})

    def end(self) -> str:
        """End the group."""
        return github_command("endgroup", "", {})

    def annotate(self, level: Level, text: str, *, where: str | None) -> str:
        """Point at a place."""
        file, line = place_of(where)
        return github_command(level, text, {"file": file, "line": line})

    def output(self, name: str, value: str) -> None:
        """Hand a value to later steps and jobs.

        Raises:
            BuildError: The runner's file cannot be written.
        """
        # Nobody can guess the line that ends the value, so nothing in the value can end it.
        end = f"paa_{secrets.token_hex(16)}"
        self._append("GITHUB_OUTPUT", f"{name}<<{end}\n{value}\n{end}\n")

    def matrix(self, jobs: Sequence[Mapping[str, object]]) -> str:
        """Write the jobs of a matrix: a list."""
        return json.dumps(list(jobs))

    def summarise(self, markdown: str) -> None:
        """Add to the summary of the run.

        Raises:
            BuildError: The runner's file cannot be written.
        """
        self._append("GITHUB_STEP_SUMMARY", markdown)

    def mask(self, secret: str) -> str:
        """Let the log hide a secret from now on."""
        return github_command("add-mask", secret, {})

    def resumption(self) -> str:
        """Say how a run is resumed."""
        run = self._environment.get("GITHUB_RUN_ID", "RUN")
        return f"`gh run rerun {run} --failed`, or *Re-run failed jobs* on this page; the next release heals it, too."

    def _append(self, variable: str, text: str) -> None:
        name = self._environment.get(variable)
        if not name:
            raise BuildError(f"the runner names no file in {variable}", hint="is this a step of a GitHub workflow?")
        try:
            with Path(name).open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise BuildError(f"cannot write to the file of {variable}: {reason}", where=name) from None
