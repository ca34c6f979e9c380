"""What decides how the pipelines of a repository look: its settings, what is chosen about them, its pins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from paa.adapters.files import read_text
from paa.adapters.resources import read_resource
from paa.core.ci.pins import read_pins
from paa.errors import ConfigError
from paa.model.choices import IndexKind
from paa.model.pipelines import CI_CONFIG, Image, Login, PipelineChoices
from paa.model.settings import CONFIG, IndexName, IndexProfile, Settings
from paa.pipeline.indexes import describe_indexes, feeds_of

__all__ = ["LOCK", "PINS", "PUBLIC", "Blueprint", "blueprint_of", "read_choices"]

PINS = PurePosixPath(".github/actions/paa-pins/action.yml")
"""The lock file of the actions, in a form that Dependabot and Renovate understand."""

LOCK = "requirements_dev.txt"
"""The lock file of the engine, below `paa_dir`."""

PUBLIC = frozenset({IndexKind.PYPI, IndexKind.TESTPYPI})
"""The kinds of index that anybody may read, and that know trusted publishing."""

_SAFE = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_./-]*")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_PER_PROJECT = "{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """Everything that the pipelines' templates are filled in from.

    Attributes:
        pins: Action → `action@commit # version`.
        indexes: Every index that a release can be told to go to, by name.
        feeds: Those among them that have a file of their own.
    """

    settings: Settings
    choices: PipelineChoices
    pins: Mapping[str, str]
    indexes: Mapping[IndexName, IndexProfile]
    feeds: tuple[IndexName, ...] = ()

    @property
    def index(self) -> IndexName:
        """Where a release goes: a folder on a machine that is thrown away is no place for one."""
        if self.choices.index is not None:
            return self.choices.index
        name = self.settings.publish_to
        return IndexName("pypi") if self.profile(name).kind is IndexKind.DIRECTORY else name

    @property
    def one_by_one(self) -> bool:
        """Whether each project has an environment of its own, and is published by a job of its own."""
        return _PER_PROJECT in self.settings.environment

    @property
    def image(self) -> Image:
        """What runs everything but the tests."""
        return self.choices.systems[0]

    @property
    def lock(self) -> PurePosixPath:
        """The lock file of the engine."""
        return self.settings.paa_dir / LOCK

    @property
    def engine_is_here(self) -> bool:
        """Whether the engine is in this repository, instead of on an index."""
        return self.settings.engine.startswith(".")

    @property
    def has_pages(self) -> bool:
        """Whether documentation is published; `gh_pages_base_url` says where it is read."""
        return self.settings.gh_pages_base_url is not None

    @property
    def common_environment(self) -> str:
        """The environment of what is done once for all projects."""
        return self.settings.environment.replace(_PER_PROJECT, "").strip("-._/") or "release"

    def profile(self, name: IndexName) -> IndexProfile:
        """Describe an index.

        Raises:
            ConfigError: There is none of that name.
        """
        if name not in self.indexes:
            hint = f"there are {', '.join(sorted(self.indexes))}; `indexes` in {CONFIG} adds others"
            raise ConfigError(f"there is no index {name!r}", where=CI_CONFIG, hint=hint)
        return self.indexes[name]

    def is_trusted(self, name: IndexName) -> bool:
        """Tell whether an index believes who a pipeline is, without a password."""
        return self.choices.login is Login.TRUSTED and self.profile(name).kind in PUBLIC

    def needs_secrets(self, name: IndexName) -> bool:
        """Tell whether uploading to an index takes a user and a password."""
        return not self.is_trusted(name) and self.profile(name).kind is not IndexKind.DIRECTORY

    def is_private(self, name: IndexName) -> bool:
        """Tell whether even reading an index takes a password."""
        return self.profile(name).kind not in {*PUBLIC, IndexKind.DIRECTORY}

    def is_tried_with_login(self, name: IndexName) -> bool:
        """Tell whether a trial before an index takes a password: for the stage, or for what is on the index already."""
        staging = self.settings.stage_to
        return staging is not None and (self.is_private(staging) or self.is_private(name))


def blueprint_of(root: Path, settings: Settings, *, choices: str | None = None) -> Blueprint:
    """Collect what decides how the pipelines of a repository look.

    Args:
        root: Of the repository.
        settings: What `.paa.config` says.
        choices: The text of `.paa.ci.config`, where it is not what is there.

    Raises:
        ConfigError: A configuration file cannot be used, or an action is not pinned.
        SourceError: A file cannot be read.
    """
    _refuse_unsafe(settings)
    defaults = read_pins(read_resource("ci", "github", "pins.txt"), where="pins.txt")
    own = read_pins(read_text(root / PINS, where=str(PINS)), where=str(PINS)) if (root / PINS).is_file() else {}
    blueprint = Blueprint(
        settings=settings,
        choices=read_choices(root, settings, text=choices),
        pins={name: own.get(name, pin) for name, pin in defaults.items()},
        indexes={name: index.profile for name, index in describe_indexes(root, settings).items()},
        feeds=tuple(sorted(feed.name for feed in feeds_of(root))),
    )
    for name in filter(None, (blueprint.index, settings.stage_to)):
        blueprint.profile(name)
    return blueprint


def read_choices(root: Path, settings: Settings, *, text: str | None = None) -> PipelineChoices:
    """Read what is chosen about the pipelines of a repository; all defaults where there is no file.

    Args:
        root: Of the repository.
        settings: What `.paa.config` says.
        text: What the file will say.

    Raises:
        ConfigError: The file cannot be used.
        SourceError: It cannot be read.
    """
    from paa.config.pipelines import load_choices

    path = root / CI_CONFIG
    if text is None:
        text = read_text(path, where=CI_CONFIG) if path.is_file() else ""
    return load_choices(text, settings)


def _refuse_unsafe(settings: Settings) -> None:
    """Refuse what would need quotes in YAML and in a shell: no template can be wrong about them then."""
    if not _ENVIRONMENT.fullmatch(settings.environment.replace(_PER_PROJECT, "x")):
        hint = "letters, digits, `.`, `_`, `-` and `/`, and once `{name}`"
        raise ConfigError(f"`environment`: {settings.environment!r} is not safe in a pipeline", where=CONFIG, hint=hint)
    if not _SAFE.fullmatch(str(settings.paa_dir)):
        hint = "letters, digits, `.`, `_`, `-` and `/`"
        raise ConfigError(f"`paa_dir`: {settings.paa_dir} is not safe in a pipeline", where=CONFIG, hint=hint)
    if settings.engine.startswith(".") and not _SAFE.fullmatch(settings.engine):
        hint = "write it as in `.` or `./engine`, or name a version: paa==1.2.3"
        raise ConfigError(f"`engine`: {settings.engine!r} is not safe in a pipeline", where=CONFIG, hint=hint)
