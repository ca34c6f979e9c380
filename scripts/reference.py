"""Write the pages of the manual that come from the code, or see that they are up to date."""

import argparse
import ast
import difflib
import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, fields
from enum import StrEnum
from itertools import groupby
from pathlib import Path, PurePosixPath
from types import MappingProxyType, UnionType
from typing import Any, Union, get_args, get_origin

from packaging.version import Version

import paa
from paa.adapters.templates import render
from paa.cli._commands import ALIASES, NOT_YET, SECTIONS, Group
from paa.errors import PaaError
from paa.interfaces import INTERFACES
from paa.model.choices import IndexKind
from paa.model.index_traits import TRAITS, IndexTraits
from paa.model.keys import KEYS, Key
from paa.model.settings import IndexName, IndexProfile, PythonVersion, Settings, Url

PAGES = Path(__file__).parents[1] / "docs_dir" / "paa" / "reference"
SOURCES = Path(paa.__file__).parent
HEADER = "<!-- Written by scripts/reference.py: change the code, then run `make docs`. -->"
UNUSED = "*no effect yet*"
# Where a key is named and nothing is done with it: to read it, to raise it, and to remember it for a comparison.
SILENT = frozenset({"config", "core/release/fingerprints.py", "errors.py", "resources"})

_ABOUT_KEYS = (
    """\
`.paa.config` is YAML and lies at the root of the repository. Every key may be left out, and `null` is its default.
Wrong keys and values are errors, all reported at once. Paths are relative to the root and stay inside it. A key with a
single value can also be given by an environment variable, which wins over the file: `PAA_MODULE_DIR` for `module_dir`.
`paa show config` prints what is in effect and where it comes from; `paa init-config --full` writes a file with every
key.""",
    f"""\
A key marked {UNUSED} is read and checked, and that is all that paa {paa.__version__} does with it. (`paa init-ppr`
makes the folders of the first table, whether or not something reads them.)""",
)

_ABOUT_KINDS = """\
What `paa` knows of each of them, and goes by; [more about each](../how-to/indexes.md#the-kinds). `metadata_version` in
an entry of `indexes` comes before what stands here; the strictest of `publish_to` and `stage_to` decides."""

_ABOUT_SERVERS = """\
`paa run` reads them in the folder in which it is started; `--config` names another file. They are YAML; a key that is
not known is an error, and so is a value of the wrong kind, all of them reported at once. What the command line says
comes first. `paa configure api`, `paa configure streamlit` and `paa configure mcp` write what you see here: every key
with its default, those without a default behind a `#`."""

_TYPES: Mapping[Any, str] = MappingProxyType(
    {
        bool: "true or false",
        int: "whole number",
        float: "number",
        str: "text",
        Path: "path",
        PurePosixPath: "path",
        Version: "version",
        PythonVersion: "version of Python",
        Url: "address",
        IndexName: "name of an index",
        IndexProfile: "index",
    }
)


def commands() -> str:
    """Show the help of every command."""
    page = [HEADER, "# Commands", _help(), "Results go to standard output, everything else to standard error."]
    for section, entries in SECTIONS.items():
        page.append(f"## {section}")
        for entry in entries:
            parts = [(each.name,) for each in entry.commands] if isinstance(entry, Group) else [()]
            for part in parts:
                page += [f"### `paa {' '.join((entry.name, *part))}`", _help(entry.name, *part)]
    page.append("## Names of package-auto-assembler")
    if ALIASES:
        page += ["These do the same as the command beside them:"]
        page.append("\n".join(f"* `{alias}`: `paa {' '.join(words)}`" for alias, words in sorted(ALIASES.items())))
    page.append("These have no counterpart yet. They say so and end with exit code 2:")
    page.append(", ".join(f"`{name}`" for name in sorted(NOT_YET)) + ".")
    return _joined(page)


def _help(*path: str) -> str:
    words = [sys.executable, "-m", "paa", *path, "--help"]
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    done = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return f"```text\n{done.stdout.rstrip()}\n```"


def configuration() -> str:
    """Describe every key of `.paa.config`."""
    page = [
        HEADER,
        "# The keys of `.paa.config`",
        *_ABOUT_KEYS,
    ]
    hints = {each.name: each.type for each in fields(Settings)}
    used = _settings_in_use()
    for section, keys in groupby(KEYS, key=lambda key: key.section):
        rows = [_key_row(key, hints[key.name], used=key.name in used) for key in keys]
        page += [f"## {section}", _table(("key", "type", "default", "meaning"), rows)]
    rows = [(f"`{each.name}`", _type(each.type), _meaning(each)) for each in fields(IndexProfile)]
    page += ["## An entry of `indexes`", _table(("key", "type", "meaning"), rows)]
    page += ["## The kinds of indexes", _ABOUT_KINDS, _table(("", *(f"`{kind}`" for kind in TRAITS)), _kinds())]
    return _joined(page)


def _kinds() -> list[tuple[str, ...]]:
    """Give a row for each thing that is known of the kinds of indexes."""
    shown: dict[str, Callable[[IndexTraits], object]] = {
        "what it is": lambda traits: traits.title,
        "a file that it has, with the same bytes": lambda traits: traits.same_bytes.value,
        "… with other bytes": lambda traits: traits.other_bytes.value,
        "newest metadata that `paa` builds for it": lambda traits: traits.metadata_version,
        "local versions, as `1.0+here`": lambda traits: traits.local_versions,
        "requirements with an address": lambda traits: traits.direct_references,
        "largest file": lambda traits: traits.size_limit and f"{traits.size_limit // 1000**2} MB",
        "its pages": lambda traits: traits.pages.value,
        "tells when a file came": lambda traits: traits.upload_times,
        "tells what is yanked": lambda traits: traits.yanks,
        "user that goes with a token": lambda traits: {None: "nobody logs in", "": "any"}.get(
            traits.user, f"`{traits.user}`"
        ),
        "trusted publishing": lambda traits: traits.trusted_publishing,
        "asks for a login to read": lambda traits: traits.private,
        "views": lambda traits: traits.views,
        "anybody may take any name": lambda traits: traits.strangers,
    }
    words: dict[object, str] = {True: "yes", False: "no", None: "no limit known"}
    return [
        (about, *(str(words.get(value, value)) for value in map(tell, TRAITS.values())))
        for about, tell in shown.items()
    ]


def _key_row(key: Key, hint: object, *, used: bool) -> tuple[str, ...]:
    meaning = [key.meaning, *([f"Also spelt `{key.also}`."] if key.also else []), *([] if used else [UNUSED])]
    meaning[0] += "." if len(meaning) > 1 else ""
    return f"`{key.name}`", _type(hint), _default(key.computed or key.default), " ".join(meaning)


def _meaning(field: Field[Any]) -> str:
    return str(field.metadata.get("meaning") or (IndexKind.__doc__ or "").rstrip("."))


def _type(hint: Any) -> str:  # noqa: ANN401 - any annotation
    hints = [each for each in get_args(hint) if each is not type(None)]
    if get_origin(hint) in {Union, UnionType}:
        return _type(hints[0])
    if get_origin(hint) is tuple:
        return f"list of {_type(hints[0])}"
    if get_origin(hint) is Mapping:
        return f"mapping: {_type(hints[0])} → {_type(hints[1])}"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return ", ".join(f"`{word}`" for word in hint)
    return _TYPES[hint]


def _default(value: object) -> str:
    if value in (None, [], {}):
        return ""
    if isinstance(value, str) and " " in value:
        return value
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, list):
        return ", ".join(f"`{each}`" for each in value)
    return ", ".join(f"`{each}`" for each in value) if isinstance(value, dict) else f"`{value}`"


def server_configuration() -> str:
    """Show the configuration files of servers, as they are written."""
    page = [HEADER, "# Configuration files of servers", _ABOUT_SERVERS]
    for interface in INTERFACES.values():
        if interface.server is not None:
            name = interface.server.config
            page += [f"## `{name}`", f"```yaml\n{render(name.removeprefix('.')).rstrip()}\n```"]
    return _joined(page)


def exit_codes() -> str:
    """Describe the exit codes: each error's class has one."""
    rows = [(0, "", "Done, or there was nothing to do."), (1, "", "Something that paa did not expect.")]
    names = _names_in_use()
    for error in PaaError.__subclasses__():
        if "exit_code" in vars(error):
            remark = "" if error.__name__ in names else " *Not used yet.*"
            rows.append((error.exit_code, f"`{error.__name__}`", f"{inspect.getdoc(error)}{remark}"))
    page = [
        HEADER,
        "# Exit codes",
        _table(("code", "class in `paa.errors`", "meaning"), [(str(code), *rest) for code, *rest in sorted(rows)]),
        "Where several things are wrong, all of them are shown and the first one decides the code.",
    ]
    return _joined(page)


def _trees() -> Iterator[ast.Module]:
    for path in sorted(SOURCES.rglob("*.py")):
        place = path.relative_to(SOURCES)
        if SILENT.isdisjoint({place.as_posix(), place.parts[0]}):
            yield ast.parse(path.read_text(encoding="utf-8"))


def _settings_in_use() -> frozenset[str]:
    """Collect the attributes of whatever is called `settings`."""
    nodes = (node for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return frozenset(node.attr for node in nodes if ast.unparse(node.value).rpartition(".")[2] == "settings")


def _names_in_use() -> frozenset[str]:
    nodes = (node for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.Name))
    return frozenset(node.id for node in nodes)


def _difference(before: str, after: str, name: str) -> Iterator[str]:
    lines = before.splitlines(), after.splitlines()
    yield from difflib.unified_diff(*lines, name, f"{name} as it should be", lineterm="")
    if before != after:
        yield ""


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _joined(page: list[str]) -> str:
    return "\n\n".join(page) + "\n"


def main() -> int:
    """Write the pages; with `--check`, show how they differ from what would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is out of date")
    check = parser.parse_args().check
    differs = False
    for name, text in {
        "commands.md": commands(),
        "configuration.md": configuration(),
        "exit-codes.md": exit_codes(),
        "server-configuration.md": server_configuration(),
    }.items():
        path = PAGES / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        differs = differs or before != text
        if check:
            print(*_difference(before, text, name), sep="\n", end="")
        elif before != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")
    return 1 if check and differs else 0


if __name__ == "__main__":
    sys.exit(main())
