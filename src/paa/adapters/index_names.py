"""Ask the index that requirements are installed from whether it has a project of a name."""

import hashlib
import json
import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from paa.adapters.files import write_atomically
from paa.errors import PaaError

__all__ = ["IndexNames"]

SECONDS = 5.0  # an index that is further away answers a build too late
# Where pip and uv are told which index to use, and that there is none.
_ADDRESSES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
_WITHOUT = ("PIP_NO_INDEX", "UV_NO_INDEX", "UV_OFFLINE")


class IndexNames:
    """The names of projects that are known to exist.

    What was found once is remembered; that a name is free may change any day. Without an answer a name is not known.

    Args:
        memory: The file that remembers; None for no memory.
        ask: Whether the index may be asked for what is not remembered.
    """

    def __init__(self, memory: Path | None, *, ask: bool) -> None:
        self._memory = memory
        self._may_ask = ask and not any(os.environ.get(name) for name in _WITHOUT)

    def has(self, project: str) -> bool:
        """Tell whether the index has a project, or had it when it was asked before."""
        known = self._known.setdefault(self._key, [])
        if project in known:
            return True
        if not self._may_ask or not self._ask(project):
            return False
        known.append(project)
        if self._memory is not None:
            # A memory that cannot be written changes no answer.
            with suppress(PaaError):
                write_atomically(self._memory, json.dumps(self._known).encode())
        return True

    @cached_property
    def _address(self) -> str:
        from pypi_simple import PYPI_SIMPLE_ENDPOINT

        return next((address for name in _ADDRESSES if (address := os.environ.get(name))), PYPI_SIMPLE_ENDPOINT)

    @cached_property
    def _key(self) -> str:
        """Tell indexes apart without writing an address down, which may hold a password."""
        return hashlib.sha256(next(filter(None, map(os.environ.get, _ADDRESSES)), "").encode()).hexdigest()[:16]

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        try:
            stored = json.loads(self._memory.read_bytes()) if self._memory else {}
        except (OSError, ValueError):
            return {}
        is_ours = isinstance(stored, dict) and all(isinstance(names, list) for names in stored.values())
        return stored if is_ours else {}

    def _ask(self, project: str) -> bool:
        from pypi_simple import NoSuchProjectError, PyPISimple, UnsupportedRepoVersionError
        from requests import RequestException

        try:
            with PyPISimple(self._address) as index:
                page = index.get_project_page(project, timeout=SECONDS)
        except NoSuchProjectError:
            return False
        except (RequestException, UnsupportedRepoVersionError, ValueError):
            self._may_ask = False  # One that does not answer is not asked for every name.
            return False
        return bool(page.packages)
