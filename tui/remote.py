"""The tools of a server elsewhere: each question is a call of its own, so a lost line heals by itself."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

from tui.client import McpTools
from tui.tools import Answer, AwayError, NoAnswerError

PATH = "/mcp"
PATIENCE = 30.0  # seconds
REFUSED = {
    401: "The server did not accept the token; set AURIC_TOKEN to a valid one.",
    403: "The server does not let this token ask.",
    404: "There are no tools at this address; it should end in /mcp.",
    421: "The server does not answer to this name; it has to allow the host.",
    429: "The server asks for patience: too many questions in a short time.",
}


@dataclass(frozen=True)
class RemoteTools:
    """Nothing is held open between questions."""

    url: str
    token: str | None = None

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """As in memory; whatever breaks on the way is told as being away."""
        try:
            async with self._reached() as tools:
                return await tools.call(tool, arguments)
        except* NoAnswerError as said:
            raise _first(said, NoAnswerError) from None
        except* httpx2.HTTPStatusError as refused:
            status = _first(refused, httpx2.HTTPStatusError).response.status_code
            raise AwayError(REFUSED.get(status, f"The server answered with {status}.")) from None
        except* (httpx2.HTTPError, MCPError, OSError, TimeoutError) as lost:
            raise AwayError(
                f"{self.url} does not answer ({_first(lost, Exception)}). Try again in a moment."
            ) from None

    async def begun(self, start: str) -> list[str]:
        """Names that begin like this; none when the line is lost."""
        try:
            async with self._reached() as tools:
                return await tools.begun(start)
        except* (httpx2.HTTPError, MCPError, OSError, TimeoutError, NoAnswerError):
            pass
        return []

    @asynccontextmanager
    async def _reached(self) -> AsyncIterator[McpTools]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=PATIENCE) as line,
            Client(streamable_http_client(self.url, http_client=line)) as client,
        ):
            yield McpTools(client)


@asynccontextmanager
async def over_http(url: str, token: str | None) -> AsyncIterator[RemoteTools]:
    """The tools at an address; a bare host means its /mcp. Raises NoAnswerError for none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise NoAnswerError(f"“{url}” is no address; write https://host or https://host/mcp.")
    yield RemoteTools(url if parts.path.strip("/") else url.rstrip("/") + PATH, token)


def _first(group: BaseExceptionGroup[Any], kind: type[Any]) -> Any:  # noqa: ANN401 - of that kind
    """The first of a kind in a group of failures."""
    for one in group.exceptions:
        if isinstance(one, BaseExceptionGroup):
            return _first(one, kind)
        if isinstance(one, kind):
            return one
    return group
