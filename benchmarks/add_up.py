"""Every recommendation of a whole graph adds up: python benchmarks/add_up.py [--limit N]

Asks for the neighbours of every artist and checks that contributions add up to the score within 1e-9,
that scores lie in 0..1, and that every fiftieth request, asked again, gives the same bytes.
"""

import argparse
import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import orjson

from core.db import Database
from core.embedded import database_url
from core.engine import consider, present
from core.errors import NothingKnownError
from core.settings import settings
from core.types import Entity, Recommendation, Wishes

PROCESSES = 2
EVERYBODY = "SELECT artist_id FROM graph.artist WHERE has_music ORDER BY artist_id"


async def picks(db: Database, artist_id: int) -> tuple[Recommendation, ...]:
    """What `recommend` would answer for an artist whose name needs no resolving."""
    wishes = Wishes()
    asked = await consider(db, Entity(artist_id, "artist", "", artist_id), wishes)
    slots = asked.slots(wishes)
    shown = await present.look_up(db, asked.planted, asked.scored, [slot.place for slot in slots])
    return present.ranked(asked.scored, shown, slots)


async def check(url: str, artists: list[int]) -> tuple[int, int, int, float]:
    answered = unknown = repeated = 0
    worst = 0.0
    async with Database.open(url, pool_size=1) as db:
        for nth, artist in enumerate(artists):
            try:
                answer = await picks(db, artist)
            except NothingKnownError:
                unknown += 1
                continue
            answered += 1
            for pick in answer:
                worst = max(worst, abs(sum(c.points for c in pick.contributions) - pick.score))
                assert 0 <= pick.score <= 1, (artist, pick)
            if nth % 50 == 0:
                assert orjson.dumps(answer) == orjson.dumps(await picks(db, artist)), artist
                repeated += 1
    assert worst < 1e-9, worst
    return answered, unknown, repeated, worst


def run(url: str, artists: list[int]) -> tuple[int, int, int, float]:
    return asyncio.run(check(url, artists))


async def everybody(url: str) -> list[int]:
    async with Database.open(url) as db:
        return [row.artist_id for row in await db.fetch(EVERYBODY)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, help="only the first so many artists")
    limit = parser.parse_args().limit
    url = os.environ.get("AURIC_DATABASE_URL") or database_url(settings().data_dir)
    artists = asyncio.run(everybody(url))[:limit]
    parts = [artists[start::PROCESSES] for start in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(run, [url] * PROCESSES, parts))
    answered, unknown, repeated = (sum(r[i] for r in results) for i in range(3))
    worst = max(r[3] for r in results)
    print(
        f"{answered:,} artists answered, {unknown:,} about whom nothing is known;"
        f" the sums miss the scores by {worst:.1e} at most; {repeated:,} asked twice gave equal bytes"
    )


if __name__ == "__main__":
    main()
