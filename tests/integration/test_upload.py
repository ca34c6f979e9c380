"""Upload archives to indexes that answer well, late, wrongly or not at all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from paa.adapters.clock import Clock
from paa.adapters.index import ServerIndex, open_index
from paa.adapters.index.service import UploadService
from paa.adapters.index.upload import upload
from paa.errors import BuildError, IndexFailure, IndexRefusal, PaaError
from paa.model.choices import IndexKind
from paa.model.credentials import Credentials, Secret
from paa.model.distribution import Distribution
from paa.model.settings import IndexName, IndexProfile, Url
from paa.pipeline.events import Silence
from paa.pipeline.publish import publish_distributions, verify_distributions
from tests.support.indexes import Cut, Devpi, Fault, FaultyIndex, Served, small_release
from tests.support.indexes.trust import Trust, running_trust

THERE = IndexName("there")
WHEEL, SDIST = "thing-1.0.0-py3-none-any.whl", "thing-1.0.0.tar.gz"


@dataclass
class Hours:
    """Time that passes only where somebody waits."""

    now: float = 0.0
    pauses: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """The clock of that time; nobody is lucky."""
        return Clock(read=lambda: self.now, sleep=self._sleep, luck=lambda: 0.0)

    def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def hours() -> Hours:
    """Give time that passes at once."""
    return Hours()


@pytest.fixture
def release(tmp_path: Path) -> tuple[Distribution, ...]:
    """Make wheel and sdist."""
    return small_release(tmp_path / "dist", "thing")


Open = Callable[..., ServerIndex]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    """Give a function that opens a served index, with its password in the environment."""

    def make(served: Served, kind: IndexKind = IndexKind.PYPI, patience: int | None = None) -> ServerIndex:
        monkeypatch.setenv("PAA_THERE_TOKEN", served.password)
        monkeypatch.setenv("TWINE_USERNAME", served.user)
        simple, taking = Url(served.simple), Url(served.upload)
        profile = IndexProfile(kind=kind, url=simple, upload_url=taking, patience=patience)
        index = open_index(THERE, profile, Path())
        assert isinstance(index, ServerIndex)
        return index

    return make


def refusal(act: Callable[[], object]) -> IndexRefusal:
    """Give the refusal that something ends with."""
    with pytest.raises(IndexRefusal) as caught:
        act()
    return caught.value


def test_what_is_missing_is_uploaded_once(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    index = opened(faulty.served)

    assert index.publish(release) == release
    assert index.publish(release) == ()

    assert faulty.received == [WHEEL, SDIST]
    assert faulty.served.files("thing") == {each.path.name: each.sha256 for each in release}
    # twine has nothing to say to our users.
    assert capsys.readouterr() == ("", "")


def test_only_what_is_missing_is_uploaded(faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...]) -> None:
    faulty.served.post(release[0].path)

    assert opened(faulty.served).publish(release) == release[1:]

    assert faulty.received == [WHEEL, SDIST]


@pytest.mark.parametrize(
    ("fault", "arrivals"),
    [
        pytest.param(Fault(status=429), 2, id="429"),
        pytest.param(Fault(status=500), 2, id="500"),
        pytest.param(Fault(status=502), 2, id="502"),
        pytest.param(Fault(status=503), 2, id="503"),
        pytest.param(Fault(status=503, stored=True), 1, id="503 after the bytes were stored"),
        pytest.param(Fault(status=504, stored=True), 1, id="504 after the bytes were stored"),
        pytest.param(Fault(cut=Cut.BEFORE_HEADERS), 1, id="cut before the headers"),
        pytest.param(Fault(cut=Cut.IN_BODY), 1, id="cut in the body"),
        pytest.param(Fault(cut=Cut.AFTER_BODY), 2, id="cut after the body"),
        pytest.param(Fault(cut=Cut.AFTER_BODY, stored=True), 1, id="cut after the body, which was stored"),
        pytest.param(Fault(cut=Cut.IN_ANSWER, stored=True), 1, id="cut in the answer"),
    ],
)
def test_what_may_pass_is_tried_again(
    faulty: FaultyIndex,
    opened: Open,
    release: tuple[Distribution, ...],
    hours: Hours,
    *,
    fault: Fault,
    arrivals: int,
) -> None:
    faulty.uploads.append(fault)

    assert upload(release, opened(faulty.served).service(), clock=hours.clock) == release

    assert faulty.stored == [WHEEL, SDIST]
    assert (faulty.received.count(WHEEL), faulty.received.count(SDIST)) == (arrivals, 1)
    assert len(hours.pauses) == (0 if fault.stored else 1)


def test_pauses_grow(faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours) -> None:
    faulty.uploads.extend([Fault(status=503)] * 5)

    upload(release, opened(faulty.served).service(), clock=hours.clock)

    assert hours.pauses == [0.5, 1, 2, 4, 8]


@pytest.mark.parametrize("status", [429, 503])
def test_the_index_says_how_long_to_wait(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours, status: int
) -> None:
    faulty.uploads.append(Fault(status=status, headers={"Retry-After": "77"}))

    upload(release, opened(faulty.served).service(), clock=hours.clock)

    assert hours.pauses == [77]


def test_there_is_a_limit(faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours) -> None:
    faulty.uploads.extend([Fault(status=503)] * 99)

    error = refusal(lambda: upload(release, opened(faulty.served).service(), clock=hours.clock))

    assert (error.message, error.exit_code) == ("the index 'there' is out of order: 503", 6)
    assert error.hint == "run the command again later: it completes what is left"
    assert hours.now == 600
    assert max(hours.pauses) == 30
    faulty.uploads.clear()
    assert upload(release, opened(faulty.served).service(), clock=hours.clock) == release


def test_no_index_is_waited_for_longer_than_the_limit(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours
) -> None:
    faulty.uploads.append(Fault(status=429, headers={"Retry-After": "3600"}))

    error = refusal(lambda: upload(release, opened(faulty.served, patience=60).service(), clock=hours.clock))

    assert (error.message, hours.pauses) == ("the index 'there' is asked too often", [])


@pytest.mark.parametrize(
    ("status", "text", "message"),
    [
        (401, "Unauthorized", "the index 'there' does not know the login"),
        (403, "Invalid or non-existent authentication information.", "the index 'there' does not know the login"),
        (
            403,
            "The given token isn't allowed to upload to project 'thing'.",
            "the login is right, and may not upload thing",
        ),
        (400, "The name 'thing' is too similar to an existing project.", "the name 'thing' is too much like"),
        (429, "Too many new projects created", "takes no more new projects from here today"),
        (302, "Found", "sends uploads to another address"),
        (404, "Not Found", "nothing takes uploads at the address"),
    ],
)
def test_what_will_not_pass_is_told_at_once(
    faulty: FaultyIndex,
    opened: Open,
    release: tuple[Distribution, ...],
    hours: Hours,
    *,
    status: int,
    text: str,
    message: str,
) -> None:
    faulty.uploads.append(Fault(status=status, text=text, headers={"Location": "/elsewhere"}))

    error = refusal(lambda: upload(release, opened(faulty.served).service(), clock=hours.clock))

    assert message in error.message
    assert error.where == faulty.served.upload
    assert error.hint
    assert text in error.said
    assert (faulty.received, faulty.stored, hours.pauses) == ([WHEEL], [], [])


def test_other_bytes_are_a_conflict(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], tmp_path: Path, hours: Hours
) -> None:
    (_, theirs) = small_release(tmp_path / "theirs", "thing", word="other")
    faulty.served.post(theirs.path)

    with pytest.raises(IndexFailure) as caught:
        upload(release, opened(faulty.served).service(), clock=hours.clock)

    assert f"the index 'there' has {SDIST} with other bytes: sha256 {theirs.sha256[:12]}… there" in caught.value.message
    assert caught.value.hint
    assert "release a higher version" in caught.value.hint
    assert faulty.received == [SDIST]


def test_other_bytes_that_no_page_shows_are_a_conflict_at_once(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], tmp_path: Path, hours: Hours
) -> None:
    faulty.hide(9)
    faulty.served.post(small_release(tmp_path / "theirs", "thing", word="other")[0].path)

    error = refusal(lambda: upload(release, opened(faulty.served).service(), clock=hours.clock))

    assert error.message == f"the index 'there' says that it has {WHEEL} already"
    assert "release a higher version" in str(error.hint)
    assert hours.pauses == []


def test_a_duplicate_of_ones_own_is_found_on_the_page(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours
) -> None:
    """As feeds do it: stored, answered with 503, sent again, refused as a duplicate, and shown late."""
    faulty.hide(3)
    faulty.uploads.append(Fault(status=503, stored=True))
    faulty.uploads.append(Fault(status=409, text="The feed already contains file"))

    service = opened(faulty.served, IndexKind.SIMPLE).service()
    assert upload(release, service, clock=hours.clock) == release

    assert faulty.stored == [WHEEL, SDIST]


def test_a_duplicate_that_is_never_shown_is_no_success(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours
) -> None:
    faulty.uploads.append(Fault(status=409, text="The feed already contains file"))

    service = opened(faulty.served, IndexKind.SIMPLE, patience=60).service()
    error = refusal(lambda: upload(release, service, clock=hours.clock))

    assert error.message == f"the index 'there' says that it has {WHEEL} already"
    assert hours.now == 60


def test_a_page_that_cannot_be_read_now_is_read_later(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours
) -> None:
    # Three times is once for who waits: the client asks twice more by itself.
    faulty.reads.extend([Fault(status=503, headers={"Retry-After": "9"})] * 3)

    assert upload(release, opened(faulty.served).service(), clock=hours.clock) == release

    assert hours.pauses == [9]


def test_nothing_secret_is_repeated(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours
) -> None:
    password = faulty.served.password
    text = f"no {password} here, nor https://me:{password}@host.example/"
    faulty.uploads.append(Fault(status=400, text=text))

    error = refusal(lambda: upload(release, opened(faulty.served).service(), clock=hours.clock))

    assert error.message == f"the index 'there' refuses {WHEEL}: 400"
    assert "no *** here, nor https://host.example/" in error.said
    assert password not in f"{error!r} {vars(error)}"


def test_a_wrong_password_is_told_without_it(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = opened(faulty.served)
    monkeypatch.setenv("PAA_THERE_TOKEN", "wrong-password")

    error = refusal(lambda: index.publish(release))

    assert error.message == "the index 'there' does not know the login"
    assert "wrong-password" not in f"{error!r} {vars(error)}"


def test_nobody_listens(faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours) -> None:
    service = replace(opened(faulty.served, patience=5).service(), address="http://127.0.0.1:9/legacy/")

    error = refusal(lambda: upload(release, service, clock=hours.clock))

    assert error.message == "the index 'there' cannot be reached"
    assert hours.now == 5


def test_an_archive_that_changed_is_not_sent(
    faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], tmp_path: Path
) -> None:
    release[0].path.write_bytes(small_release(tmp_path / "other", "thing", word="other")[0].path.read_bytes())

    with pytest.raises(BuildError, match="the archive changed since it was built"):
        opened(faulty.served).publish(release)

    assert faulty.received == []


def test_what_is_no_archive_is_not_sent(faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...]) -> None:
    release[0].path.write_bytes(b"nothing")

    with pytest.raises(BuildError, match="the archive cannot be uploaded"):
        opened(faulty.served).publish(release)

    assert faulty.received == []


class TestReadingBack:
    """What was published is looked for until it is there."""

    def test_a_stale_page_is_waited_for(
        self, faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours
    ) -> None:
        index = opened(faulty.served)
        faulty.hide(6)
        publish_distributions(index, release, Silence())
        looks = len(faulty.looks)

        verify_distributions(index, release, Silence(), clock=hours.clock)

        assert len(faulty.looks) - looks == 7
        assert hours.pauses == [0.5, 1, 2, 4, 8, 16]

    def test_not_for_ever(
        self, faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours
    ) -> None:
        index = opened(faulty.served)
        faulty.hide(999)
        publish_distributions(index, release, Silence())

        with pytest.raises(PaaError) as caught:
            verify_distributions(index, release, Silence(), clock=hours.clock)

        assert [each.message for each in caught.value.problems] == [
            f"{name} is not on the index 'there'" for name in (WHEEL, SDIST)
        ]
        assert hours.now == 600

    def test_other_bytes_are_told_at_once(
        self, faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], tmp_path: Path, hours: Hours
    ) -> None:
        faulty.served.post(small_release(tmp_path / "theirs", "thing", word="other")[0].path)

        with pytest.raises(IndexFailure, match=f"has {WHEEL} with other bytes"):
            verify_distributions(opened(faulty.served), release, Silence(), clock=hours.clock)

        assert hours.pauses == []

    def test_the_index_says_how_long_to_wait(
        self, faulty: FaultyIndex, opened: Open, release: tuple[Distribution, ...], hours: Hours
    ) -> None:
        index = opened(faulty.served)
        publish_distributions(index, release, Silence())
        faulty.reads.extend([Fault(status=429, headers={"Retry-After": "33"})] * 3)

        verify_distributions(index, release, Silence(), clock=hours.clock)

        assert hours.pauses == [33]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["devpi", "azure"])
def test_real_servers_take_it(
    request: pytest.FixtureRequest, opened: Open, release: tuple[Distribution, ...], tmp_path: Path, name: str
) -> None:
    server = request.getfixturevalue(name)
    served = server.index("upload") if isinstance(server, Devpi) else server.feed("upload", project="a b")
    index = opened(served, IndexKind.SIMPLE)
    served.post(release[0].path)

    assert index.publish(release) == release[1:]
    assert index.publish(release) == ()

    verify_distributions(index, release, Silence())
    theirs = small_release(tmp_path / "theirs", "thing", word="other")
    with pytest.raises(PaaError) as caught:
        index.publish(theirs)
    assert ["with other bytes" in each.message for each in caught.value.problems] == [True, True]


class TestTrustedPublishing:
    """A job of a CI that has no password, and an index that believes the CI."""

    @pytest.fixture
    def trust(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trust]:
        """Be that job."""
        with running_trust(tmp_path) as trust:
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trust.certificate))
            for name, value in trust.variables.items():
                monkeypatch.setenv(name, value)
            yield trust

    @pytest.fixture
    def service(self, trust: Trust, opened: Open) -> UploadService:
        """Give the service as it is where there is no password."""
        return replace(opened(trust.index.served).service(), credentials=None)

    def test_one_token_serves_the_files_of_a_project(
        self, trust: Trust, service: UploadService, release: tuple[Distribution, ...], hours: Hours
    ) -> None:
        assert upload(release, service, clock=hours.clock) == release

        assert (trust.index.stored, trust.minted) == ([WHEEL, SDIST], 1)

    def test_an_index_that_does_not_know_the_job(
        self, trust: Trust, service: UploadService, release: tuple[Distribution, ...], hours: Hours
    ) -> None:
        trust.trusted = False

        error = refusal(lambda: upload(release, service, clock=hours.clock))

        assert error.message == "the index 'there' has no trusted publisher that is this job"
        assert "compare owner, repository" in str(error.hint)
        assert trust.index.received == []

    def test_a_job_that_may_not_say_who_it_is(
        self,
        trust: Trust,
        service: UploadService,
        release: tuple[Distribution, ...],
        hours: Hours,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.delenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")

        error = refusal(lambda: upload(release, service, clock=hours.clock))

        assert "this job of the CI may not prove who it is" in error.message
        assert error.hint == "give the job `permissions: id-token: write`"
        assert trust.index.received == []

    def test_a_certificate_that_nobody_trusts(
        self, service: UploadService, release: tuple[Distribution, ...], hours: Hours, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read = service.read(release[0].name)
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        offline = replace(
            service, read=lambda _: read, credentials=Credentials(user="me", password=Secret("x"), origin="")
        )

        error = refusal(lambda: upload(release, offline, clock=hours.clock))

        assert error.message == "the index 'there' has a certificate that nothing here trusts"
        assert hours.pauses == []
