"""The page for language models has the tools that there are, and tells a host of the server.

The SDK is imported where a test needs it: it takes longer than all that is collected here.
"""

import inspect
import json
import os
import sys
from pathlib import Path

import anyio
from atlassian_tasks.simulator import Simulator

from tests.docs.pages import table
from tests.docs.running import REACH, lay_out

RUN_HERE = {"mcp.json"}


def test_each_tool_has_a_line_that_says_whether_somebody_is_asked() -> None:
    from atlassian_tasks.mcp import _TOOLS

    expected = [
        f"| `{tool.__name__}` | {(inspect.getdoc(tool) or '').splitlines()[0].removesuffix('.')} | "
        + ("|" if hints.read_only_hint else "yes |")
        for tool, hints in _TOOLS.items()
    ]

    assert table("mcp", "| tool |") == expected, "\n".join(expected)


def test_a_host_that_is_told_of_it_finds_its_tools(site: Simulator, folder: Path) -> None:
    from atlassian_tasks.mcp import _TOOLS
    from mcp import Client, StdioServerParameters, stdio_client

    lay_out("mcp", folder)
    [told] = json.loads((folder / "mcp.json").read_text())["mcpServers"].values()
    variables = told["env"] | {"ATLASSIAN_URL": site.site}
    told["env"] = {**os.environ, **REACH, **variables}

    async def ask() -> list[str]:
        # Its own default is what stderr was when it was imported, perhaps that of another test.
        host = stdio_client(StdioServerParameters(**told), errlog=sys.stderr)
        async with Client(host) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert anyio.run(ask) == [tool.__name__ for tool in _TOOLS]
    assert variables.keys() == {"ATLASSIAN_URL", "ATLASSIAN_EMAIL", "ATLASSIAN_API_TOKEN"}
