"""Add to a repository: an interface beside a module, or a new module, each as a small file that works at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from paa.adapters.files import write_atomically
from paa.adapters.templates import render
from paa.core.package.offers import as_docstring, as_text, choose_offer
from paa.core.package.readme import summarise
from paa.core.source.standard_library import is_standard_module
from paa.errors import PaaError, SourceError, UsageError, raise_together
from paa.interfaces import INTERFACES
from paa.model.names import ImportName, as_import_name, spelled_alike, suggest_import_name
from paa.model.offer import Offer
from paa.pipeline.repository import Repository
from paa.pipeline.scaffold import obstacle
from paa.pipeline.sources import Reader

__all__ = ["Added", "add_interface", "add_module"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was added.

    Attributes:
        files: The new files, inside the repository.
        offer: What a new interface offers; None for a new module.
        trial: A line that one can type next.
    """

    project: str
    files: tuple[PurePosixPath, ...]
    offer: Offer | None
    trial: str


def add_interface(repository: Repository, kind: str, name: str, *, force: bool = False) -> Added:
    """Write the file of an interface beside a module.

    Args:
        repository: Where the module is.
        kind: The interface, by its name in the registry.
        name: The module, as a user types it.
        force: Replace the file if there is one.

    Raises:
        SourceError: There is no such module, it cannot be parsed, or its name leaves no place for the interface.
        UsageError: The file is there already, or something is in the way; nothing was written.
        BuildError: The file cannot be written.
    """
    interface, import_name = INTERFACES[kind], repository.find(name)
    module = Reader(repository).module(repository.layout.modules[import_name])
    if PurePosixPath(interface.place).stem == import_name:
        message = f"a module that is called {import_name!r} takes the place of its own interface {kind!r}"
        raise SourceError(message, where=module.where(), hint="rename the module")
    offer = choose_offer(module)
    taken = {offer.name, *(parameter.name for parameter in offer.parameters)}
    alias = f"{import_name}_package" if import_name in taken else import_name
    project = spelled_alike(import_name)
    path = interface.directory(repository.settings) / f"{import_name}.py"
    text = render(
        interface.scaffold,
        import_name=import_name,
        project=project,
        alias=alias,
        offer=offer,
        call=f"{alias}.{offer.attribute}",
        docstring=as_docstring(offer.summary or f"Call {offer.name}."),
        about=as_text(summarise(module.docstring)) if module.docstring else "",
    )
    _write(repository, {path: text}, force=force)
    trial = f"paa test-install {project} && {interface.trial.format(name=project)}"
    return Added(project=project, files=(path,), offer=offer, trial=trial)


def add_module(repository: Repository, name: str, *, force: bool = False) -> Added:
    """Write a module with metadata, and a test of it.

    Raises:
        SourceError: The name cannot be imported, or is one of the standard library's.
        UsageError: There is such a module already, or something is in the way; nothing was written.
        BuildError: A file cannot be written.
    """
    import_name = _new_name(repository, name)
    project, settings = spelled_alike(import_name), repository.settings
    templates = {
        settings.module_dir / f"{import_name}.py": "module.py",
        settings.tests_dir / import_name / f"test_{import_name}.py": "test_module.py",
    }
    texts = {path: render(template, import_name=import_name) for path, template in templates.items()}
    _write(repository, texts, force=force)
    return Added(project=project, files=tuple(texts), offer=None, trial=f"paa test-install {project}")


def _new_name(repository: Repository, name: str) -> ImportName:
    """Make the name of a module out of what a user types: `My-Tool` and `modules/my_tool.py` become `my_tool`.

    Raises:
        SourceError: It cannot be imported, or another file has the same name for an index.
        UsageError: It is empty.
    """
    stem = PurePosixPath(name).stem if name.endswith(".py") else name
    wanted = spelled_alike(stem)
    import_name = _importable(wanted.replace("-", "_"), repository)
    path = repository.settings.module_dir / f"{import_name}.py"
    if is_standard_module(import_name):
        hint = "choose another name: an index refuses this one, and Python would import the wrong one"
        raise SourceError(f"{import_name!r} is a module of the standard library", where=str(path), hint=hint)
    others = (*repository.layout.modules.values(), *repository.layout.misnamed)
    for other in others:
        if other != path and spelled_alike(other.stem) == wanted:
            hint = "choose another name, or rename that file"
            raise SourceError(f"{wanted!r} is the name of another module already", where=str(other), hint=hint)
    return import_name


def _importable(text: str, repository: Repository) -> ImportName:
    where = str(repository.settings.module_dir / f"{text}.py")
    try:
        return as_import_name(text, where=where)
    except SourceError as error:
        # There is no file yet that could be renamed.
        better = suggest_import_name(text)
        raise SourceError(error.message, where=where, hint=f"call it {better}" if better else None) from None


def _write(repository: Repository, files: Mapping[PurePosixPath, str], *, force: bool) -> None:
    """Write files of the repository, all of them or none.

    Raises:
        UsageError: One is there already, or something is in the way; all of them at once.
        BuildError: One cannot be written.
    """
    errors: list[PaaError] = []
    for path in files:
        if not force and (repository.root / path).is_file():
            errors.append(UsageError("this file is there already", where=str(path), hint="--force replaces it"))
        elif found := obstacle(repository.root, path):
            errors.append(found)
    raise_together(errors)
    for path, text in files.items():
        write_atomically(repository.root / path, text.encode())
