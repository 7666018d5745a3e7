"""The tools of a server elsewhere: each question is a call of its own, so a lost line heals by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp.types import LATEST_PROTOCOL_VERSION

from tui.client import McpTools
from tui.tools import Answer, AwayError, NoAnswerError, Offer, RefusedError

T = TypeVar("T")

PATH = "/mcp"
PATIENCE = 30.0  # seconds
CALLERS_TO_MEND = {
    401: "The server did not accept the token; set AURIC_TOKEN to a valid one.",
    403: "The server does not let this token ask.",
    404: "There are no tools at this address; it should end in /mcp.",
}
REFUSED = {
    421: "The server does not answer to this name; it has to allow the host.",
    429: "The server asks for patience: too many questions in a short time.",
}


@dataclass(frozen=True)
class RemoteTools:
    """Nothing is held open between questions; cards that were read are kept."""

    url: str
    token: str | None = None
    kept: dict[int, Answer] = field(default_factory=dict)

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """As in memory; whatever breaks on the way is told as being away."""
        return await self._asked(lambda tools: tools.call(tool, arguments))

    async def offered(self) -> tuple[Offer, ...]:
        """As the server describes them."""
        return await self._asked(lambda tools: tools.offered())

    async def _asked(self, question: Callable[[McpTools], Awaitable[T]]) -> T:
        statuses: list[int] = []
        try:
            async with self._reached(statuses) as tools:
                return await question(tools)
        except* (NoAnswerError, MCPError, httpx2.HTTPError, OSError, TimeoutError) as lost:
            raise self._told(lost, statuses) from None

    async def begun(self, start: str) -> list[str]:
        """Names that begin like this; none when the line is lost."""
        try:
            async with self._reached([]) as tools:
                return await tools.begun(start)
        except* (httpx2.HTTPError, MCPError, OSError, TimeoutError, NoAnswerError):
            pass
        return []

    @asynccontextmanager
    async def _reached(self, statuses: list[int]) -> AsyncIterator[McpTools]:
        """A client that asks without asking first who is there: a question is one request."""

        async def note(response: httpx2.Response) -> None:
            """The client tells a status as an error of the protocol, so it is noted on the way."""
            if response.is_error:
                statuses.append(response.status_code)

        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        hooks = {"response": [note]}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=PATIENCE, event_hooks=hooks) as line,
            Client(
                streamable_http_client(self.url, http_client=line), mode=LATEST_PROTOCOL_VERSION
            ) as client,
        ):
            yield McpTools(client, self.kept)

    def _told(self, lost: BaseExceptionGroup[Any], statuses: list[int]) -> NoAnswerError:
        """What happened, as one sentence."""
        if statuses:
            status = statuses[0]
            if status in CALLERS_TO_MEND:
                return RefusedError(CALLERS_TO_MEND[status])
            return AwayError(REFUSED.get(status, f"The server answered with {status}."))
        first = _first(lost)
        if isinstance(first, NoAnswerError) and not isinstance(first, AwayError):
            return first
        return AwayError(f"{self.url} does not answer ({first}). Try again in a moment.")


@asynccontextmanager
async def over_http(url: str, token: str | None) -> AsyncIterator[RemoteTools]:
    """The tools at an address; a bare host means its /mcp. Raises NoAnswerError for none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise NoAnswerError(f"“{url}” is no address; write https://host or https://host/mcp.")
    yield RemoteTools(url if parts.path.strip("/") else url.rstrip("/") + PATH, token)


def _first(failed: BaseException) -> BaseException:
    """The first in a group of failures."""
    return _first(failed.exceptions[0]) if isinstance(failed, BaseExceptionGroup) else failed
