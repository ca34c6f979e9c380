"""Wheels and sdists as an index sees them: their names, their metadata, their time."""

import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from packaging.metadata import RawMetadata, parse_email
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from paa.adapters.files import digest
from paa.adapters.index.pages import PageFile
from paa.errors import IndexFailure
from paa.model.names import NormalizedName

__all__ = ["DAMAGED", "Archive", "archive_metadata", "named", "read_archive"]

_MOST_METADATA = 10_000_000  # bytes
DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    LookupError,
    NotImplementedError,  # a compression that Python does not know
    OverflowError,
    RuntimeError,  # an encrypted member
    ValueError,
)
"""What reading an archive that is not whole may raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An archive that was read.

    Attributes:
        page: What its project's page says of it.
        metadata: What stands beside it (PEP 658); None for an sdist.
    """

    path: Path
    page: PageFile
    metadata: bytes | None


def named(filename: str) -> tuple[NormalizedName, Version]:
    """Read the project and the version from the name of an archive.

    Raises:
        ValueError: It is no name of an archive.
    """
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[:2]
        return parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        raise ValueError("the name of this archive tells no project and version") from None


def read_archive(path: Path) -> Archive:
    """Read what an index tells of an archive.

    Raises:
        IndexFailure: It is damaged, or holds another release than its name says.
    """
    try:
        expected = named(path.name)
        content, time = _read_wheel(path) if path.suffix == ".whl" else _read_sdist(path)
        said, _ = parse_email(content)
        release = _release(said)
        size, sha256 = path.stat().st_size, digest(path)
    except DAMAGED as error:
        hint = "put the whole file back, or remove it"
        raise IndexFailure(f"this is no whole archive: {error}", where=str(path), hint=hint) from None
    if release != expected:
        message = f"the archive holds {release[0]} {release[1]}, which is not what its name says"
        raise IndexFailure(message, where=str(path), hint="move it out of the index")
    metadata = content if path.suffix == ".whl" else None
    page = PageFile(
        filename=path.name,
        version=release[1],
        sha256=sha256,
        size=size,
        requires_python=said.get("requires_python"),
        metadata_sha256=None if metadata is None else hashlib.sha256(metadata).hexdigest(),
        upload_time=time,
    )
    return Archive(path=path, page=page, metadata=metadata)


def archive_metadata(path: Path) -> bytes:
    """Read the core metadata of an archive, whatever index it comes from.

    Raises:
        IndexFailure: It is damaged.
    """
    try:
        return (_read_wheel(path) if path.suffix == ".whl" else _read_sdist(path))[0]
    except DAMAGED as error:
        raise IndexFailure(f"this is no whole archive: {error}", where=path.name) from None


def _read_wheel(path: Path) -> tuple[bytes, datetime]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        found = [each.filename for each in members if _is_place(each.filename, ".dist-info/METADATA")]
        with archive.open(_only(found, "METADATA")) as file:
            content = _limited(file)
    # A zip archive keeps no zone; what was built reproducibly keeps UTC.
    return content, datetime(*max(each.date_time for each in members), tzinfo=UTC)


def _read_sdist(path: Path) -> tuple[bytes, datetime]:
    with tarfile.open(path, "r:gz") as archive:
        members = archive.getmembers()
        found = [each.name for each in members if _is_place(each.name, "/PKG-INFO") and each.isfile()]
        file = archive.extractfile(_only(found, "PKG-INFO"))
        content = _limited(file) if file else b""
    return content, datetime.fromtimestamp(int(max(each.mtime for each in members)), tz=UTC)


def _release(said: RawMetadata) -> tuple[NormalizedName, Version]:
    if "name" not in said or "version" not in said:
        raise ValueError("its metadata names no release")
    return canonicalize_name(said["name"]), Version(said["version"])


def _is_place(path: str, end: str) -> bool:
    """Tell whether a path is `<anything><end>` with nothing above it."""
    return path.endswith(end) and "/" not in path.removesuffix(end)


def _only(found: Iterable[str], what: str) -> str:
    places = list(found)
    if len(places) != 1:
        raise ValueError(f"it has {len(places) or 'no'} {what}")
    return places[0]


def _limited(file: IO[bytes]) -> bytes:
    content = file.read(_MOST_METADATA + 1)
    if len(content) > _MOST_METADATA:
        raise ValueError("its metadata is too long")
    return content
