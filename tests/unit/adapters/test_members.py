"""The files in archives."""

import zipfile
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.adapters.members import read_members
from paa.errors import BuildError
from paa.model.distribution import Distribution, DistributionKind
from paa.model.names import ImportName


def test_compressed_content_that_is_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tool-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tool/tool.py", "line = 1\n" * 100)
    content = bytearray(path.read_bytes())
    start = content.index(b"tool/tool.py") + len("tool/tool.py")
    content[start : start + 8] = b"\xff" * 8
    path.write_bytes(content)
    wheel = Distribution(
        import_name=ImportName("tool"),
        name=canonicalize_name("tool"),
        version=Version("1.0"),
        kind=DistributionKind.WHEEL,
        path=path,
        size=len(content),
        sha256="",
    )

    with pytest.raises(BuildError, match="the archive cannot be read") as refused:
        read_members(wheel)

    assert refused.value.where == path.name
