"""Whatever is fetched from elsewhere comes through here: politely, within bounds, and only once.

async with Web.open(data_dir / "web", "you@example.org") as web:
    page = await web.get("https://example.org/feed", fresh_for=DAY)
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from core.errors import BadRequestError, UnreachableError
from ingest.web.guard import client_of
from ingest.web.kept import Kept
from ingest.web.limits import Limits as Limits
from ingest.web.pace import Pace
from ingest.web.page import Page as Page
from ingest.web.robots import Robots
from ingest.web.wire import Wire

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
AGENT = "Auric"  # whom robots.txt may name
Check = Callable[[Page], object]


def anything(_page: Page) -> None:
    """A check that every page passes."""


class Web:
    """A client for every source and crawl. Safe to ask from many tasks at once."""

    def __init__(self, client: httpx2.AsyncClient, kept: Kept, limits: Limits) -> None:
        self._kept, self._limits, self._pace = kept, limits, Pace(limits)
        self._wire = Wire(client, self._pace, limits)
        self._robots = Robots(self.get, self._pace, AGENT)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, cache: Path, contact: str | None, *, limits: Limits | None = None
    ) -> "AsyncIterator[Web]":
        """A client that keeps answers in the folder `cache` and tells hosts whom to write to."""
        limits = limits or Limits()
        agent = f"{AGENT}/0.1 ( {contact} )" if contact else f"{AGENT}/0.1"
        async with Kept.open(cache) as kept, client_of(agent, limits) as client:
            yield cls(client, kept, limits)

    @property
    def questions(self) -> int:
        """How many were put to somebody else so far; what was kept costs nothing."""
        return self._wire.questions

    async def get(
        self,
        url: str,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        most_bytes: int | None = None,
        fresh_for: float = 0,
        robots: bool = False,
        check: Check = anything,
    ) -> Page:
        """The page at an address; one of the last `fresh_for` seconds is not asked for again.

        What `check` raises counts as the host's answer: such a page is not kept, and UnreachableError
        ("quota exceeded", said with status 200) is retried. `robots` is for crawls: the host's rules
        are heeded. Raises BadAnswerError (`status` 404 among them), UnreachableError, TooLargeError,
        NotAllowedError; BadRequestError for what is no web address.
        """
        asked = _sound(url, params or {})
        key = Kept.key(str(asked), headers or {})
        kept = await self._kept.find(key) if fresh_for else None
        if kept and kept.age <= fresh_for:
            return kept.page

        async def ask() -> Page:
            page = await self._wire.get(
                asked,
                {**(headers or {}), **(kept.validators if kept else {})},
                most_bytes or self._limits.most_bytes,
                self._robots.allow if robots else None,
            )
            if page.status == httpx2.codes.NOT_MODIFIED and kept:
                return kept.page
            check(page)
            return page

        page = await self._patiently(ask, asked.netloc.decode())
        if fresh_for:
            await self._kept.keep(key, page)
        return page

    async def _patiently(self, ask: Callable[[], Awaitable[Page]], host: str) -> Page:
        limits = self._limits
        growing = wait_exponential_jitter(
            multiplier=limits.backoff, max=limits.longest_wait, jitter=limits.backoff
        )

        def pause(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked_for = error.retry_after if isinstance(error, UnreachableError) else None
            self._pace.hold(host, asked_for or 0)
            return max(growing(state), asked_for or 0)

        def is_worth_it(error: BaseException) -> bool:
            return isinstance(error, UnreachableError) and (
                (error.retry_after or 0) <= limits.longest_wait
            )

        return await AsyncRetrying(
            stop=stop_after_attempt(limits.tries),
            wait=pause,
            retry=retry_if_exception(is_worth_it),
            reraise=True,
        )(ask)


def _sound(url: str, params: Mapping[str, str | int]) -> httpx2.URL:
    try:
        sound = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise BadRequestError(f"{url} is no address.") from error
    if sound.scheme not in ("http", "https") or not sound.host:
        raise BadRequestError(f"{url} is no web address.")
    return sound.copy_merge_params(params) if params else sound
