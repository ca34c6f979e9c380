"""The ways to use a packaged project besides importing it: one Protocol, one registry."""

from collections.abc import Mapping
from types import MappingProxyType

from paa.interfaces import cli, fastapi, mcp, streamlit
from paa.interfaces.protocol import Interface

__all__ = ["INTERFACES", "Interface"]

INTERFACES: Mapping[str, Interface] = MappingProxyType(
    {
        interface.name: interface
        for interface in (cli.CommandLine(), fastapi.WebApi(), streamlit.WebApp(), mcp.McpServer())
    }
)
