"""Answers that were given once are kept on disk, so that nobody is asked the same thing twice.

Hishel's SQLite store: several processes may share it, it forgets what is old and keeps to its size.
"""

import hashlib
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from hishel import AsyncSqliteStorage, Headers, Request, Response

from ingest.web.page import Page, shown

LARGEST = 2 << 30  # bytes on disk
LONGEST = 90 * 86_400.0  # seconds an answer is kept; how old it may be is up to whoever asks
FETCHED = "x-auric-fetched"
WORTH_KEEPING = ("content-type", "etag", "last-modified")


@dataclass(frozen=True)
class KeptPage:
    """A page, and how many seconds ago it was fetched."""

    page: Page
    age: float

    @property
    def validators(self) -> Mapping[str, str]:
        """What to ask with, so that the host may answer "not modified"."""
        told = self.page.headers
        pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        return {asked: told[name] for asked, name in pairs if name in told}


class Kept:
    """The store. What it cannot read it does not know."""

    def __init__(self, store: AsyncSqliteStorage) -> None:
        self._store = store

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path) -> "AsyncIterator[Kept]":
        """The store in a folder, which is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        store = AsyncSqliteStorage(
            database_path=folder / "answers.db", default_ttl=LONGEST, max_size=LARGEST
        )
        try:
            yield cls(store)
        finally:
            await store.close()

    @staticmethod
    def key(url: str, headers: Mapping[str, str]) -> str:
        """A digest: addresses can hold keys, which are not written down."""
        asked = "\n".join([url, *(f"{name}: {headers[name]}" for name in sorted(headers))])
        return hashlib.sha256(asked.encode()).hexdigest()

    async def find(self, key: str) -> KeptPage | None:
        """The latest answer to a question."""
        entries = await self._store.get_entries(key)
        latest = max(entries, key=lambda entry: entry.response.headers[FETCHED], default=None)
        if latest is None or latest.response.stream is None:
            return None
        headers = dict(latest.response.headers)
        fetched = float(headers.pop(FETCHED))
        blocks = [block async for block in latest.response.stream]  # type: ignore[union-attr]
        page = Page(
            latest.request.url, latest.response.status_code, headers, b"".join(blocks), True
        )
        return KeptPage(page, max(0.0, time.time() - fetched))

    async def keep(self, key: str, page: Page) -> None:
        """Keep an answer in place of earlier ones. It is there once it is there completely."""
        headers = {name: page.headers[name] for name in WORTH_KEEPING if name in page.headers}
        stamped = Headers({**headers, FETCHED: f"{time.time():.3f}"})
        earlier = await self._store.get_entries(key)
        entry = await self._store.create_entry(
            Request("GET", shown(page.url)),
            Response(page.status, stamped, _once(page.body)),
            key,
        )
        async for _ in entry.response.stream or ():  # type: ignore[union-attr]
            pass
        for old in earlier:
            await self._store.remove_entry(old.id)


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
