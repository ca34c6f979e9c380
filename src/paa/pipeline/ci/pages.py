"""The documentation sites of what a plan releases: built beside the archives, published on a branch of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from paa.adapters.files import read_text, temporary_directory, write_files
from paa.adapters.git import (
    blobs,
    commit_folders,
    fetch,
    files_at,
    find_commit,
    move_refs,
    push,
    remote_of,
    tag_names,
    top_folders,
)
from paa.core.ci.matrix import Shard
from paa.core.ci.site_index import MARK, site_index
from paa.core.release.ledger import read_versions
from paa.core.release.tags import tag_name
from paa.errors import SourceError
from paa.model.ledger import VERSIONS
from paa.model.names import NormalizedName
from paa.model.plan import ReleasePlan
from paa.pipeline.built import load_plan
from paa.pipeline.events import Reporter
from paa.pipeline.repository import Repository
from paa.pipeline.site import site_files
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["SITES", "build_sites", "publish_sites"]

SITES = "sites"
"""The folder beside the archives that holds a folder per project."""

ATTEMPTS = 5
_INDEX = "index.html"
_NO_JEKYLL = ".nojekyll"


def build_sites(
    repository: Repository, plan_file: Path, output: Path, reporter: Reporter, *, part: Shard | None = None
) -> tuple[NormalizedName, ...]:
    """Build the sites of what a plan releases, from the commit that it names.

    Args:
        repository: The repository.
        plan_file: The plan.
        output: Where they go, each into `sites/<project>`.
        reporter: Hears what happens.
        part: Only this part of the plan.

    Raises:
        UsageError: The file is no plan, or a library is not installed.
        SourceError: A page or a source is wrong, or the work tree shows another commit.
        BuildError: A site cannot be built or written.
    """
    plan = load_plan(plan_file)
    if find_commit(repository.work_tree, "HEAD") != plan.commit:
        raise SourceError(f"the plan is for another commit, {plan.commit[:10]}", where=str(plan_file))
    own = part.of(plan.releases) if part else plan.releases
    reader = Reader(repository)
    specifier = Specifier(reader, planned=plan.versions)
    for release in own:
        project = reader.project(release.import_name)
        with reporter.step(f"building the site of {release.name} {release.version}"):
            spec = specifier.specify(project)
            site = site_files(project, spec, reader, reporter, epoch=release.epoch, notes=release.notes)
            write_files(output / SITES / release.name, site)
    return tuple(release.name for release in own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the sites go.

    Attributes:
        branch: The branch.
        remote: The remote that it is pushed to; None to stay here.
    """

    branch: str
    remote: str | None

    @property
    def ref(self) -> str:
        """The full name of the branch."""
        return f"refs/heads/{self.branch}"


def publish_sites(
    repository: Repository, plan_file: Path, folder: Path, reporter: Reporter, *, branch: str, to_push: bool
) -> tuple[NormalizedName, ...]:
    """Put the sites of what a plan released on a branch; folders of other projects are left as they are.

    Args:
        repository: The repository.
        plan_file: The plan.
        folder: Where the sites are, all together or in one folder per job that built a part.
        reporter: Hears what happens.
        branch: The branch, which has nothing but sites.
        to_push: Whether a remote hears of it.

    Returns:
        The projects whose documentation is another one now; of a release that is not recorded there is none.

    Raises:
        UsageError: The file is no plan.
        SourceError: The remote cannot be reached, or refuses.
    """
    plan = _recorded(repository, load_plan(plan_file))
    sites = {name: place for name, place in _sites(folder) if name in {each.name for each in plan.releases}}
    if not sites:
        return ()
    tree = repository.work_tree
    place = _Place(branch=branch, remote=remote_of(tree, branch) if to_push else None)
    refusal: str | None = None
    for _ in range(ATTEMPTS):
        with reporter.step(f"committing the documentation on {branch}"):
            parent = fetch(tree, place.remote, branch)[0] if place.remote else find_commit(tree, place.ref)
            commit = _commit(repository, plan, parent, sites)
        if commit is None:
            return ()
        if place.remote is None:
            move_refs(tree, {place.ref: (commit, parent)})
            return tuple(sites)
        with reporter.step(f"pushing {branch} to {place.remote}"):
            refusal = push(tree, place.remote, {place.ref: commit})
        if refusal is None:
            return tuple(sites)
        reporter.detail(f"somebody else pushed first ({refusal}); trying again on top of it")
    hint = "run the command again when the branch is quiet"
    raise SourceError(f"somebody else pushed first, {ATTEMPTS} times: {refusal}", where=f"branch {branch}", hint=hint)


def _recorded(repository: Repository, plan: ReleasePlan) -> ReleasePlan:
    """Reduce a plan to what was released and has its tag."""
    tags = tag_names(repository.work_tree)
    recorded = [each for each in plan.releases if tag_name(each.import_name, each.version) in tags]
    return replace(plan, releases=tuple(recorded))


def _sites(folder: Path) -> Iterator[tuple[NormalizedName, Path]]:
    below = sorted(each for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []
    for place in (folder, *below):
        if (place / SITES).is_dir():
            for site in sorted((place / SITES).iterdir()):
                if (site / _INDEX).is_file():
                    yield NormalizedName(site.name), site


def _commit(
    repository: Repository, plan: ReleasePlan, parent: str | None, sites: Mapping[NormalizedName, Path]
) -> str | None:
    """Commit sites and the list of all of them; a list that somebody wrote stays."""
    tree = repository.work_tree
    there = top_folders(tree, parent) if parent else {}
    names = {name for name, kind in there.items() if kind == "tree" and not name.startswith(".")} | sites.keys()
    versions = {each.name: str(each.version) for each in plan.releases}
    lines = "\n".join(f"- {name} {versions[name]}" for name in sites)
    message = f"Document {len(sites)} release{'s' if len(sites) > 1 else ''}\n\nBuilt from {plan.commit}.\n\n{lines}\n"
    with temporary_directory() as scratch:
        files: dict[str, Path] = {}
        if _is_ours(repository, parent):
            page = site_index({name: _version(repository, name, versions) for name in names})
            (scratch / _INDEX).write_text(page, encoding="utf-8")
            files[_INDEX] = scratch / _INDEX
        if _NO_JEKYLL not in there:
            (scratch / _NO_JEKYLL).touch()
            files[_NO_JEKYLL] = scratch / _NO_JEKYLL
        return commit_folders(tree, parent, {str(name): place for name, place in sites.items()}, files, message)


def _is_ours(repository: Repository, parent: str | None) -> bool:
    """Tell whether the list of all sites is made by paa, or not there."""
    blob = files_at(repository.work_tree, parent).get(_INDEX) if parent else None
    if blob is None:
        return True
    ((_, content),) = blobs(repository.work_tree, [blob])
    return MARK.encode() in content


def _version(repository: Repository, name: str, planned: Mapping[NormalizedName, str]) -> str | None:
    """Say which version of a project is documented: the one that is released now, else the one of the ledger."""
    if name in planned:
        return planned[NormalizedName(name)]
    path = repository.root / repository.settings.paa_dir / VERSIONS
    versions = read_versions(read_text(path), where=str(path)) if path.is_file() else {}
    return next((str(version) for known, version in versions.items() if known.replace("_", "-") == name), None)
