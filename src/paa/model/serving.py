"""What a server of installed packages is told, and what it serves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, Self

from paa.model.network import CorsPolicy, Host, Port
from paa.model.settings import Url

__all__ = [
    "Address",
    "ApiDescription",
    "ApiRun",
    "ApiSettings",
    "AppOption",
    "AppRun",
    "AppSettings",
    "Listening",
    "LogLevel",
    "McpRun",
    "McpSettings",
    "McpSources",
    "Mode",
    "ServerSettings",
    "Source",
    "Transport",
    "as_keywords",
]

LOOPBACK = Host("127.0.0.1")
API_PORT = MCP_PORT = Port(8000)
APP_PORT = Port(8501)


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


class LogLevel(StrEnum):
    """How much a server says."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    DEBUG = "debug"


class Transport(StrEnum):
    """How an MCP client reaches a server."""

    HTTP = "streamable-http"
    STDIO = "stdio"


class Mode(StrEnum):
    """What several MCP servers become."""

    SPLIT = "split"
    COMBINE = "combine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the object of an interface is: in a module of an installed package, or in a file.

    Attributes:
        name: What it is called in paths and messages.
        module: The module to import; None for a file.
        path: The file; None for a module.
        site: The documentation that belongs to it.
    """

    name: str
    module: str | None = None
    path: Path | None = None
    site: Path | None = None

    @property
    def where(self) -> str:
        """The place, for messages."""
        return self.module or str(self.path)


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is served, and what it is."""

    url: str
    meaning: str


class Listening(Protocol):
    """What the configuration file of any server says of its port."""

    @property
    def host(self) -> Host:
        """The network interface to listen on."""

    @property
    def port(self) -> Port:
        """The port to listen on."""


class ServerSettings(Protocol):
    """What the configuration file of any server decides."""

    @property
    def listens(self) -> bool:
        """Whether there is a port at all."""

    @property
    def run(self) -> Listening:
        """What the command line can say as well, in a dataclass of its own for each server."""

    @property
    def packages(self) -> Sequence[str]:
        """The packages that the file names."""

    @property
    def paths(self) -> Sequence[Path]:
        """The files that the file names."""

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """Give settings in which what the command line says comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDescription:
    """`DESCRIPTION` of `.paa.api.config`: what a web API says of itself."""

    title: str = "Web API"
    summary: str | None = None
    description: str | None = None
    version: str = "0.0.0"
    terms_of_service: Url | None = None
    contact: Mapping[str, str] = field(default_factory=_nothing)
    license_info: Mapping[str, str] = field(default_factory=_nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRun:
    """`RUN` of `.paa.api.config`: the server of a web API."""

    host: Host = LOOPBACK
    port: Port = API_PORT
    root_path: str | None = None
    log_level: LogLevel = LogLevel.INFO
    access_log: bool = True
    proxy_headers: bool = True
    forwarded_allow_ips: tuple[str, ...] = ("127.0.0.1",)
    limit_concurrency: int | None = None
    timeout_keep_alive: int = 5
    timeout_graceful_shutdown: int = 10
    ssl_certfile: Path | None = None
    ssl_keyfile: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """`.paa.api.config`, with the names that users of the predecessor wrote."""

    DESCRIPTION: ApiDescription = field(default_factory=ApiDescription)
    MIDDLEWARE: CorsPolicy = field(default_factory=CorsPolicy)
    RUN: ApiRun = field(default_factory=ApiRun)

    @property
    def run(self) -> ApiRun:
        """What the command line can say as well."""
        return self.RUN

    listens = True
    packages = ()
    paths = ()

    def changed(self, changes: Mapping[str, Any]) -> "ApiSettings":
        """Give settings in which what the command line says comes first."""
        return replace(self, RUN=replace(self.RUN, **changes))


@dataclass(frozen=True, slots=True)
class AppOption:
    """An option of Streamlit, as its configuration file writes it.

    Attributes:
        values: What it is set to; several for an option that is a list.
        where: The place that says so.
    """

    values: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRun:
    """Where a web app listens: `server.address` and `server.port`."""

    host: Host = LOOPBACK
    port: Port = APP_PORT


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSettings:
    """`.paa.streamlit.config`: the options of Streamlit, by their full names, such as `theme.base`."""

    run: AppRun = field(default_factory=AppRun)
    options: Mapping[str, AppOption] = field(default_factory=lambda: MappingProxyType({}))

    listens = True
    packages = ()
    paths = ()

    def changed(self, changes: Mapping[str, Any]) -> "AppSettings":
        """Give settings in which what the command line says comes first."""
        return replace(self, run=replace(self.run, **changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class McpRun:
    """`RUN` of `.paa.mcp.config`: how MCP servers are reached."""

    host: Host = LOOPBACK
    port: Port = MCP_PORT
    transport: Transport = Transport.HTTP
    mode: Mode = Mode.SPLIT
    server_prefix: str | None = None
    mount_path: str | None = None
    log_level: LogLevel = LogLevel.INFO
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    timeout_graceful_shutdown: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class McpSources:
    """`SOURCES` of `.paa.mcp.config`: what is served when the command line names nothing."""

    packages: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class McpSettings:
    """`.paa.mcp.config`, with the names that users of the predecessor wrote."""

    RUN: McpRun = field(default_factory=McpRun)
    SOURCES: McpSources = field(default_factory=McpSources)

    @property
    def run(self) -> McpRun:
        """What the command line can say as well."""
        return self.RUN

    @property
    def listens(self) -> bool:
        """Whether there is a port at all."""
        return self.RUN.transport is not Transport.STDIO

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that the file names."""
        return self.SOURCES.packages

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that the file names."""
        return self.SOURCES.paths

    def changed(self, changes: Mapping[str, Any]) -> "McpSettings":
        """Give settings in which what the command line says comes first."""
        return replace(self, RUN=replace(self.RUN, **changes))


def as_keywords(values: ApiDescription | CorsPolicy | ApiRun) -> dict[str, Any]:
    """Give what is set as keywords for a framework: lists and dictionaries, as frameworks want them."""
    given = {each.name: getattr(values, each.name) for each in fields(values)}
    return {
        name: list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
        for name, value in given.items()
        if value is not None and value != {}
    }
