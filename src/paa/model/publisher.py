"""Trusted publishers: whom an index believes without a password."""

from dataclasses import dataclass

from paa.model.names import NormalizedName
from paa.model.settings import IndexName

__all__ = ["Publisher", "PublisherPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """What is typed into the form of an index, for one project.

    Attributes:
        project: The name of the project.
        owner: Of the repository on GitHub.
        workflow: The name of the workflow's file.
        environment: The environment that the job runs in.
    """

    project: NormalizedName
    owner: str
    repository: str
    workflow: str
    environment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherPlan:
    """What one index has to be told.

    Attributes:
        index: Its name.
        title: What people call it.
        page: Where publishers are added for projects that are not there yet; None where nobody knows it.
        token_page: Where tokens are made.
        batches: Those that can wait for their first release at the same time.
        there: The projects that are there already: each has a form of its own, which also takes these fields.
        notes: What else is to be done.
    """

    index: IndexName
    title: str
    page: str | None
    token_page: str | None
    batches: tuple[tuple[Publisher, ...], ...]
    there: tuple[Publisher, ...]
    notes: tuple[str, ...]
