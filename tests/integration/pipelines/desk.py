"""A repository on the GitHub of this machine, to which workflows are pushed."""

import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

from tests.support import PackagingRepository, git
from tests.support.pipelines.github import Event, GitHub, Run, pushed

__all__ = ["ASK_FOR_IDENTITY", "Desk"]

# A step's way to the token that says who its job is; printed as the JSON that it comes in.
ASK_FOR_IDENTITY = f"""{sys.executable} -c '
import os, urllib.request as web
request = web.Request(os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"] + "&audience=index")
request.add_header("Authorization", "bearer " + os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"])
print(web.urlopen(request).read().decode())'
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A repository, its remote, and the service that runs its workflows."""

    repository: PackagingRepository
    service: GitHub

    @property
    def remote(self) -> Path:
        """The bare repository."""
        return self.service.remote

    def push(self, workflow: str, branch: str = "main") -> Event:
        """Commit everything and a workflow, and push it."""
        self.repository.write(".github/workflows/flow.yml", workflow)
        self.repository.commit()
        git(self.repository.root, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return pushed(self.remote, ref=f"refs/heads/{branch}")

    def run(self, workflow: str) -> Run:
        """Push a workflow that pushes start, and run it."""
        (run,) = self.service.happen(self.push(dedent(workflow)))
        return run

    def jobs(self, jobs: str, *top: str) -> Run:
        """Run a workflow of these jobs."""
        lines = "".join(f"{line}\n" for line in ("on: push", *top))
        return self.run(f"{lines}jobs:\n{indent(dedent(jobs), '  ')}")

    def steps(self, steps: str, *job: str) -> Run:
        """Run a workflow of one job with these steps, and these lines above them."""
        lines = "".join(f"  {line}\n" for line in ("runs-on: ubuntu-24.04", *job))
        return self.jobs(f"work:\n{lines}  steps:\n{indent(dedent(steps), '    ')}")
