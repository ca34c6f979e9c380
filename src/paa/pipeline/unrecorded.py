"""What an index has of a project and nobody recorded: whether it is what this repository makes, or made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from packaging.version import Version

from paa.adapters.files import temporary_directory
from paa.adapters.git import check_out, head_time
from paa.core.release.strangers import is_whole
from paa.errors import PaaError
from paa.model.distribution import KINDS
from paa.model.index import IndexProject
from paa.model.names import ImportName
from paa.pipeline.artifacts import Pinning, fetch_artifacts
from paa.pipeline.assemble import assemble_tree
from paa.pipeline.build import build_archives
from paa.pipeline.events import Silence
from paa.pipeline.repository import Repository, open_repository
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["Moment", "Unrecorded"]

MOST = 5  # commits that are built again, of those that touched a project


@dataclass(frozen=True, slots=True)
class Moment:
    """What archives hold beside their sources.

    Attributes:
        epoch: When the project was last touched, in seconds since 1970.
        notes: The notes of the release, which its site shows; None where they are not known.
    """

    epoch: int
    notes: tuple[str, ...] | None = None


class Unrecorded:
    """Builds again what a run may have published before it died, and compares.

    Args:
        repository: The repository.
        metadata_version: Of the archives that are built.
    """

    def __init__(self, repository: Repository, metadata_version: Version) -> None:
        self._repository = repository
        self._metadata_version = metadata_version
        self._reader = Reader(repository)
        self._before: dict[ImportName, Version] = {}

    def is_made(
        self, name: ImportName, there: IndexProject | None, planned: Mapping[ImportName, Version], *, as_of: Moment
    ) -> bool:
        """Tell whether a version is, byte for byte, what would be released now.

        Args:
            name: The project.
            there: What the index has.
            planned: The versions of the plan; that of the project is the one that is meant.
            as_of: What else goes into its archives.
        """
        return self._compare(self._reader, name, there, planned, as_of)

    def was_made(
        self,
        name: ImportName,
        there: IndexProject | None,
        planned: Mapping[ImportName, Version],
        *,
        commits: Sequence[str],
    ) -> bool:
        """Tell whether a version is, byte for byte, what one of the last commits that touched its project makes.

        A run published it and died, or found that it does not work; then the project changed, or a sibling of it.

        Args:
            name: The project.
            there: What the index has.
            planned: As above. Siblings had the versions then of which the same is true.
            commits: Those that touched it, oldest first.
        """
        version = planned[name]
        before = {**planned, **self._before, name: version}
        if any(self._fits(commit, name, there, before) for commit in islice(reversed(commits), MOST)):
            self._before[name] = version
            return True
        return False

    def _fits(
        self, commit: str, name: ImportName, there: IndexProject | None, planned: Mapping[ImportName, Version]
    ) -> bool:
        tree = self._repository.work_tree
        with temporary_directory() as folder:
            try:
                earlier = check_out(tree, commit, folder / "earlier")
                repository = open_repository(earlier / self._repository.root.relative_to(tree))
            except PaaError:
                # There was no repository of packages yet, or its configuration was wrong.
                return False
            return self._compare(Reader(repository), name, there, planned, Moment(head_time(tree, commit) or 0))

    def _compare(
        self,
        reader: Reader,
        name: ImportName,
        there: IndexProject | None,
        planned: Mapping[ImportName, Version],
        as_of: Moment,
    ) -> bool:
        on_index = {file.filename: file.sha256 for file in (there.files[planned[name]] if there else ())}
        try:
            project = reader.project(name)
            spec = Specifier(reader, planned=planned, metadata_version=self._metadata_version).specify(project)
            with temporary_directory() as folder:
                only = Pinning.REFUSED
                repository = reader.repository
                fetched = fetch_artifacts([project], repository, pinning=only, folder=folder, reporter=Silence())
                project, epoch = fetched.projects[0], as_of.epoch
                tree = assemble_tree(project, spec, repository)
                if repository.settings.add_mkdocs_site and as_of.notes is not None:
                    from paa.pipeline.site import site_files, with_site

                    site = site_files(project, spec, reader, Silence(), epoch=epoch, notes=as_of.notes)
                    tree = with_site(tree, site)
                made = build_archives(tree, KINDS, folder=folder, epoch=epoch)
        except (PaaError, KeyError):
            # The work tree shows something else, or nothing of that name.
            return False
        return is_whole(on_index, {each.path.name: each.sha256 for each in made})
