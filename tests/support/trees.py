"""Compare folders of files, names and contents."""

import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

from tests.support.golden import GOLDEN, UPDATE

__all__ = ["assert_golden_tree", "read_sdist", "read_tree", "read_wheel"]


def read_tree(root: Path, *, without: str = ".git") -> dict[str, bytes]:
    """Read every file below a folder, and where every link leads: path → content."""
    files: dict[str, bytes] = {}
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if inside.parts[0] == without:
            continue
        if path.is_symlink():
            files[str(inside)] = f"-> {path.readlink()}".encode()
        elif path.is_file():
            files[str(inside)] = path.read_bytes()
        elif not any(path.iterdir()):
            files[f"{inside}/"] = b""
    return files


def read_wheel(path: Path) -> dict[str, bytes]:
    """Read a wheel: name → content."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_sdist(path: Path) -> dict[str, bytes]:
    """Read an sdist: name without the first folder → content."""
    with tarfile.open(path) as archive:
        streams = {member.name: archive.extractfile(member) for member in archive.getmembers()}
        return {name.partition("/")[2]: stream.read() for name, stream in streams.items() if stream}


def assert_golden_tree(name: str, files: Mapping[str, bytes]) -> None:
    """Compare files with the folder `tests/golden/<name>`; PAA_UPDATE_GOLDEN=1 writes it instead, for `git diff`.

    Raises:
        AssertionError: A file is missing, is too much, or has another content.
    """
    kept = GOLDEN / name
    if UPDATE:
        shutil.rmtree(kept, ignore_errors=True)
        for path, content in files.items():
            (kept / path).parent.mkdir(parents=True, exist_ok=True)
            (kept / path).write_bytes(content)
    expected = read_tree(kept)
    assert sorted(files) == sorted(expected), f"tests/golden/{name} differs; PAA_UPDATE_GOLDEN=1 updates it"
    for path, content in files.items():
        assert content.decode() == expected[path].decode(), f"tests/golden/{name}/{path} differs"
