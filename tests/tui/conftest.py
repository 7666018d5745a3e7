"""The tools over the starter catalogue, and a conversation that stands somewhere."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from agent_tools.toolbox import toolbox
from core.db import Database
from tui.client import McpTools, in_memory
from tui.conversation import turn
from tui.state import State

TALKED = {
    "nothing": (),
    "list": ("Nine Inch Nails",),
    "spoken": ("Nine Inch Nails", "tell me about Skinny Puppy"),
    "pair": ("Nine Inch Nails", "compare 1 and 3"),
}
Given = Callable[[str], Awaitable[State]]


@pytest.fixture(scope="session")
async def tools(world: Database) -> AsyncIterator[McpTools]:
    """The real tools, in memory."""
    reached: asyncio.Future[McpTools] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def hold() -> None:
        """A client is left by the task that entered it, which a fixture's end is not."""
        async with in_memory(toolbox(lambda: world)) as opened:
            reached.set_result(opened)
            await done.wait()

    held = asyncio.create_task(hold())
    yield await reached
    done.set()
    await held


@pytest.fixture(scope="session")
async def given(tools: McpTools) -> Given:
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
