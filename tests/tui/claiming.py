"""A model that asks its questions first and then says just what a test has it say."""

import re
from collections.abc import AsyncIterator, Sequence

from pydantic_ai.messages import ModelMessage, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from tui.model import WithModel
from tui.state import State
from tui.tools import Tools

Ask = tuple[str, str]  # a tool and its arguments
ASKS: tuple[Ask, ...] = (
    ("recommend", '{"query": "Coil", "limit": 10}'),
    ("compare", '{"one": "Coil", "other": "Throbbing Gristle"}'),
    ("explain", '{"query": "Coil", "other": "Ministry"}'),
)


def speaking(*sentences: str, asks: Sequence[Ask] = ASKS) -> FunctionModel:
    """It speaks in pieces."""

    async def stream(
        messages: list[ModelMessage], _info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        asked = any(
            isinstance(part, ToolReturnPart) for message in messages for part in message.parts
        )
        if not asked:
            yield {
                nth: DeltaToolCall(name=name, json_args=arguments, tool_call_id=f"{nth}")
                for nth, (name, arguments) in enumerate(asks)
            }
            return
        for piece in re.findall(r".{1,7}", " ".join(sentences)):
            yield piece

    return FunctionModel(stream_function=stream)


async def said(
    tools: Tools,
    *sentences: str,
    asks: Sequence[Ask] = ASKS,
    utterance: str = "tell me about Coil and its neighbours",
) -> tuple[str, str, WithModel]:
    """What a listener gets to see while it is written, and in the end."""
    seen: list[str] = []

    async def write(part: str) -> None:
        seen.append(part)

    talker = WithModel(speaking(*sentences, asks=asks), "test")
    done = await talker.say(State(), utterance, tools, write)
    return "".join(seen), done.answer, talker


async def with_cards(tools: Tools, *names: str) -> tuple[Ask, ...]:
    """The same questions, and the cards of these artists."""
    ids = [(await tools.call("resolve", {"query": name}))["entity"]["id"] for name in names]
    return (*ASKS, *(("card", f'{{"id": {one}}}') for one in ids))
