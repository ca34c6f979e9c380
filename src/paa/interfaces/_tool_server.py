"""Serve the MCP servers of packages, side by side or as one."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from paa.errors import PaaError, SourceError, UsageError, raise_together
from paa.guests import importing
from paa.interfaces._asgi import run_application
from paa.interfaces._loading import load_object
from paa.interfaces._wire import standard_wire
from paa.interfaces.serving import Stage
from paa.model.serving import Address, McpRun, McpSettings, Mode, Source, Transport

if TYPE_CHECKING:
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.applications import Starlette

__all__ = ["ToolServer"]

_EXTRA = "mcp"
_OBJECT = "an MCP server `mcp`"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_NAME = "paa"

SdkServer: TypeAlias = Any
"""`FastMCP` of the SDK's 1.x, `MCPServer` of its 2.x: one class that was renamed, and that took the same way."""


class ToolServer:
    """Serves MCP servers over standard input and output, or over HTTP."""

    config = ".paa.mcp.config"
    settings = McpSettings
    most = None

    def serve(self, sources: Sequence[Source], settings: McpSettings, stage: Stage) -> None:
        """Serve the servers of sources, side by side or as one.

        Raises:
            UsageError: The SDK is not installed, or the servers cannot be combined.
            SourceError: A source has no server.
        """
        _TRANSPORTS[settings.RUN.transport](sources, settings.RUN, stage)


def _serve_stdio(sources: Sequence[Source], run: McpRun, stage: Stage) -> None:
    if len(sources) > 1 and run.mode is not Mode.COMBINE:
        hint = "combine them with `--mode combine`, or start one server for each"
        raise UsageError("standard input and output carry one MCP server at a time", hint=hint)
    with standard_wire():
        (server,) = _servers(sources, run).values()
        stage.announce(())
        server.run("stdio")


def _serve_http(sources: Sequence[Source], run: McpRun, stage: Stage) -> None:
    servers = _servers(sources, run)
    base = f"/{run.mount_path.strip('/')}" if run.mount_path else ""
    paths = {f"{base}/{name}" if len(servers) > 1 else base: server for name, server in servers.items()}
    applications = {path: _application(server, run) for path, server in paths.items()}
    if stage.listener is None:
        raise UsageError("this transport needs a port")
    addresses = [
        Address(f"{stage.url}{path}{_endpoint(server)}", f"the MCP server {name}")
        for (path, server), name in zip(paths.items(), servers, strict=True)
    ]
    run_application(
        _beside_each_other(applications),
        stage.listener,
        extra=_EXTRA,
        log_level=run.log_level,
        ready=lambda: stage.announce(addresses),
        timeout_graceful_shutdown=run.timeout_graceful_shutdown,
    )


_TRANSPORTS: Mapping[Transport, Callable[[Sequence[Source], McpRun, Stage], None]] = {
    Transport.STDIO: _serve_stdio,
    Transport.HTTP: _serve_http,
}


def _servers(sources: Sequence[Source], run: McpRun) -> dict[str, SdkServer]:
    """Import the servers, by the names that they are served under.

    Raises:
        UsageError: The SDK is not installed, or the servers cannot be combined.
        SourceError: A source has no server, or one of something else.
    """
    with importing("mcp", "starlette", extra=_EXTRA):
        import mcp.server  # noqa: F401 - to say that it is missing, before a package does
    servers = {source: _server(source) for source in sources}
    if run.mode is Mode.COMBINE and len(servers) > 1:
        name = run.server_prefix or _NAME
        return {name: _combine(servers, name)}
    _refuse_namesakes(servers)
    prefix = f"{run.server_prefix}-" if run.server_prefix else ""
    return {f"{prefix}{source.name}": server for source, server in servers.items()}


def _refuse_namesakes(servers: Mapping[Source, SdkServer]) -> None:
    owners: dict[str, Source] = {}
    for source in servers:
        other = owners.setdefault(source.name, source)
        if other is not source:
            message = f"{other.where} would be served at the same path"
            raise UsageError(message, where=source.where, hint="rename the file, or combine them with `--mode combine`")


def _server(source: Source) -> SdkServer:
    server = load_object(source, "mcp", what=_OBJECT)
    if not all(hasattr(server, name) for name in ("run", "streamable_http_app", "list_tools", "settings")):
        message = f"`mcp` is no server of the MCP SDK, but {type(server).__name__}"
        hint = "make it with FastMCP of mcp.server.fastmcp (1.x) or MCPServer of mcp.server (2.x)"
        raise SourceError(message, where=source.where, hint=hint)
    return server


def _application(server: SdkServer, run: McpRun) -> "Starlette":
    """Make the application of one server; it answers those hosts that it should, against rebinding of DNS names."""
    security = _security(run)
    if "transport_security" in signature(server.streamable_http_app).parameters:
        return cast("Starlette", server.streamable_http_app(transport_security=security, host=run.host))
    # The SDK's 1.x decided that when the object was made, for the loopback interface.
    server.settings.transport_security = security
    return cast("Starlette", server.streamable_http_app())


def _security(run: McpRun) -> "TransportSecuritySettings":
    from mcp.server.transport_security import TransportSecuritySettings

    local = [f"{'[::1]' if host == '::1' else host}:*" for host in sorted(_LOOPBACK)] if run.host in _LOOPBACK else []
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=bool(local or run.allowed_hosts),
        allowed_hosts=[*local, *run.allowed_hosts],
        allowed_origins=[*(f"http://{host}" for host in local), *run.allowed_origins],
    )


def _endpoint(server: SdkServer) -> str:
    return str(getattr(server.settings, "streamable_http_path", "/mcp"))


def _beside_each_other(applications: Mapping[str, "Starlette"]) -> "Starlette":
    from starlette.applications import Starlette
    from starlette.routing import Mount

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for each in applications.values():
                await stack.enter_async_context(each.router.lifespan_context(each))
            yield

    return Starlette(routes=[Mount(path, app=each) for path, each in applications.items()], lifespan=lifespan)


def _combine(servers: Mapping[Source, SdkServer], name: str) -> SdkServer:
    """Make one server of several.

    The SDK has no public way to move a tool with all that it says of itself; the managers are the same in 1.x and 2.x.

    Raises:
        UsageError: Two of them offer something of the same name, or have something that only one server can have.
    """
    _refuse_collisions(servers)
    first = next(iter(servers.values()))
    instructions = "\n\n".join(each.instructions for each in servers.values() if each.instructions)
    tools = [tool for each in servers.values() for tool in each._tool_manager.list_tools()]  # noqa: SLF001 - see above
    lifespans = [each.settings.lifespan for each in servers.values() if each.settings.lifespan]
    extra = {"lifespan": lifespans[0]} if lifespans else {}
    combined = type(first)(name, instructions=instructions or None, tools=tools, **extra)
    for each in servers.values():
        resources = each._resource_manager  # noqa: SLF001 - see above
        for resource in resources.list_resources():
            combined.add_resource(resource)
        combined._resource_manager._templates |= {  # noqa: SLF001 - see above
            template.uri_template: template for template in resources.list_templates()
        }
        for prompt in each._prompt_manager.list_prompts():  # noqa: SLF001 - see above
            combined.add_prompt(prompt)
    return combined


def _refuse_collisions(servers: Mapping[Source, SdkServer]) -> None:
    owners: dict[tuple[str, str], Source] = {}
    errors: list[PaaError] = []
    hint = "serve them side by side with `--mode split`, or rename one"
    for source, server in servers.items():
        for offer in _offers(server):
            other = owners.setdefault(offer, source)
            if other is not source:
                kind, name = offer
                message = f"{other.name} and {source.name} both have the {kind} {name!r}"
                errors.append(UsageError(message, where=source.where, hint=hint))
    errors += _alone(servers, "auth", 0)
    errors += _alone(servers, "lifespan", 1)
    raise_together(errors)


def _alone(servers: Mapping[Source, SdkServer], setting: str, most: int) -> Iterator[PaaError]:
    names = [source.name for source, server in servers.items() if getattr(server.settings, setting)]
    if len(names) > most:
        hint = "serve them side by side with `--mode split`"
        yield UsageError(f"`{setting}` of {' and '.join(names)} would be lost in a combined server", hint=hint)


def _offers(server: SdkServer) -> Iterator[tuple[str, str]]:
    """Give everything that clients ask a server for by its name."""
    for tool in server._tool_manager.list_tools():  # noqa: SLF001 - see `_combine`
        yield "tool", tool.name
    for resource in server._resource_manager.list_resources():  # noqa: SLF001 - see `_combine`
        yield "resource", str(resource.uri)
    for template in server._resource_manager.list_templates():  # noqa: SLF001 - see `_combine`
        yield "resource", template.uri_template
    for prompt in server._prompt_manager.list_prompts():  # noqa: SLF001 - see `_combine`
        yield "prompt", prompt.name
