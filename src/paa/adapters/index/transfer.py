"""Send one archive to a server, with twine, and tell in values what came of it."""

import io
import logging
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from paa.adapters.index.remote_pages import broken_by, retry_after
from paa.adapters.index.service import UploadService
from paa.adapters.index.sessions import login_of
from paa.core.release.index_errors import Explanation, Meaning
from paa.errors import BuildError
from paa.model.distribution import Distribution

if TYPE_CHECKING:
    from requests import RequestException, Response
    from requests.auth import AuthBase
    from twine.package import PackageFile
    from twine.repository import Repository

__all__ = ["Answer", "connected", "prepared", "send", "without_secrets"]

_LONGEST = 4000  # characters of an answer that are kept
_LATER = "run the command again later: it completes what is left"
_USER_INFO = re.compile(r"(?<=://)[^/\s@]+@")
_TOKEN = re.compile(r"\bpypi-[\w-]{8,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of an upload.

    Attributes:
        status: The HTTP status; None without one.
        said: All that was answered, without anything secret.
        retry_after: The seconds that the server asks to wait, if it says so.
        broken: What happened instead of an answer.
    """

    status: int | None = None
    said: str
    retry_after: float | None = None
    broken: Explanation | None = None


def prepared(distribution: Distribution) -> "PackageFile":
    """Read an archive as twine describes it to an index.

    Raises:
        BuildError: It cannot be read, is not what was built, or its metadata cannot be sent.
    """
    from tarfile import TarError
    from zipfile import BadZipFile

    from twine.exceptions import TwineException
    from twine.package import PackageFile

    where, hint = str(distribution.path), "build it again"
    try:
        package = PackageFile.from_filename(where, None)
    except (TwineException, OSError, TarError, BadZipFile, ValueError) as error:
        raise BuildError(f"the archive cannot be uploaded: {error}", where=where, hint=hint) from None
    if package.sha2_digest != distribution.sha256:
        raise BuildError("the archive changed since it was built", where=where, hint=hint)
    return package


@contextmanager
def connected(service: UploadService) -> Iterator["Repository"]:
    """Keep a connection to a server, logged in, while the block runs."""
    from requests.adapters import HTTPAdapter
    from twine.repository import Repository

    class InTime(HTTPAdapter):
        """Waits for answers, but not for ever; twine would."""

        def send(self, *words: object, **options: object) -> "Response":
            """Send a request."""
            options["timeout"] = options.get("timeout") or service.patience.answer
            return super().send(*words, **options)  # type: ignore[arg-type]

    # What twine has to say is told by us; without a listener, Python would print it.
    logging.getLogger("twine").addHandler(logging.NullHandler())
    repository = Repository(service.address, None, None, disable_progress_bar=True)
    try:
        for scheme in ("http://", "https://"):
            # Attempts are counted in one place, and that is not here.
            repository.session.mount(scheme, InTime(max_retries=0))
        repository.session.auth = _login(service)
        yield repository
    finally:
        repository.close()


def _login(service: UploadService) -> "AuthBase":
    if service.credentials is not None:
        return login_of(service.credentials)
    from twine.auth import CredentialInput, Resolver, TrustedPublishingAuthenticator

    # Asks the CI who we are, and the index for a token, as soon as something is sent; and again when that is old.
    resolver = Resolver.choose(interactive=False)({"repository": service.address}, CredentialInput())
    return TrustedPublishingAuthenticator(resolver)


def send(repository: "Repository", package: "PackageFile", service: UploadService) -> Answer:
    """Send an archive once."""
    from requests import RequestException
    from twine.exceptions import TwineException

    try:
        # twine prints what it does to where our result goes.
        with redirect_stdout(io.StringIO()):
            response = repository.upload(package, max_redirects=1)
    except RequestException as error:
        return _broken(error, service)
    except (TwineException, KeyError) as error:
        # KeyError: what mints tokens answers in a form that twine does not expect.
        return Answer(said=without_secrets(str(error), service))
    said = without_secrets(f"{response.reason}\n{response.text}"[:_LONGEST], service)
    return Answer(status=response.status_code, said=said, retry_after=retry_after(response))


def _broken(error: "RequestException", service: UploadService) -> Answer:
    from requests.exceptions import SSLError

    if error.response is not None:
        return Answer(status=error.response.status_code, said=without_secrets(str(error)[:_LONGEST], service))
    message = f"the index {service.name!r} {broken_by(error, service.patience.answer)}"
    # No patience makes a certificate right.
    meaning = Meaning.REFUSED if isinstance(error, SSLError) else Meaning.LATER
    broken = Explanation(meaning=meaning, message=message, hint=_LATER)
    return Answer(said=without_secrets(str(error)[:_LONGEST], service), broken=broken)


def without_secrets(text: str, service: UploadService) -> str:
    """Take out of a text whatever a server or a library may have repeated of a login."""
    text = _TOKEN.sub("***", _USER_INFO.sub("", text))
    if service.credentials is None:
        return text
    user, password = service.credentials.user, service.credentials.password.reveal()
    basic = b64encode(f"{user}:{password}".encode()).decode()
    for secret in filter(None, (basic, password, quote(password, safe=""))):
        text = text.replace(secret, "***")
    return text
