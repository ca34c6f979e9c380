"""The gate that looks into the archives: what is in them that nobody should get, and whether they can be made again."""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from paa.adapters.members import read_members
from paa.core.package.contents import SIZE_LIMITS, Remark, look_at_member, look_at_places
from paa.errors import PaaError
from paa.interfaces import INTERFACES
from paa.model.artifacts import ARTIFACTS
from paa.model.distribution import Distribution, DistributionKind
from paa.model.finding import Finding
from paa.model.project import Project
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Built, Inspection
from paa.pipeline.gates.protocol import Need
from paa.pipeline.repository import Repository

__all__ = ["Contents"]


class Contents:
    """Opens both archives, and compares them with those that the sdist builds."""

    name = "contents"
    summary = "files, secrets and paths that do not belong into the archives, and archives that cannot be made again"
    passed = "nothing in the archives that does not belong there"
    needs = frozenset({Need.ARCHIVES, Need.REBUILT})
    tools: tuple[str, ...] = ()
    together = False
    valid_for = None

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:  # noqa: ARG002 - the Protocol's
        """Look into the archives of each project."""
        return tuple(found for project in inspection.projects for found in self._project(project, inspection))

    def _project(self, project: Project, inspection: Inspection) -> Iterator[Finding]:
        try:
            built = inspection.archives(project)
        except PaaError as error:
            for each in error.problems:
                text = f"{project.import_name} cannot be built: {each.message}"
                yield self._finding(
                    project, "build", text, each.where, each.hint or "`paa make-package` tries it alone"
                )
            return
        yield from self._inside(project, built, inspection.repository)
        for distribution in (built.wheel, built.sdist):
            yield from self._size(project, distribution, inspection.repository)
        yield from self._again(project, built, inspection)

    def _inside(self, project: Project, built: Built, repository: Repository) -> Iterator[Finding]:
        """Tell what is wrong with a file once, though both archives have it."""
        sources = _sources(project, repository)
        private = [str(folder) for folder in (repository.root, Path.home()) if len(folder.parts) > 1]
        told: set[tuple[str, str, int | None]] = set()
        seen: dict[str, bytes] = {}
        for distribution in (built.wheel, built.sdist):
            members = read_members(distribution)
            remarks = list(look_at_places(distribution.kind, members, built.spec))
            for member in members:
                inner = _inner(member.path, distribution.kind)
                if seen.get(inner) == member.content:
                    continue
                seen[inner] = member.content
                meant = inner.endswith(".py") and inner in sources and f"/{ARTIFACTS}/" not in inner
                remarks += look_at_member(member, meant=meant, private=private)
            for remark in remarks:
                inner = _inner(remark.path, distribution.kind)
                if (inner, remark.rule, remark.line) not in told:
                    told.add((inner, remark.rule, remark.line))
                    yield self._remark(project, remark, distribution, sources.get(inner))

    def _remark(self, project: Project, remark: Remark, distribution: Distribution, source: str | None) -> Finding:
        """Say where it comes from in the repository; where that is nowhere, which archive has it."""
        place = source or project.module.where()
        line = f":{remark.line}" if remark.line and source else ""
        text = remark.message if source else f"{remark.path} in {distribution.path.name}: {remark.message}"
        return self._finding(project, remark.rule, text, f"{place}{line}", remark.hint)

    def _size(self, project: Project, distribution: Distribution, repository: Repository) -> Iterator[Finding]:
        settings = repository.settings
        profile = settings.indexes.get(settings.publish_to)
        limit = SIZE_LIMITS.get(profile.kind) if profile else None
        if limit is not None and distribution.size > limit:
            size, most = distribution.size / 1e6, limit / 1e6
            text = f"{distribution.path.name} has {size:.0f} MB, and the index {settings.publish_to!r} takes {most:.0f}"
            hint = "fetch large data when the package runs, or ask the index for a higher limit"
            yield self._finding(project, "size", text, project.module.where(), hint)

    def _again(self, project: Project, built: Built, inspection: Inspection) -> Iterator[Finding]:
        """Compare with what the sdist builds in another folder."""
        hint = "this is a defect of paa, unless a file of the project changes while it is built: report it"
        try:
            again = inspection.rebuilt(project)
        except PaaError as error:
            text = f"{built.sdist.path.name} cannot be built where it is unpacked: {error}"
            yield self._finding(project, "sdist", text, project.module.where(), hint)
            return
        yield from (
            self._finding(project, "rebuilt", f"{text} of {project.import_name}", project.module.where(), hint)
            for kind, text in _DIFFERENT.items()
            if again[kind] != {DistributionKind.WHEEL: built.wheel, DistributionKind.SDIST: built.sdist}[kind].sha256
        )

    def _finding(self, project: Project, rule: str, message: str, where: str | None, hint: str) -> Finding:
        return Finding(gate=self.name, rule=rule, message=message, where=where, hint=hint, project=project.import_name)


_DIFFERENT = {
    DistributionKind.WHEEL: "the sdist builds to another wheel than the one that would be published",
    DistributionKind.SDIST: "a second build gives other bytes than the first one",
}


def _inner(path: str, kind: DistributionKind) -> str:
    """Give a path as it is in the source tree: without the folder of an sdist."""
    return path if kind is DistributionKind.WHEEL else path.partition("/")[2]


def _sources(project: Project, repository: Repository) -> Mapping[str, str]:
    """Tell which file of the repository each file of the package comes from."""
    package, layout = PurePosixPath(project.import_name), repository.layout
    places = {package / f"{project.import_name}.py": project.module.path}
    for component in project.components:
        inner = component.path.relative_to(layout.dependencies_dir)
        places[package / "components" / inner] = component.path
    for name, module in project.interfaces.items():
        places[package / INTERFACES[name].place] = module.path
    found = {str(place): str(path) for place, path in places.items()}
    for file in project.artifacts:
        shown = file.source.relative_to(repository.root) if file.source.is_relative_to(repository.root) else file.source
        found[str(package / file.destination)] = str(shown)
    return found
