"""The MCP server of packaged projects."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from paa.interfaces._objects import require_object
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.settings import Settings

if TYPE_CHECKING:
    from paa.interfaces._tool_server import ToolServer

__all__ = ["McpServer"]


class McpServer:
    """An MCP server object `mcp`."""

    name = "mcp"
    place = "mcp_server.py"
    extra = "mcp"
    scaffold = "mcp_server.py"
    trial = "paa run mcp --package {name}"

    def directory(self, settings: Settings) -> PurePosixPath:
        """Where the repository keeps MCP servers."""
        return settings.mcp_dir

    def scripts(self, module: Module, import_name: ImportName) -> Mapping[str, str]:  # noqa: ARG002 - the Protocol's
        """Give no console script, but see that the file is what it should be.

        Raises:
            SourceError: The file defines no `mcp`.
        """
        require_object(module, "mcp", what="an MCP server `mcp`")
        return {}

    @property
    def server(self) -> "ToolServer":
        """What serves it; it is loaded when it is asked for."""
        from paa.interfaces._tool_server import ToolServer

        return ToolServer()
