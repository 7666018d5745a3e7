"""Claims about trouble: a database that goes away, and listeners who wait or stop waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import psycopg
import pytest
from mcp import Client
from mcp.server import MCPServer
from mcp.types import TextContent

from agent_tools.toolbox import toolbox
from core.db import Database
from tests.server.conftest import Line

HELD_UP = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'
"""


@pytest.fixture
def line(embedded_world_url: str) -> Line:
    return Line(embedded_world_url)


@pytest.fixture
async def busy(world_url: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """Somebody who holds up every question for names, until told to let go."""
    async with await psycopg.AsyncConnection.connect(world_url) as connection:
        await connection.execute("LOCK TABLE graph.name IN ACCESS EXCLUSIVE MODE")
        yield connection
        await connection.rollback()


async def until(reached: Callable[[int], bool], url: str) -> None:
    """Wait until so many questions are held up."""
    async with (
        asyncio.timeout(5),
        await psycopg.AsyncConnection.connect(url, autocommit=True) as looking,
    ):
        while True:
            row = await (await looking.execute(HELD_UP)).fetchone()
            if row and reached(row[0]):
                return
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_killed_database_is_told_in_words_and_is_asked_again_later(
    line: Line, mode: str
) -> None:
    async with Database.open(line.url) as db, Client(toolbox(lambda: db), mode=mode) as client:
        assert not (await client.call_tool("resolve", {"query": "nin"})).is_error
        line.cut()
        result = await client.call_tool("recommend", {"query": "Coil"})
        assert result.is_error
        assert result.content == [TextContent(type="text", text="The database does not answer.")]
        line.mend()
        async with asyncio.timeout(10):
            while (await client.call_tool("recommend", {"query": "Coil"})).is_error:
                await asyncio.sleep(0.1)
    line.cut()


async def test_who_waits_hears_so_and_is_answered_in_the_end(
    tools: MCPServer, busy: psycopg.AsyncConnection[Any]
) -> None:
    heard: list[str | None] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(message)
        await busy.rollback()

    async with Client(tools) as client:
        result = await client.call_tool("resolve", {"query": "nin"}, progress_callback=hear)
    assert not result.is_error
    assert heard == ["The graph is still being asked."]


async def test_a_quick_answer_interrupts_nobody(tools: MCPServer) -> None:
    heard: list[float] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(progress)

    async with Client(tools) as client:
        await client.call_tool("resolve", {"query": "nin"}, progress_callback=hear)
    assert heard == []


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_who_stops_waiting_stops_the_question(
    tools: MCPServer, busy: psycopg.AsyncConnection[Any], world_url: str, mode: str
) -> None:
    async with Client(tools, mode=mode) as client:
        asked = asyncio.create_task(client.call_tool("recommend", {"query": "Coil"}))
        await until(lambda number: number == 1, world_url)
        asked.cancel()
        await until(lambda number: number == 0, world_url)
        await busy.rollback()
        assert not (await client.call_tool("recommend", {"query": "Coil"})).is_error
