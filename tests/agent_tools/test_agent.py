"""Claims about a whole conversation: an assistant that knows nothing but what the tools tell it."""

import json
from typing import Any

from mcp import Client
from mcp.server import MCPServer
from pydantic_ai import Agent, Tool, models
from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
)
from pydantic_ai.models.function import AgentInfo, FunctionModel

models.ALLOW_MODEL_REQUESTS = False
WISH = "find me something like Coil but less harsh, and say why"
HARSH = ("industrial", "noise", "metal", "ebm", "punk")  # as tags have it
GENTLE = ("ambient", "drone")


def tools_of(client: Client, offered: list[Any]) -> list[Tool]:
    """The tools as an agent's own, with the structured answer as what it gets to see."""

    def bridge(name: str) -> Any:
        async def call(**arguments: Any) -> dict[str, Any]:
            result = await client.call_tool(name, arguments)
            assert not result.is_error, result.content
            return result.structured_content or {}

        return call

    return [
        Tool.from_schema(
            bridge(one.name),
            name=one.name,
            description=one.description,
            json_schema=one.input_schema,
        )
        for one in offered
    ]


def policy(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """What a sensible assistant does: look around, choose by the tags, ask why, say it with sources."""
    heard: list[Any] = [
        part.content
        for message in messages
        for part in message.parts
        if isinstance(part, ToolReturnPart)
    ]
    if not heard:
        return call("recommend", query="Coil", limit=30)
    if len(heard) == 1:
        gentle = next(pick for pick in heard[0]["picks"] if less_harsh(pick["tags"]))
        return call("explain", query="Coil", other=f"auric://artist/{gentle['artist_id']}")
    picks, why = heard[0]["picks"], heard[1]
    chosen = next(pick for pick in picks if pick["name"] == why["other"]["name"])
    return ModelResponse(
        parts=[
            TextPart(
                f"Try {chosen['name']} ({', '.join(chosen['tags'])}): {'; '.join(why['reasons'])}."
                f" Begin with {chosen['begin_with']}."
            )
        ]
    )


def less_harsh(tags: list[str]) -> bool:
    words = " ".join(tags)
    return any(word in words for word in GENTLE) and not any(word in words for word in HARSH)


def call(tool: str, **arguments: Any) -> ModelResponse:
    return ModelResponse(parts=[ToolCallPart(tool, json.dumps(arguments))])


async def test_an_assistant_answers_a_real_wish_with_the_tools_alone(tools: MCPServer) -> None:
    async with Client(tools) as client:
        offered = (await client.list_tools()).tools
        agent = Agent(FunctionModel(policy), tools=tools_of(client, offered))
        answer = (await agent.run(WISH)).output
        asked = {"query": "Coil", "limit": 30}
        picks = (await client.call_tool("recommend", asked)).structured_content or {}
    name = answer.removeprefix("Try ").partition(" (")[0]
    (chosen,) = [pick for pick in picks["picks"] if pick["name"] == name]
    assert less_harsh(chosen["tags"])
    assert all(tag in answer for tag in chosen["tags"])
    assert "[starter]" in answer
    assert chosen["begin_with"] in answer
