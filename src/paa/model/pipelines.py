"""What is chosen about the pipelines of a repository: the keys of `.paa.ci.config`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from paa.model.settings import IndexName, PythonVersion

__all__ = ["CI_CONFIG", "Branch", "Image", "Login", "PipelineChoices", "Platform", "Start"]

CI_CONFIG = ".paa.ci.config"
"""The file beside `.paa.config`; what it says is a `PipelineChoices`."""

Branch = NewType("Branch", str)
"""The name of a branch that needs no quotes anywhere."""

Image = NewType("Image", str)
"""The label of a runner image that needs no quotes anywhere."""


class Platform(StrEnum):
    """Where a repository's pipelines run."""

    GITHUB = "github"
    AZURE = "azure"


class Start(StrEnum):
    """What starts a release, besides somebody who starts it by hand."""

    MERGE = "merge"
    GITHUB_RELEASE = "github-release"
    MANUAL = "manual"


class Login(StrEnum):
    """How a pipeline logs into an index."""

    TRUSTED = "trusted"
    SECRETS = "secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineChoices:
    """Every key of `.paa.ci.config`.

    Attributes:
        branch: What is merged into it is released.
        start: What starts a release.
        login: How the index is logged into; an index without trusted publishing takes secrets, whatever this says.
        index: Where a release goes; None for `publish_to`, and for PyPI where that is a folder.
        pythons: The versions of Python that tests run on; by default the oldest one that is configured, and the
            newest one.
        systems: The runner images that tests run on; the first one runs everything else.
        jobs: How many jobs a stage may be divided among.
    """

    branch: Branch = Branch("main")
    start: Start = Start.MERGE
    login: Login = Login.TRUSTED
    index: IndexName | None = None
    pythons: tuple[PythonVersion, ...] = ()
    systems: tuple[Image, ...] = (Image("ubuntu-24.04"),)
    jobs: int = 256
