"""The indexes that servers hand out: PyPI, TestPyPI, Azure Artifacts feeds, and whatever speaks PEP 503 or 691."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.version import Version

from paa.adapters.index.addresses import Addresses, addresses_of
from paa.adapters.index.copies import copy_file
from paa.adapters.index.credentials import Account, find_credentials, log_in, token_variable
from paa.adapters.index.remote_pages import LoginNeeded, fetch_page, project_on, refuse_no_feed
from paa.adapters.index.service import UploadService
from paa.adapters.index.sessions import BUSY, login_of, open_session
from paa.adapters.index.views import EVERYTHING, View
from paa.core.release.acceptance import refuse_unacceptable
from paa.core.release.duplicates import by_project, missing_files
from paa.errors import ConfigError, PaaError
from paa.model.distribution import Distribution
from paa.model.index import IndexFile, IndexProblem, IndexProject, InstallLines
from paa.model.index_profile import flaw_of, split_view
from paa.model.index_traits import IndexTraits, traits_of
from paa.model.names import NormalizedName
from paa.model.patience import PATIENCE, Patience
from paa.model.settings import CONFIG, IndexName, IndexProfile

if TYPE_CHECKING:
    from pypi_simple import PyPISimple

    from paa.model.credentials import Credentials

__all__ = ["ServerIndex", "open_server"]

SECONDS = 30.0  # to wait for an answer
_TRIES = 2  # more, at once, of a page that a server had no time for; who can wait for longer asks again


def open_server(name: IndexName, profile: IndexProfile, root: Path) -> "ServerIndex":  # noqa: ARG001 - as every kind
    """Open an index that a server hands out; nobody is asked yet.

    Raises:
        ConfigError: The profile does not say where it is, or names an address that a password must not go to.
    """
    if flaw := flaw_of(profile):
        raise ConfigError(f"the index {name!r}: {flaw.message}", where=CONFIG, hint=flaw.hint)
    return ServerIndex(name, profile)


class ServerIndex:
    """An index on a server; one object keeps its connection, and who is logged in.

    Args:
        name: What the configuration calls it.
        profile: What it says of it.
        seconds: How long to wait for an answer.
    """

    def __init__(self, name: IndexName, profile: IndexProfile, *, seconds: float = SECONDS) -> None:
        self._name = name
        self._profile = profile
        self._seconds = seconds
        self._credentials: Credentials | None = None

    @property
    def name(self) -> IndexName:
        """What the configuration calls it."""
        return self._name

    @property
    def profile(self) -> IndexProfile:
        """What the configuration says of it."""
        return self._profile

    @cached_property
    def traits(self) -> IndexTraits:
        """What indexes of its kind do."""
        return traits_of(self._profile)

    @property
    def patience(self) -> Patience:
        """How long to go on asking it."""
        seconds = self._profile.patience
        return PATIENCE if seconds is None else replace(PATIENCE, seconds=float(seconds))

    @property
    def location(self) -> str:
        """The address of the simple API."""
        return self._addresses.simple

    @property
    def view(self) -> str | None:
        """The view of the feed that is meant; None for the feed as a whole, and where there are none."""
        return split_view(self._profile.feed or "")[1]

    @cached_property
    def whole(self) -> "ServerIndex":
        """The feed behind a view, whose every version is taken; otherwise this index."""
        if self.view is None:
            return self
        profile = replace(self._profile, feed=split_view(self._profile.feed or "")[0])
        return ServerIndex(self._name, profile, seconds=self._seconds)

    def project(self, name: NormalizedName, *, hashed: bool = False) -> IndexProject | None:  # noqa: ARG002 - pages tell hashes
        """Tell what is there of a project: every version that ever had a file, as far as the server tells.

        Raises:
            ConfigError: The login that was found cannot be used.
            IndexFailure: The server does not answer, or not to us, or something else than a page.
        """
        if self.traits.private:
            self._introduce()
        try:
            page = fetch_page(self._client, self._name, name, seconds=self._seconds)
        except LoginNeeded as refusal:
            if self._credentials is not None or not self._introduce():
                raise self._unknown(refusal) from None
            try:
                page = fetch_page(self._client, self._name, name, seconds=self._seconds)
            except LoginNeeded as again:
                raise self._unknown(again) from None
        return None if page is None else project_on(page, name)

    def publish(self, distributions: Sequence[Distribution]) -> tuple[Distribution, ...]:
        """Upload what is missing; what is there with the same bytes is done.

        Raises:
            ConfigError: The login that was found cannot be used, or there is no address for uploads.
            IndexFailure: A file is there with other bytes, or the index refuses.
        """
        from paa.adapters.index.upload import upload

        refuse_unacceptable(distributions, self.traits, index=self._name)
        try:
            service = self.service()
        except PaaError:
            # Who has nothing to give needs no login, as where a run died between publishing and recording.
            if self.whole.lacks(distributions):
                raise
            stored: tuple[Distribution, ...] = ()
        else:
            stored = upload(distributions, service)
        return self._promoted(distributions, stored) if self.view else stored

    def lacks(self, distributions: Sequence[Distribution]) -> tuple[Distribution, ...]:
        """Choose what is not there.

        Raises:
            ConfigError: The login that was found cannot be used.
            IndexFailure: A file is there with other bytes, or the index cannot be read.
        """
        missing: list[Distribution] = []
        for name, group in by_project(distributions).items():
            missing += missing_files(group, self.project(name, hashed=True), index=self._name)
        return tuple(missing)

    def service(self) -> UploadService:
        """Say what an upload has to know; a view gets what its feed gets.

        Raises:
            ConfigError: The login that was found cannot be used, or there is no address for uploads.
            IndexFailure: There is no login.
        """
        address = self._addresses.upload
        if address is None:
            hint = "give its `upload_url`, or publish to another one"
            raise ConfigError(f"the index {self._name!r} can only be read", where=CONFIG, hint=hint)
        return UploadService(
            name=self._name,
            address=address,
            credentials=log_in(self.account),
            traits=self.traits,
            read=lambda name: self.whole.project(name, hashed=True),
            patience=self.patience,
        )

    def problems(self, name: NormalizedName) -> tuple[IndexProblem, ...]:  # noqa: ARG002 - the server keeps the books
        """Tell of nothing: what a server holds is its own business."""
        return ()

    def installable(self, file: IndexFile, folder: Path) -> str:
        """Give the address of a file; where the server wanted to know who reads, that of a copy.

        Raises:
            IndexFailure: The server does not hand it out.
        """
        if self._credentials is None:
            return file.url
        copy = copy_file(self._client.s, file, folder, location=self.location, seconds=self._seconds)
        return copy.as_uri()

    def install_lines(self, pins: Mapping[NormalizedName, Version]) -> InstallLines:
        """Give the commands that install releases from here.

        pip asks all indexes that it knows and takes the highest version, whoever published it; so it installs from
        here alone first, and what is still missing afterwards. uv takes a project from the first index that has it,
        which is no way to install where strangers may publish under any name.
        """
        releases = shlex.join(f"{name}=={version}" for name, version in pins.items())
        if self._addresses.usual and not self.traits.strangers:
            return InstallLines(pip=(f"pip install {releases}",), uv=(f"uv add {releases}",))
        location = shlex.quote(self.location)
        alone = f"--no-deps --index-url {location} {releases}"
        pip = (f"pip install {alone}", f"pip install {releases}")
        if self.traits.strangers:
            return InstallLines(pip=pip, uv=(f"uv pip install {alone}", f"uv pip install {releases}"))
        login = f"`paa feed pip-conf {self._name}` says where the login goes" if self.traits.private else None
        uv = f"uv add --index {self._name}={location} {releases}"
        return InstallLines(pip=pip, uv=(uv,), login=login)

    @property
    def account(self) -> Account:
        """Where one logs in."""
        feed = split_view(self._profile.feed or "")[0]
        addresses = (self._addresses.upload, self.location)
        return Account(
            name=self._name,
            traits=self.traits,
            sections=tuple(dict.fromkeys(filter(None, (self._name, feed)))),
            addresses=tuple(filter(None, addresses)),
            usual=self._addresses.usual,
        )

    @cached_property
    def _addresses(self) -> Addresses:
        return addresses_of(self._profile)

    @cached_property
    def _client(self) -> "PyPISimple":
        from pypi_simple import PyPISimple
        from urllib3 import Retry

        again = Retry(
            # Of a connection that breaks it would tell on standard error.
            connect=0,
            read=False,
            status=_TRIES,
            status_forcelist=BUSY,
            backoff_factor=0.5,
            raise_on_status=False,
            respect_retry_after_header=False,
        )
        session = open_session(again)
        if self.traits.views:
            session.hooks["response"].append(refuse_no_feed)
        return PyPISimple(self.location, session=session)

    def _promoted(
        self, distributions: Sequence[Distribution], stored: Sequence[Distribution]
    ) -> tuple[Distribution, ...]:
        """Show in the view what the feed has; give what was not to be seen there before."""
        view, api = self.view or "", self._addresses.api
        if view.lower() == EVERYTHING or api is None:
            return tuple(stored)
        missing = self.lacks(distributions)
        if not missing:
            return ()
        login = log_in(self.account)
        if login is None:
            return tuple(stored)
        promoted = View(index=self._name, name=view, api=api, credentials=login, seconds=self._seconds)
        promoted.promote(dict.fromkeys((each.name, each.version) for each in missing))
        return missing

    def _introduce(self) -> bool:
        """Log in, if there is something to log in with."""
        if self._credentials is None:
            self._credentials = find_credentials(self.account)
            if self._credentials is not None:
                self._client.s.auth = login_of(self._credentials)
        return self._credentials is not None

    def _unknown(self, refusal: LoginNeeded) -> LoginNeeded:
        if self._credentials is None:
            hint = f"set {token_variable(self._name)}, or TWINE_USERNAME and TWINE_PASSWORD"
        else:
            hint = f"the login of {self._credentials.origin} is expired, mistyped, or may not read there"
        return LoginNeeded(refusal.message, where=refusal.where, hint=hint)
