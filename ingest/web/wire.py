"""One try: a request, wherever it leads, and as much of the answer as there is reason to read."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import httpx2

from core.errors import BadAnswerError, NotAllowedError, TooLargeError, UnreachableError
from ingest.web.limits import Limits
from ingest.web.pace import Pace, retry_after
from ingest.web.page import Page, shown

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
MOST_HOPS = 5
Allow = Callable[[httpx2.URL], Awaitable[None]]


class Wire:
    """A connection to the open internet, at everybody's pace."""

    def __init__(self, client: httpx2.AsyncClient, pace: Pace, limits: Limits) -> None:
        self._client, self._pace, self._limits = client, pace, limits
        self.questions = 0

    async def get(
        self,
        url: httpx2.URL,
        headers: Mapping[str, str],
        most_bytes: int,
        allow: Allow | None = None,
    ) -> Page:
        """The page, or "not modified", after as many redirects as there are; `allow` sees each of them."""
        here = url
        for _ in range(MOST_HOPS):
            if allow:
                await allow(here)
            there = await self._hop(here, headers, most_bytes)
            if isinstance(there, Page):
                return there
            if here.scheme == "https" and there.scheme != "https":
                raise NotAllowedError(f"{shown(here)} leads on to where anybody can listen.")
            if there.scheme not in ("http", "https") or not there.host:
                raise BadAnswerError(f"{shown(here)} leads on to what is no web address.")
            if there.netloc != here.netloc:
                headers = {}  # what one host may know is not for another
            here = there
        raise BadAnswerError(f"{shown(url)} leads on and on.")

    async def _hop(
        self, url: httpx2.URL, headers: Mapping[str, str], most_bytes: int
    ) -> Page | httpx2.URL:
        host = url.netloc.decode()
        await self._pace.turn(host)
        self.questions += 1
        try:
            async with (
                asyncio.timeout(self._limits.seconds),
                self._client.stream("GET", url, headers=dict(headers)) as response,
            ):
                self._pace.listen(host, response.headers)
                if response.has_redirect_location:
                    return url.join(response.headers["location"])
                _judge(url, response)
                return await _read(url, response, most_bytes)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise UnreachableError(f"{shown(url)} takes too long.") from error
        except httpx2.TransportError as error:
            raise UnreachableError(f"{shown(url)} does not answer, or broke off.") from error
        except (httpx2.DecodingError, httpx2.InvalidURL) as error:
            raise BadAnswerError(f"{shown(url)} does not answer as it says it does.") from error


def _judge(url: httpx2.URL, response: httpx2.Response) -> None:
    status = response.status_code
    if status in BUSY:
        raise UnreachableError(f"{shown(url)} answers {status}.", retry_after(response.headers))
    if not response.is_success and status != httpx2.codes.NOT_MODIFIED:
        raise BadAnswerError(f"{shown(url)} answers {status}.", status)


async def _read(url: httpx2.URL, response: httpx2.Response, most_bytes: int) -> Page:
    too_large = TooLargeError(f"{shown(url)} is larger than {most_bytes:,} bytes.")
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most_bytes:
        raise too_large
    body = bytearray()
    async for block in response.aiter_bytes():
        body += block
        if len(body) > most_bytes:
            raise too_large
    return Page(str(url), response.status_code, dict(response.headers), bytes(body))
