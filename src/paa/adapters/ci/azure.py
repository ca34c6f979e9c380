"""Azure Pipelines: logging commands for everything."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from paa.adapters.ci.protocol import Level
from paa.core.ci.matrix import azure_legs
from paa.core.release.log_commands import azure_command, neutralised, place_of
from paa.errors import BuildError

__all__ = ["AzurePipelines"]


class AzurePipelines:
    """Speaks to Azure Pipelines.

    Args:
        environment: What the agent says of the run.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def begin(self, title: str) -> str:
        """Begin a group of lines that the log folds."""
        return f"##[group]{neutralised(' '.join(title.splitlines()))}"

    def end(self) -> str:
        """End the group."""
        return "##[endgroup]"

    def annotate(self, level: Level, text: str, *, where: str | None) -> str:
        """Point at a place."""
        file, line = place_of(where)
        return azure_command("task.logissue", text, {"type": level, "sourcepath": file, "linenumber": line})

    def output(self, name: str, value: str) -> str:
        """Hand a value to later steps, jobs and stages."""
        return azure_command("task.setvariable", value, {"variable": name, "isOutput": "true"})

    def matrix(self, jobs: Sequence[Mapping[str, object]]) -> str:
        """Write the jobs of a matrix: a name for each, and its variables."""
        return json.dumps(azure_legs(jobs), separators=(",", ":"))

    def summarise(self, markdown: str) -> str:
        """Add to the summary of the run; the agent uploads the file when the step ends.

        Raises:
            BuildError: It cannot be written.
        """
        folder = self._environment.get("AGENT_TEMPDIRECTORY") or None
        try:
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", prefix="paa-", suffix=".md", dir=folder, delete=False
            ) as file:
                file.write(markdown)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise BuildError(f"cannot write the summary: {reason}", where=folder) from None
        return azure_command("task.uploadsummary", str(Path(file.name).resolve()), {})

    def mask(self, secret: str) -> str:
        """Let the log hide a secret from now on."""
        return azure_command("task.setsecret", secret, {})

    def resumption(self) -> str:
        """Say how a run is resumed."""
        return "*Rerun failed jobs* on the page of this run; the next release heals it, too."
