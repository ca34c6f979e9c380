"""Run an ASGI application until it is told to stop."""

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from paa.guests import importing
from paa.interfaces._signals import calling_on_stop
from paa.model.serving import LogLevel

if TYPE_CHECKING:
    from socket import socket

__all__ = ["run_application"]


def run_application(
    application: Callable[..., Any],
    listener: "socket",
    *,
    extra: str,
    log_level: LogLevel,
    ready: Callable[[], None],
    **options: Any,  # noqa: ANN401 - keywords of uvicorn.Config
) -> None:
    """Serve on a port that is bound already; return when SIGTERM or Ctrl-C came and open requests are answered.

    Args:
        application: An ASGI application.
        listener: The port.
        extra: The extra of paa that brings uvicorn.
        log_level: How much the server says, all of it on standard error.
        ready: Is called when nothing can go wrong any more but the application itself.
        options: More keywords of `uvicorn.Config`.

    Raises:
        UsageError: uvicorn is not installed.
    """
    with importing("uvicorn", extra=extra):
        import uvicorn
        from uvicorn.config import LOGGING_CONFIG

    config = uvicorn.Config(
        application, log_level=str(log_level), log_config=_on_standard_error(LOGGING_CONFIG), **options
    )
    server = uvicorn.Server(config)

    def stop() -> None:
        server.should_exit = True

    # uvicorn shuts down in an orderly way at either signal, and then raises it again, which would end this process by
    # the signal. A server that stopped as it was told has done its work: exit code 0, so that nobody restarts it.
    with calling_on_stop(stop):
        ready()
        server.run(sockets=[listener])


def _on_standard_error(logging: Mapping[str, Any]) -> dict[str, Any]:
    """Let uvicorn's list of requests go where all progress goes."""
    changed: dict[str, Any] = copy.deepcopy(dict(logging))
    for handler in changed["handlers"].values():
        handler["stream"] = "ext://sys.stderr"
    return changed
