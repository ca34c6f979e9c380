"""Tell what PyPI and TestPyPI have to be told before the pipelines of a repository may publish there."""

from collections.abc import Iterator, Sequence

from paa.adapters.git import current_branch, remote_address, remote_of
from paa.adapters.index import open_index
from paa.adapters.index.management import publisher_page, token_page
from paa.core.package.spec import project_name
from paa.core.release.forge import github_repository, read_address
from paa.core.release.publishers import batches, environment_pattern, publishers
from paa.errors import ConfigError, PaaError, SourceError, raise_together
from paa.model.index_profile import DefinedIndex
from paa.model.index_traits import traits_of
from paa.model.names import ImportName, NormalizedName
from paa.model.publisher import PublisherPlan
from paa.model.settings import CONFIG
from paa.pipeline.indexes import find_index
from paa.pipeline.repository import Repository
from paa.pipeline.sources import Reader

__all__ = ["TOKENS", "plan_publishers"]

PUBLIC = ("pypi", "testpypi")
TOKENS = (
    "a token that is limited to a project cannot be made before the project is there: make the first release with one "
    "for the whole account, then make one for the project, put it into the place of the first, and delete that one"
)
"""What to know where a token is used instead of a trusted publisher."""


def plan_publishers(
    repository: Repository, names: Sequence[str] = (), *, index: str | None = None
) -> tuple[PublisherPlan, ...]:
    """Fill in the forms of trusted publishers, for each index that takes them.

    Args:
        repository: The repository; its remote tells the owner and the name.
        names: Projects, as the user types them; all that are for release where there are none.
        index: The one index that is meant.

    Raises:
        SourceError: A module cannot be read, or the remote is not on GitHub.
        ConfigError: The index that is meant takes no trusted publishers.
        IndexFailure: An index cannot be read.
    """
    goals = _goals(repository, index)
    owner, name = _hosted(repository)
    projects = _projects(repository, repository.find_every(names) or repository.all_projects())
    return tuple(_plan(repository, goal, projects, owner=owner, name=name) for goal in goals)


def _goals(repository: Repository, index: str | None) -> tuple[DefinedIndex, ...]:
    """Choose the indexes: the one that is named, else those that releases go through, else the public ones.

    Raises:
        ConfigError: The one that is named is unknown, or knows no trusted publishers.
    """
    settings = repository.settings
    if index is not None:
        goal = find_index(repository, index)
        if not traits_of(goal.profile).trusted_publishing:
            hint = "it is logged into with a token; `paa doctor` tells whether there is one"
            raise ConfigError(f"the index {goal.name!r} knows no trusted publishers", where=CONFIG, hint=hint)
        return (goal,)
    used = [find_index(repository, each) for each in (settings.publish_to, settings.stage_to) if each]
    chosen = [each for each in used if traits_of(each.profile).trusted_publishing]
    return tuple(chosen or (find_index(repository, each) for each in PUBLIC))


def _hosted(repository: Repository) -> tuple[str, str]:
    tree = repository.work_tree
    remote = remote_of(tree, repository.places.branch or current_branch(tree) or "")
    if remote is None:
        hint = "add the remote: git remote add origin git@github.com:OWNER/NAME.git"
        raise SourceError("there is no remote, so nobody knows owner and name", where=str(tree), hint=hint)
    hosted = read_address(remote_address(tree, remote))
    if github := github_repository(hosted):
        return github
    place = hosted.host if hosted else "a folder"
    hint = "pipelines elsewhere log in with a token, as a secret variable PAA_<INDEX>_TOKEN; Azure Pipelines, too"
    message = (
        f"the remote {remote!r} is not on GitHub ({place}), and paa knows trusted publishers of GitHub Actions only"
    )
    raise SourceError(message, where=str(tree), hint=hint)


def _projects(repository: Repository, modules: Sequence[ImportName]) -> tuple[NormalizedName, ...]:
    """Name the projects on an index; a module that is not for release is none."""
    reader, errors = Reader(repository), list[PaaError]()
    found: list[NormalizedName] = []
    for module in modules:
        try:
            source = reader.module(repository.layout.modules[module])
            if source.metadata is not None:
                found.append(project_name(module, source))
        except PaaError as error:
            errors.append(error)
    raise_together(errors)
    return tuple(sorted(found))


def _plan(
    repository: Repository, goal: DefinedIndex, projects: Sequence[NormalizedName], *, owner: str, name: str
) -> PublisherPlan:
    index = open_index(goal.name, goal.profile, repository.root)
    there = [project for project in projects if index.project(project) is not None]
    new = [project for project in projects if project not in there]
    settings = repository.settings
    stages = goal.name == (settings.stage_to or PUBLIC[1]) and goal.name != settings.publish_to
    pattern = usual = str(goal.name) if stages else settings.environment
    note: str | None
    if stages:
        # The job of the pipelines that stages has one environment, which is called like the index.
        note = f"the environment {goal.name!r} is that of every project, so one publisher waits at a time"
    else:
        pattern, note = environment_pattern(usual, waiting=len(new))
    waiting = publishers(new, owner=owner, repository=name, pattern=pattern)
    return PublisherPlan(
        index=goal.name,
        title=traits_of(goal.profile).title,
        page=publisher_page(goal.profile),
        token_page=token_page(goal.profile),
        batches=tuple(batches(waiting)),
        there=publishers(there, owner=owner, repository=name, pattern=usual),
        notes=tuple(_notes(len(waiting), note if len(waiting) > 1 else None)),
    )


def _notes(waiting: int, note: str | None) -> Iterator[str]:
    if note:
        yield note
    if waiting > 1:
        yield "each batch has to be released before the next one is typed in: a publisher waits until then"
