"""While the database is away nobody waits for it: one look-out knocks until it is back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from core.errors import DatabaseAwayError

PAUSE = 0.25  # seconds between two knocks
NO_ANSWER = "The database does not answer."


class Lookout:
    """Knows whether the database is away. `knock` says whether it answers again."""

    def __init__(self, knock: Callable[[], Awaitable[bool]]) -> None:
        self._knock = knock
        self._away = asyncio.Event()

    @asynccontextmanager
    async def on_duty(self) -> AsyncIterator[None]:
        """Keep watch for as long as the block lasts."""
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    def refuse_while_away(self) -> None:
        """Raises DatabaseAwayError at once, where waiting would be in vain."""
        if self._away.is_set():
            raise DatabaseAwayError(NO_ANSWER)

    def lost(self) -> bool:
        """Note that the database went away; False when that was known."""
        news = not self._away.is_set()
        self._away.set()
        return news

    async def _watch(self) -> None:
        while True:
            await self._away.wait()
            if await self._knock():
                self._away.clear()
            else:
                await asyncio.sleep(PAUSE)
