"""What is written about music: feeds, sitemaps and pages that somebody chose, read for who is named.

The writing itself is not kept, not even on disk for a while: only who is mentioned, how often, the
title, the address, the date and how much the outlet counts.
"""

import asyncio
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import LiteralString

from core.errors import WebError
from ingest.database import connect
from ingest.load import Loaded, load
from ingest.mentions.catalogue import Catalogue, catalogue
from ingest.source import Reject, Report
from ingest.sources.editorial.crawl import Crawl
from ingest.sources.editorial.facts import SOURCE, Reading, facts_of_readings, read
from ingest.sources.editorial.outlets import Outlet
from ingest.web import Web

BATCH = 50  # pages, after which what was read is loaded: an interrupted run loses no more than that
READ = "SELECT key FROM document WHERE key LIKE 'editorial:%'"
# A page changes rarely; one that was read before there was a note of it is due.
READ_THIS_MONTH = """
    SELECT key FROM editorial.read JOIN document USING (document_id) WHERE read > now() - interval '30 days'
"""
NOTED = """
    INSERT INTO editorial.read (document_id) SELECT document_id FROM document WHERE key = ANY(%s)
        ON CONFLICT (document_id) DO UPDATE SET read = now()
"""


@dataclass
class Harvest:
    """What a run came to."""

    pages: int = 0
    mentions: int = 0
    artists: set[str] = field(default_factory=set)
    lists: int = 0  # pages that name so many artists that they say nothing about any
    known: int = 0  # pages that were read before, and not again
    loaded: list[Loaded] = field(default_factory=list)
    missed: list[Reject] = field(default_factory=list)

    def note(self, reading: Reading) -> None:
        """Count a page."""
        self.pages += 1
        self.mentions += sum(reading.counts.values())
        self.artists |= reading.counts.keys()
        self.lists += reading.is_list


async def ingest(
    url: str,
    outlets: Sequence[Outlet],
    web: Web,
    report: Report,
    known_by: LiteralString = READ,
) -> Harvest:
    """Read what is new in some outlets and load who is named there; of a page that is read again, in place
    of whom it named before.

    `known_by` finds the documents that are not read: READ or READ_THIS_MONTH. What is not to be had is
    listed; the next run tries it again. Raises WebError when nothing was.
    """
    people, known = await asyncio.to_thread(_what_is_known, url, known_by)
    harvest = Harvest()
    crawl = Crawl(web, known, harvest.missed, report)
    batch: list[Reading] = []
    try:
        async for article in crawl.articles(outlets):
            reading = await asyncio.to_thread(read, article, people)
            harvest.note(reading)
            batch.append(reading)
            if len(batch) == BATCH:
                harvest.loaded.append(await asyncio.to_thread(_keep, url, batch, report))
                batch = []
    finally:  # what was read is kept, however the run ends
        if batch:
            harvest.loaded.append(await asyncio.to_thread(_keep, url, batch, report))
    harvest.known = crawl.again
    if harvest.missed and not harvest.pages and not harvest.known:
        raise WebError(f"Nothing could be read. {harvest.missed[0].reason}")
    return harvest


def _keep(url: str, batch: Sequence[Reading], report: Report) -> Loaded:
    loaded = load(url, SOURCE, facts_of_readings(batch), report)
    with connect(url) as connection:
        connection.execute(NOTED, [[reading.key for reading in batch]])
    return loaded


def _what_is_known(url: str, known_by: LiteralString) -> tuple[Catalogue, Set[str]]:
    with connect(url) as connection:
        return catalogue(connection), {key for (key,) in connection.execute(known_by)}
