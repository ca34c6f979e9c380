"""Wheels made by hand: a module that says what a test wants, without a build."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.model.distribution import Distribution, DistributionKind
from paa.model.names import ImportName

__all__ = ["make_wheel"]


def make_wheel(
    folder: Path,
    name: str,
    module: str = "",
    *,
    version: str = "1.0.0",
    requires: Sequence[str] = (),
    requires_python: str = ">=3.9",
    commands: Mapping[str, str] | None = None,
) -> Distribution:
    """Make a wheel with one module, which is called like its project.

    Args:
        folder: Where it goes.
        name: The project and its module.
        module: The source.
        version: Its version.
        requires: What it requires.
        requires_python: The Pythons that it is for.
        commands: Console script → what it starts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    about = f"{name}-{version}.dist-info"
    headers = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", f"Requires-Python: {requires_python}"]
    headers += [f"Requires-Dist: {each}" for each in requires]
    scripts = "".join(f"{command} = {target}\n" for command, target in (commands or {}).items())
    files = {
        f"{name}.py": module,
        f"{about}/METADATA": "\n".join([*headers, "", ""]),
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": f"[console_scripts]\n{scripts}",
    }
    record = "".join(f"{path},,\n" for path in (*files, f"{about}/RECORD"))
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        for place, text in {**files, f"{about}/RECORD": record}.items():
            archive.writestr(ZipInfo(place), text)
    return Distribution(
        import_name=ImportName(name),
        name=canonicalize_name(name),
        version=Version(version),
        kind=DistributionKind.WHEEL,
        path=path,
        size=path.stat().st_size,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
