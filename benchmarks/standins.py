"""Wheels that stand for published ones: the same names of project and imports, and nothing in them."""

import base64
import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["DISTRIBUTIONS", "imports_of", "make_standin"]

DISTRIBUTIONS = Path(__file__).parents[1] / "tests/corpus/distributions.toml"
VERSION = "1.0"


def imports_of(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Tell by which dotted names distributions are imported."""
    listed = tomllib.loads(DISTRIBUTIONS.read_text(encoding="utf-8"))
    return {name: tuple(listed.get(name, (name.replace("-", "_"),))) for name in names}


def make_standin(folder: Path, name: str, imports: Sequence[str]) -> Path:
    """Write a wheel whose packages are empty; what is above a dotted name is a namespace, shared with others.

    It lists its top-level names as setuptools does: some tools read nothing else.
    """
    stem = f"{name.replace('-', '_')}-{VERSION}"
    info = f"{stem}.dist-info"
    files = {f"{dotted.replace('.', '/')}/__init__.py": "" for dotted in imports}
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {VERSION}\n"
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: paa-benchmarks\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    top_levels = dict.fromkeys(dotted.partition(".")[0] for dotted in imports)
    files[f"{info}/top_level.txt"] = "".join(f"{top}\n" for top in top_levels)
    files[f"{info}/RECORD"] = "".join(_record(path, text) for path, text in files.items()) + f"{info}/RECORD,,\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    wheel = folder / f"{stem}-py3-none-any.whl"
    wheel.write_bytes(packed.getvalue())
    return wheel


def _record(path: str, text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(text.encode())}\n"
