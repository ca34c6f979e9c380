"""Add a feed: its file, and its place in the list of the pipeline that publishes."""

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from paa.adapters.files import remove_files, write_atomically, write_together
from paa.adapters.templates import render
from paa.config.feeds import load_feeds
from paa.errors import PaaError, UsageError
from paa.model.pipelines import Platform
from paa.pipeline.ci.drift import examine_pipelines, platforms_of
from paa.pipeline.indexes import EXAMPLE, FEEDS, defined_indexes
from paa.pipeline.repository import Repository
from paa.pipeline.scaffold import obstacle

__all__ = ["AddedFeed", "NewFeed", "add_feed"]

_FILE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# What YAML takes for a text without quotes, and nobody for anything else.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.@][A-Za-z0-9]+)*")
_NO_TEXT = frozenset({"n", "no", "null", "off", "on", "false", "true", "y", "yes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed that shall be added.

    Attributes:
        name: What the file, and the choice of the pipeline, are called.
        organization: What follows the host in its addresses.
        project: The project that it belongs to; None for one of the organization.
        feed: What Azure calls it, if that is not the name.
        view: The view that its releases are promoted to; None for none.
        server: The address of a server of one's own.
    """

    name: str
    organization: str
    project: str | None = None
    feed: str | None = None
    view: str | None = None
    server: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFeed:
    """What became of a feed that was added.

    Attributes:
        path: Its file.
        updated: The files of the pipelines that name it now.
        choices: Whether there is a pipeline that offers it.
    """

    path: str
    updated: tuple[str, ...]
    choices: bool


def add_feed(repository: Repository, new: NewFeed) -> AddedFeed:
    """Write the file of a feed, and let the pipeline offer it.

    Raises:
        UsageError: The name is none for a file, or is taken.
        ConfigError: The feed cannot be reached by what is said of it, or a file of the pipelines cannot be updated;
            nothing was written.
        BuildError: A file cannot be written.
    """
    path = FEEDS / f"{new.name}.yml"
    text = _text(repository, new, path)
    root, platforms = repository.root, [each for each in platforms_of(repository.root) if each is Platform.AZURE]
    write_atomically(root / path, text.encode())
    try:
        drifted = examine_pipelines(root, repository.settings, platforms).drifted
        write_together({root / each.path: each.text.encode() for each in drifted})
    except PaaError:
        remove_files(root, [path])
        raise
    return AddedFeed(path=str(path), updated=tuple(each.path for each in drifted), choices=bool(platforms))


def _text(repository: Repository, new: NewFeed, path: PurePosixPath) -> str:
    if not _FILE.fullmatch(new.name):
        hint = "letters, digits, `-` and `_`, a letter first; --feed says what Azure calls it"
        raise UsageError(f"{new.name!r} is no name for a feed", hint=hint)
    taken = {str(name): index.where for name, index in defined_indexes(repository).items()}
    if new.name.lower() in taken or path.name == EXAMPLE or (repository.root / path).exists():
        where = taken.get(new.name.lower(), str(path))
        raise UsageError(f"there is an index {new.name!r} already", where=where, hint="edit it, or choose another name")
    if problem := obstacle(repository.root, path):
        raise problem
    feed = f"{new.feed or new.name}{f'@{new.view}' if new.view else ''}"
    values = {"feed": feed, "organization": new.organization, "project": new.project, "server": new.server}
    written = {name: value and _scalar(value) for name, value in values.items()}
    text = render("feed.yml", choice=new.name.lower(), view=new.view, **written)
    load_feeds({path: text})
    return text


def _scalar(text: str) -> str:
    """Write a text so that YAML reads it as one."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NO_TEXT
    return text if plain else json.dumps(text, ensure_ascii=False)
