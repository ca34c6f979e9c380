"""Try a wheel as its users will: installed into a fresh environment, imported, its commands asked for their help."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from packaging.metadata import Metadata
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.files import temporary_directory
from paa.adapters.frontend import read_core_metadata
from paa.adapters.index import Index
from paa.adapters.pythons import Interpreter, find_pythons, running_python
from paa.adapters.sandbox import Sandbox, TimeLimits, find_tool, open_sandbox
from paa.core.release.smoke import describe_stumble
from paa.errors import IndexFailure, PaaError, UsageError, raise_together
from paa.model.distribution import Distribution, DistributionKind
from paa.model.names import NormalizedName
from paa.model.smoke import Smoked, Stumble, WheelSource
from paa.pipeline.events import Reporter
from paa.pipeline.steps import Step

__all__ = [
    "IndexTrials",
    "Locate",
    "local_source",
    "refuse_untriable",
    "requires_python",
    "supported_python",
    "try_wheel",
]

Locate: TypeAlias = Callable[[NormalizedName], WheelSource | None]
"""Tells where the wheel of a project of this repository comes from; None for what is not of this repository."""


def local_source(wheel: Distribution) -> WheelSource:
    """Give a wheel on this disk."""
    url = wheel.path.resolve().as_uri()
    return WheelSource(name=wheel.name, version=wheel.version, url=url, sha256=wheel.sha256)


def try_wheel(
    wheel: Distribution, source: WheelSource, locate: Locate, *, python: Interpreter, limits: TimeLimits | None = None
) -> Smoked:
    """Install a wheel and what it requires, import its module, and ask its commands for their help.

    Args:
        wheel: What was built.
        source: Where the same bytes are installed from.
        locate: Finds its siblings, which no public index is asked for.
        python: What it is tried with.
        limits: How long that may take.

    Raises:
        UsageError: There is nothing to install with, or no environment can be made.
        IndexFailure: A sibling is not where it should be.
    """
    with open_sandbox(python.path, find_tool(), limits or TimeLimits()) as sandbox:
        installed = _install(sandbox, source, locate)
        commands = sandbox.commands(wheel.name)
        stumble = installed or sandbox.try_import(wheel.import_name) or _run(sandbox, commands)
        return Smoked(
            import_name=wheel.import_name,
            name=wheel.name,
            version=wheel.version,
            python=str(python.version),
            commands=commands,
            stumble=stumble,
        )


def _install(sandbox: Sandbox, source: WheelSource, locate: Locate) -> Stumble | None:
    """Install a wheel, its siblings behind it, and then at once what all of them require of others."""
    ours: set[NormalizedName] = set()
    others: dict[str, None] = {}
    layer = [source]
    while layer:
        stumble = sandbox.install_wheels(layer)
        if stumble:
            return stumble
        ours |= {each.name for each in layer}
        needed = [need for each in layer for need in sandbox.requirements(each.name)]
        siblings = {name: locate(name) for need in needed if (name := canonicalize_name(need.name)) not in ours}
        others |= {str(need): None for need in needed if siblings.get(canonicalize_name(need.name), source) is None}
        layer = [each for each in siblings.values() if each is not None]
    return sandbox.install_requirements(tuple(others)) if others else None


def _run(sandbox: Sandbox, commands: Iterable[str]) -> Stumble | None:
    return next(filter(None, map(sandbox.try_command, commands)), None)


def supported_python(wheel: Distribution) -> Interpreter:
    """Choose an interpreter that a wheel is for: the running one if possible, else the newest on this machine.

    Raises:
        UsageError: There is none.
        BuildError: The wheel is damaged.
    """
    wanted = requires_python(wheel)
    here = running_python()
    if wanted.contains(here.version, prereleases=True):
        return here
    found = [each for each in find_pythons().values() if wanted.contains(each.version, prereleases=True)]
    if not found:
        hint = "install one and put it on PATH, or leave the trial out: --no-smoke"
        message = f"{wheel.name} is for Python {wanted}, and none on this machine can try it"
        raise UsageError(message, where=wheel.path.name, hint=hint)
    return found[-1]


def refuse_untriable(distributions: Sequence[Distribution]) -> None:
    """See that there is an interpreter for every wheel.

    Raises:
        UsageError: There is none for some; all of them at once.
        BuildError: A wheel is damaged.
    """
    errors: list[PaaError] = []
    for wheel in distributions:
        if wheel.kind is DistributionKind.WHEEL:
            try:
                supported_python(wheel)
            except UsageError as error:
                errors.append(error)
    raise_together(errors)


def requires_python(wheel: Distribution) -> SpecifierSet:
    """Tell which Pythons a wheel is for.

    Raises:
        BuildError: The wheel is damaged.
    """
    return Metadata.from_email(read_core_metadata(wheel.path), validate=False).requires_python or SpecifierSet()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTrials:
    """Tries what an index has of a run, project by project.

    Attributes:
        index: Where the wheels of the run come from.
        others: Where siblings come from that are not of the run.
        versions: The version of each project of the run, and of every sibling that one of them needs.
        fresh: The projects of the run.
    """

    index: Index
    others: Index
    versions: Mapping[NormalizedName, Version]
    fresh: frozenset[NormalizedName]
    reporter: Reporter
    limits: TimeLimits = field(default_factory=TimeLimits)

    def try_out(self, distributions: Sequence[Distribution]) -> None:
        """Try the wheels among distributions that the index has.

        Raises:
            IndexFailure: One does not work; what it said is part of the message.
            UsageError: None can be tried on this machine.
        """
        for wheel in distributions:
            if wheel.kind is DistributionKind.WHEEL:
                self._try(wheel)

    def _try(self, wheel: Distribution) -> None:
        step = f"{Step.TRY} {wheel.name} {wheel.version} from {self.index.name}"
        with self.reporter.step(step), temporary_directory() as folder:
            locate = partial(self._locate, folder=folder)
            source = locate(wheel.name)
            if source is None or source.sha256 != wheel.sha256:
                message = f"{wheel.path.name} is not on the index {self.index.name!r}"
                raise IndexFailure(message, where=self.index.location, hint="publish it again")
            python = supported_python(wheel)
            smoked = try_wheel(wheel, source, locate, python=python, limits=self.limits)
        if smoked.stumble:
            message, hint = describe_stumble(smoked, smoked.stumble)
            raise IndexFailure(message, where=f"the index {self.index.name}", hint=hint)
        commands = f", {', '.join(smoked.commands)} --help runs" if smoked.commands else ""
        self.reporter.detail(f"{wheel.name} {wheel.version} is installed and imported{commands}")

    def _locate(self, name: NormalizedName, *, folder: Path) -> WheelSource | None:
        """Find the wheel of a project of this repository, or copy it into a folder where the index asks for a login.

        Raises:
            IndexFailure: It is not where it should be.
        """
        version = self.versions.get(name)
        if version is None:
            return None
        index = self.index if name in self.fresh else self.others
        project = index.project(name, hashed=True)
        files = project.files.get(version, ()) if project else ()
        wheel = next((each for each in files if each.filename.endswith(".whl")), None)
        if wheel is None or wheel.sha256 is None:
            hint = "was it released to another index? `paa status` tells"
            message = f"the index {index.name!r} has no wheel of {name} {version} with a hash"
            raise IndexFailure(message, where=index.location, hint=hint)
        return WheelSource(name=name, version=version, url=index.installable(wheel, folder), sha256=wheel.sha256)
