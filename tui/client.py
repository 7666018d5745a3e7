"""The tools as they are reached: an MCP client, in memory or over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from mcp import Client, MCPError
from mcp.server import MCPServer
from mcp.types import PromptReference

from tui.offered import offered
from tui.tools import Answer, AwayError, NoAnswerError, Offer

CARD = "auric://artist/{id}"
AWAY = "The tools cannot be reached just now: {why}. What you said is kept; say it again when they are back."
PATIENCE = 30.0  # seconds for an answer
MOST_KEPT = 2_000  # cards


@dataclass
class McpTools:
    """Every question is a call of a tool or the reading of a card."""

    client: Client
    kept: dict[int, Answer] = field(default_factory=dict)

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """Raises NoAnswerError with the tool's own sentence, AwayError when nobody answers."""
        with _translated():
            if tool == "card" and "ids" in arguments:
                return {"cards": await asyncio.gather(*map(self._card, arguments["ids"]))}
            if tool == "card":
                return await self._card(int(arguments["id"]))
            return await self._called(tool, arguments)

    async def offered(self) -> tuple[Offer, ...]:
        """As the server describes them."""
        with _translated():
            return tuple(offered((await self.client.list_tools()).tools))

    async def begun(self, start: str) -> list[str]:
        """Names that begin like this; none when nobody answers, for a completion is only a courtesy."""
        with suppress(MCPError, OSError, TimeoutError, RuntimeError):
            found = await self.client.complete(
                PromptReference(type="ref/prompt", name="neighbourhood"),
                {"name": "start", "value": start},
            )
            return found.completion.values
        return []

    async def _called(self, tool: str, arguments: Mapping[str, Any]) -> Answer:
        result = await self.client.call_tool(
            tool, {"detail": "full", **arguments}, read_timeout_seconds=PATIENCE
        )
        if result.is_error or result.structured_content is None:
            texts = [getattr(part, "text", "") for part in result.content]
            raise NoAnswerError(" ".join(texts) or "The tools gave no answer.")
        answer: Answer = result.structured_content
        return answer

    async def _card(self, number: int) -> Answer:
        if number not in self.kept:
            read = await self.client.read_resource(CARD.format(id=number))
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[number] = orjson.loads(getattr(read.contents[0], "text", "{}"))
        return self.kept[number]


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except MCPError as error:
        raise NoAnswerError(error.message) from error
    except (OSError, TimeoutError, RuntimeError) as error:
        raise AwayError(AWAY.format(why=str(error) or type(error).__name__)) from error


@asynccontextmanager
async def in_memory(server: MCPServer) -> AsyncIterator[McpTools]:
    """The tools of this process."""
    async with Client(server) as client:
        yield McpTools(client)
