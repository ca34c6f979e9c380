"""Change what is installed in an environment: wheels of ours by `installer`, everything else by uv or pip."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import Distribution as InstalledDistribution
from pathlib import Path
from typing import TYPE_CHECKING

from paa.adapters.environment import Environment
from paa.adapters.metadata import listed_files
from paa.adapters.ownership import InstalledNames
from paa.adapters.processes import find_program, run
from paa.errors import BuildError, IndexFailure, PaaError, UsageError, raise_together
from paa.model.distribution import Distribution

if TYPE_CHECKING:
    from typing import BinaryIO

    from installer.destinations import SchemeDictionaryDestination
    from installer.records import RecordEntry
    from installer.sources import WheelFile
    from installer.utils import Scheme

__all__ = ["install_requirements", "install_wheel", "installer_words", "refuse_conflicts", "refuse_unfit"]

INSTALLER = "paa"


def refuse_unfit(environment: Environment) -> None:
    """See that packages may be installed into an environment.

    Raises:
        UsageError: The operating system owns it (PEP 668), or it cannot be written to.
    """
    if environment.managed:
        hint = "make a virtual environment: python3 -m venv .venv, and run its paa or name its Python with --python"
        raise UsageError("the operating system manages this Python (PEP 668)", where=str(environment.python), hint=hint)
    folder = environment.scheme["purelib"]
    if Path(folder).exists() and not os.access(folder, os.W_OK):
        hint = "make a virtual environment of your own: python3 -m venv .venv"
        raise UsageError("this environment cannot be written to", where=folder, hint=hint)


def install_requirements(requirements: Sequence[str], environment: Environment) -> None:
    """Install what an environment lacks, with uv where it is there, else with pip.

    Raises:
        IndexFailure: It could not be installed; what the installer says is part of the message.
        UsageError: There is neither uv nor pip.
    """
    done = run([*installer_words(environment), *requirements])
    if done.code:
        said = "\n    ".join(["", *done.last_lines(12)])
        hint = "is the name right, and the index reachable? --skip-deps-install leaves requirements alone"
        raise IndexFailure(f"these requirements could not be installed: {', '.join(requirements)}{said}", hint=hint)


def installer_words(environment: Environment) -> list[str]:
    """Give the words of a command that installs the requirements behind them, with uv where it is there, else with pip.

    Raises:
        UsageError: There is neither.
    """
    if uv := find_program("uv"):
        return [uv, "pip", "install", "--quiet", "--python", str(environment.python), "--"]
    quiet = ["install", "--quiet", "--no-input", "--disable-pip-version-check", "--"]
    if environment.find("pip") is not None:
        return [str(environment.python), "-m", "pip", *quiet]
    if any(InstalledDistribution.discover(name="pip")):
        return [sys.executable, "-m", "pip", "--python", str(environment.python), *quiet]
    hint = "install uv, or pip: python -m ensurepip"
    raise UsageError("there is neither uv nor pip to install requirements with", hint=hint)


def refuse_conflicts(wheels: Sequence[Distribution], environment: Environment) -> None:
    """See that wheels of ours would take the place of nothing but their own older versions.

    Raises:
        UsageError: One would overwrite another distribution's package or command; all of them at once.
    """
    from installer.sources import WheelFile

    errors: list[PaaError] = []
    commands: dict[str, str] = {}
    for wheel in wheels:
        old = _installed(wheel.name, environment)
        replaced = frozenset(path for distribution in old for path in _files(distribution))
        with WheelFile.open(wheel.path) as source:
            names = _commands(source)
        errors += _other_commands(names, wheel.import_name, replaced, environment)
        for name in names:
            if (first := commands.setdefault(name, wheel.name)) != wheel.name:
                hint = "name one of them differently in `__cli_metadata__`"
                errors.append(UsageError(f"{first} and {wheel.name} both bring a command {name!r}", hint=hint))
        # Without RECORD, it is what an interrupted installation left: its files are ours, but nobody knows which.
        if all(listed_files(distribution) is not None for distribution in old):
            errors += _strangers(wheel.import_name, replaced, environment)
    raise_together(errors)


def install_wheel(wheel: Distribution, environment: Environment, *, origin: Mapping[str, object]) -> None:
    """Install a wheel of ours without its requirements, in place of what is installed under its name.

    The new files are there before the old ones go: an interruption leaves something to import, and the next run
    finishes the work. Files are replaced, never written to: an installed file may be a link, or the same file as in
    a cache or in another environment (uv installs hard links).

    Args:
        wheel: The archive.
        environment: Where it goes.
        origin: What direct_url.json says (PEP 610).

    Raises:
        UsageError: The environment cannot be written to.
        BuildError: A file of the wheel leads out of the environment; nothing outside was touched.
    """
    from installer import install
    from installer.sources import WheelFile

    old = _installed(wheel.name, environment)
    # What a record names is only what somebody wrote there.
    replaced = frozenset(_inside((path for each in old for path in _files(each)), environment))
    direct_url = json.dumps(dict(origin)).encode()
    about = {"INSTALLER": f"{INSTALLER}\n".encode(), "REQUESTED": b"", "direct_url.json": direct_url}
    try:
        with WheelFile.open(wheel.path) as source:
            folder = source.dist_info_dir
            install(source=source, destination=_destination(environment), additional_metadata=about)
    except OSError as error:
        where, reason = str(error.filename or environment.scheme["purelib"]), (error.strerror or str(error)).lower()
        raise UsageError(f"cannot install into this environment: {reason}", where=where) from None
    except _LeadsOutError as error:
        message, hint = f"a file of the wheel leads out of the environment: {error}", "make it anew"
        raise BuildError(message, where=str(wheel.path), hint=hint) from None
    new = frozenset(_files(InstalledDistribution.at(Path(environment.scheme["purelib"]) / folder)))
    for path in new | replaced:
        # Bytecode is told from its source by seconds and size: two quick installations may look the same.
        _remove_bytecode(path)
    _remove(replaced - new)


class _LeadsOutError(Exception):
    """A path in a wheel is outside of the folder that it is for."""


def _destination(environment: Environment) -> "SchemeDictionaryDestination":
    from installer.destinations import SchemeDictionaryDestination
    from installer.utils import get_launcher_kind

    class Replacing(SchemeDictionaryDestination):
        """Writes new files in place of old ones, instead of into them."""

        def write_to_fs(
            self,
            scheme: "Scheme",
            path: str,
            stream: "BinaryIO",
            is_executable: bool,  # noqa: FBT001 - theirs
        ) -> "RecordEntry":
            home = Path(os.path.normpath(self.scheme_dict[scheme]))
            target = Path(os.path.normpath(home / path))
            if not target.is_relative_to(home):
                raise _LeadsOutError(path)
            target.unlink(missing_ok=True)
            return super().write_to_fs(scheme, path, stream, is_executable)

    return Replacing(
        scheme_dict=dict(environment.scheme),
        interpreter=str(environment.python),
        script_kind=get_launcher_kind(),
        overwrite_existing=True,
    )


def _commands(source: "WheelFile") -> tuple[str, ...]:
    from installer.utils import parse_entrypoints

    if "entry_points.txt" not in source.dist_info_filenames:
        return ()
    return tuple(name for name, *_ in parse_entrypoints(source.read_dist_info("entry_points.txt")))


def _installed(name: str, environment: Environment) -> tuple[InstalledDistribution, ...]:
    folders = sorted({environment.scheme["purelib"], environment.scheme["platlib"]})
    return tuple(InstalledDistribution.discover(name=name, path=folders))


def _files(distribution: InstalledDistribution) -> Iterable[Path]:
    # Installers differ in how they write `../../../bin/my-tool`.
    return (Path(os.path.normpath(str(file.locate()))) for file in listed_files(distribution) or ())


def _strangers(package: str, replaced: frozenset[Path], environment: Environment) -> Iterator[UsageError]:
    """Tell of what else is imported under a name."""
    home = Path(environment.scheme["purelib"])
    folder = home / package
    single = (path for path in home.glob(f"{package}.*") if path.suffix in {".py", ".so", ".pyd"})
    there = [path for path in single if path not in replaced]
    if not any(path.is_relative_to(folder) for path in replaced):
        there += sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")[:1]
    if not there:
        return
    owned = InstalledNames(environment).owner(package, [package])
    if owned is None:
        hint = "rename the module; or remove this, if an interrupted installation left it"
        yield UsageError(f"there is something else that is imported as {package!r}", where=str(there[0]), hint=hint)
    else:
        owner = owned[1]
        yield UsageError(
            f"the package {package!r} is there already and belongs to {owner}",
            where=str(there[0]),
            hint=f"rename the module, or uninstall {owner} first",
        )


def _other_commands(
    names: Iterable[str], package: str, replaced: frozenset[Path], environment: Environment
) -> Iterator[UsageError]:
    """Tell of commands that console scripts would replace: `python` would be the end of the environment."""
    folder = Path(environment.scheme["scripts"])
    for path in (folder / f"{name}{suffix}" for name in names for suffix in ("", ".exe")):
        if path not in replaced and (path.exists() or path.is_symlink()) and not _starts(path, package):
            yield UsageError(
                f"the command {path.name!r} is there already and belongs to something else",
                where=str(path),
                hint="name the console script differently in `__cli_metadata__`, or uninstall the other one",
            )


def _starts(script: Path, package: str) -> bool:
    """Tell whether a console script starts a package; an interrupted installation leaves it without a record."""
    try:
        with script.open("rb") as file:
            return f"from {package}.".encode() in file.read(1000)
    except OSError:
        return False


def _remove_bytecode(path: Path) -> None:
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc") if path.suffix == ".py" else ():
        with suppress(OSError):
            compiled.unlink()


def _inside(files: Iterable[Path], environment: Environment) -> Iterator[Path]:
    """Leave out those files that are outside of the environment, also behind a link to a folder."""
    roots = [Path(folder).resolve() for folder in {*environment.scheme.values(), str(environment.prefix)}]
    for file in files:
        path = file.parent.resolve() / file.name
        if any(path.is_relative_to(root) for root in roots):
            yield file


def _remove(files: Iterable[Path]) -> None:
    """Remove files that the replaced distribution recorded, and folders left empty."""
    folders: set[Path] = set()
    for path in files:
        with suppress(OSError):
            path.unlink()
        folders |= {path.parent, path.parent / "__pycache__"}
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        # Only an empty folder goes.
        with suppress(OSError):
            folder.rmdir()
