"""Archives as an index reads them: whole ones, and whatever else somebody may leave there."""

import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from packaging.version import Version

from paa.adapters.index.archives import read_archive
from paa.errors import IndexFailure

WHEEL = "my_tool-1.0-py3-none-any.whl"
SDIST = "my_tool-1.0.tar.gz"
METADATA = b"Metadata-Version: 2.4\nName: My.Tool\nVersion: 1.0\nRequires-Python: >=3.10\n\nText.\n"
DAMAGED = "put the whole file back, or remove it"
MOVED = "move it out of the index"


def wheel(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(members.items()):
            archive.writestr(zipfile.ZipInfo(name, (2024, 2, 29, 12, 0, 2 * number)), content)
    return path


def sdist(path: Path, members: Mapping[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), 1_709_208_000
            archive.addfile(member, BytesIO(content))
    return path


def test_wheel(tmp_path: Path) -> None:
    path = wheel(tmp_path / WHEEL, {"my_tool/__init__.py": b"", "my_tool-1.0.dist-info/METADATA": METADATA})

    archive = read_archive(path)

    assert archive.metadata == METADATA
    assert (archive.page.version, archive.page.requires_python) == (Version("1.0"), ">=3.10")
    assert archive.page.size == path.stat().st_size
    assert archive.page.upload_time == datetime(2024, 2, 29, 12, 0, 2, tzinfo=UTC)


def test_sdist(tmp_path: Path) -> None:
    path = sdist(tmp_path / SDIST, {"my_tool-1.0/PKG-INFO": METADATA, "my_tool-1.0/src/x/PKG-INFO": b"no"})

    archive = read_archive(path)

    assert (archive.metadata, archive.page.metadata_sha256) == (None, None)
    assert archive.page.requires_python == ">=3.10"
    assert archive.page.upload_time == datetime(2024, 2, 29, 12, 0, tzinfo=UTC)


def truncated(path: Path) -> Path:
    make = wheel if path.suffix == ".whl" else sdist
    place = "my_tool-1.0.dist-info/METADATA" if path.suffix == ".whl" else "my_tool-1.0/PKG-INFO"
    make(path, {place: METADATA, "x/y": bytes(range(256)) * 40})
    path.write_bytes(path.read_bytes()[:-80])
    return path


def text(path: Path) -> Path:
    path.write_text("no archive", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("filename", "make", "message"),
    [
        pytest.param(WHEEL, text, "this is no whole archive: File is not a zip file", id="text-as-wheel"),
        pytest.param(SDIST, text, "this is no whole archive: not a gzip file", id="text-as-sdist"),
        pytest.param(WHEEL, truncated, "this is no whole archive: File is not a zip file", id="half-a-wheel"),
        pytest.param(
            SDIST,
            truncated,
            "this is no whole archive: Compressed file ended before the end-of-stream marker was reached",
            id="half-an-sdist",
        ),
        pytest.param(
            WHEEL, lambda path: wheel(path, {}), "this is no whole archive: it has no METADATA", id="empty-wheel"
        ),
        pytest.param(
            SDIST, lambda path: sdist(path, {}), "this is no whole archive: it has no PKG-INFO", id="empty-sdist"
        ),
        pytest.param(
            WHEEL,
            lambda path: wheel(path, {"a.dist-info/METADATA": METADATA, "b.dist-info/METADATA": METADATA}),
            "this is no whole archive: it has 2 METADATA",
            id="two-releases",
        ),
        pytest.param(
            WHEEL,
            lambda path: wheel(path, {"a.dist-info/METADATA": b"\xff\x00"}),
            "this is no whole archive: its metadata names no release",
            id="no-release",
        ),
        pytest.param(
            WHEEL,
            lambda path: wheel(path, {"a.dist-info/METADATA": bytes(10_000_001)}),
            "this is no whole archive: its metadata is too long",
            id="bomb",
        ),
    ],
)
def test_damaged_archives(tmp_path: Path, filename: str, make: Callable[[Path], Path], message: str) -> None:
    path = make(tmp_path / filename)

    with pytest.raises(IndexFailure) as raised:
        read_archive(path)

    assert (raised.value.message, raised.value.where, raised.value.hint) == (message, str(path), DAMAGED)


def test_the_name_of_an_archive_is_what_is_in_it(tmp_path: Path) -> None:
    path = wheel(tmp_path / "my_tool-2.0-py3-none-any.whl", {"my_tool-1.0.dist-info/METADATA": METADATA})

    with pytest.raises(IndexFailure) as raised:
        read_archive(path)

    message = "the archive holds my-tool 1.0, which is not what its name says"
    assert (raised.value.message, raised.value.where, raised.value.hint) == (message, str(path), MOVED)
