"""What a host wants crawlers to leave alone (robots.txt, RFC 9309)."""

from collections.abc import Awaitable, Callable

import httpx2
from protego import Protego

from core.errors import BadAnswerError, NotAllowedError, WebError
from ingest.web.pace import Pace
from ingest.web.page import Page, shown

DAY = 86_400.0
LONGEST = 500_000  # bytes; the RFC asks for at least 500 kiB to be read
EVERYTHING, NOTHING = Protego.parse(""), Protego.parse("User-agent: *\nDisallow: /")


class Robots:
    """The rules of the hosts that were asked."""

    def __init__(self, get: Callable[..., Awaitable[Page]], pace: Pace, agent: str) -> None:
        self._get, self._pace, self._agent = get, pace, agent
        self._rules: dict[str, Protego] = {}
        self._silent: dict[str, str] = {}  # why a host did not say

    async def allow(self, url: httpx2.URL) -> None:
        """Raises NotAllowedError where crawlers are not welcome, and WebError where nobody says so; that
        is not UnreachableError: asking again at once would not help, and there may be many pages."""
        host = url.netloc.decode()
        if host not in self._rules:
            self._rules[host] = await self._read(host, f"{url.scheme}://{host}/robots.txt")
            if delay := self._rules[host].crawl_delay(self._agent):
                self._pace.slow_down(host, delay)
        if why := self._silent.get(host):
            raise WebError(f"{shown(url)} was not asked for: {why}")
        if not self._rules[host].can_fetch(str(url), self._agent):
            raise NotAllowedError(f"{shown(url)} is not for crawlers, says robots.txt of {host}.")

    async def _read(self, host: str, address: str) -> Protego:
        """No such file: everything is allowed. No answer: nothing is."""
        try:
            page = await self._get(address, most_bytes=LONGEST, fresh_for=DAY)
        except BadAnswerError:
            return EVERYTHING
        except WebError as error:
            self._silent[host] = str(error)
            return NOTHING
        return Protego.parse(page.text())
