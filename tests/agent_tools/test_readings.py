"""Claims about what can be read, prompted and completed."""

import orjson
import pytest
from mcp import Client, MCPError
from mcp.types import (
    PromptReference,
    ResourceTemplateReference,
    TextContent,
    TextResourceContents,
)

from core.db import Database
from core.resolve import resolve


async def read(client: Client, address: str) -> dict[str, object]:
    (contents,) = (await client.read_resource(address)).contents
    assert isinstance(contents, TextResourceContents)
    return dict(orjson.loads(contents.text))


async def test_an_artists_card_cites_every_line(client: Client, world: Database) -> None:
    coil = (await resolve(world, "Coil")).entity
    card = await read(client, f"auric://artist/{coil.id}")
    assert card["name"] == "Coil"
    facts = card["facts"]
    assert isinstance(facts, list)
    assert any("Throbbing Gristle" in fact["says"] for fact in facts)
    assert all(fact["sources"] for fact in facts)
    assert card["facts_known"] == len(facts) or len(facts) == 20


@pytest.mark.parametrize("address", ["auric://artist/999999", "auric://artist/Coil"])
async def test_an_artist_who_is_not_there_is_said_not_to_be(client: Client, address: str) -> None:
    with pytest.raises(MCPError, match="no artist"):
        await client.read_resource(address)


async def test_the_graph_tells_its_version_coverage_and_weights(client: Client) -> None:
    graph = await read(client, "auric://graph")
    assert {"graph_version", "coverage", "rows", "weights"} <= graph.keys()


async def test_each_signal_tells_its_question(client: Client) -> None:
    signals = (await read(client, "auric://signals"))["signals"]
    assert isinstance(signals, list)
    assert len(signals) >= 7
    assert all(signal["asks"].endswith("?") for signal in signals)


async def test_prompts_name_the_tools_they_need(client: Client) -> None:
    for name, arguments, tool in (
        ("neighbourhood", {"start": "Coil"}, "`recommend`"),
        ("why_not", {"start": "Coil", "other": "Can"}, "`explain`"),
        ("listening_path", {"start": "Coil", "end": "Can"}, "`compare`"),
    ):
        (message,) = (await client.get_prompt(name, arguments)).messages
        assert isinstance(message.content, TextContent)
        assert tool in message.content.text
        assert "Coil" in message.content.text


async def test_a_name_is_completed_the_best_known_first(client: Client) -> None:
    ref = PromptReference(type="ref/prompt", name="why_not")
    found = (await client.complete(ref, {"name": "other", "value": "throb"})).completion
    assert found.values == ["Throbbing Gristle"]
    everyone = (await client.complete(ref, {"name": "other", "value": ""})).completion
    assert len(everyone.values) == 100
    assert everyone.has_more
    assert everyone.total is None  # nobody counts everything


async def test_signs_of_sql_are_only_letters_to_be_completed(client: Client) -> None:
    ref = PromptReference(type="ref/prompt", name="why_not")
    found = (await client.complete(ref, {"name": "other", "value": "%_'; --"})).completion
    assert found.values == []


async def test_a_number_is_completed_from_a_name(client: Client, world: Database) -> None:
    ref = ResourceTemplateReference(type="ref/resource", uri="auric://artist/{id}")
    found = (await client.complete(ref, {"name": "id", "value": "throbb"})).completion
    gristle = (await resolve(world, "Throbbing Gristle")).entity
    assert found.values == [str(gristle.id)]
