"""The disk: errors name the path, writing is all or nothing, walks are sorted."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from paa.errors import BuildError, PaaError, SourceError

__all__ = [
    "digest",
    "list_files",
    "read_bytes",
    "read_text",
    "remove_files",
    "temporary_directory",
    "write_atomically",
    "write_files",
    "write_together",
]


def read_bytes(path: Path, *, where: str | None = None) -> bytes:
    """Read a file.

    Raises:
        SourceError: It cannot be read.
    """
    with _naming(path, "read", SourceError, where):
        return path.read_bytes()


def read_text(path: Path, *, where: str | None = None) -> str:
    """Read a UTF-8 file, with or without a byte order mark; every line ending becomes a line feed.

    Raises:
        SourceError: It cannot be read, or is not UTF-8.
    """
    content = read_bytes(path, where=where)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError("the file is not UTF-8", where=f"{where or path}:{line}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def list_files(folder: Path, *, suffix: str = "") -> tuple[PurePosixPath, ...]:
    """List the files below a folder, relative to it and sorted; none where there is no folder.

    What machines leave behind is left out. A link to a folder is listed like a file, and not followed.
    """
    found: list[PurePosixPath] = []
    for parent, folders, names in os.walk(folder):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        folders[:] = [name for name in folders if name != "__pycache__" and name not in links]
        relative = PurePosixPath(Path(parent).relative_to(folder).as_posix())
        found += (relative / name for name in (*names, *links) if name.endswith(suffix) and name != ".DS_Store")
    return tuple(sorted(found))


def digest(path: Path) -> str:
    """Give the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_atomically(path: Path, content: bytes | Path) -> None:
    """Write a file, or copy one, so that its name shows either what was there before or all that is new.

    Raises:
        BuildError: It cannot be written; nothing is left behind.
    """
    write_together({path: content})


def write_together(files: Mapping[Path, bytes | Path]) -> None:
    """Write files, or copy them, so that an error leaves nothing new behind.

    Each is complete beside its target before the first one takes its name.

    Raises:
        BuildError: One cannot be written.
    """
    staged: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for path, content in files.items():
            made += _make_folder(path.parent)
            with _naming(path, "write", BuildError):
                staged[path] = _stage(path, content)
        for path, temporary in staged.items():
            is_new = not path.exists()
            with _naming(path, "write", BuildError):
                temporary.replace(path)
            made += [path] if is_new else []
    except BaseException:
        _take_back([*made, *staged.values()])
        raise


def _stage(path: Path, content: bytes | Path) -> Path:
    """Write a file under a name of its own, beside its target."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(content, Path):
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file)
            else:
                file.write(content)
        # mkstemp makes files for their owner only; a fresh file has what the umask leaves of 666.
        Path(name).chmod(0o666 & ~_umask())
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _take_back(paths: Sequence[Path]) -> None:
    """Remove files and folders that were made, the last ones first; a folder that is not empty stays."""
    for path in reversed(paths):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()


def _make_folder(folder: Path) -> tuple[Path, ...]:
    """Make a folder and those above it; give those that were not there.

    Raises:
        BuildError: A file is in the way, or it cannot be made.
    """
    try:
        missing = tuple(reversed([each for each in (folder, *folder.parents) if not each.exists()]))
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        file = next(path for path in (folder, *folder.parents) if path.exists() or path.is_symlink())
        hint = "move it away, or name another folder"
        raise BuildError("this is a file where a folder is needed", where=str(file), hint=hint) from None
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        raise BuildError(f"cannot make the folder: {reason}", where=str(folder)) from None
    return missing


def write_files(folder: Path, files: Mapping[PurePosixPath, bytes | Path]) -> None:
    """Write files below a folder of ours.

    Raises:
        BuildError: One cannot be written, or a file to copy cannot be read.
    """
    for relative, content in files.items():
        path = folder / relative
        with _naming(content if isinstance(content, Path) else path, "copy", BuildError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copyfile(content, path)
            else:
                path.write_bytes(content)


def remove_files(folder: Path, paths: Iterable[PurePosixPath]) -> None:
    """Remove files of ours below a folder, and the folders that are empty then.

    Raises:
        BuildError: One cannot be removed.
    """
    for relative in paths:
        with _naming(folder / relative, "remove", BuildError):
            (folder / relative).unlink(missing_ok=True)
        for parent in list(relative.parents)[:-1]:
            with suppress(OSError):
                (folder / parent).rmdir()


@contextmanager
def temporary_directory(*, keep: bool = False) -> Iterator[Path]:
    """Make a private folder, and remove it afterwards unless it shall be kept.

    Raises:
        BuildError: It cannot be made.
    """
    with _naming(Path(tempfile.gettempdir()), "write to", BuildError):
        folder = Path(tempfile.mkdtemp(prefix="paa-"))
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _naming(path: Path, verb: str, error: type[PaaError], where: str | None = None) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        reason = (failure.strerror or str(failure)).lower()
        raise error(f"cannot {verb} the file: {reason}", where=where or str(path)) from None


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
