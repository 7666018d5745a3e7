"""The tools over the starter catalogue, and a conversation that stands somewhere."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest

from agent_tools.toolbox import toolbox
from core.db import Database
from tui.client import McpTools, in_memory
from tui.conversation import turn
from tui.state import State
from tui.tools import Answer, NoAnswerError, Offer, Tools
from tui.turns import Turn

TALKED = {
    "nothing": (),
    "list": ("Nine Inch Nails",),
    "spoken": ("Nine Inch Nails", "tell me about Skinny Puppy"),
    "pair": ("Nine Inch Nails", "compare 1 and 3"),
}
Given = Callable[[str], Awaitable[State]]


@dataclass
class Remembering:
    """The real tools, each question asked once: the same graph gives the same answer."""

    tools: McpTools
    answers: dict[bytes, Answer | NoAnswerError] = field(default_factory=dict)

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> Answer:
        key = orjson.dumps([tool, arguments], option=orjson.OPT_SORT_KEYS)
        if key not in self.answers:
            try:
                self.answers[key] = await self.tools.call(tool, arguments)
            except NoAnswerError as said:
                self.answers[key] = said
        answer = self.answers[key]
        if isinstance(answer, NoAnswerError):
            raise answer
        return answer

    async def begun(self, start: str) -> list[str]:
        return await self.tools.begun(start)

    async def offered(self) -> tuple[Offer, ...]:
        return await self.tools.offered()


@pytest.fixture(scope="session")
async def tools(world: Database) -> AsyncIterator[Tools]:
    """The real tools, in memory."""
    reached: asyncio.Future[McpTools] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def hold() -> None:
        """A client is left by the task that entered it, which a fixture's end is not."""
        async with in_memory(toolbox(lambda: world)) as opened:
            reached.set_result(opened)
            await done.wait()

    held = asyncio.create_task(hold())
    yield Remembering(await reached)
    done.set()
    await held


@pytest.fixture(scope="session")
async def given(tools: Tools) -> Given:
    """Where a conversation stands after something was said; each beginning is said once."""
    states: dict[str, State] = {}

    async def stand(name: str) -> State:
        if name not in states:
            state = State()
            for utterance in TALKED[name]:
                state = (await turn(state, utterance, tools)).state
            states[name] = state
        return states[name]

    return stand


async def talked(tools: Tools, *utterances: str) -> Turn:
    """The last turn of a conversation."""
    state = State()
    for utterance in utterances:
        done = await turn(state, utterance, tools)
        state = done.state
    return done
