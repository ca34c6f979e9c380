"""Let the pipelines use another engine: pin it, try it on this repository, and say what it would do differently."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.version import InvalidVersion, Version

from paa.adapters.files import read_text, temporary_directory, write_together
from paa.adapters.processes import find_program, run
from paa.core.ci.upgrade import plan_differences, with_engine
from paa.core.release.plan_document import read_plan
from paa.errors import BuildError, UsageError
from paa.model.plan import ReleasePlan
from paa.model.settings import CONFIG
from paa.pipeline.ci.engine import lock_of, lock_text
from paa.pipeline.events import Reporter
from paa.pipeline.plan import PlanRequest, plan_release
from paa.pipeline.repository import Repository

__all__ = ["Upgrade", "upgrade_engine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What another engine does.

    Attributes:
        engine: Its requirement.
        planned: How many projects it would release now.
        differences: What it would do differently from the engine that runs now.
    """

    engine: str
    planned: int
    differences: tuple[str, ...]


def upgrade_engine(repository: Repository, version: str, reporter: Reporter, *, index: str | None) -> Upgrade:
    """Let the pipelines use another version of the engine.

    The new one is installed into an environment of its own, from the lock that the pipelines will use, and makes a plan
    there. Nothing in the repository is changed before it has.

    Args:
        repository: The repository.
        version: The version.
        reporter: Hears what happens.
        index: The index that both plans are for; the configured one where it is None.

    Raises:
        UsageError: This is no version, the engine is this repository, or uv is not installed.
        SourceError: The repository cannot be planned.
        BuildError: The new engine cannot be resolved, installed, or makes no plan.
    """
    try:
        wanted = f"paa=={Version(version)}"
    except InvalidVersion:
        raise UsageError(f"{version!r} is no version", hint="write it as in 1.2.3") from None
    if repository.settings.engine.startswith("."):
        hint = "its commits are its versions; `paa ci engine` pins what it needs"
        raise UsageError("the engine of these pipelines is this repository itself", where=CONFIG, hint=hint)
    with reporter.step("planning with this engine"):
        old = plan_release(repository, PlanRequest(index=index))
    newer = replace(repository, settings=replace(repository.settings, engine=wanted))
    lock = lock_text(newer, reporter)
    with temporary_directory() as folder, reporter.step(f"planning with {wanted}"):
        new = _plan_with(lock, repository, folder, index)
    config = repository.root / CONFIG
    # Line endings and all: only the line of the engine is another one.
    text = with_engine(config.read_bytes().decode("utf-8"), wanted)
    write_together({config: text.encode(), repository.root / lock_of(repository.settings): lock.encode()})
    return Upgrade(engine=wanted, planned=len(new.releases), differences=tuple(plan_differences(old, new)))


def _plan_with(lock: str, repository: Repository, folder: Path, index: str | None) -> ReleasePlan:
    """Install an engine, and let it plan."""
    requirements, environment = folder / "requirements.txt", folder / "environment"
    requirements.write_text(lock, encoding="utf-8")
    uv = find_program("uv")
    if uv is None:
        raise UsageError("uv is not installed, or not on PATH", hint="pip install uv")
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _run([uv, "venv", "--quiet", "--python", sys.executable, str(environment)], repository.root)
    install = [uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "--only-binary", ":all:"]
    _run([*install, "--requirement", str(requirements)], repository.root)
    target = folder / "plan.json"
    words = [str(python), "-m", "paa", "plan", "--json", *(["--index", index] if index else [])]
    target.write_text(_run(words, repository.root), encoding="utf-8")
    return read_plan(read_text(target), where="the plan of the new engine")


def _run(words: list[str], root: Path) -> str:
    done = run(words, cwd=root)
    if done.code:
        said = " ".join(done.err.split())
        raise BuildError(f"the new engine cannot be tried: {said[-400:]}", hint="nothing was changed here")
    return done.out
