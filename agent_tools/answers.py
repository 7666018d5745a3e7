"""How an answer reaches an assistant: as words, as structure, and with patience while it is sought."""

import asyncio
from collections.abc import Awaitable
from itertools import count
from typing import TypeVar

import orjson
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent

from core.errors import AuricError

T = TypeVar("T")

EACH = 1.0  # second of waiting is reported; most answers need none


def reply(answer: object, text: str) -> CallToolResult:
    """The same answer twice: to be read, and to be used."""
    return CallToolResult(
        content=[TextContent(type="text", text=text)],
        structured_content=orjson.loads(orjson.dumps(answer)),
    )


async def told(ctx: Context, answer: Awaitable[T]) -> T:
    """Our errors reach the model; anything else stays a masked crash."""
    try:
        return await patiently(ctx, answer)
    except AuricError as error:
        raise ToolError(str(error)) from error


async def patiently(ctx: Context, answer: Awaitable[T]) -> T:
    """Whoever waits hears so each second. Who stops waiting stops the question, too."""
    asked = asyncio.ensure_future(answer)
    try:
        for seconds in count(1):
            done, _ = await asyncio.wait({asked}, timeout=EACH)
            if done:
                break
            await ctx.report_progress(seconds, message="The graph is still being asked.")
        return asked.result()
    finally:
        asked.cancel()
