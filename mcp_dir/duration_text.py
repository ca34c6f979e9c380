"""Read durations for agents, as tools of the Model Context Protocol."""

try:  # FastMCP is called MCPServer since version 2 of the SDK
    from mcp.server import MCPServer as FastMCP  #>=1.22
except ImportError:
    from mcp.server.fastmcp import FastMCP  #>=1.22

from duration_text import parse_duration

__all__ = ["mcp"]

mcp = FastMCP("duration-text")


@mcp.tool()
def seconds_of(text: str) -> float:
    """Give the seconds of a duration such as `1h 30m`."""
    return parse_duration(text).total_seconds()
