"""Ports of this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from paa.errors import UsageError

__all__ = ["address_of", "is_loopback", "listen"]


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """Take a port, and give it back at the end; port 0 is any free one.

    Raises:
        UsageError: It cannot be had.
    """
    hint = "name another one with --port; --port 0 takes one that is free"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise UsageError(f"cannot listen on {host}: {reason}", hint="name a network interface with --host") from None
    with listener:
        try:
            # A port is free as soon as its server has ended, not minutes later.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UsageError(f"cannot listen on {host}, port {port}: {reason}", hint=hint) from None
        yield listener


def address_of(listener: socket.socket) -> str:
    """Give the address of a port as a browser of this machine takes it."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_loopback(listener: socket.socket) -> bool:
    """Tell whether only this machine can reach a port."""
    return ip_address(listener.getsockname()[0]).is_loopback
