"""Build projects for gates that look at archives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from paa.adapters.git import head_time
from paa.errors import PaaError
from paa.model.distribution import KINDS, Distribution, DistributionKind
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import PackageSpec
from paa.pipeline.artifacts import Pinning, fetch_artifacts
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.build import build_archives
from paa.pipeline.events import Reporter
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["Built", "build_projects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The archives of one project, as they would be published.

    Attributes:
        spec: The metadata in them.
        epoch: The time of every file, in seconds since 1970.
    """

    spec: PackageSpec
    wheel: Distribution
    sdist: Distribution
    epoch: int

    @classmethod
    def of(cls, spec: PackageSpec, distributions: Sequence[Distribution], epoch: int) -> "Built":
        """Take the two archives of a project."""
        kinds = {each.kind: each for each in distributions}
        return cls(spec=spec, wheel=kinds[DistributionKind.WHEEL], sdist=kinds[DistributionKind.SDIST], epoch=epoch)


def build_projects(
    reader: Reader, projects: Sequence[Project], folder: Path, reporter: Reporter
) -> Mapping[ImportName, Built | PaaError]:
    """Build both archives of projects, as `make-package` would; one that cannot be built stops no other.

    Args:
        reader: Their sources.
        projects: The projects.
        folder: A private folder.
        reporter: Hears what happens.

    Returns:
        The archives of each, or what is wrong with it.
    """
    specifier = Specifier(reader)
    epoch = head_time(reader.repository.work_tree) or 0
    made: dict[ImportName, Built | PaaError] = {}
    subject = projects[0].import_name if len(projects) == 1 else f"{len(projects)} projects"
    with reporter.step(f"building {subject} to look inside"):
        for project in projects:
            try:
                made[project.import_name] = _build(project, reader, specifier, folder, reporter, epoch)
            except PaaError as error:
                made[project.import_name] = error
    return made


def _build(
    project: Project, reader: Reader, specifier: Specifier, folder: Path, reporter: Reporter, epoch: int
) -> Built:
    repository, only = reader.repository, Pinning.UNSEEN
    fetched = fetch_artifacts([project], repository, pinning=only, folder=folder, reporter=reporter)
    (complete,) = fetched.projects
    spec = specifier.specify(complete)
    tree = assemble_tree(complete, spec, repository)
    if repository.settings.add_mkdocs_site:
        from paa.pipeline.site import site_files, with_site

        tree = with_site(tree, site_files(complete, spec, reader, reporter, epoch=epoch))
    return Built.of(spec, build_archives(tree, KINDS, folder=folder, epoch=epoch), epoch)
