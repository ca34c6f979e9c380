"""The accuracy corpus: small modules and the requirements that they should have."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from shutil import copytree
from types import MappingProxyType
from typing import Any

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

__all__ = ["CATEGORIES", "CorpusCase", "Difference", "compare", "load_corpus", "write_case"]

CORPUS = Path(__file__).parents[1] / "corpus"
CATEGORIES = ("nothing-to-find", "plain", "other-names", "namespaces", "guarded", "traps", "several-files")
CONFIG = "module_dir: module_dir\n"
_KEYS = {
    *("name", "source", "module", "files", "config", "encoding", "newline", "bom", "after", "expected"),
}
# What each variable of a marker can be, as far as the corpus is concerned; the terms of a marker may name others.
_VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "python_version": ("2.7", *(f"3.{minor}" for minor in range(6, 17))),
        "python_full_version": tuple(f"3.{minor}.{micro}" for minor in range(6, 17) for micro in (0, 3, 4, 5)),
        "sys_platform": ("win32", "cygwin", "darwin", "linux", "freebsd14"),
        "os_name": ("nt", "posix", "java"),
        "platform_system": ("Windows", "Darwin", "Linux", "FreeBSD", ""),
    }
)
_VARIABLE = re.compile(r"\b([a-z_]+)\b(?=\s*(?:[<>=!~]|in\b|not\b))")
_STRING = re.compile(r"""(?:==|!=)\s*"([^"]*)\"""")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusCase:
    """A module and its requirements.

    Attributes:
        category: The file of the corpus that it stands in.
        name: Unique in its category.
        module: The import name of the module.
        files: Path in the repository → contents.
        expected: The requirements, each a line as `packaging` writes it, sorted.
        after: The published project, and its release, that the imports are taken from.
    """

    category: str
    name: str
    module: str
    files: Mapping[str, bytes]
    expected: tuple[str, ...]
    after: str | None

    @property
    def id(self) -> str:
        """How tests and tables call it."""
        return f"{self.category}/{self.name}"

    @property
    def names(self) -> frozenset[str]:
        """The names of the projects that it requires."""
        return frozenset(Requirement(line).name for line in self.expected)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is expected and not printed, and the other way round; nothing in both when all is right."""

    missing: tuple[str, ...]
    surplus: tuple[str, ...]


def load_corpus() -> tuple[CorpusCase, ...]:
    """Read all cases, category by category.

    Raises:
        ValueError: A case has a key that there is none of, a name twice, or an answer that `packaging` would write in
            another way.
    """
    cases = tuple(case for category in CATEGORIES for case in _load(category))
    if len({case.id for case in cases}) != len(cases):
        raise ValueError("two cases of one category have the same name")
    return cases


def write_case(case: CorpusCase, folder: Path, template: Path | None = None) -> Path:
    """Write the files of a case below a new folder.

    Args:
        case: What to write.
        folder: Where; it does not exist yet.
        template: A folder that is copied before, such as an empty git repository.
    """
    if template is None:
        folder.mkdir(parents=True)
    else:
        copytree(template, folder)
    for path, content in case.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def compare(expected: Iterable[str], printed: Iterable[str]) -> Difference:
    """Compare requirements line by line; of a marker only what it says counts, not the order of its terms."""
    missing, surplus = sorted(expected), sorted(printed)
    for line in tuple(missing):
        same = next((other for other in surplus if other == line), None)
        same = same or next((other for other in surplus if _say_the_same(line, other)), None)
        if same is not None:
            missing.remove(line)
            surplus.remove(same)
    return Difference(tuple(missing), tuple(surplus))


def _load(category: str) -> Iterator[CorpusCase]:
    for table in tomllib.loads((CORPUS / f"{category}.toml").read_text(encoding="utf-8"))["case"]:
        where = f"{category}/{table.get('name')}"
        if unknown := set(table) - _KEYS:
            raise ValueError(f"{where}: there is no key {', '.join(sorted(unknown))}")
        expected = tuple(table["expected"])
        if wrong := [line for line in expected if not _is_canonical(line)]:
            raise ValueError(f"{where}: not as packaging writes it: {wrong}")
        if list(expected) != sorted(expected):
            raise ValueError(f"{where}: not sorted")
        yield _case(category, table, expected)


def _case(category: str, table: Mapping[str, Any], expected: tuple[str, ...]) -> CorpusCase:
    module = table.get("module", "subject")
    source = table["source"].replace("\n", table.get("newline", "\n")).encode(table.get("encoding", "utf-8"))
    files = {path: text.encode() for path, text in table.get("files", {}).items()}
    files[f"module_dir/{module}.py"] = b"\xef\xbb\xbf" + source if table.get("bom") else source
    files[".paa.config"] = f"{CONFIG}{table.get('config', '')}\n".encode()
    return CorpusCase(
        category=category,
        name=table["name"],
        module=module,
        files=MappingProxyType(files),
        expected=expected,
        after=table.get("after"),
    )


def _is_canonical(line: str) -> bool:
    requirement = Requirement(line)
    return str(requirement) == line and canonicalize_name(requirement.name) == requirement.name


def _say_the_same(line: str, other: str) -> bool:
    try:
        first, second = Requirement(line), Requirement(other)
    except InvalidRequirement:
        return False
    one, two = ((each.name, each.extras, each.specifier, each.url) for each in (first, second))
    if one != two:
        return False
    texts = [str(each.marker or "") for each in (first, second)]
    return all(len({_holds(text, each) for text in texts}) == 1 for each in _environments(texts))


def _holds(marker: str, environment: Mapping[str, str]) -> bool:
    return not marker or Marker(marker).evaluate(dict(environment))


def _environments(markers: Collection[str]) -> Iterator[Mapping[str, str]]:
    """Give every combination of the values of the variables that stand in one of the markers."""
    text = " ".join(markers)
    names = sorted(set(_VARIABLE.findall(text)) - {"and", "or", "not", "in"})
    named = tuple(dict.fromkeys((*_STRING.findall(text), "something-else")))
    for values in product(*(_VALUES.get(name, named) for name in names)):
        yield {"extra": ""} | dict(zip(names, values, strict=True))
