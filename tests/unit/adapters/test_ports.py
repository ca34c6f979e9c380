"""Ports: taken, free, and what they are called."""

import socket

import pytest

from paa.adapters.ports import address_of, is_loopback, listen
from paa.errors import UsageError


def test_any_free_port() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]

        assert port > 0
        assert address_of(listener) == f"http://127.0.0.1:{port}"
        assert is_loopback(listener)


def test_port_is_given_back() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    with listen("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_taken_port_is_refused() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(UsageError) as raised, listen("127.0.0.1", port):
            pass

    assert raised.value.message == f"cannot listen on 127.0.0.1, port {port}: address already in use"


def test_every_interface_is_shown_as_one_that_a_browser_takes() -> None:
    with listen("0.0.0.0", 0) as listener:  # noqa: S104 - that is the test
        assert address_of(listener).startswith("http://127.0.0.1:")
        assert not is_loopback(listener)


def has_version_6() -> bool:
    """Tell whether this machine has a loopback interface of IPv6."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_version_6(), reason="needs IPv6")
def test_addresses_of_version_6_stand_in_brackets() -> None:
    with listen("::1", 0) as listener:
        assert address_of(listener) == f"http://[::1]:{listener.getsockname()[1]}"
        assert is_loopback(listener)


def test_unknown_host_is_refused() -> None:
    with pytest.raises(UsageError) as raised, listen("-", 0):
        pass

    assert raised.value.message.startswith("cannot listen on -: ")
