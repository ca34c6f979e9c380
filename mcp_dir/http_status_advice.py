"""Explain HTTP status codes to agents, as tools of the Model Context Protocol."""

from dataclasses import asdict

try:  # FastMCP is called MCPServer since version 2 of the SDK
    from mcp.server import MCPServer as FastMCP  #>=1.22
except ImportError:
    from mcp.server.fastmcp import FastMCP  #>=1.22

from http_status_advice import explain, search

__all__ = ["mcp"]

mcp = FastMCP("http-status-advice", instructions="Ask what an HTTP status code means before you retry a request.")


@mcp.tool()
def explain_status(code: int) -> dict[str, str | int]:
    """Explain an HTTP status code from 100 to 599: its meaning, who is at fault, whether to retry, and what to do."""
    status = explain(code)
    return {**asdict(status), "at_fault": status.at_fault}


@mcp.tool()
def search_statuses(words: str) -> list[str]:
    """List the HTTP status codes whose description contains all of the words."""
    return [f"{status.code} {status.name}" for status in search(words)]
