"""Small archives that any index takes, made without a build."""

import hashlib
import io
import tarfile
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from packaging.version import Version

from paa.model.distribution import Distribution, DistributionKind
from paa.model.names import ImportName, NormalizedName

__all__ = ["small_release"]

WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def small_release(folder: Path, name: str, version: str = "1.0.0", *, word: str = "") -> tuple[Distribution, ...]:
    """Make the wheel and the sdist of a release; another word makes other bytes.

    Args:
        folder: Where they go.
        name: The name of the project, which is normalized.
        version: Its version.
        word: What its module says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: >=3.9\n\n"
    module = f'"""{name}."""\n\nWORD = {word!r}\n'
    wheel, sdist = folder / f"{stem}-py3-none-any.whl", folder / f"{stem}.tar.gz"
    about = f"{stem}.dist-info"
    files = {f"{name.replace('-', '_')}.py": module, f"{about}/METADATA": metadata, f"{about}/WHEEL": WHEEL}
    record = "".join(f"{path},,\n" for path in (*files, f"{about}/RECORD"))
    with ZipFile(wheel, "w") as archive:
        for path, text in {**files, f"{about}/RECORD": record}.items():
            archive.writestr(ZipInfo(path), text)
    with tarfile.open(sdist, "w:gz") as packed:
        for path, text in {"PKG-INFO": metadata, "module.py": module}.items():
            member = tarfile.TarInfo(f"{stem}/{path}")
            member.size = len(text.encode())
            packed.addfile(member, io.BytesIO(text.encode()))
    paths = {DistributionKind.WHEEL: wheel, DistributionKind.SDIST: sdist}
    return tuple(
        Distribution(
            import_name=ImportName(name.replace("-", "_")),
            name=NormalizedName(name),
            version=Version(version),
            kind=kind,
            path=path,
            size=path.stat().st_size,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for kind, path in paths.items()
    )
