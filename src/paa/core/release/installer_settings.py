"""What pip and uv are told so that they install from an index, without the secret that it may ask for."""

import re
from urllib.parse import urlsplit

from paa.model.index import InstallerSettings
from paa.model.index_traits import IndexTraits

__all__ = ["installer_settings"]


def installer_settings(name: str, location: str, traits: IndexTraits) -> InstallerSettings:
    """Write the settings of both installers for one index.

    Args:
        name: What the configuration calls the index.
        location: The address of its simple API.
        traits: What indexes of its kind do.
    """
    pip = [
        "# pip.conf (`pip config debug` says where it may lie; pip.ini on Windows)",
        "#",
        "# This is the only index that pip asks then. With `extra-index-url` a stranger's project of the same name",
        "# could win. What the index lacks it has to get by itself, as from an upstream source; or it is installed",
        f"# in a second step: pip install --index-url {location} --no-deps NAME; pip install NAME",
        *_commented(_pip_login(location) if traits.private else ()),
        "[global]",
        f"index-url = {location}",
    ]
    uv = [
        "# uv.toml (in pyproject.toml the table is called [[tool.uv.index]])",
        "#",
        "# uv asks this index first, and takes from elsewhere only what it lacks.",
        *_commented(_uv_login(name, location) if traits.private else ()),
        "[[index]]",
        f'name = "{name}"',
        f'url = "{location}"',
        *(['authenticate = "always"'] if traits.private else []),
    ]
    return InstallerSettings(pip="\n".join(pip) + "\n", uv="\n".join(uv) + "\n")


def _commented(lines: tuple[str, ...]) -> tuple[str, ...]:
    return ("#", *(f"# {line}" for line in lines)) if lines else ()


def _pip_login(location: str) -> tuple[str, ...]:
    host = urlsplit(location).hostname
    return (
        "The login stays out of this file. Either a line in ~/.netrc, which nobody else may read (chmod 600),",
        f"    machine {host} login paa password <a token that may read packages>",
        "or a keyring: pip install keyring artifacts-keyring, and `keyring-provider = import` below.",
    )


def _uv_login(name: str, location: str) -> tuple[str, ...]:
    variable = re.sub("[^A-Z0-9]", "_", name.upper())
    return (
        "The login stays out of this file. Either two variables of the environment,",
        f"    UV_INDEX_{variable}_USERNAME=paa",
        f"    UV_INDEX_{variable}_PASSWORD=<a token that may read packages>",
        f"or uv's own store: uv auth login --username paa {urlsplit(location).hostname}",
    )
