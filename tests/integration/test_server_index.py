"""Indexes on servers, read: what they have, what they refuse, and what of it a user is told."""

from collections import deque
from dataclasses import replace
from pathlib import Path
from socket import create_server
from threading import Event

import pytest
import requests
from packaging.version import Version

from paa.adapters.index import Index, ServerIndex, open_index, whole_of
from paa.errors import ConfigError, IndexBusy, IndexFailure
from paa.model.choices import IndexKind
from paa.model.index_profile import profile_document, read_profile
from paa.model.names import NormalizedName
from paa.model.settings import IndexName, IndexProfile, Url
from tests.support.indexes import Azure, Cut, Devpi, Fault, FaultyIndex, Served, small_release

THING = NormalizedName("one-thing")
BUSY = "run this again later; is there a network, and does the configuration name the right address?"


def opened(served: Served, name: str = "there", kind: IndexKind = IndexKind.PYPI) -> Index:
    """Open an index as a configuration would describe it."""
    profile = IndexProfile(kind=kind, url=Url(served.simple), upload_url=Url(served.upload))
    return open_index(IndexName(name), profile, Path())


def feed_of(azure: Azure, feed: str, project: str | None = None) -> IndexProfile:
    """Describe a feed of the server for tests."""
    return IndexProfile(
        kind=IndexKind.AZURE, organization=azure.organization, project=project, feed=feed, server=Url(azure.base)
    )


def refused(index: Index) -> IndexFailure:
    """Read a project, and give the refusal."""
    with pytest.raises(IndexFailure) as raised:
        index.project(THING)
    return raised.value


@pytest.mark.slow
def test_a_server_with_json_pages_tells_versions_and_hashes(devpi: Devpi, tmp_path: Path) -> None:
    served = devpi.index("reading")
    made = [*small_release(tmp_path, THING), *small_release(tmp_path, THING, "2.0.0rc1")]
    for each in made:
        served.post(each.path).raise_for_status()

    project = opened(served, kind=IndexKind.SIMPLE).project(THING, hashed=True)

    assert project is not None
    assert project.latest == Version("2.0.0rc1")
    assert {file.filename: file.sha256 for files in project.files.values() for file in files} == {
        each.path.name: each.sha256 for each in made
    }
    assert opened(served).project(NormalizedName("another")) is None


@pytest.mark.parametrize("project", [None, "My Project"])
def test_a_feed_is_read_with_its_token(
    azure: Azure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project: str | None
) -> None:
    served = azure.feed("Reading Room", project=project)
    made = small_release(tmp_path, THING)
    if not served.files(THING):
        for each in made:
            served.post(each.path).raise_for_status()
    monkeypatch.setenv("PAA_TEAM_TOKEN", azure.password)

    index = open_index(IndexName("team"), feed_of(azure, "Reading Room", project), Path())
    found = index.project(THING, hashed=True)

    assert index.location == served.simple
    assert found is not None
    assert {file.filename: file.sha256 for file in found.files[Version("1.0.0")]} == {
        each.path.name: each.sha256 for each in made
    }
    assert index.project(NormalizedName("another")) is None


def test_a_view_has_less_than_its_feed(azure: Azure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = azure.feed("viewed")
    for version in ("1.0.0", "1.1.0"):
        for each in small_release(tmp_path, THING, version):
            served.post(each.path).raise_for_status()
    address = f"{azure.base}/{azure.organization}/_apis/packaging/feeds/viewed/pypi/packages/{THING}/versions/1.0.0"
    document = {"views": {"op": "add", "path": "/views/-", "value": "Release"}}
    requests.patch(address, json=document, auth=("x", azure.password), timeout=20).raise_for_status()
    monkeypatch.setenv("SYSTEM_ACCESSTOKEN", azure.password)

    view = open_index(IndexName("team"), feed_of(azure, "viewed@Release"), Path())
    of_view, of_feed = view.project(THING), whole_of(view).project(THING)

    assert isinstance(view, ServerIndex)
    assert (view.view, view.service().address) == ("Release", served.upload)
    assert of_view is not None
    assert of_feed is not None
    assert [str(version) for version in of_view.files] == ["1.0.0"]
    assert [str(version) for version in of_feed.files] == ["1.0.0", "1.1.0"]
    # What an upload compares with is the feed: a view does not show what was just uploaded.
    read_again = view.service().read(THING)
    assert read_again is not None
    assert read_again.files.keys() == of_feed.files.keys()


def test_a_feed_that_does_not_exist_is_not_taken_for_an_empty_one(
    azure: Azure, monkeypatch: pytest.MonkeyPatch
) -> None:
    azure.feed("open")
    monkeypatch.setenv("PAA_TEAM_TOKEN", azure.password)

    error = refused(open_index(IndexName("team"), feed_of(azure, "opne", "My Project"), Path()))

    assert error.message == "there is no such feed"
    assert error.hint == (
        "are `organization`, `project` and `feed` as in the address of the feed's page, and may we see it?"
    )
    assert error.where == f"{azure.base}/acme/My%20Project/_packaging/opne/pypi/simple/{THING}/"


def test_without_a_login_a_feed_says_how_to_get_in(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    azure.feed("closed")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")

    error = refused(open_index(IndexName("the-team"), feed_of(azure, "closed"), Path()))

    assert error.message == "the index 'the-team' does not let us read: 401"
    assert error.hint == "set PAA_THE_TEAM_TOKEN, or TWINE_USERNAME and TWINE_PASSWORD"


def test_a_wrong_login_is_named_and_not_shown(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    azure.feed("closed")
    monkeypatch.setenv("PAA_TEAM_TOKEN", "wr0ng-token")

    error = refused(open_index(IndexName("team"), feed_of(azure, "closed"), Path()))

    assert error.hint == "the login of environment PAA_TEAM_TOKEN is expired, mistyped, or may not read there"
    assert "wr0ng" not in f"{error!r}{error.message}{error.where}"


def test_yanked_deleted_and_pre_release_versions_are_taken(faulty: FaultyIndex, tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0", "2.0.0rc1"):
        for each in small_release(tmp_path, THING, version):
            faulty.served.post(each.path).raise_for_status()
    faulty.yank("1.1.0", "breaks <things>")
    for each in small_release(tmp_path, THING, "1.0.0"):
        faulty.delete(each.path.name)

    found = opened(faulty.served).project(THING)

    assert found is not None
    assert {str(version): [file.yanked for file in files] for version, files in found.files.items()} == {
        "1.0.0": [],
        "1.1.0": ["breaks <things>"] * 2,
        "2.0.0rc1": [None] * 2,
    }


def test_who_must_log_in_does_so_when_asked_to_and_not_before(
    faulty: FaultyIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in small_release(tmp_path, THING):
        faulty.served.post(each.path).raise_for_status()
    monkeypatch.setenv("PAA_THERE_TOKEN", "token")
    faulty.reads = deque([Fault(status=401)])

    assert opened(faulty.served).project(THING) is not None

    assert faulty.looks == [THING, THING]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_behind_the_login_is_final(faulty: FaultyIndex, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setenv("TWINE_PASSWORD", "token")
    faulty.reads = deque([Fault(status=status)] * 2)

    error = refused(opened(faulty.served))

    assert error.message == f"the index 'there' does not let us read: {status}"
    assert error.hint == "the login of environment TWINE_PASSWORD is expired, mistyped, or may not read there"


def test_a_busy_server_is_asked_again(faulty: FaultyIndex) -> None:
    faulty.reads = deque([Fault(status=503), Fault(status=429)])

    assert opened(faulty.served).project(THING) is None


@pytest.mark.parametrize(
    ("fault", "message", "hint", "seconds"),
    [
        pytest.param(
            Fault(status=429, headers={"Retry-After": "7"}),
            "is asked too often",
            "run this again in 7 seconds",
            7,
            id="too-many",
        ),
        pytest.param(Fault(status=429), "is asked too often", "run this again later", None, id="too-many-untold"),
        pytest.param(
            Fault(status=503, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
            "is out of order: 503",
            "run this again later",
            0,
            id="a-date-that-is-gone",
        ),
        pytest.param(Fault(status=500), "is out of order: 500", "run this again later", None, id="broken"),
        pytest.param(Fault(cut=Cut.BEFORE_HEADERS), "cannot be reached", BUSY, None, id="reset"),
        pytest.param(Fault(cut=Cut.IN_ANSWER), "broke off its answer", BUSY, None, id="cut"),
    ],
)
def test_what_may_pass_says_so(
    faulty: FaultyIndex, fault: Fault, message: str, hint: str, seconds: float | None
) -> None:
    faulty.reads = deque([fault] * 3)

    error = refused(opened(faulty.served))

    assert isinstance(error, IndexBusy)
    assert (error.message, error.hint, error.retry_after) == (f"the index 'there' {message}", hint, seconds)
    assert error.where == f"{faulty.served.simple}{THING}/"


def test_a_server_that_keeps_silent_is_not_waited_for(faulty: FaultyIndex) -> None:
    silence = Event()
    faulty.reads = deque([Fault(held=silence)] * 3)
    profile = IndexProfile(kind=IndexKind.PYPI, url=Url(faulty.served.simple), upload_url=Url(faulty.served.upload))

    error = refused(ServerIndex(IndexName("there"), profile, seconds=0.2))
    silence.set()

    assert isinstance(error, IndexBusy)
    assert error.message == "the index 'there' did not answer within 0.2 seconds"


def test_nobody_listens() -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/simple/"
    profile = IndexProfile(kind=IndexKind.SIMPLE, url=Url(address))

    error = refused(open_index(IndexName("there"), profile, Path()))

    assert (error.message, error.hint) == ("the index 'there' cannot be reached", BUSY)
    assert error.exit_code == 6


@pytest.mark.parametrize(
    ("status", "message", "hint"),
    [
        pytest.param(
            200,
            "the index 'there' answers what is no page of a project",
            "is this the address of a simple index? It usually ends in `/simple/`",
            id="another-page",
        ),
        pytest.param(
            418, "the index 'there' refuses: 418", "does the configuration name the right address?", id="refusal"
        ),
    ],
)
def test_an_address_of_something_else(faulty: FaultyIndex, status: int, message: str, hint: str) -> None:
    faulty.reads = deque([Fault(status=status)])

    error = refused(opened(faulty.served))

    assert (type(error), error.message, error.hint) == (IndexFailure, message, hint)


def test_an_index_without_an_address_for_uploads_is_only_read(faulty: FaultyIndex) -> None:
    profile = IndexProfile(kind=IndexKind.SIMPLE, url=Url(faulty.served.simple))
    index = open_index(IndexName("mirror"), profile, Path())

    assert index.project(THING) is None
    assert isinstance(index, ServerIndex)
    with pytest.raises(ConfigError) as raised:
        index.service()
    assert raised.value.message == "the index 'mirror' can only be read"
    assert raised.value.hint == "give its `upload_url`, or publish to another one"


def test_nothing_of_a_login_shows(faulty: FaultyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAA_THERE_TOKEN", "s3cret")
    index = opened(faulty.served)
    assert isinstance(index, ServerIndex)

    service = index.service()

    assert service.credentials is not None
    assert service.credentials.password.reveal() == "s3cret"
    assert "s3cret" not in f"{service} {service!r} {service.credentials} {index.account} {vars(index)}"


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        (IndexProfile(kind=IndexKind.SIMPLE), "the index 'there': an index of the kind simple needs `url`"),
        (
            IndexProfile(kind=IndexKind.AZURE, feed="f"),
            "the index 'there': an index of the kind azure needs `organization`",
        ),
    ],
)
def test_half_a_description_is_no_index(profile: IndexProfile, message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        open_index(IndexName("there"), profile, Path())

    assert raised.value.message == message


def test_a_description_survives_the_way_through_a_plan(azure: Azure) -> None:
    profile = replace(feed_of(azure, "tools@Release", "My Project"), metadata_version=Version("2.3"))

    assert read_profile(profile_document(profile)) == profile
