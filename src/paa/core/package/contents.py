"""What may be in the archives of a package, and what is in them by accident."""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType

from paa.core.package.secrets import find_secrets, secret_file
from paa.model.choices import IndexKind
from paa.model.distribution import DistributionKind
from paa.model.index_traits import TRAITS
from paa.model.spec import PackageSpec

__all__ = ["SIZE_LIMITS", "Member", "Remark", "look_at_member", "look_at_places"]

SIZE_LIMITS: Mapping[IndexKind, int] = MappingProxyType(
    {kind: traits.size_limit for kind, traits in TRAITS.items() if traits.size_limit is not None}
)
"""The largest file that an index takes by default, in bytes; a kind that is not there tells none."""

# Beside the package and the licence files, an sdist has what a build needs.
_SDIST = frozenset({"PKG-INFO", "README.md", "pyproject.toml"})
_TEST = re.compile(r"conftest\.py|test_.*\.py|.*_test\.py")
_LITTER = re.compile(r"\.DS_Store|Thumbs\.db|.*~|\.coverage|.*\.(?:orig|rej|swp)")
_HOMES = re.compile(rb"""(?<![\w./-])(?:/(?:home|Users)/|[A-Za-z]:\\{1,2}Users\\{1,2})(?P<user>[A-Za-z0-9._-]+)""")
_BYTECODE = frozenset({".pyc", ".pyo"})  # of files that begin with a number of Python and a line break
_BEGINNING = 8000  # bytes
_ANYBODY = frozenset({"ada", "example", "me", "name", "runner", "shared", "somebody", "user", "username", "you"})
_SHOWN = ".py", ".json", ".toml", ".yml", ".yaml", ".cfg", ".ini", ".txt", ".csv", ".link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file in an archive.

    Attributes:
        path: As the archive has it.
        link: Whether it is no file of its own.
    """

    path: str
    content: bytes
    link: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that should not be in an archive.

    Attributes:
        rule: As in the findings.
        line: In the file, where that means something.
    """

    path: str
    rule: str
    message: str
    hint: str
    line: int | None = None


def look_at_places(kind: DistributionKind, members: Sequence[Member], spec: PackageSpec) -> Iterator[Remark]:
    """Find what lies outside the package."""
    stem = f"{spec.name.replace('-', '_')}-{spec.version}"
    for member in members:
        path = PurePosixPath(member.path)
        if path.is_absolute() or ".." in path.parts or "\\" in member.path or member.link:
            text = "a link" if member.link else "a path that leads out of the archive"
            yield _outside(member, f"{text} is in the {kind}")
        elif not _is_inside(kind, path, stem, spec):
            yield _outside(member, f"this is in the {kind}, and outside the package")


def _outside(member: Member, message: str) -> Remark:
    hint = "an installation would put it among the files of others; keep it below the package"
    return Remark(path=member.path, rule="outside", message=message, hint=hint)


def _is_inside(kind: DistributionKind, path: PurePosixPath, stem: str, spec: PackageSpec) -> bool:
    if kind is DistributionKind.WHEEL:
        return path.parts[0] in {spec.import_name, f"{stem}.dist-info"}
    inside = PurePosixPath(*path.parts[1:])
    return path.parts[0] == stem and (
        inside.parts[:1] == (spec.import_name,)
        or str(inside) in _SDIST
        or inside in spec.license_files
        or f"]({inside})" in spec.readme  # an image that the README shows from beside it
    )


def look_at_member(member: Member, *, meant: bool, private: Sequence[str]) -> Iterator[Remark]:
    """Find what is in a file, or what a file is, that nobody should get.

    Args:
        member: The file.
        meant: Whether it is a part of the program, also where it is called as tests are.
        private: Folders of this machine.
    """
    path = PurePosixPath(member.path)
    if "__pycache__" in path.parts or (path.suffix in _BYTECODE and member.content[2:4] == b"\r\n"):
        yield Remark(path=member.path, rule="bytecode", message="bytecode is in the package", hint="delete it")
        return
    if not meant and (_TEST.fullmatch(path.name) or "tests" in path.parts[1:-1]):
        hint = "keep tests in `tests_dir`, where they are run against the package"
        yield Remark(path=member.path, rule="tests", message="a test is in the package", hint=hint)
    if _LITTER.fullmatch(path.name) or ".git" in path.parts:
        text = "a file that tools leave behind is in the package"
        yield Remark(path=member.path, rule="litter", message=text, hint="delete it")
    if secret_file(path):
        hint = "move it out of the folder of what is shipped, and have replaced what was ever published"
        yield Remark(path=member.path, rule="secret", message="a file of secrets is in the package", hint=hint)
    content = _as_text(member.content)
    is_text = b"\0" not in content[:_BEGINNING]
    for line, what in find_secrets(content, is_text=is_text):
        hint = "read it from the environment when the package runs, and have the one that stood here revoked"
        place = line if is_text else None
        yield Remark(path=member.path, rule="secret", message=f"this is {what}", hint=hint, line=place)
    if not is_text:
        # As git decides it: programs and models hold the paths of those who built them.
        return
    yield from _machine(replace(member, content=content), path, private)


def _as_text(content: bytes) -> bytes:
    """Read UTF-16, which some shells write into files; everything else stays as it is."""
    beginning = content[:_BEGINNING]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").encode("utf-8")
    for encoding, zeros in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[::2])):
        if zeros and not zeros.strip(b"\0"):
            return content.decode(encoding, "replace").encode("utf-8")
    return content


def _machine(member: Member, path: PurePosixPath, private: Sequence[str]) -> Iterator[Remark]:
    """Find folders that only one machine has, each once."""
    found: dict[bytes, int] = {}
    for folder in private:
        # A path may hold bytes that are no text, as the file system has them.
        text = folder.encode("utf-8", "surrogateescape")
        if place := re.search(re.escape(text) + rb"(?![\w-])", member.content):
            found.setdefault(text, place.start())
    if path.suffix in _SHOWN and "mkdocs" not in path.parts and ".dist-info" not in path.parts[0]:
        for match in _HOMES.finditer(member.content):
            if match["user"].decode().lower() not in _ANYBODY:
                found.setdefault(match[0], match.start())
    # A folder of the machine may be below another one, or below somebody's home.
    starts: set[int] = set()
    for text, start in found.items():
        if start not in starts:
            starts.add(start)
            line = member.content.count(b"\n", 0, start) + 1
            message = f"the folder {text.decode('utf-8', 'replace')} is of one machine alone"
            hint = "find files by `importlib.resources`, or ask who calls for a folder"
            yield Remark(path=member.path, rule="absolute-path", message=message, hint=hint, line=line)
