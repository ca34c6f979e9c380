"""What is missing on an index, what is done, and what is a conflict."""

from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from paa.core.release.duplicates import by_project, missing_files
from paa.errors import IndexFailure, Problems
from paa.model.distribution import Distribution, DistributionKind
from paa.model.index import IndexFile, IndexProject
from paa.model.names import ImportName, NormalizedName

NAME = NormalizedName("my-tool")
OURS, THEIRS = "a" * 64, "b" * 64
WHEEL = Distribution(
    import_name=ImportName("my_tool"),
    name=NAME,
    version=Version("1.0"),
    kind=DistributionKind.WHEEL,
    path=Path("dist/my_tool-1.0-py3-none-any.whl"),
    size=1,
    sha256=OURS,
)
SDIST = replace(WHEEL, kind=DistributionKind.SDIST, path=Path("dist/my_tool-1.0.tar.gz"))
HINT = "what was published never changes: release a higher version, as with `[..+]` in a commit message"


def project(**hashes: str | None) -> IndexProject:
    """Make a project with wheel and sdist of 1.0, those that a hash is given for."""
    names = {"wheel": WHEEL.path.name, "sdist": SDIST.path.name}
    files = tuple(
        IndexFile(filename=names[kind], sha256=sha256, url=f"here/{names[kind]}") for kind, sha256 in hashes.items()
    )
    return IndexProject(name=NAME, files={Version("1.0"): files})


def test_everything_is_missing_where_there_is_nothing() -> None:
    assert missing_files((WHEEL, SDIST), None, index="local") == (WHEEL, SDIST)


def test_the_same_bytes_are_done() -> None:
    assert missing_files((WHEEL, SDIST), project(wheel=OURS), index="local") == (SDIST,)
    assert missing_files((WHEEL, SDIST), project(wheel=OURS, sdist=OURS), index="local") == ()


def test_what_is_named_twice_is_stored_once() -> None:
    assert missing_files((WHEEL, WHEEL), None, index="local") == (WHEEL,)


def test_other_bytes_are_a_conflict_each() -> None:
    with pytest.raises(Problems) as raised:
        missing_files((WHEEL, SDIST), project(wheel=THEIRS, sdist=None), index="local")

    assert [(type(each), each.message, each.where, each.hint) for each in raised.value.problems] == [
        (
            IndexFailure,
            (
                "the index 'local' has my_tool-1.0-py3-none-any.whl with other bytes: "
                "sha256 bbbbbbbbbbbb… there, aaaaaaaaaaaa… here"
            ),
            "here/my_tool-1.0-py3-none-any.whl",
            HINT,
        ),
        (
            IndexFailure,
            "the index 'local' has my_tool-1.0.tar.gz and does not tell its hash",
            "here/my_tool-1.0.tar.gz",
            HINT,
        ),
    ]


def test_two_files_of_one_name_are_a_conflict() -> None:
    with pytest.raises(IndexFailure, match="with other bytes"):
        missing_files((WHEEL, replace(WHEEL, sha256=THEIRS)), None, index="local")


def test_projects_come_in_the_order_of_their_files() -> None:
    other = replace(WHEEL, name=NormalizedName("a"))
    assert list(by_project((WHEEL, other, SDIST)).items()) == [(NAME, [WHEEL, SDIST]), ("a", [other])]
