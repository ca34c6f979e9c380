"""Gather what requirements are inferred from: the tables, the environment, the overrides and the policies."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from paa.adapters.environment import running_environment
from paa.adapters.files import read_text
from paa.adapters.git import git_directory
from paa.adapters.index_names import IndexNames
from paa.adapters.ownership import InstalledNames
from paa.adapters.resources import read_resource
from paa.core.inference.known_names import KnownNames
from paa.core.inference.providers import Owner, Providers
from paa.core.inference.requirements import Inference
from paa.core.release.versions import asked_versions
from paa.core.source.standard_library import StandardLibrary
from paa.errors import SourceError, UsageError
from paa.model.choices import RequirementVersions
from paa.pipeline.repository import Repository

__all__ = ["MAPPING", "Inferences"]

MAPPING = "package_mapping.json"
NAMES = "index-names.json"


class Inferences:
    """What the requirements of a repository's projects are inferred from; what they share is read once.

    Args:
        repository: The repository.
        ask: Whether the index may be asked for a project whose name nothing else knows.

    Raises:
        SourceError: The mapping of import names is no JSON object from text to text.
    """

    def __init__(self, repository: Repository, *, ask: bool) -> None:
        self._repository = repository
        self._ask = ask
        self._providers = Providers(
            overrides=_overrides(repository),
            installed=self._owner,
            known=KnownNames(read_resource("import_names.tsv"), read_resource("namespaces.tsv")),
            confirmed=self._confirmed,
        )
        self._on: dict[SpecifierSet, Inference] = {}

    def on(self, requires_python: SpecifierSet) -> Inference:
        """Give what decides the requirements of a project that supports these Pythons."""
        if requires_python not in self._on:
            self._on[requires_python] = Inference(
                layout=self._repository.layout,
                providers=self._providers,
                standard=StandardLibrary(requires_python, self._members),
                lazy=self._repository.settings.lazy_imports,
                versions=self._versions,
            )
        return self._on[requires_python]

    @cached_property
    def _installed(self) -> InstalledNames:
        return InstalledNames(running_environment())

    @cached_property
    def _members(self) -> Mapping[str, str]:
        rows = (row.partition("\t") for row in read_resource("standard_members.tsv").splitlines())
        return MappingProxyType({name: version for name, _, version in rows})

    def _owner(self, dotted: str, probable: Sequence[str]) -> Owner | None:
        found = self._installed.owner(dotted, probable)
        return None if found is None else Owner(*found)

    def _versions(self, project: str) -> SpecifierSet:
        policy = self._repository.settings.requirement_versions
        if policy is RequirementVersions.NONE:
            return SpecifierSet()
        return asked_versions(policy, self._installed.version(project))

    @cached_property
    def _names(self) -> IndexNames:
        git = git_directory(self._repository.work_tree)
        return IndexNames(git / "paa" / NAMES if git else None, ask=self._ask)

    def _confirmed(self, import_name: str) -> bool:
        return self._names.has(canonicalize_name(import_name))


def _overrides(repository: Repository) -> Mapping[str, str]:
    """Read the mapping from import name to project name.

    Raises:
        SourceError: It is no JSON object from text to text.
        UsageError: The command line names a file that does not exist.
    """
    path = repository.places.mapping or repository.root / repository.settings.paa_dir / MAPPING
    if repository.places.mapping is None and not path.is_file():
        return MappingProxyType({})
    where = _shown(path, repository.root)
    if not path.is_file():
        raise UsageError("there is no such file", where=where, hint="--mapping-filepath names a file of JSON")
    hint = 'it maps import names to project names: {"cv2": "opencv-python"}'
    try:
        document = json.loads(read_text(path, where=where))
    except json.JSONDecodeError as error:
        raise SourceError(f"no valid JSON: {error.msg}", where=f"{where}:{error.lineno}", hint=hint) from None
    except RecursionError:
        raise SourceError("lists or objects are nested too deeply", where=where, hint=hint) from None
    if not isinstance(document, dict) or not all(isinstance(value, str) for value in document.values()):
        raise SourceError("expected an object from text to text", where=where, hint=hint)
    return MappingProxyType(document)


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
