"""Compare the files of the pipelines with what this version of paa writes, and update them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from paa.adapters.files import read_text, write_together
from paa.core.ci.sections import difference, with_yours, yours_in
from paa.errors import ConfigError, GateError, PaaError, raise_together
from paa.model.pipelines import Platform
from paa.model.settings import Settings
from paa.pipeline.ci.blueprint import PINS, blueprint_of
from paa.pipeline.ci.engine import engine_problems
from paa.pipeline.ci.generate import MADE_BY, PLATFORMS, generate
from paa.pipeline.repository import Repository

__all__ = ["OPTIONAL", "Drift", "Examined", "examine_pipelines", "platforms_of", "refuse_drift", "write_pipelines"]

# A repository of the predecessor may have no README of its own.
_SIGNS: Mapping[Platform, tuple[str, ...]] = MappingProxyType(
    {
        Platform.GITHUB: (".github/docs/README_base.md", str(PINS)),
        Platform.AZURE: (".azure/docs/README_base.md", ".azure/docs/PIPELINES.md"),
    }
)

OPTIONAL = frozenset({".github/dependabot.yml"})
"""Where somebody may have a file of their own, which is as good as ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A file that is not what this version of paa writes.

    Attributes:
        text: What it should be, with what the user wrote between the markers.
        diff: What has to change.
    """

    path: str
    text: str
    diff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """How far the files of the pipelines are what this version of paa writes.

    Attributes:
        files: Every file that it writes.
        drifted: Those that are not what it writes.
        foreign: Those that somebody wrote by hand, where that is as good.
        problems: What is wrong with the lock file of the engine.
    """

    files: tuple[str, ...]
    drifted: tuple[Drift, ...]
    foreign: tuple[str, ...]
    problems: tuple[PaaError, ...]


def platforms_of(root: Path) -> tuple[Platform, ...]:
    """Tell for which platforms a repository was set up."""
    return tuple(each for each in PLATFORMS if any((root / path).is_file() for path in _SIGNS[each]))


def examine_pipelines(root: Path, settings: Settings, platforms: Collection[Platform]) -> Examined:
    """Compare the files of the pipelines with what this version of paa writes.

    Raises:
        ConfigError: A configuration file or a marker cannot be used.
        SourceError: A file cannot be read.
    """
    blueprint = blueprint_of(root, settings)
    files = {path: text for each in platforms for path, text in generate(blueprint, each).items()}
    drifted: list[Drift] = []
    foreign: list[str] = []
    errors: list[PaaError] = []
    for path, generated in files.items():
        there = read_text(root / path, where=path) if (root / path).is_file() else None
        if there is not None and path in OPTIONAL and not there.startswith(MADE_BY):
            foreign.append(path)
            continue
        try:
            text = with_yours(generated, yours_in(there or "", where=path), where=path)
        except ConfigError as error:
            errors.append(error)
            continue
        if diff := difference(path, there, text):
            drifted.append(Drift(path=path, text=text, diff=diff))
    raise_together(errors)
    problems = engine_problems(root, settings)
    return Examined(files=tuple(files), drifted=tuple(drifted), foreign=tuple(foreign), problems=problems)


def write_pipelines(repository: Repository) -> Examined:
    """Update the files of the pipelines, and give what was different before.

    Raises:
        UsageError: The repository has no pipelines.
        ConfigError: A configuration file or a marker cannot be used; nothing was written.
        BuildError: A file cannot be written.
    """
    examined = examine_pipelines(repository.root, repository.settings, platforms_of(repository.root))
    write_together({repository.root / PurePosixPath(each.path): each.text.encode() for each in examined.drifted})
    return examined


def refuse_drift(examined: Examined) -> None:
    """Fail where a file is not what this version of paa writes, or the engine is not pinned.

    Raises:
        GateError: All of it at once.
    """
    raise_together(list(_problems(examined)))


def _problems(examined: Examined) -> Iterator[PaaError]:
    hint = "`paa ci check --write` updates it, and keeps what is between your markers"
    for each in examined.drifted:
        yield GateError("the file is not what this version of paa writes", where=each.path, hint=hint)
    for problem in examined.problems:
        yield GateError(problem.message, where=problem.where, hint=problem.hint)
