"""Say what the MCP server of an installed package offers."""

from pathlib import PurePosixPath

from paa.adapters.environment import running_environment
from paa.adapters.files import read_bytes
from paa.adapters.installed import part_file
from paa.core.tools import find_tools
from paa.interfaces.mcp import McpServer
from paa.model.tools import Tool
from paa.pipeline.run import part_module

__all__ = ["installed_tools"]


def installed_tools(name: str) -> tuple[Tool, ...]:
    """List the tools, resources and prompts of an installed package; its source is read, and nothing is imported.

    Raises:
        UsageError: The package is not installed, paa did not build it, or it has no MCP server.
        SourceError: The source cannot be read.
    """
    package, module = part_module(name, McpServer.name, running_environment())
    file = part_file(package, McpServer.name)
    return find_tools(read_bytes(file), PurePosixPath(*module.split(".")).with_suffix(".py"))
