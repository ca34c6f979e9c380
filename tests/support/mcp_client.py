"""Runs in an environment with the MCP SDK, 1.x or 2.x: call a tool, and print all that a server offers, and the answer.

Arguments: the address of a server or, behind `stdio`, the words that start one; a tool; its arguments as JSON.
"""

import asyncio
import json
import sys
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

try:
    from mcp.client.streamable_http import streamable_http_client
except ImportError:  # before 1.24 of the SDK
    from mcp.client.streamable_http import streamablehttp_client as streamable_http_client


def _old(templates: Any) -> Any:
    """Give what a list of templates holds in the SDK's 1.x."""
    return getattr(templates, "resourceTemplates", [])


async def main(place: str, tool: str, arguments: str) -> None:
    """Call a tool."""
    words = place.removeprefix("stdio ").split()
    start = StdioServerParameters(command=words[0], args=words[1:])
    client: Any = stdio_client(start) if place.startswith("stdio ") else streamable_http_client(place)
    async with client as streams, ClientSession(*streams[:2]) as session:
        await session.initialize()
        offers = [each.name for each in (await session.list_tools()).tools]
        offers += [str(each.uri) for each in (await session.list_resources()).resources]
        templates = await session.list_resource_templates()
        offers += [each.name for each in getattr(templates, "resource_templates", None) or _old(templates)]
        offers += [each.name for each in (await session.list_prompts()).prompts]
        answer = await session.call_tool(tool, json.loads(arguments))
        print(*sorted(offers))
        print(*(each.text for each in answer.content))


asyncio.run(main(*sys.argv[1:]))
