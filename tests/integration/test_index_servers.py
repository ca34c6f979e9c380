"""The indexes of the tests: the one that fails on purpose behaves, when it does not, as the real ones do."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from pypi_simple import PyPISimple

from tests.support import FreshEnvironment, run
from tests.support.indexes import Azure, Cut, Fault, FaultyIndex, Served, small_release

pytestmark = pytest.mark.slow

SECONDS = 20
JSON = {"Accept": "application/vnd.pypi.simple.v1+json"}
MAKE: Mapping[str, Callable[[Any, str], Served]] = {
    "devpi": lambda server, name: server.index(name),
    "azure": lambda server, name: server.feed(name, project="a b"),
    "faulty": lambda server, _: server.served,
}


@pytest.fixture(params=MAKE)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Served:
    """Give an empty index of each server."""
    return MAKE[request.param](request.getfixturevalue(request.param), tmp_path.name.replace("_", "-")[:40].lower())


def kind(served: Served) -> str:
    """Tell the servers apart by their addresses."""
    return "azure" if served.private else "devpi" if "+simple" in served.simple else "faulty"


def test_a_new_index_is_empty(served: Served) -> None:
    assert served.files("thing") == {}


def test_what_is_uploaded_is_there(served: Served, tmp_path: Path) -> None:
    made = small_release(tmp_path, "one-thing")

    assert [served.post(each.path).status_code for each in made] == [200, 200]

    assert served.files("one-thing") == {each.path.name: each.sha256 for each in made}
    assert served.files("another") == {}


@pytest.mark.parametrize("same", [True, False])
def test_a_duplicate(served: Served, tmp_path: Path, *, same: bool) -> None:
    wheel, _ = small_release(tmp_path / "first", "thing")
    again, _ = small_release(tmp_path / "second", "thing", word="" if same else "other")
    served.post(wheel.path)

    answer = served.post(again.path)

    statuses = {"devpi": (200, 409), "azure": (409, 409), "faulty": (200, 400)}[kind(served)]
    assert answer.status_code == statuses[not same]
    assert served.files("thing") == {wheel.path.name: wheel.sha256}


def test_a_wrong_password(served: Served, tmp_path: Path) -> None:
    wheel, _ = small_release(tmp_path, "thing")

    answer = served.post(wheel.path, password="wrong")

    assert answer.status_code == {"devpi": 401, "azure": 401, "faulty": 403}[kind(served)]
    assert served.files("thing") == {}


def test_the_page_in_json_tells_hashes_and_metadata(served: Served, tmp_path: Path) -> None:
    made = small_release(tmp_path, "thing")
    for each in made:
        served.post(each.path)
    login = (served.user, served.password) if served.private else None

    answer = requests.get(f"{served.simple}thing/", headers=JSON, auth=login, timeout=SECONDS)

    if kind(served) == "azure":
        assert answer.headers["Content-Type"].startswith("text/html")
        return
    document = answer.json()
    files = {each["filename"]: each for each in document["files"]}
    assert {name: each["hashes"]["sha256"] for name, each in files.items()} == {m.path.name: m.sha256 for m in made}
    wheel = files[made[0].path.name]
    assert wheel["core-metadata"]
    # Newer than what devpi speaks (PEP 700).
    assert document.get("versions", ["1.0.0"]) == ["1.0.0"]
    with PyPISimple(served.simple) as index:
        (package,) = (each for each in index.get_project_page("thing").packages if each.filename == made[0].path.name)
        metadata = index.get_package_metadata(package, verify=False, timeout=SECONDS)
    assert "Name: thing" in metadata


@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_installers_install_from_it(
    served: Served, tmp_path: Path, environment: FreshEnvironment, installer: str
) -> None:
    for each in small_release(tmp_path, "thing"):
        served.post(each.path)
    words = {
        "pip": ("-m", "pip", "--python", environment.python, "install", "--no-deps", "--index-url"),
        "uv": ("-m", "uv", "pip", "install", "--python", environment.python, "--no-deps", "--default-index"),
    }[installer]

    run(sys.executable, *words, served.readable, "thing", check=True)

    assert "thing-1.0.0" in environment.distributions


@pytest.mark.parametrize("view", ["Local", "Release"])
def test_a_view_of_a_feed_has_what_was_promoted(azure: Azure, tmp_path: Path, view: str) -> None:
    feed, seen = azure.feed(f"views-{view}"), azure.feed(f"views-{view}", view=view)
    for version in ("1.0.0", "1.0.1"):
        for each in small_release(tmp_path, "thing", version):
            assert feed.post(each.path).status_code == 200
    address = f"{azure.base}/acme/_apis/packaging/feeds/views-{view}/pypi/packages/thing/versions"
    document = {"views": {"op": "add", "path": "/views/-", "value": "Release"}}

    asked = [
        requests.patch(f"{address}/{version}?api-version=7.1", json=document, auth=("me", password), timeout=SECONDS)
        for version, password in (("1.0.0", azure.password), ("3.0", azure.password), ("1.0.1", "wrong"))
    ]

    assert [answer.status_code for answer in asked] == [200, 404, 401]
    versions = {name.split("-")[1].removesuffix(".tar.gz") for name in seen.files("thing")}
    assert versions == ({"1.0.0"} if view == "Release" else {"1.0.0", "1.0.1"})


def test_a_feed_has_a_newest_metadata_version(azure: Azure, tmp_path: Path) -> None:
    feed = azure.feed("old", newest="2.1")
    wheel, _ = small_release(tmp_path, "thing")

    refused = feed.post(wheel.path, metadata_version="2.4")

    assert refused.status_code == 400
    assert "Metadata version '2.4' is unsupported. Supported versions are: 1.0,1.1,1.2,2.0,2.1." in refused.reason
    assert feed.post(wheel.path).status_code == 200


def test_nobody_reads_a_feed_without_a_password(azure: Azure) -> None:
    assert requests.get(f"{azure.feed('private').simple}thing/", timeout=SECONDS).status_code == 401


def test_a_feed_that_is_not_there(azure: Azure) -> None:
    address = azure.feed("there").simple.replace("there", "elsewhere")
    assert requests.get(f"{address}thing/", auth=("me", azure.password), timeout=SECONDS).status_code == 404


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("cut", Cut)
def test_a_cut_connection(faulty: FaultyIndex, tmp_path: Path, cut: Cut, *, stored: bool) -> None:
    wheel, _ = small_release(tmp_path, "thing")
    faulty.uploads.append(Fault(cut=cut, stored=stored))

    with pytest.raises(requests.RequestException):
        faulty.served.post(wheel.path)

    there = stored and cut in {Cut.AFTER_BODY, Cut.IN_ANSWER}
    assert faulty.stored == ([wheel.path.name] if there else [])
    assert faulty.served.post(wheel.path).status_code == 200


def test_an_answer_that_is_not_true(faulty: FaultyIndex, tmp_path: Path) -> None:
    wheel, sdist = small_release(tmp_path, "thing")
    faulty.uploads.append(Fault(status=503, stored=True))
    faulty.uploads.append(Fault(status=429, text="Too many new projects created", headers={"Retry-After": "7"}))

    first, second = faulty.served.post(wheel.path), faulty.served.post(sdist.path)

    assert (first.status_code, second.status_code, second.headers["Retry-After"]) == (503, 429, "7")
    assert "Too many new projects created" in second.reason
    assert faulty.stored == [wheel.path.name]


def test_a_stale_page(faulty: FaultyIndex, tmp_path: Path) -> None:
    wheel, sdist = small_release(tmp_path, "thing")
    faulty.served.post(wheel.path)
    faulty.hide(2)
    faulty.served.post(sdist.path)

    looked = [len(faulty.served.files("thing")) for _ in range(3)]

    assert looked == [1, 1, 2]


def test_a_deleted_file_and_a_yanked_version(faulty: FaultyIndex, tmp_path: Path) -> None:
    wheel, sdist = small_release(tmp_path, "thing")
    for each in (wheel, sdist):
        faulty.served.post(each.path)
    faulty.delete(wheel.path.name)
    faulty.yank("1.0.0", "broken")

    answer = faulty.served.post(wheel.path)

    assert answer.status_code == 400
    assert "previously used by a file that has since been deleted" in answer.reason
    with PyPISimple(faulty.served.simple) as index:
        (package,) = index.get_project_page("thing").packages
    assert (package.filename, package.is_yanked, package.yanked_reason) == (sdist.path.name, True, "broken")
