"""Claims about the tools as an assistant meets them, on both protocols."""

from typing import Any

import orjson
import pytest
from mcp import Client
from mcp.types import CallToolResult, TextContent

from core.db import Database
from core.engine import compare, explain, recommend
from core.resolve import resolve

ANSWERED = [
    ("resolve", {"query": "nin"}),
    ("recommend", {"query": "Coil"}),
    ("explain", {"query": "Nine Inch Nails", "other": "Dolly Parton"}),
    ("compare", {"one": "Coil", "other": "Throbbing Gristle"}),
]


def text(result: CallToolResult) -> str:
    (said,) = result.content
    assert isinstance(said, TextContent)
    return said.text


async def test_each_tool_tells_what_it_is_for_and_that_it_only_reads(client: Client) -> None:
    tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == [name for name, _ in ANSWERED]
    for tool in tools:
        assert tool.title
        assert tool.annotations
        assert tool.annotations.read_only_hint
        assert tool.annotations.idempotent_hint
        assert "Use it" in (tool.description or "")
        assert tool.output_schema
        assert tool.output_schema["type"] == "object"
        assert tool.input_schema["additionalProperties"] is False
        assert all(one.get("description") for one in tool.input_schema["properties"].values())


@pytest.mark.parametrize(("tool", "arguments"), ANSWERED)
async def test_the_text_is_for_reading_and_no_second_copy_of_the_structure(
    client: Client, tool: str, arguments: dict[str, Any]
) -> None:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error
    assert result.structured_content
    assert not text(result).startswith(("{", "["))
    assert len(text(result)) < len(orjson.dumps(result.structured_content))


async def test_in_full_the_answer_is_the_engines_whole_answer(
    client: Client, world: Database
) -> None:
    whole = {
        "resolve": await resolve(world, "nin"),
        "recommend": await recommend(world, "Coil"),
        "explain": await explain(world, "Nine Inch Nails", "Dolly Parton"),
        "compare": await compare(world, "Coil", "Throbbing Gristle"),
    }
    for tool, arguments in ANSWERED:
        result = await client.call_tool(tool, {**arguments, "detail": "full"})
        assert result.structured_content == orjson.loads(orjson.dumps(whole[tool]))


async def test_every_claim_of_a_brief_answer_names_its_sources(client: Client) -> None:
    result = await client.call_tool("recommend", {"query": "Coil"})
    said = result.structured_content or {}
    claims = [reason for pick in said["picks"] for reason in pick["reasons"]]
    assert len(claims) == 20
    assert all(claim.endswith("]") and "[" in claim for claim in claims)


async def test_what_is_left_out_is_counted(client: Client, world: Database) -> None:
    result = await client.call_tool("recommend", {"query": "Coil", "limit": 3})
    said = result.structured_content or {}
    whole = await recommend(world, "Coil")
    assert said["considered"] == whole.considered
    assert said["considered"] > len(said["picks"]) == 3
    first = whole.artists[0]
    told = [c for c in first.contributions if c.reason and c.points > 0]
    assert said["picks"][0]["more_reasons"] == len(told) - 2


async def test_explorations_are_told_apart_from_their_namesakes(
    client: Client, world: Database
) -> None:
    result = await client.call_tool("recommend", {"query": "Coil"})
    whole = await recommend(world, "Coil")
    marked = [pick.artist_id for pick in whole.artists if pick.exploration]
    assert (result.structured_content or {})["explorations"] == marked
    assert text(result).count(" (exploration): ") == len(marked) == 2


async def test_a_namesake_is_offered_and_a_pointer_reaches_it(client: Client) -> None:
    result = await client.call_tool("resolve", {"query": "Alejandra Ghersi"})
    other = (result.structured_content or {})["could_also_mean"][0]
    again = await client.call_tool("resolve", {"query": other["pointer"]})
    assert (again.structured_content or {})["meant"] == other


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("recommend", {"query": "Coyl"}, "Nobody here goes by “Coyl”; nearest in spelling: Coil"),
        ("recommend", {}, "recommend needs “query”."),
        ("recommend", {"query": "Coil", "limit": 500}, "“limit” makes no sense"),
        ("recommend", {"query": "x" * 201}, "“query” makes no sense"),
        ("recommend", {"query": "Coil", "excluded": ["Can"]}, "Did you mean “exclude”?"),
        ("recommend", {"query": "Coil", "weights": {"smell": 1}}, "There is no signal “smell”"),
        ("recommend", {"query": "Coil", "profile": "loud"}, "There is no profile “loud”"),
        ("recommend", {"query": "auric://artist/999999999"}, "Nobody here goes by"),
        ("explain", {"query": "Coil", "other": "Coil"}, "Coil is what you asked about"),
        ("compare", {"one": "Coil", "other": "coil"}, "Both names mean Coil"),
    ],
)
async def test_a_mistake_is_told_in_one_sentence(
    client: Client, tool: str, arguments: dict[str, Any], sentence: str
) -> None:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    assert sentence in text(result)
    assert "Error executing" not in text(result)
    assert "pydantic" not in text(result)


async def test_steering_is_obeyed(client: Client) -> None:
    asked = {"query": "Coil", "exclude": ["Throbbing Gristle"], "country": "gb", "year_from": 1990}
    result = await client.call_tool("recommend", {**asked, "detail": "full"})
    said = result.structured_content or {}
    assert "Throbbing Gristle" not in [pick["artist_name"] for pick in said["artists"]]
    wishes = {"exclude": ["Throbbing Gristle"], "country": "gb", "year_from": 1990, "explore": 0}
    why = await client.call_tool(
        "explain", {"query": "Coil", "other": "Can", **wishes, "detail": "full"}
    )
    unsteered = await client.call_tool(
        "explain", {"query": "Coil", "other": "Can", "detail": "full"}
    )
    assert "outside the country" in text(why)
    assert "outside the country" not in text(unsteered)
    steered = await client.call_tool(
        "recommend", {"query": "Coil", "weights": {"tag_overlap": 1, "text_similarity": 0}}
    )
    plain = await client.call_tool("recommend", {"query": "Coil"})
    assert steered.structured_content != plain.structured_content
