"""Take over a repository of the predecessor: its pipelines, what they publish to, and the tags that are missing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from paa.adapters.files import list_files, read_bytes, read_text, remove_files, write_together
from paa.adapters.git import find_commit, release_tags, uncommitted
from paa.config.load import load_settings
from paa.config.workflows import read_workflow
from paa.core.ci.inclusion import included
from paa.core.ci.predecessor import is_of_predecessor
from paa.core.ci.sections import difference, with_yours, yours_in
from paa.core.release.tags import last_tags, tag_name
from paa.errors import ConfigError, PaaError, UsageError, raise_together
from paa.model.pipelines import Platform
from paa.model.settings import CONFIG, Settings
from paa.pipeline.ci.blueprint import blueprint_of
from paa.pipeline.ci.drift import OPTIONAL
from paa.pipeline.ci.generate import MADE_BY, PLATFORMS, generate
from paa.pipeline.destination import ledger_at
from paa.pipeline.events import Reporter
from paa.pipeline.indexes import feeds_of
from paa.pipeline.repository import Repository
from paa.pipeline.scaffold import obstacle
from paa.pipeline.status import Repair, repair

__all__ = ["Change", "Migration", "Outcome", "migrate", "plan_migration"]

_PLACES: Mapping[Platform, str] = {Platform.GITHUB: ".github/workflows", Platform.AZURE: ".azure"}
_CONFIG_COMMENT = "# The index that a release goes to: local (a folder), testpypi, pypi or another."


class Outcome(StrEnum):
    """What becomes of a file."""

    CREATED = "create"
    CHANGED = "change"
    REPLACED = "replace"
    REMOVED = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A file that becomes another one.

    Attributes:
        text: What it will be; None where it will be gone.
        diff: What changes in it.
    """

    path: str
    outcome: Outcome
    text: str | None
    diff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """What taking a repository over changes.

    Attributes:
        tags: The tags that the ledger says are missing.
        unused: Scripts that only the old pipelines ran; they stay.
    """

    changes: tuple[Change, ...]
    tags: tuple[str, ...]
    unused: tuple[str, ...]


def plan_migration(repository: Repository) -> Migration:
    """Find what has to change in a repository of the predecessor; nothing is written.

    Raises:
        UsageError: There is nothing of the predecessor, or a file of somebody's own is in the way, or is not committed.
        ConfigError: A configuration file, or the file of a feed, cannot be used.
        SourceError: A file or the history cannot be read.
    """
    root = repository.root
    old = {platform: tuple(_old_pipelines(root, platform)) for platform in _PLACES}
    platforms = [each for each in PLATFORMS if old[each] or (root / f".{each}/docs/README_base.md").is_file()]
    if not platforms:
        hint = "a new repository is set up by `paa init-ppr --github` or `--azure`"
        raise UsageError("there are no pipelines of package-auto-assembler here", where=str(root), hint=hint)
    config = _config(repository, platforms)
    settings = load_settings(config, where=CONFIG, environment={}).settings if config else repository.settings
    gone = {path for paths in old.values() for path in paths}
    changes = [*_pipelines(root, settings, platforms, gone)]
    if config is not None:
        changes.append(_change(CONFIG, _settings_text(root), config, Outcome.CHANGED))
    _refuse_unsaved(repository, [each.path for each in changes])
    return Migration(
        changes=tuple(sorted(changes, key=lambda each: each.path)),
        tags=tuple(_missing_tags(repository)),
        unused=tuple(_unused(root, gone)),
    )


def migrate(repository: Repository, migration: Migration, reporter: Reporter) -> Repair:
    """Carry a migration out: missing tags are made here, and files are written; nothing is committed or pushed.

    Raises:
        SourceError: The ledger or the history cannot be read; nothing was written.
        BuildError: A file cannot be written.
    """
    repaired = repair(repository, reporter, to_push=False, lines=False)
    kept = {each.path: each.text for each in migration.changes if each.text is not None}
    write_together({repository.root / path: text.encode() for path, text in kept.items()})
    remove_files(repository.root, [PurePosixPath(each.path) for each in migration.changes if each.text is None])
    return repaired


def _old_pipelines(root: Path, platform: Platform) -> Iterator[str]:
    """Name the pipelines of the predecessor, and the templates that they include."""
    place = _PLACES[platform]
    paths = [path for path in list_files(root / place) if path.suffix in {".yml", ".yaml"}]
    texts = {
        f"{place}/{path}": read_text(root / place / path) for path in paths if path.parts[0] not in {"feeds", "docs"}
    }
    foreign = {path: text for path, text in texts.items() if not text.startswith(MADE_BY)}
    found = {path for path, text in foreign.items() if is_of_predecessor(text)}
    # A pipeline may do nothing but include what does.
    includes = {path: included(read_workflow(text, where=path), path) for path, text in foreign.items()}
    found |= {path for path, parts in includes.items() if parts & found}
    found |= {
        part for path in found for part in includes[path] if part in foreign and not part.startswith(f"{place}/feeds")
    }
    yield from sorted(found)


def _pipelines(
    root: Path, settings: Settings, platforms: Collection[Platform], gone: Collection[str]
) -> Iterator[Change]:
    blueprint = blueprint_of(root, settings)
    new = {path: text for each in platforms for path, text in generate(blueprint, each).items()}
    errors: list[PaaError] = []
    for path, text in new.items():
        there = _text(root, path)
        ours = there is not None and there.startswith((MADE_BY, f"<!-- {MADE_BY[2:]}"))
        if there is not None and path in OPTIONAL and not ours:
            continue
        if there is not None and not ours and path not in gone:
            hint = "rename it, and run this again: the pipelines of paa have this name"
            errors.append(UsageError("a file of your own is in the way", where=path, hint=hint))
        elif there is None and (problem := obstacle(root, PurePosixPath(path))):
            errors.append(problem)
        else:
            wanted = with_yours(text, yours_in(there, where=path), where=path) if there and ours else text
            if there != wanted:
                yield _change(path, there, wanted, Outcome.REPLACED if there else Outcome.CREATED)
    raise_together(errors)
    for path in sorted(set(gone) - new.keys()):
        yield _change(path, read_text(root / path), None, Outcome.REMOVED)


def _change(path: str, there: str | None, text: str | None, outcome: Outcome) -> Change:
    diff = difference(path, there, text or "")
    return Change(
        path=path,
        outcome=outcome,
        text=text,
        diff=diff.replace(f"+++ b/{path}", "+++ /dev/null") if text is None else diff,
    )


def _text(root: Path, path: str) -> str | None:
    return read_text(root / path, where=path) if (root / path).is_file() else None


def _settings_text(root: Path) -> str:
    """Read the configuration with its line endings, which stay."""
    return read_bytes(root / CONFIG, where=CONFIG).decode() if (root / CONFIG).is_file() else ""


def _config(repository: Repository, platforms: Collection[Platform]) -> str | None:
    """Add `publish_to` to the configuration, where nothing says it yet and there is one answer."""
    there = _settings_text(repository.root)
    if load_settings(there, where=CONFIG, environment={}).origins["publish_to"] != "default":
        return None
    feeds = [feed.name for feed in feeds_of(repository.root)]
    index = "pypi" if Platform.GITHUB in platforms else feeds[0] if len(feeds) == 1 else None
    if index is None:
        return None
    ending = "\r\n" if "\r\n" in there else "\n"
    start = there if not there or there.endswith("\n") else f"{there}{ending}"
    return f"{start}{ending}{_CONFIG_COMMENT}{ending}publish_to: {index}{ending}"


def _refuse_unsaved(repository: Repository, paths: Collection[str]) -> None:
    """See that git can give back what is replaced.

    Raises:
        UsageError: Some files are not as the last commit has them.
    """
    there = [repository.root / path for path in paths if (repository.root / path).exists()]
    hint = "commit it, so that git can give it back"
    unsaved = uncommitted(repository.work_tree, there, ignored=True) if there else ()
    raise_together(
        [UsageError("this file is not committed, and would be replaced", where=path, hint=hint) for path in unsaved]
    )


def _missing_tags(repository: Repository) -> Iterator[str]:
    head = find_commit(repository.work_tree, "HEAD")
    if head is None:
        raise ConfigError("there is no commit yet", where=str(repository.root), hint="commit what is there first")
    tags = last_tags(release_tags(repository.work_tree))
    for name, version in sorted(ledger_at(repository, head).items()):
        tag = tags.get(name)
        if name in repository.layout.modules and (tag is None or tag.version < version):
            yield tag_name(name, version)


def _unused(root: Path, gone: Collection[str]) -> Iterator[str]:
    """Name the scripts of the CI that old pipelines ran."""
    texts = [read_text(root / path) for path in gone]
    for folder in (".github", ".azure"):
        for path in list_files(root / folder, suffix=".sh"):
            if any(path.name in text for text in texts):
                yield f"{folder}/{path}"
