"""The core metadata of releases on an index: what uv finds there is asked for it, and nothing is built or installed."""

import hashlib
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from paa.adapters.clock import stopwatch
from paa.adapters.index.archives import archive_metadata
from paa.adapters.metadata import stated_metadata
from paa.adapters.processes import find_program, hide_logins, run_in_time
from paa.core.package.addresses import shown_address
from paa.errors import IndexFailure
from paa.model.installed import StatedMetadata
from paa.model.names import NormalizedName

if TYPE_CHECKING:
    from requests import Session

__all__ = ["Pin", "Pins", "read_published"]

Pin = tuple[NormalizedName, Version]

Pins = Mapping[Pin, str]
"""Releases, each with the marker of the environments that it is for; empty for all of them."""

_PATIENCE = 20.0  # seconds without an answer
_AT_ONCE = 8
_LARGEST = 64 * 1024 * 1024  # of an archive whose index does not give its metadata beside it
_LINES = 12
_NOT_THERE = frozenset({401, 403, 404, 405, 410})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an archive of a release is.

    Attributes:
        address: A URL, or a path of this machine.
        sha256: As the index says.
    """

    address: str
    sha256: str | None

    @property
    def is_remote(self) -> bool:
        return urlsplit(self.address).scheme in {"http", "https"}


def read_published(pins: Pins, *, python: str, folder: Path, seconds: float) -> Mapping[Pin, StatedMetadata | str]:
    """Read what releases state, from the index that uv would install them from.

    Args:
        pins: Releases.
        python: The oldest Python that they are for, as in `3.11`.
        folder: Where uv runs: the repository, whose configuration of uv counts.
        seconds: How long it may take altogether.

    Returns:
        For each release what it states, or why that cannot be read.

    Raises:
        IndexFailure: uv is not there, or does not find them.
    """
    end = stopwatch() + seconds
    places = _places(pins, python=python, folder=folder, seconds=seconds)
    found: dict[Pin, StatedMetadata | str] = {}
    from requests import Session

    with Session() as session, ThreadPoolExecutor(_AT_ONCE) as pool:
        reading = {pin: pool.submit(partial(_read, pin, places.get(pin, ()), session, end)) for pin in pins}
        for pin, answer in reading.items():
            try:
                found[pin] = answer.result()
            except IndexFailure as failure:
                found[pin] = failure.message
    return MappingProxyType(found)


def _places(pins: Pins, *, python: str, folder: Path, seconds: float) -> Mapping[Pin, Sequence[_Place]]:
    """Have uv tell where the archives are: a lock file (PEP 751) of exactly these releases.

    Raises:
        IndexFailure: It does not.
    """
    program = find_program("uv")
    if program is None:
        raise IndexFailure("there is no uv to find releases on the index with", hint="pip install uv")
    words = [program, "pip", "compile", "--quiet", "--color", "never", "--no-deps", "--universal", "--no-header"]
    words += ["--format", "pylock.toml", "--python-version", python, "-"]
    hint = "is the index reachable, and the address of it right? `--timeout` gives it more time"
    lines = [f"{name}=={version}{f' ; {marker}' if marker else ''}\n" for (name, version), marker in pins.items()]
    try:
        done = run_in_time(words, text="".join(lines), cwd=folder, seconds=seconds)
    except TimeoutError:
        raise IndexFailure("uv took too long to find the releases on the index", hint=hint) from None
    except OSError as error:
        raise IndexFailure(f"uv cannot be started: {error.strerror or error}", hint="pip install uv") from None
    if done.code:
        said = "\n    ".join(["", *(line for line in hide_logins(done.err).splitlines() if line.strip())][: _LINES + 1])
        raise IndexFailure(f"uv does not find the releases on the index{said}", hint=hint)
    try:
        return dict(_read_lock(done.out, folder))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise IndexFailure("what uv printed cannot be read", hint="pip install --upgrade uv") from None


def _read_lock(text: str, folder: Path) -> Iterator[tuple[Pin, Sequence[_Place]]]:
    """Read the places from a lock file, wheels first.

    Raises:
        ValueError: It is no TOML.
        KeyError: Something of it is missing.
        TypeError: It has another form.
        AttributeError: It has another form.
    """
    for package in tomllib.loads(text)["packages"]:
        entries = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        pin = NormalizedName(canonicalize_name(package["name"])), Version(package["version"])
        yield pin, [_place(entry, folder) for entry in entries]


def _place(entry: Mapping[str, Any], folder: Path) -> _Place:
    address = entry["url"] if "url" in entry else str(folder / entry["path"])
    return _Place(address.removeprefix("file://"), entry.get("hashes", {}).get("sha256"))


def _read(pin: Pin, places: Sequence[_Place], session: "Session", end: float) -> StatedMetadata:
    """Read what a release states: of the first archive, whose metadata is that of the others.

    Raises:
        IndexFailure: It cannot be read, or is that of something else.
    """
    if not places:
        raise IndexFailure("uv found no archive of it")
    place = places[0]
    content = _beside(place, session, end) if place.is_remote and place.address.endswith(".whl") else None
    stated = stated_metadata(content if content is not None else _inside(place, session, end))
    try:
        matches = stated is not None and (canonicalize_name(stated.name), Version(stated.version)) == pin
    except InvalidVersion:
        matches = False
    if stated is None or not matches:
        raise IndexFailure("its metadata is that of another release")
    return stated


def _beside(place: _Place, session: "Session", end: float) -> bytes | None:
    """Get the metadata that stands beside a wheel (PEP 658); None where the index has none there."""
    return _get(f"{place.address}.metadata", session, end)


def _inside(place: _Place, session: "Session", end: float) -> bytes:
    """Read the metadata in an archive.

    Raises:
        IndexFailure: It is not there, is another one than the index names, or is damaged.
    """
    if not place.is_remote:
        return archive_metadata(Path(place.address))
    content = _get(place.address, session, end)
    if content is None:
        raise IndexFailure("its archive is not where the index says")
    if place.sha256 is not None and hashlib.sha256(content).hexdigest() != place.sha256:
        raise IndexFailure("its archive is not the one that the index names")
    with tempfile.TemporaryDirectory(prefix="paa-") as folder:
        path = Path(folder) / ("archive.whl" if place.address.endswith(".whl") else "archive.tar.gz")
        path.write_bytes(content)
        return archive_metadata(path)


def _get(address: str, session: "Session", end: float) -> bytes | None:
    """Ask for a file; None where there is none.

    Raises:
        IndexFailure: There is no answer, or too much of it.
    """
    from requests import RequestException

    left = end - stopwatch()
    if left <= 0:
        raise IndexFailure("there was no time left for it")
    try:
        with session.get(address, timeout=min(_PATIENCE, left), stream=True) as response:
            if response.status_code in _NOT_THERE:
                return None
            response.raise_for_status()
            content = bytearray()
            for chunk in response.iter_content(1 << 16):
                content += chunk
                if len(content) > _LARGEST:
                    raise IndexFailure("its archive is too large to look for its metadata there")
                if stopwatch() > end:
                    raise IndexFailure("there was no time left for it")
            return bytes(content)
    except RequestException as error:
        raise IndexFailure(f"{shown_address(address)} gives no answer: {type(error).__name__}") from None
