"""Whose turn it is: every host is asked at its own pace, and left alone when it asks for that."""

import asyncio
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from ingest.web.limits import Limits


class Pace:
    """When each host may be asked next. Turns are given out in the order in which they are asked for."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slower: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._held: dict[str, float] = {}

    async def turn(self, host: str) -> None:
        """Wait until it is our turn; whoever waits while the host asks to be left alone, queues anew."""
        while True:
            now = time.monotonic()
            held = self._held.get(host, now)
            mine = max(now, held, self._next.get(host, now))
            self._next[host] = mine + max(self._limits.pace_of(host), self._slower.get(host, 0))
            await asyncio.sleep(mine - now)
            if self._held.get(host, now) <= max(held, now):
                return

    def slow_down(self, host: str, seconds: float) -> None:
        """Leave at least this long between two requests, as far as that is reasonable."""
        self._slower[host] = min(seconds, self._limits.longest_wait)

    def hold(self, host: str, seconds: float) -> None:
        """Nobody asks this host for a while."""
        until = time.monotonic() + min(seconds, self._limits.longest_wait)
        if seconds > 0 and until > self._held.get(host, 0):
            self._held[host] = until

    def listen(self, host: str, headers: Mapping[str, str]) -> None:
        """Heed what the host says about its limits (Retry-After; X-RateLimit-*, as ListenBrainz does)."""
        if headers.get("x-ratelimit-remaining") == "0":
            self.hold(host, _number(headers.get("x-ratelimit-reset-in")) or 0)
        self.hold(host, retry_after(headers) or 0)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a host asks to be left alone, from a number or a date (RFC 9110, 10.2.3)."""
    said = headers.get("retry-after", "")
    if (seconds := _number(said)) is not None or not said:
        return seconds
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def _number(said: str | None) -> float | None:
    return float(said) if said and said.strip().isdecimal() else None
