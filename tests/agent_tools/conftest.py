"""The tools over the starter catalogue, and a client of them for each wire they speak."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from mcp import Client
from mcp.server import MCPServer

from agent_tools.toolbox import toolbox
from core.db import Database
from tests.server.conftest import UNLIMITED, opened


@pytest.fixture(scope="session")
def tools(world: Database) -> MCPServer:
    return toolbox(lambda: world)


@pytest.fixture(scope="session")
def door(world_url: str) -> Iterator[httpx.Client]:
    """The service in front of the same catalogue, without limits."""
    with opened(database_url=world_url, **UNLIMITED) as client:
        yield client


@pytest.fixture(params=["auto", "legacy"])
async def client(tools: MCPServer, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """A client in memory: of the protocol of 2026-07-28, and of the one before it.

    It must be opened and closed by one and the same task, which fixtures are not.
    """
    connected: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
    finished = asyncio.Event()

    async def keep_open() -> None:
        async with Client(tools, mode=request.param) as opened:
            connected.set_result(opened)
            await finished.wait()

    keeping = asyncio.create_task(keep_open())
    yield await connected
    finished.set()
    await keeping
