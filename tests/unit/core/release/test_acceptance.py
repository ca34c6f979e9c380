"""What an index would refuse is told before anything is sent."""

from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from paa.core.release.acceptance import refuse_unacceptable
from paa.errors import PaaError
from paa.model.choices import IndexKind
from paa.model.distribution import Distribution, DistributionKind
from paa.model.index_traits import TRAITS
from paa.model.names import ImportName, NormalizedName

WHEEL = Distribution(
    import_name=ImportName("thing"),
    name=NormalizedName("thing"),
    version=Version("1.0+here"),
    kind=DistributionKind.WHEEL,
    path=Path("thing-1.0+here-py3-none-any.whl"),
    size=100_000_001,
    sha256="0" * 64,
)


@pytest.mark.parametrize("kind", [IndexKind.PYPI, IndexKind.TESTPYPI])
def test_everything_that_is_wrong_is_said_at_once(kind: IndexKind) -> None:
    with pytest.raises(PaaError) as raised:
        refuse_unacceptable([WHEEL], TRAITS[kind], index="there")

    assert [(each.message, each.hint, each.exit_code) for each in raised.value.problems] == [
        ("the index 'there' takes no local versions: thing 1.0+here", "release it as 1.0", 6),
        (
            f"{WHEEL.path} has 101 MB, and the index 'there' takes 100",
            "let the package fetch large data files, as with `*.link`, or ask the index for a higher limit",
            6,
        ),
    ]


def test_what_fits_is_taken() -> None:
    refuse_unacceptable([replace(WHEEL, version=Version("1.0"), size=100_000_000)], TRAITS[IndexKind.PYPI], index="x")
    refuse_unacceptable([WHEEL], TRAITS[IndexKind.DIRECTORY], index="x")
