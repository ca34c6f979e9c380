"""The gate that reads the metadata of both archives as an index does, and tries the Pythons that it promises."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from paa.adapters.compilers import Compiler, compile_sources, find_compilers, oldest_compiler
from paa.adapters.files import read_bytes
from paa.adapters.members import read_members
from paa.core.package.contents import Member
from paa.core.package.metadata_rules import find_flaws
from paa.core.package.spec import requires_python
from paa.errors import PaaError
from paa.model.distribution import DistributionKind
from paa.model.finding import UNAVAILABLE, Finding
from paa.model.project import Project
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need

__all__ = ["Metadata"]

_PLACES = {DistributionKind.WHEEL: "METADATA", DistributionKind.SDIST: "PKG-INFO"}


class Metadata:
    """Reads what both archives say of themselves, and compiles the sources for the oldest Python that they promise."""

    name = "metadata"
    summary = "metadata that an index refuses, and syntax that a supported Python does not understand"
    passed = "metadata that an index takes"
    needs = frozenset({Need.ARCHIVES})
    together = False
    valid_for = None

    @property
    def tools(self) -> Sequence[str]:
        """The interpreters that may compile sources."""
        return [str(each.path) for each in find_compilers()]

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:
        """Read the metadata of each project.

        Raises:
            SourceError: A source is wrong.
        """
        found = [finding for project in inspection.projects for finding in self._stated(project, inspection)]
        return (*found, *self._syntax(inspection, reporter))

    def _stated(self, project: Project, inspection: Inspection) -> Iterator[Finding]:
        """Look at what the archives say of themselves."""
        from packaging.metadata import Metadata as CoreMetadata
        from packaging.metadata import parse_email

        try:
            built = inspection.archives(project)
        except PaaError:
            # The gate `contents` tells why; what was not built says nothing.
            text, hint = f"{project.import_name} cannot be built", f"`paa make-package {project.import_name}` tells why"
            yield self._finding(project, UNAVAILABLE, text, None, hint)
            return
        said: set[str] = set()
        for distribution in (built.wheel, built.sdist):
            content = _stated_in(read_members(distribution), _PLACES[distribution.kind])
            raw, unparsed = parse_email(content)
            where = f"{_PLACES[distribution.kind]} of {distribution.path.name}"
            problems = [f"{where}: the field {field!r} cannot be read" for field in sorted(unparsed)]
            try:
                CoreMetadata.from_raw(raw, validate=True)
            except ExceptionGroup as group:
                problems += [f"{where}: {each}" for each in group.exceptions]
            for problem in problems:
                yield self._finding(project, "invalid", problem, None, "change what the module says of itself")
            for flaw in find_flaws(raw):
                if flaw.message not in said:
                    said.add(flaw.message)
                    yield self._finding(project, flaw.rule, flaw.message, flaw.key, flaw.hint)

    def _syntax(self, inspection: Inspection, reporter: Reporter) -> Iterator[Finding]:
        """Compile the sources of all projects that share an oldest Python in one go."""
        settings = inspection.repository.settings
        compilers, groups = find_compilers(), dict[Compiler, list[Project]]()
        for project in inspection.projects:
            pythons = requires_python(project.module, settings)
            compiler = oldest_compiler(pythons, compilers)
            if compiler is None:
                text = f"no Python {pythons} is on this machine, so nobody knows whether it understands the module"
                hint = "install one of these: `uv python install`"
                yield self._finding(project, UNAVAILABLE, text, "requires_python", hint)
            else:
                groups.setdefault(compiler, []).append(project)
        for compiler, projects in groups.items():
            names = ", ".join(project.import_name for project in projects)
            reporter.detail(f"Python 3.{compiler.minor} is the oldest one here that compiles {names}")
            yield from self._compiled(compiler, projects, inspection)

    def _compiled(self, compiler: Compiler, projects: Sequence[Project], inspection: Inspection) -> Iterator[Finding]:
        root = inspection.repository.root
        owners = {str(source.path): project for project in reversed(projects) for source in project.sources}
        sources = {path: read_bytes(root / path, where=path) for path in sorted(owners)}
        try:
            problems = compile_sources(compiler, sources, seconds=inspection.seconds)
        except PaaError as error:
            for project in projects:
                yield self._finding(project, UNAVAILABLE, error.message, "requires_python", error.hint or "")
            return
        for problem in problems:
            project = owners[problem.name]
            pythons = requires_python(project.module, inspection.repository.settings)
            yield Finding(
                gate=self.name,
                rule="python",
                message=f"Python 3.{compiler.minor} does not understand this: {problem.message}",
                where=f"{problem.name}:{problem.line}",
                hint=f"{project.import_name} promises Python {pythons}: raise that, or write this differently",
                project=project.import_name,
            )

    def _finding(self, project: Project, rule: str, message: str, key: str | None, hint: str) -> Finding:
        """Say where the metadata is mended: at the line of a key, else where the module says anything of itself."""
        metadata = project.module.metadata
        line = metadata.lines.get(key, metadata.line) if metadata and key else metadata.line if metadata else None
        return Finding(
            gate=self.name,
            rule=rule,
            message=message,
            where=project.module.where(line),
            hint=hint,
            project=project.import_name,
        )


def _stated_in(members: Sequence[Member], name: str) -> bytes:
    """Give the metadata of an archive; nothing where it has none, which is no valid metadata."""
    found = {PurePosixPath(each.path): each.content for each in members}
    return next((content for path, content in found.items() if path.name == name and len(path.parts) == _DEPTH), b"")


_DEPTH = 2  # `<name>-<version>.dist-info/METADATA`, `<name>-<version>/PKG-INFO`
