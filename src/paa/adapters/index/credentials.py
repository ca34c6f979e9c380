"""Find what an index is logged into with: variables of the environment, the CI's word, `.pypirc`, the keyring."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from paa.adapters.ci import find_service
from paa.adapters.ci.streams import send
from paa.errors import ConfigError, IndexFailure
from paa.model.credentials import Credentials, Secret
from paa.model.index_traits import IndexTraits
from paa.model.settings import IndexName

__all__ = ["ANYBODY", "Account", "find_credentials", "log_in", "token_variable"]

ANYBODY = "paa"
"""The user where a server asks for one and takes any."""

_TRUSTED = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where somebody logs in.

    Attributes:
        name: What the configuration calls the index.
        traits: What indexes of its kind do.
        sections: The names that a `.pypirc` may have for it.
        addresses: Its addresses; what a password is kept for names one of them, or at least their host.
        usual: Whether these are the addresses that everybody means by an index of its kind.
    """

    name: IndexName
    traits: IndexTraits
    sections: tuple[str, ...]
    addresses: tuple[str, ...]
    usual: bool = False

    @property
    def user(self) -> str:
        """Who logs in where nothing says so."""
        return os.environ.get("TWINE_USERNAME", "").strip() or self.traits.user or ANYBODY


def token_variable(name: IndexName) -> str:
    """Name the variable that holds the token of an index."""
    return f"PAA_{name.upper().replace('-', '_')}_TOKEN"


def log_in(account: Account) -> Credentials | None:
    """Find who uploads; None for trusted publishing, where the CI vouches for the job.

    Raises:
        ConfigError: What was found cannot be used.
        IndexFailure: Nothing was found.
    """
    found = _first(account, _VARIABLES)
    if found is None and _is_trusted(account):
        return None
    found = found or _first(account, _FILES)
    if found is None:
        raise IndexFailure(f"there is no login for the index {account.name!r}", hint=_ways(account))
    return found


def find_credentials(account: Account) -> Credentials | None:
    """Find who reads an index that asks for it; None when nothing was found.

    Raises:
        ConfigError: What was found cannot be used.
    """
    return _first(account, (*_VARIABLES, *_FILES))


def _first(account: Account, sources: tuple[Callable[[Account], Credentials | None], ...]) -> Credentials | None:
    return next((found for source in sources if (found := source(account))), None)


def _ways(account: Account) -> str:
    """Say what would be a login."""
    ways = f"set {token_variable(account.name)}, or TWINE_USERNAME and TWINE_PASSWORD"
    if account.traits.trusted_publishing:
        ways += "; a job of GitHub Actions needs `id-token: write` and a trusted publisher instead"
    if account.traits.views:
        ways += "; a job of Azure Pipelines maps System.AccessToken to SYSTEM_ACCESSTOKEN"
    return f"{ways}; .pypirc and the keyring are read, too"


def _is_trusted(account: Account) -> bool:
    return account.traits.trusted_publishing and account.usual and all(os.environ.get(name) for name in _TRUSTED)


def _own_token(account: Account) -> Credentials | None:
    variable = token_variable(account.name)
    # The user of another index is none of this token's business where there is only one that it goes with.
    user = account.traits.user if account.traits.trusted_publishing else account.user
    return _from_variable(variable, user or ANYBODY)


def _twine_variables(account: Account) -> Credentials | None:
    return _from_variable("TWINE_PASSWORD", account.user)


def _job_token(account: Account) -> Credentials | None:
    """Take the token of a job of Azure Pipelines, which has to be handed to a step by name."""
    return _from_variable("SYSTEM_ACCESSTOKEN", ANYBODY) if account.traits.views else None


def _from_variable(variable: str, user: str) -> Credentials | None:
    text, origin = os.environ.get(variable, "").strip(), f"environment {variable}"
    if not text:
        return None
    if text.startswith("$("):
        # Azure Pipelines leaves a variable that does not exist as it is written.
        hint = "define the variable as a secret of the pipeline, and map it in `env:` of the step"
        raise ConfigError("this holds the name of a variable, not its value", where=origin, hint=hint)
    return _credentials(user, text, origin)


def _credentials(user: str, password: str, origin: str) -> Credentials:
    if not password.isprintable() or not user.isprintable():
        hint = "store it again, without line breaks"
        raise ConfigError("the user or the password holds a character that cannot be typed", where=origin, hint=hint)
    return Credentials(user=user, password=Secret(password), origin=origin)


def _pypirc(account: Account) -> Credentials | None:
    """Look into the file that TwineAuthenticate@1 wrote, then into the user's own."""
    from twine.utils import DEFAULT_CONFIG_FILE

    for path in filter(None, (os.environ.get("PYPIRC_PATH"), DEFAULT_CONFIG_FILE)):
        for section in _matching(account, _sections(path)):
            if password := section.get("password"):
                user = section.get("username") or account.user
                return _masked(_credentials(user, password, path))
    return None


def _sections(path: str) -> Mapping[str, Mapping[str, str | None]]:
    """Read a `.pypirc`; the user's own may be missing.

    Raises:
        ConfigError: It cannot be read. What is wrong in it stays out of the message: it is next to a password.
    """
    from configparser import Error

    from twine.exceptions import TwineException
    from twine.utils import get_config

    try:
        return MappingProxyType(get_config(path))
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise ConfigError(f"the file of logins cannot be read: {reason}", where=path) from None
    except (Error, TwineException, UnicodeDecodeError):
        hint = "it has sections in brackets, and lines of the form `username = …`"
        raise ConfigError("the file of logins is no .pypirc", where=path, hint=hint) from None


def _matching(account: Account, sections: Mapping[str, Mapping[str, str | None]]) -> Iterator[Mapping[str, str | None]]:
    """Choose the sections of an index, by name and by address; no password goes to another host than it is kept for."""
    hosts = {urlsplit(address).netloc for address in account.addresses}
    for name in account.sections:
        section = sections.get(name, {})
        if urlsplit(section.get("repository") or "").netloc in {"", *hosts}:
            yield section
    addresses = {address.rstrip("/") for address in account.addresses}
    yield from (each for each in sections.values() if (each.get("repository") or "").rstrip("/") in addresses)


def _keyring(account: Account) -> Credentials | None:
    """Ask the keyring as twine does: by the address of uploads; then, as pip does, by that of the pages."""
    import keyring
    from keyring.errors import KeyringError

    user = os.environ.get("TWINE_USERNAME", "").strip() or account.traits.user or None
    for address in account.addresses:
        try:
            found = keyring.get_credential(address, user)
        except (KeyringError, OSError, RuntimeError):
            # One that is locked, or that needs a desktop, holds nothing for a program.
            return None
        if found is not None and found.password:
            return _masked(_credentials(found.username or account.user, found.password, "the keyring"))
    return None


def _masked(credentials: Credentials) -> Credentials:
    """Let the log of a CI hide what it does not know to be a secret; those of its variables it knows."""
    here = find_service(os.environ)
    if here is not None:
        # The runner takes the line out of the log before anybody sees it. Standard output is for the result.
        send(here.mask(credentials.password.reveal()))
    return credentials


_VARIABLES = (_own_token, _twine_variables, _job_token)
_FILES = (_pypirc, _keyring)
