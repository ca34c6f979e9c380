"""Tell what the tests of a project need besides the project: from their imports, and from a file beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from packaging.utils import canonicalize_name

from paa.adapters.files import list_files, read_bytes, read_text
from paa.core.inference.requirements import find_requirements, parse_requirement
from paa.core.package.spec import requires_python
from paa.core.source.modules import read_module
from paa.core.source.references import SiblingReference, refer
from paa.errors import SourceError
from paa.interfaces import INTERFACES
from paa.model.module import ImportStatement, Module
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import Rule
from paa.pipeline.events import Reporter
from paa.pipeline.inference import Inferences
from paa.pipeline.sources import Reader
from paa.pipeline.specify import Specifier

__all__ = ["TestNeeds", "read_needs"]

REQUIREMENTS = PurePosixPath("requirements.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestNeeds:
    """What tests need.

    Attributes:
        requirements: Projects from outside the repository, without pytest.
        siblings: Other modules of the repository.
        extras: Those of the project, whose interfaces are imported.
    """

    __test__ = False  # pytest takes every class of such a name for a test

    requirements: tuple[str, ...]
    siblings: tuple[ImportName, ...]
    extras: tuple[str, ...]


def read_needs(reader: Reader, project: Project, reporter: Reporter) -> TestNeeds:
    """Read what the tests of a project need.

    A requirement that is only guessed is told and not installed: it may be a stranger's.

    Raises:
        SourceError: A test cannot be parsed, or a line of `requirements.txt` is no requirement.
    """
    repository, settings = reader.repository, reader.repository.settings
    home = settings.tests_dir / project.import_name
    files = list_files(repository.root / home)
    local = {path.stem if path.name != "__init__.py" else path.parent.name for path in files if path.suffix == ".py"}
    modules = tuple(
        _without_local(
            read_module(read_bytes(repository.root / home / path, where=str(home / path)), home / path), local
        )
        for path in files
        if path.suffix == ".py"
    )
    siblings = tuple(dict.fromkeys(_siblings(modules, project, reader)))
    specifier = Specifier(reader, development=True)
    found = find_requirements(
        replace(project, module=modules[0], components=modules[1:], interfaces={}),
        Inferences(repository, ask=False).on(requires_python(project.module, settings)),
        siblings={name: specifier.sibling_requirement(name) for name in siblings},
        extras={},
    )
    for each in found:
        if not each.certain:
            text = f"the tests import {each.imported!r}, and which project that is can only be guessed"
            hint = f"name it with `#@ PROJECT`, or in {home / REQUIREMENTS}"
            reporter.warn(text, where=each.where, hint=hint)
    inferred = [str(each.requirement) for each in found if each.certain and each.rule is not Rule.SIBLING]
    listed = tuple(_listed(reader, home / REQUIREMENTS)) if REQUIREMENTS in files else ()
    return TestNeeds(
        requirements=tuple(dict.fromkeys((*inferred, *listed))),
        siblings=siblings,
        extras=tuple(dict.fromkeys(_extras(modules, project))),
    )


def _without_local(module: Module, local: set[str]) -> Module:
    """Leave out what tests import from each other."""
    imports = tuple(each for each in module.imports if not each.level and each.name.partition(".")[0] not in local)
    return replace(module, imports=imports)


def _siblings(modules: Sequence[Module], project: Project, reader: Reader) -> Iterator[ImportName]:
    for module in modules:
        for statement in module.imports:
            for reference in refer(statement, module, project.import_name, reader.repository.layout):
                if isinstance(reference, SiblingReference):
                    yield reference.import_name


def _extras(modules: Sequence[Module], project: Project) -> Iterator[str]:
    """Give the extras of the interfaces that tests import: `from my_module.routes import router`."""
    parts = {
        f"{project.import_name}.{PurePosixPath(INTERFACES[name].place).stem}": INTERFACES[name].extra
        for name in project.interfaces
    }
    for statement in (each for module in modules for each in module.imports):
        for dotted in _dotted(statement):
            if extra := parts.get(dotted):
                yield extra


def _dotted(statement: ImportStatement) -> Iterator[str]:
    yield statement.name
    yield from (f"{statement.name}.{member}" for member in statement.members)


def _listed(reader: Reader, path: PurePosixPath) -> Iterator[str]:
    """Read requirements, a line each; options of an installer are none.

    Raises:
        SourceError: A line is something else.
    """
    text = read_text(reader.repository.root / path, where=str(path))
    for number, line in enumerate(text.splitlines(), start=1):
        stated = line.partition(" #")[0].strip()
        if stated.startswith("-"):
            hint = "write requirements as in `name>=1.2`; the index is that of uv's or pip's configuration"
            raise SourceError(f"{stated!r} is an option, and no requirement", where=f"{path}:{number}", hint=hint)
        if stated and not stated.startswith("#"):
            requirement = parse_requirement(stated, where=f"{path}:{number}")
            if canonicalize_name(requirement.name) != "pytest" or requirement.specifier:
                yield str(requirement)
