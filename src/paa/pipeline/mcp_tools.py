"""Say what the MCP server of an installed package offers."""

from pathlib import PurePosixPath

from paa.adapters.files import read_bytes
from paa.core.source.mcp_tools import find_tools
from paa.interfaces import INTERFACES
from paa.model.mcp_tools import Tool
from paa.pipeline.run import package_with

__all__ = ["installed_tools"]


def installed_tools(name: str) -> tuple[Tool, ...]:
    """List the tools, resources and prompts of an installed package; its source is read, and nothing is imported.

    Raises:
        UsageError: The package is not installed, paa did not build it, or it has no MCP server.
        SourceError: The source cannot be read.
    """
    interface = INTERFACES["mcp"]
    file = package_with(name, interface).files[PurePosixPath(interface.place)]
    return find_tools(read_bytes(file), PurePosixPath(file))
