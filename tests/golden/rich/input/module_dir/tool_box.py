"""Tools of {every} kind: "quoted", 'quoted' and \\backslashed — größer 😀.

The first paragraph is the summary.

>>> from tool_box import answer
>>> answer()
42

# Not a title

Text with `code`, {braces} and %s.
"""

from __future__ import annotations

import json  # the standard library needs no requirement
import os, sys
from typing import TYPE_CHECKING

import components.plain
import components.plain as first, os.path
import module_dir.components.plain
import module_dir.components.bundle.inner.deep as deep
from . import components
from .components.plain import (
    value,  # a comment that stays
    other as another,
)
from components import plain
from components.bundle import *
from components.bundle.first import \
    number
from module_dir.components.star import *
from module_dir import helper as helping
from .helper import help_me
import helper
from six import moves  #>=1.16
import yaml  #[fast]>=6,<7
import ignored_completely  #-

#@ tzdata>=2024.1; sys_platform == "win32"
#! import rich  #>=13

if TYPE_CHECKING:
    import never_required

__all__ = ["answer", "größe"]

__package_metadata__ = {
    "author": 'Jürgen "JB" O\'Neil\n  of {braces} and \\ 😀',
    "author_email": "ada@example.org",
    "keywords": ["tools, boxes", "größe"],
    "classifiers": ["Development Status :: 4 - Beta", "License :: OSI Approved :: MIT License", "Topic :: Utilities"],
    "url": "https://example.org/?a=1&b={c}",
    "project_urls": {"Issue Tracker": "https://example.org/issues"},
    "extras_require": {"Fast_Mode": ["orjson>=3; python_version < '4'"]},
    "requires_python": ">=3.11",
    "description": """A "box" of tools with {braces}, %s and \\n:
the second line — größer.""",
}


def answer() -> int:
    """Give the answer."""
    from .components import lazy

    return lazy.ANSWER


def größe() -> str:
    """Say it in German; components.plain in a string stays."""
    return f"import components.plain {components.plain.value}"
