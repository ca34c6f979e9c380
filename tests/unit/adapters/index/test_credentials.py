"""Logins: where they come from, in which order, and that nothing of them shows."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.credentials import SimpleCredential
from keyring.errors import KeyringError, KeyringLocked
from twine.utils import DEFAULT_REPOSITORY

from paa.adapters.index.credentials import Account, find_credentials, log_in, token_variable
from paa.errors import ConfigError, IndexFailure
from paa.model.choices import IndexKind
from paa.model.credentials import Secret
from paa.model.index_traits import TRAITS
from paa.model.settings import IndexName

FEED = "https://azure.example.com/acme/_packaging/tools/pypi/upload/"
PYPI = Account(
    name=IndexName("pypi"),
    traits=TRAITS[IndexKind.PYPI],
    sections=("pypi",),
    addresses=(DEFAULT_REPOSITORY,),
    usual=True,
)
TEAM = Account(
    name=IndexName("team-a"),
    traits=TRAITS[IndexKind.AZURE],
    sections=("team-a", "tools"),
    addresses=(FEED, "https://azure.example.com/acme/_packaging/tools/pypi/simple/"),
)
HOUSE = Account(
    name=IndexName("house"),
    traits=TRAITS[IndexKind.SIMPLE],
    sections=("house",),
    addresses=("https://house.example.com/upload",),
)
JOB = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://ci.invalid", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "ci"}
MASKING = ("GITHUB_ACTIONS", "TF_BUILD", "SYSTEM_ACCESSTOKEN", *JOB)


class Keys(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self, stored: dict[str, tuple[str, str]], error: KeyringError | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._stored = stored
        self._error = error

    def get_credential(self, service: str, username: str | None) -> SimpleCredential | None:
        if self._error:
            raise self._error
        user, password = self._stored.get(service, ("", ""))
        return SimpleCredential(user, password) if password and username in {None, user} else None

    def get_password(self, service: str, username: str) -> str | None:
        found = self.get_credential(service, username)
        return found.password if found else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._stored[service] = (username, password)


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, tuple[str, str]]]:
    """Give the test a keyring of its own, and no variables of a CI."""
    for name in MASKING:
        monkeypatch.delenv(name, raising=False)
    stored: dict[str, tuple[str, str]] = {}
    before = keyring.get_keyring()
    keyring.set_keyring(Keys(stored))
    yield stored
    keyring.set_keyring(before)


def given(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def login(account: Account) -> tuple[str, str, str] | None:
    found = find_credentials(account)
    return None if found is None else (found.user, found.password.reveal(), found.origin)


@pytest.mark.parametrize(
    ("account", "variables", "user", "origin"),
    [
        pytest.param(PYPI, {"PAA_PYPI_TOKEN": "s"}, "__token__", "environment PAA_PYPI_TOKEN", id="token"),
        pytest.param(
            PYPI,
            {"PAA_PYPI_TOKEN": "s", "TWINE_USERNAME": "ada", "TWINE_PASSWORD": "t"},
            "__token__",
            "environment PAA_PYPI_TOKEN",
            id="token-before-twine",
        ),
        pytest.param(PYPI, {"TWINE_PASSWORD": "s"}, "__token__", "environment TWINE_PASSWORD", id="twine"),
        pytest.param(
            PYPI,
            {"TWINE_USERNAME": "ada", "TWINE_PASSWORD": " s\n"},
            "ada",
            "environment TWINE_PASSWORD",
            id="twine-user",
        ),
        pytest.param(TEAM, {"PAA_TEAM_A_TOKEN": "s"}, "paa", "environment PAA_TEAM_A_TOKEN", id="any-user"),
        pytest.param(TEAM, {"SYSTEM_ACCESSTOKEN": "s"}, "paa", "environment SYSTEM_ACCESSTOKEN", id="job-of-azure"),
        pytest.param(
            TEAM,
            {"SYSTEM_ACCESSTOKEN": "t", "TWINE_USERNAME": "build", "TWINE_PASSWORD": "s"},
            "build",
            "environment TWINE_PASSWORD",
            id="twine-before-the-job",
        ),
        pytest.param(
            HOUSE,
            {"PAA_HOUSE_TOKEN": "s", "TWINE_USERNAME": "ada"},
            "ada",
            "environment PAA_HOUSE_TOKEN",
            id="a-server-with-users",
        ),
    ],
)
def test_variables(
    monkeypatch: pytest.MonkeyPatch, account: Account, variables: dict[str, str], user: str, origin: str
) -> None:
    given(monkeypatch, **variables)

    assert login(account) == (user, "s", origin)


@pytest.mark.parametrize(
    "variables", [{}, {"TWINE_PASSWORD": ""}, {"PAA_PYPI_TOKEN": " "}, {"SYSTEM_ACCESSTOKEN": "s"}]
)
def test_what_is_empty_or_of_another_service_is_no_login(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    given(monkeypatch, **variables)

    assert login(PYPI) is None


@pytest.mark.parametrize(
    ("variable", "value", "message", "hint"),
    [
        (
            "TWINE_PASSWORD",
            "$(TWINE_PASSWORD)",
            "this holds the name of a variable, not its value",
            "define the variable as a secret of the pipeline, and map it in `env:` of the step",
        ),
        (
            "PAA_PYPI_TOKEN",
            "pypi-one\npypi-two",
            "the user or the password holds a character that cannot be typed",
            "store it again, without line breaks",
        ),
    ],
)
def test_what_cannot_be_a_secret_is_said_without_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str, hint: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError) as raised:
        find_credentials(PYPI)

    assert (raised.value.message, raised.value.where) == (message, f"environment {variable}")
    assert raised.value.hint == hint


def test_a_job_that_the_ci_vouches_for_needs_no_secret(
    monkeypatch: pytest.MonkeyPatch, home: Path, keys: dict[str, tuple[str, str]]
) -> None:
    given(monkeypatch, **JOB)
    (home / ".pypirc").write_text("[pypi]\npassword = of-the-file\n", encoding="utf-8")
    keys[DEFAULT_REPOSITORY] = ("__token__", "of-the-keyring")

    assert log_in(PYPI) is None


def test_a_secret_is_asked_before_the_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **JOB, TWINE_PASSWORD="s")
    found = log_in(PYPI)

    assert found is not None
    assert found.origin == "environment TWINE_PASSWORD"


@pytest.mark.parametrize("account", [TEAM, HOUSE])
def test_the_ci_vouches_for_nobody_elsewhere(monkeypatch: pytest.MonkeyPatch, account: Account) -> None:
    given(monkeypatch, **JOB)
    with pytest.raises(IndexFailure):
        log_in(account)


@pytest.mark.parametrize(
    ("account", "ways"),
    [
        (
            PYPI,
            (
                "set PAA_PYPI_TOKEN, or TWINE_USERNAME and TWINE_PASSWORD; a job of GitHub Actions needs "
                "`id-token: write` and a trusted publisher instead; .pypirc and the keyring are read, too"
            ),
        ),
        (
            TEAM,
            (
                "set PAA_TEAM_A_TOKEN, or TWINE_USERNAME and TWINE_PASSWORD; a job of Azure Pipelines maps "
                "System.AccessToken to SYSTEM_ACCESSTOKEN; .pypirc and the keyring are read, too"
            ),
        ),
        (HOUSE, "set PAA_HOUSE_TOKEN, or TWINE_USERNAME and TWINE_PASSWORD; .pypirc and the keyring are read, too"),
    ],
)
def test_without_a_login_the_ways_are_said(account: Account, ways: str) -> None:
    with pytest.raises(IndexFailure) as raised:
        log_in(account)

    assert raised.value.message == f"there is no login for the index {account.name!r}"
    assert raised.value.hint == ways


@pytest.mark.parametrize(
    ("account", "text", "user"),
    [
        pytest.param(PYPI, "[pypi]\nusername = __token__\npassword = s%1\n", "__token__", id="name"),
        pytest.param(PYPI, "[pypi]\npassword = s%1\n", "__token__", id="no-user"),
        pytest.param(
            TEAM,
            "[distutils]\nindex-servers = tools\n"
            f"[tools]\nrepository = {FEED.removesuffix('/')}\nusername = build\npassword = s%1\n",
            "build",
            id="feed",
        ),
        pytest.param(
            HOUSE,
            "[distutils]\nindex-servers =\n    ours\n"
            "[ours]\nrepository = https://house.example.com/upload/\npassword = s%1\nusername = ada\n",
            "ada",
            id="address",
        ),
    ],
)
def test_pypirc(home: Path, account: Account, text: str, user: str) -> None:
    (home / ".pypirc").write_text(text, encoding="utf-8")

    assert login(account) == (user, "s%1", "~/.pypirc")


def test_the_file_of_a_pipeline_comes_first(monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> None:
    text = "[distutils]\nindex-servers = tools\n[tools]\nrepository = {}\nusername = u\npassword = {}\n"
    (home / ".pypirc").write_text(text.format(FEED, "mine"), encoding="utf-8")
    written = tmp_path / "pypirc"
    written.write_text(text.format(FEED, "s"), encoding="utf-8")
    monkeypatch.setenv("PYPIRC_PATH", str(written))

    assert login(TEAM) == ("u", "s", str(written))


def test_a_password_goes_to_no_other_host(home: Path) -> None:
    text = "[distutils]\nindex-servers = team-a\n[team-a]\nrepository = https://evil.example.com/\npassword = s\n"
    (home / ".pypirc").write_text(text, encoding="utf-8")

    assert login(TEAM) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"password = s3cret\n", "the file of logins is no .pypirc"),
        (b"[pypi]\npassword = s3cret\n[pypi]\n", "the file of logins is no .pypirc"),
        (b"[pypi]\npassword = \xff\n", "the file of logins is no .pypirc"),
        (None, "the file of logins cannot be read: no such file or directory"),
    ],
)
def test_a_file_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "pypirc"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("PYPIRC_PATH", str(path))
    with pytest.raises(ConfigError) as raised:
        find_credentials(PYPI)

    assert (raised.value.message, raised.value.where) == (message, str(path))
    assert raised.value.__suppress_context__


def test_the_keyring_is_asked_last(home: Path, keys: dict[str, tuple[str, str]]) -> None:
    keyring.set_password(DEFAULT_REPOSITORY, "__token__", "s")
    keys[TEAM.addresses[1]] = ("ada", "t")

    assert login(PYPI) == ("__token__", "s", "the keyring")
    assert login(TEAM) == ("ada", "t", "the keyring")

    (home / ".pypirc").write_text("[pypi]\npassword = of-the-file\n", encoding="utf-8")
    assert login(PYPI) == ("__token__", "of-the-file", "~/.pypirc")


def test_a_keyring_that_is_locked_holds_nothing() -> None:
    keyring.set_keyring(Keys({}, KeyringLocked("no desktop")))

    assert login(PYPI) is None


@pytest.mark.parametrize(
    ("variable", "line"),
    [("GITHUB_ACTIONS", "::add-mask::s%251\n"), ("TF_BUILD", "##vso[task.setsecret]s%AZP251\n"), ("CI", "")],
)
def test_a_ci_is_told_to_hide_what_it_does_not_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path, variable: str, line: str
) -> None:
    (home / ".pypirc").write_text("[pypi]\npassword = s%1\n", encoding="utf-8")
    monkeypatch.setenv(variable, "True")

    find_credentials(PYPI)

    assert capsys.readouterr() == ("", line)


def test_a_variable_of_a_ci_is_hidden_already(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, GITHUB_ACTIONS="true", PAA_PYPI_TOKEN="s")

    find_credentials(PYPI)

    assert capsys.readouterr() == ("", "")


def test_a_secret_shows_nowhere() -> None:
    secret = Secret("s3cret")

    assert "s3cret" not in f"{secret!r} {secret} {secret:>40} {[secret]}"
    assert secret.reveal() == "s3cret"
    with pytest.raises(TypeError, match="a secret is not written"):
        pickle.dumps(secret)


def test_the_variable_of_an_index() -> None:
    assert token_variable(IndexName("team-a_1")) == "PAA_TEAM_A_1_TOKEN"
