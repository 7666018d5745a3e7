"""From an outlet to its articles: what a feed, a sitemap or a list names, as far as it is new."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from core.errors import BadAnswerError, BadRequestError, WebError
from ingest.source import Reject, Report
from ingest.sources.editorial.articles import Article, article_of
from ingest.sources.editorial.facts import document_key
from ingest.sources.editorial.feeds import Link, links_of_feed
from ingest.sources.editorial.outlets import Outlet
from ingest.sources.editorial.sitemaps import links_of_sitemap
from ingest.web import Page, Web

MOST_BYTES = 4_000_000  # of a page, a feed or a sitemap
MOST_SITEMAPS = 10  # of those that a sitemap lists, the newest first
AHEAD = 20  # articles that wait to be read, at most

T = TypeVar("T")


@dataclass
class Crawl:
    """A walk through some outlets. Nothing that fails ends it."""

    web: Web
    known: Set[str]  # keys of the documents that are not read again
    missed: list[Reject]
    report: Report
    again: int = 0  # addresses of those

    async def articles(self, outlets: Sequence[Outlet]) -> AsyncIterator[Article]:
        """Everything new, from all outlets at a time, from each at its hosts' pace."""
        found: asyncio.Queue[Article | None] = asyncio.Queue(AHEAD)

        async def follow_all() -> None:
            try:
                async with asyncio.TaskGroup() as tasks:
                    for outlet in outlets:
                        tasks.create_task(self._follow(outlet, found))
            finally:
                await found.put(None)

        walk = asyncio.create_task(follow_all())
        try:
            while (article := await found.get()) is not None:
                yield article
            await walk
        finally:
            walk.cancel()

    async def _follow(self, outlet: Outlet, found: "asyncio.Queue[Article | None]") -> None:
        links = await self._links(outlet)
        new = [link for key, link in links.items() if key not in self.known]
        self.again += len(links) - len(new)
        for number, link in enumerate(new[: outlet.most]):
            self.report(f"reading {outlet.name}", number, len(new[: outlet.most]))
            article = await self._tried(link.url, self._article(outlet, link))
            if article is not None:
                await found.put(article)
        self.report(f"reading {outlet.name}", len(new[: outlet.most]), len(new[: outlet.most]))

    async def _links(self, outlet: Outlet) -> dict[str, Link]:
        """Where the outlet's writing is, by document key; pages named one by one are always wanted."""
        found = [Link(page) for page in outlet.pages]
        for address in outlet.feeds:
            named = await self._tried(address, self._feed(address)) or ()
            found += [link for link in named if outlet.wants(link.url)]
        for address in outlet.sitemaps:
            named = await self._tried(address, self._sitemap(address)) or ()
            found += [link for link in named if outlet.wants(link.url)]
        return await asyncio.to_thread(self._by_key, found)  # of half a million at most

    def _by_key(self, found: Sequence[Link]) -> dict[str, Link]:
        """The links by document key, the first of each; what is no address is missed."""
        links: dict[str, Link] = {}
        for link in found:
            try:
                links.setdefault(document_key(link.url), link)
            except ValueError:  # "http://[": whoever wrote the feed can write anything
                self.missed.append(Reject(link.url, 0, f"{link.url} is no address."))
        return links

    async def _feed(self, address: str) -> Sequence[Link]:
        page = await self._page(address)
        return await asyncio.to_thread(links_of_feed, page.url, page.body)

    async def _sitemap(self, address: str) -> Sequence[Link]:
        pages, further = await self._listed(address)
        for one in _newest_first(further)[:MOST_SITEMAPS]:
            more, _ = await self._tried(one.url, self._listed(one.url)) or ((), ())
            pages = [*pages, *more]
        return await asyncio.to_thread(_newest_first, pages)

    async def _listed(self, address: str) -> tuple[Sequence[Link], Sequence[Link]]:
        """The pages and further sitemaps of a sitemap; reading a large one keeps nobody waiting."""
        page = await self._page(address)
        return await asyncio.to_thread(links_of_sitemap, page.body)

    async def _article(self, outlet: Outlet, link: Link) -> Article:
        """What stands at an address; what a feed carries whole stands in where the page cannot be read."""
        try:
            page = await self._page(link.url)
            return await asyncio.to_thread(article_of, outlet, link, page.body)
        except BadAnswerError:
            if not link.html:
                raise
            return await asyncio.to_thread(article_of, outlet, link, link.html.encode())

    async def _page(self, address: str) -> Page:
        return await self.web.get(address, robots=True, most_bytes=MOST_BYTES)

    async def _tried(self, address: str, fetched: Awaitable[T]) -> T | None:
        try:
            return await fetched
        except (WebError, BadRequestError) as error:
            self.missed.append(Reject(address, 0, str(error)))
            return None


def _newest_first(links: Sequence[Link]) -> list[Link]:
    return sorted(links, key=lambda link: str(link.published or ""), reverse=True)
