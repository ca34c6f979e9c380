"""Change what is installed in an environment: wheels of ours by `installer`, everything else by uv or pip."""

import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import Distribution as InstalledDistribution
from pathlib import Path

from paa.adapters.environment import Environment, owner_of
from paa.adapters.processes import run
from paa.errors import IndexFailure, UsageError
from paa.model.distribution import Distribution

__all__ = ["install_requirements", "install_wheel", "refuse_unfit"]

INSTALLER = "paa"


def refuse_unfit(environment: Environment) -> None:
    """See that packages may be installed into an environment.

    Raises:
        UsageError: The operating system owns it (PEP 668), or it cannot be written to.
    """
    if environment.managed:
        hint = "make a virtual environment: python3 -m venv .venv, and run its paa or name its Python with --python"
        raise UsageError("the operating system manages this Python (PEP 668)", where=str(environment.python), hint=hint)


def install_requirements(requirements: Sequence[str], environment: Environment) -> None:
    """Install what an environment lacks, with uv where it is there, else with pip.

    Raises:
        IndexFailure: It could not be installed; what the installer says is part of the message.
        UsageError: There is neither uv nor pip.
    """
    done = run([*_installer(environment), *requirements])
    if done.code:
        lines = [line for line in (done.err or done.out).splitlines() if line.strip()]
        said = "\n    ".join(["", *lines[-12:]])
        hint = "is the name right, and the index reachable? --skip-deps-install leaves requirements alone"
        raise IndexFailure(f"these requirements could not be installed: {', '.join(requirements)}{said}", hint=hint)


def _installer(environment: Environment) -> list[str]:
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(environment.python), "--"]
    quiet = ["install", "--quiet", "--no-input", "--disable-pip-version-check", "--"]
    if environment.find("pip") is not None:
        return [str(environment.python), "-m", "pip", *quiet]
    if any(InstalledDistribution.discover(name="pip")):
        return [sys.executable, "-m", "pip", "--python", str(environment.python), *quiet]
    hint = "install uv, or pip: python -m ensurepip"
    raise UsageError("there is neither uv nor pip to install requirements with", hint=hint)


def install_wheel(wheel: Distribution, environment: Environment, *, origin: Mapping[str, object]) -> None:
    """Install a wheel of ours without its requirements, in place of what is installed under its name.

    The new files are there before the old ones go: an interruption leaves something to import, and the next run
    finishes the work.

    Args:
        wheel: The archive.
        environment: Where it goes.
        origin: What direct_url.json says (PEP 610).

    Raises:
        UsageError: It would overwrite another distribution's package, or the environment cannot be written to.
    """
    from installer import install
    from installer.destinations import SchemeDictionaryDestination
    from installer.sources import WheelFile
    from installer.utils import get_launcher_kind

    old = _installed(wheel.name, environment)
    replaced = frozenset(path for distribution in old for path in _files(distribution))
    _refuse_strangers(wheel.import_name, replaced, environment)
    destination = SchemeDictionaryDestination(
        scheme_dict=dict(environment.scheme),
        interpreter=str(environment.python),
        script_kind=get_launcher_kind(),
        overwrite_existing=True,
    )
    about = {
        "INSTALLER": f"{INSTALLER}\n".encode(),
        "REQUESTED": b"",
        "direct_url.json": json.dumps(dict(origin)).encode(),
    }
    try:
        with WheelFile.open(wheel.path) as source:
            folder = source.dist_info_dir
            install(source=source, destination=destination, additional_metadata=about)
    except OSError as error:
        where, reason = environment.scheme["purelib"], (error.strerror or str(error)).lower()
        raise UsageError(f"cannot install into this environment: {reason}", where=where) from None
    new = InstalledDistribution.at(Path(environment.scheme["purelib"]) / folder)
    _remove(replaced - frozenset(_files(new)), environment)


def _installed(name: str, environment: Environment) -> tuple[InstalledDistribution, ...]:
    folders = sorted({environment.scheme["purelib"], environment.scheme["platlib"]})
    return tuple(InstalledDistribution.discover(name=name, path=folders))


def _files(distribution: InstalledDistribution) -> Iterable[Path]:
    return (Path(str(file.locate())) for file in distribution.files or ())


def _refuse_strangers(package: str, replaced: frozenset[Path], environment: Environment) -> None:
    home = Path(environment.scheme["purelib"])
    for path in (home / package / "__init__.py", home / f"{package}.py"):
        if path.exists() and path not in replaced:
            owner = owner_of(package, environment) or "another distribution"
            raise UsageError(
                f"the package {package!r} is there already and belongs to {owner}",
                where=str(path),
                hint=f"rename the module, or uninstall {owner} first",
            )


def _remove(files: Iterable[Path], environment: Environment) -> None:
    """Remove files that the replaced distribution recorded, inside the environment only, and folders left empty."""
    roots = [Path(folder).resolve() for folder in {*environment.scheme.values(), str(environment.prefix)}]
    folders: set[Path] = set()
    for file in files:
        path = file.parent.resolve() / file.name
        if not any(path.is_relative_to(root) for root in roots):
            continue
        with suppress(OSError):
            path.unlink()
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc") if path.suffix == ".py" else ():
            with suppress(OSError):
                compiled.unlink()
        folders |= {path.parent, path.parent / "__pycache__"}
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        # Only an empty folder goes.
        with suppress(OSError):
            folder.rmdir()
