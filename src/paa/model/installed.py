"""What is installed in an environment, as its metadata states it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from paa.model.names import ImportName

__all__ = [
    "InstalledArtifact",
    "InstalledPackage",
    "InstalledRequirement",
    "LicenseSource",
    "StatedLicense",
    "StatedMetadata",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedMetadata:
    """The core metadata of a distribution, as it is written; nothing of it is proved.

    Attributes:
        license_expression: PEP 639.
        license_text: The older field; a name, or a whole licence.
        urls: Label → address.
        requirements: The lines of Requires-Dist.
        extras: The names of Provides-Extra.
    """

    name: str
    version: str
    summary: str
    description: str
    description_type: str
    requires_python: str
    license_expression: str
    license_text: str
    author: str
    author_email: str
    keywords: tuple[str, ...]
    classifiers: tuple[str, ...]
    urls: Mapping[str, str]
    requirements: tuple[str, ...]
    extras: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledPackage:
    """An installed distribution that paa, or its predecessor, built.

    Attributes:
        interfaces: The name of an interface → its module, in the order of the registry.
        entry_points: Group → name → object; without the group by which we know our own packages.
        location: The folder that the package is installed in.
        files: Path inside the package → the file on disk.
        origins: Path inside the package → the address that the file was fetched from, or should have been.
        edited: The folder of the module that an editable installation imports; None for a copy.
        record: The list of the distribution's files.
    """

    metadata: StatedMetadata
    import_name: ImportName
    interfaces: Mapping[str, str]
    entry_points: Mapping[str, Mapping[str, str]]
    location: Path
    files: Mapping[PurePosixPath, Path]
    origins: Mapping[PurePosixPath, str]
    edited: Path | None
    record: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledRequirement:
    """A requirement of an installed distribution.

    Attributes:
        requirement: As PEP 508 writes it, without the extra that it belongs to.
        extra: That extra; None for a requirement of the project itself.
        installed: The version that is there; None when it is missing.
        needed: Whether its marker asks for it in this environment.
    """

    requirement: str
    extra: str | None
    installed: str | None
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledArtifact:
    """A data file of an installed package.

    Attributes:
        path: Below the package's artifacts.
        url: The address that it was fetched from; None for a file of the repository.
    """

    path: PurePosixPath
    file: Path
    size: int
    url: str | None


class LicenseSource(StrEnum):
    """Which field a licence was read from; the values are what a user reads."""

    EXPRESSION = "License-Expression"
    CLASSIFIER = "Classifier"
    TEXT = "License"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLicense:
    """The licence of a distribution, as it states it.

    Attributes:
        version: None when the distribution is not installed.
        license: None when it is unknown.
        source: The field that says so.
    """

    name: str
    version: str | None
    license: str | None
    source: LicenseSource | None
