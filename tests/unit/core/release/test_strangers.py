"""Whose project it is that an index has."""

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.core.release.strangers import is_strange, is_whole, unfinished_candidate
from paa.model.index import IndexFile, IndexProject


def project(**versions: tuple[str | None, ...]) -> IndexProject:
    """Describe a project: version with `_` for dots → what is yanked of its files."""
    files = {
        Version(text.removeprefix("v").replace("_", ".")): tuple(
            IndexFile(filename=f"tool-{number}.whl", sha256=None, url="", yanked=yanked)
            for number, yanked in enumerate(kinds)
        )
        for text, kinds in versions.items()
    }
    return IndexProject(name=canonicalize_name("tool"), files=files)


@pytest.mark.parametrize(
    ("there", "ours", "strange"),
    [
        pytest.param(None, [], False, id="free"),
        pytest.param(project(), [], True, id="a name without files"),
        pytest.param(project(v1_0=(None,)), [], True, id="never released here"),
        pytest.param(project(v1_0=(None,)), ["1.0"], False, id="released here"),
        pytest.param(project(v1_0=(None,), v1_1=(None,)), ["0.9", "1.0"], False, id="one of several"),
        pytest.param(project(v1_0=()), ["1.0"], False, id="deleted"),
        pytest.param(project(v3_0=(None,)), ["1.0"], True, id="released to another index"),
        pytest.param(project(v0_1=(None,)), ["1.0"], True, id="released to another index, a higher one"),
    ],
)
def test_strangers(there: IndexProject | None, ours: list[str], *, strange: bool) -> None:
    assert is_strange(there, [Version(each) for each in ours]) is strange


@pytest.mark.parametrize(
    ("there", "last", "candidate"),
    [
        pytest.param(None, None, None, id="nothing there"),
        pytest.param(project(v1_0=(None,)), None, "1.0", id="a first one"),
        pytest.param(project(v1_0=(None,), v1_1=(None,)), "1.0", "1.1", id="the next"),
        pytest.param(project(v1_0=(None,)), "1.0", None, id="recorded"),
        pytest.param(project(v1_0=(None,)), "2.0", None, id="older than the record"),
        pytest.param(project(v1_0=(None,), v1_1=()), "1.0", None, id="deleted"),
        pytest.param(project(v1_0=(None,), v1_1=(None, "broken")), "1.0", None, id="yanked"),
        pytest.param(project(v1_0=(None,), v1_1=("",)), "1.0", None, id="yanked without a reason"),
        pytest.param(project(v1_1=(None,), v2_0_dev3=(None,)), "1.0", "1.1", id="below a draft"),
    ],
)
def test_what_a_run_may_have_left(there: IndexProject | None, last: str | None, candidate: str | None) -> None:
    passed = [version for version in (there.files if there else ()) if version.is_devrelease]

    found = unfinished_candidate(there, last=Version(last) if last else None, drafts=passed)

    assert (None if found is None else str(found)) == candidate


def test_a_version_without_files_is_not_what_was_made() -> None:
    made = {"a.whl": "1", "a.tar.gz": "2"}

    assert is_whole({"a.whl": "1"}, made)
    assert is_whole({"a.whl": "1", "a.tar.gz": "2"}, made)
    assert not is_whole({}, made)
    assert not is_whole({"a.whl": None}, made)
    assert not is_whole({"a.whl": "1", "b.whl": "3"}, made)
