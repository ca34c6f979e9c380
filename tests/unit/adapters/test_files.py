"""Writing several files: all of them, or none."""

from pathlib import Path

import pytest

from paa.adapters.files import write_atomically, write_together
from paa.errors import BuildError
from tests.support.trees import read_tree


def test_files_and_their_folders_are_written(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"copied")

    write_together({tmp_path / "a/b/c": source, tmp_path / "a/d": b"new"})

    assert read_tree(tmp_path) == {"a/b/c": b"copied", "a/d": b"new", "source": b"copied"}


def test_error_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    before = read_tree(tmp_path)

    with pytest.raises(BuildError, match="cannot write the file"):
        write_together({tmp_path / "old": b"x", tmp_path / "a/b/c": b"x", tmp_path / "d": tmp_path / "missing"})

    assert read_tree(tmp_path) == before


def test_error_while_names_are_given_takes_new_files_back(tmp_path: Path) -> None:
    (tmp_path / "taken/inside").mkdir(parents=True)
    before = read_tree(tmp_path)

    with pytest.raises(BuildError, match="is a directory"):
        write_together({tmp_path / "a/new": b"x", tmp_path / "taken": b"x"})

    assert read_tree(tmp_path) == before


def test_what_is_there_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    write_atomically(tmp_path / "a", b"new")

    assert read_tree(tmp_path) == {"a": b"new"}
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~_umask(tmp_path)


def _umask(folder: Path) -> int:
    fresh = folder / "fresh"
    fresh.touch()
    return 0o666 & ~fresh.stat().st_mode
