"""The files in an archive."""

import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from paa.adapters.index.archives import DAMAGED
from paa.core.package.contents import Member
from paa.errors import BuildError
from paa.model.distribution import Distribution, DistributionKind

__all__ = ["read_members"]


def read_members(distribution: Distribution) -> Sequence[Member]:
    """Read every file of a wheel or an sdist.

    Raises:
        BuildError: The archive is damaged.
    """
    try:
        return _READERS[distribution.kind](distribution.path)
    except DAMAGED as error:
        where = distribution.path.name
        raise BuildError(f"the archive cannot be read: {error}", where=where, hint="make it anew") from None


def _wheel(path: Path) -> Sequence[Member]:
    with zipfile.ZipFile(path) as archive:
        return [
            Member(path=each.filename, content=archive.read(each), link=each.external_attr >> 28 == _LINK)
            for each in archive.infolist()
            if not each.is_dir()
        ]


def _sdist(path: Path) -> Sequence[Member]:
    members: list[Member] = []
    with tarfile.open(path) as archive:
        for each in archive:
            if not each.isdir():
                file = archive.extractfile(each) if each.isfile() else None
                members.append(Member(path=each.name, content=file.read() if file else b"", link=file is None))
    return members


_LINK = 0xA  # the type of a symbolic link in the upper bits of a Unix mode
_READERS = {DistributionKind.WHEEL: _wheel, DistributionKind.SDIST: _sdist}
