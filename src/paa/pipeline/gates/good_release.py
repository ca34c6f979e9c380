"""The gate that reads a README as a stranger does."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from paa.adapters.files import read_text
from paa.core.package.good_release import find_lacks, wrong_examples
from paa.model.finding import Finding
from paa.model.project import Project
from paa.pipeline.events import Reporter
from paa.pipeline.gates.inspection import Inspection
from paa.pipeline.gates.protocol import Need
from paa.pipeline.specify import Specifier

__all__ = ["GoodRelease"]


class GoodRelease:
    """Looks for what every release should tell: what it does, what for, how, where there is more, and the licence."""

    name = "good-release"
    summary = "parts that a README lacks, a missing licence file, and examples that are no Python"
    passed = "a README that says what, what for and how"
    needs = frozenset[Need]()
    tools: tuple[str, ...] = ()
    together = False
    valid_for = None

    def inspect(self, inspection: Inspection, reporter: Reporter) -> tuple[Finding, ...]:  # noqa: ARG002 - the Protocol's
        """Read the README of each project.

        Raises:
            SourceError: A source is wrong.
        """
        specifier = Specifier(inspection.reader)
        return tuple(found for each in inspection.projects for found in self._project(each, inspection, specifier))

    def _project(self, project: Project, inspection: Inspection, specifier: Specifier) -> Iterator[Finding]:
        repository = inspection.repository
        # What it requires is for other gates to look at.
        spec = specifier.specify(project, inferring=False)
        path, place = _place(project, inspection)
        folder = repository.settings.licenses_dir
        for lack in find_lacks(spec.readme, urls=spec.urls, licensed=bool(spec.license_files)):
            hint = lack.remedy.format(licenses_dir=folder, name=project.import_name)
            is_text = lack.rule != "licence"
            where = str(path) if is_text else project.module.where()
            hint = f"{hint}, in {place}" if is_text else hint
            yield self._finding(project, lack.rule, f"{spec.name}: {lack.message}", where, hint)
        text = read_text(repository.root / path, where=str(path))
        for line, reason in wrong_examples(spec.readme):
            message = f"this example is no Python: {reason}: {line}"
            hint = "correct it; a block that is no Python says what it is, as in ```console"
            yield self._finding(project, "syntax", message, f"{path}{_line_of(line, text)}", hint)

    def _finding(self, project: Project, rule: str, message: str, where: str, hint: str) -> Finding:
        return Finding(gate=self.name, rule=rule, message=message, where=where, hint=hint, project=project.import_name)


def _place(project: Project, inspection: Inspection) -> tuple[PurePosixPath, str]:
    """Tell where the README is written: as a path, and in words."""
    metadata, settings = project.module.metadata, inspection.repository.settings
    if project.readme is not None and metadata and metadata.readme:
        return PurePosixPath(metadata.readme), metadata.readme
    if project.walkthrough is not None:
        notebook = settings.example_notebooks_path / f"{project.import_name}.ipynb"
        return project.module.path, f"the docstring of {project.module.path} or {notebook}"
    return project.module.path, f"the docstring of {project.module.path}"


def _line_of(line: str, text: str) -> str:
    """Find a line of an example where it was written; nothing where that is in a notebook."""
    lines = [written.strip().removeprefix(">>> ").removeprefix("... ") for written in text.splitlines()]
    return f":{lines.index(line) + 1}" if line in lines else ""
