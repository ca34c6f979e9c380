"""The `.paa.config` that a repository starts with."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from itertools import groupby

from paa.adapters.templates import render
from paa.model.keys import KEYS, Key
from paa.model.pipelines import PipelineChoices

__all__ = ["starting_choices", "starting_config"]

_COMMENT_WIDTH = 77  # behind `# `, in a file of 80 columns
# Words that YAML takes for a text without quotes, as nothing else can be meant by them.
_PLAIN = re.compile(r"[A-Za-z.][A-Za-z0-9._/=<>-]*")
_NO_TEXT = frozenset({"n", "no", "null", "off", "on", "false", "true", "y", "yes"})


def starting_config(*, full: bool, license_path: str | None, publish_to: str | None) -> str:
    """Write a configuration.

    Args:
        full: Every key; otherwise only those that people change.
        license_path: The licence file that is there.
        publish_to: The first index; None leaves the key out, or at its default where every key is written.
    """
    values = {key.name: None if key.computed else key.default for key in KEYS}
    chosen = {"license_path": license_path, "publish_to": publish_to}
    values |= {name: value for name, value in chosen.items() if value is not None}
    if full:
        return render("paa.config.full", sections=_sections(values))
    values |= {"dependencies_dir": _default("dependencies_dir"), **chosen}
    return render("paa.config", **{name: value and _inline(value) for name, value in values.items()})


def starting_choices(branch: str, *, full: bool) -> str | None:
    """Write what is chosen about the pipelines; None where the defaults are right and nobody asked for every key.

    Args:
        branch: The branch that releases are made from.
        full: Every key, with its default in a comment.
    """
    usual = PipelineChoices()
    if branch == usual.branch and not full:
        return None
    return render("paa.ci.config", branch=_inline(branch), usual=usual, full=full)


def _default(name: str) -> object:
    return next(key.default for key in KEYS if key.name == name)


def _sections(values: Mapping[str, object]) -> Iterator[tuple[str, list[str]]]:
    """Give each heading with its keys, every one below a comment that says what it means."""
    for title, keys in groupby(KEYS, key=lambda key: key.section):
        yield title, [f"{_comment(key)}\n{_entry(key.name, values[key.name])}" for key in keys]


def _comment(key: Key) -> str:
    words = [key.meaning]
    if key.choices:
        words.append(f"({', '.join(key.choices)})")
    if key.computed:
        words.append(f"(null: {key.computed})")
    return textwrap.fill(
        " ".join(words), _COMMENT_WIDTH + 2, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False
    )


def _entry(name: str, value: object) -> str:
    if isinstance(value, list) and value:
        return "\n".join((f"{name}:", *(f"  - {_inline(each)}" for each in value)))
    if isinstance(value, dict) and value:
        return "\n".join((f"{name}:", *(f"  {key}: {_inline(each)}" for key, each in value.items())))
    return f"{name}: {_inline(value)}"


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_inline(each)}' for key, each in value.items())}}}"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NO_TEXT:
        return value
    # What JSON writes is YAML, too.
    return json.dumps(value, ensure_ascii=False)
