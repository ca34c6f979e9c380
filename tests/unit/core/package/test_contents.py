"""What may be in archives, and what may not."""

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from paa.core.package.contents import Member, look_at_member, look_at_places
from paa.model.distribution import DistributionKind
from paa.model.names import ImportName, NormalizedName
from paa.model.spec import PackageSpec

SPEC = PackageSpec(
    import_name=ImportName("my_tool"),
    name=NormalizedName("my-tool"),
    version=Version("1.0"),
    summary="A tool.",
    readme="# my-tool\n\n![plot](images/plot.png)\n",
    requires_python=SpecifierSet(">=3.11"),
    license=None,
    license_files=(),
    author=None,
    author_email=None,
    keywords=(),
    classifiers=(),
    urls={},
    requirements=(),
    scripts={},
    parts={},
    typed=False,
)
WHEEL, SDIST = DistributionKind.WHEEL, DistributionKind.SDIST
TOKEN = "gh" + "p_" + "a1" * 20  # assembled, so that this file holds none


def places(kind: DistributionKind, path: str, *, link: bool = False) -> list[str]:
    return [remark.message for remark in look_at_places(kind, [Member(path=path, content=b"", link=link)], SPEC)]


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (WHEEL, "my_tool/__init__.py"),
        (WHEEL, "my_tool-1.0.dist-info/METADATA"),
        (SDIST, "my_tool-1.0/PKG-INFO"),
        (SDIST, "my_tool-1.0/my_tool/a/b.py"),
        (SDIST, "my_tool-1.0/images/plot.png"),
    ],
)
def test_inside(kind: DistributionKind, path: str) -> None:
    assert places(kind, path) == []


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (WHEEL, "tests/__init__.py"),
        (WHEEL, "my_tool.py"),
        (WHEEL, "other-1.0.dist-info/METADATA"),
        (SDIST, "my_tool-1.0/setup.py"),
        (SDIST, "my_tool-1.0/images/other.png"),
        (SDIST, "elsewhere/PKG-INFO"),
    ],
)
def test_outside(kind: DistributionKind, path: str) -> None:
    assert places(kind, path) == [f"this is in the {kind}, and outside the package"]


@pytest.mark.parametrize("path", ["/etc/passwd", "my_tool/../../x", "my_tool\\..\\x"])
def test_paths_that_lead_out(path: str) -> None:
    assert places(WHEEL, path) == ["a path that leads out of the archive is in the wheel"]


def test_links() -> None:
    assert places(SDIST, "my_tool-1.0/my_tool/a", link=True) == ["a link is in the sdist"]


def rules(path: str, content: bytes = b"", *, meant: bool = False) -> list[tuple[str, int | None]]:
    member = Member(path=path, content=content)
    return [(each.rule, each.line) for each in look_at_member(member, meant=meant, private=["/srv/build"])]


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("my_tool/conftest.py", b"", [("tests", None)]),
        ("my_tool/a/tests/x.json", b"", [("tests", None)]),
        ("my_tool/contest.py", b"", []),
        ("my_tool/__pycache__/x.cpython-311.pyc", b"", [("bytecode", None)]),
        ("my_tool/a.pyc", b"no bytecode", []),
        ("my_tool/.DS_Store", b"", [("litter", None)]),
        ("my_tool/a.py", b"\n\nx = '/srv/build/a'\n", [("absolute-path", 3)]),
        ("my_tool/a.md", b"/srv/build", [("absolute-path", 1)]),
        ("my_tool/a.md", b"/home/grace is an example", []),
        ("my_tool/a.py", b"'/srv/builder'", []),
        ("my_tool/a.py", b"'/home/you/x', '/Users/runner/x', 'https://a.example/home/grace'", []),
        ("my_tool/a.py", b"a = 'C:\\\\Users\\\\grace\\\\x'", [("absolute-path", 1)]),
        ("my_tool/model.bin", b"\0/srv/build", []),
        ("my_tool/model.bin", b"\0\n" + TOKEN.encode(), [("secret", None)]),
        ("my_tool/a.txt", f"x\n{TOKEN}".encode("utf-16"), [("secret", 2)]),
        ("my_tool/a.txt", f"x\n{TOKEN}".encode("utf-16-le"), [("secret", 2)]),
        ("my_tool/a.txt", f"x\n{TOKEN}".encode("utf-16-be"), [("secret", 2)]),
        ("my_tool/a.txt", "/srv/build/x".encode("utf-16"), [("absolute-path", 1)]),
    ],
)
def test_members(path: str, content: bytes, expected: list[tuple[str, int | None]]) -> None:
    assert rules(path, content) == expected


def test_module_that_is_called_like_a_test_is_meant() -> None:
    assert rules("my_tool/test_bench.py", meant=True) == []
