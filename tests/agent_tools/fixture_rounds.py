"""What the conformance suite asks for by name, continued: answers that need a question back first.

Stateless servers ask back by returning the question (SEP-2322); the client calls again with answers.
"""

from collections.abc import Callable, Mapping
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.shared.exceptions import MCPError
from mcp.types import (
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    ClientCapabilities,
    CreateMessageRequest,
    CreateMessageRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
    ListRootsRequest,
    SamplingMessage,
    TextContent,
)

Asked = CreateMessageRequest | ListRootsRequest | ElicitRequest
Answer = str | InputRequiredResult
PREFIX = "test_input_required_result_"
CONTEXT = "What context should the prompt use?"


def add_rounds(server: MCPServer) -> None:
    """Everything that takes more than one round."""
    name = elicit("What is your name?", name="string")
    capital = sample("What is the capital of France?")
    roots = ListRootsRequest()
    greeting = sample("Generate a greeting")
    confirm = elicit("Please confirm", ok="boolean")
    asked: dict[str, tuple[Mapping[str, Asked], ...]] = {
        "elicitation": ({"user_name": name},),
        "sampling": ({"capital_question": capital},),
        "list_roots": ({"client_roots": roots},),
        "request_state": ({"confirm": confirm},),
        "tampered_state": ({"confirm": confirm},),
        "multiple_inputs": ({"user_name": name, "greeting": greeting, "client_roots": roots},),
        "multi_round": (
            {"step1": elicit("Step 1: What is your name?", name="string")},
            {"step2": elicit("Step 2: What is your favorite color?", color="string")},
        ),
    }
    for tool, rounds in asked.items():
        server.add_tool(in_rounds(rounds), name=PREFIX + tool, description=f"Asks back: {tool}.")
    for other in (test_missing_capability, test_streaming_elicitation, capabilities):
        named = PREFIX + "capabilities" if other is capabilities else other.__name__
        server.add_tool(other, name=named, description="Asks back.")

    @server.prompt(name=PREFIX + "prompt", description="A prompt that asks back.")
    async def prompt(ctx: Context) -> Answer:
        wanted: Mapping[str, Asked] = {"user_context": elicit(CONTEXT, context="string")}
        if missing(ctx, wanted):
            return InputRequiredResult(input_requests=dict(wanted))
        return "Use the given context."


def in_rounds(rounds: tuple[Mapping[str, Asked], ...]) -> Callable[..., Any]:
    """A tool that asks one set of questions after the other; its state is the round it is in."""

    async def tool(ctx: Context) -> Answer:
        last = int(ctx.request_state or "0")
        if missing(ctx, rounds[last]):
            return InputRequiredResult(input_requests=dict(rounds[last]), request_state=str(last))
        if last + 1 < len(rounds):
            return InputRequiredResult(
                input_requests=dict(rounds[last + 1]), request_state=str(last + 1)
            )
        return f"state-ok: {', '.join(ctx.input_responses or ())}"

    return tool


def missing(ctx: Context, wanted: Mapping[str, Asked]) -> list[str]:
    """The questions that were not answered, or not with what was asked for."""
    given = ctx.input_responses or {}
    return [
        key
        for key, asked in wanted.items()
        if key not in given
        or (isinstance(asked, ElicitRequest) and not isinstance(given[key], ElicitResult))
    ]


async def test_missing_capability(ctx: Context) -> str:
    declared = ctx.client_capabilities
    if declared is None or declared.sampling is None:
        raise MCPError(
            code=MISSING_REQUIRED_CLIENT_CAPABILITY,
            message="This tool needs sampling.",
            data={"requiredCapabilities": {"sampling": {}}},
        )
    return "Sampling is there."


async def test_streaming_elicitation(ctx: Context) -> Answer:
    await ctx.report_progress(1, total=2)
    wanted: dict[str, Asked] = {"confirm": elicit("Please confirm", ok="boolean")}
    return InputRequiredResult(input_requests=wanted) if missing(ctx, wanted) else "Confirmed."


async def capabilities(ctx: Context) -> Answer:
    """Asks only what the client says it can answer."""
    declared = ctx.client_capabilities or ClientCapabilities()
    wanted: dict[str, Asked] = {}
    if declared.sampling:
        wanted["question"] = sample("What is the capital of France?")
    if declared.elicitation:
        wanted["confirm"] = elicit("Please confirm", ok="boolean")
    return InputRequiredResult(input_requests=wanted) if missing(ctx, wanted) else "Nothing to ask."


def elicit(message: str, **fields: str) -> ElicitRequest:
    """A question to a person, with typed fields."""
    schema = {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in fields.items()},
        "required": list(fields),
    }
    return ElicitRequest(params=ElicitRequestFormParams(message=message, requested_schema=schema))


def sample(text: str) -> CreateMessageRequest:
    """A question to the client's model."""
    said = SamplingMessage(role="user", content=TextContent(type="text", text=text))
    return CreateMessageRequest(params=CreateMessageRequestParams(messages=[said], max_tokens=100))
