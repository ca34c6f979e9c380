"""Where a server listens, and whose pages it answers."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import NewType
from urllib.parse import urlsplit

__all__ = ["CorsPolicy", "Host", "Origin", "Port", "is_guarded"]

Host = NewType("Host", str)
"""The name or the address of the interface that a server listens on."""

Port = NewType("Port", int)
"""A TCP port; 0 is any free one."""

Origin = NewType("Origin", str)
"""Where a page of a browser comes from, as in `https://example.com`, or `*`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorsPolicy:
    """`MIDDLEWARE` of `.paa.api.config`: which pages of other origins may use a web API (CORS); none by default."""

    allow_origins: tuple[Origin, ...] = ()
    allow_origin_regex: str | None = None
    allow_credentials: bool = False
    allow_methods: tuple[str, ...] = ("GET",)
    allow_headers: tuple[str, ...] = ()
    expose_headers: tuple[str, ...] = ()
    max_age: int = 600


def is_guarded(url: str) -> bool:
    """Tell whether nobody on the way sees what is sent to an address: it is https, or stays on this machine."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
