"""How tracks sound: a preview of thirty seconds is fetched, listened to and forgotten.

Nothing of a recording is kept but what the model makes of it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import WebError
from ingest.database import connect
from ingest.source import Reject, Report
from ingest.sources.deezer.matching import Track
from ingest.sources.deezer.service import Deezer, Found
from ingest.sources.deezer.work import Outcome, keep, worklist
from ingest.telling import NOT_AS_DOCUMENTED, ODD

AT_ONCE = 8
SHORTEST = 20.0  # seconds of a preview, which has thirty; a shorter one was cut off
BATCH = 32  # tracks, looked up and fetched while the model listens to the ones before


class Unheard(Protocol):
    """Why a recording has no vector."""

    @property
    def reason(self) -> str: ...


class Ear(Protocol):
    """A model that listens. `model` is the id that goes with its vectors."""

    @property
    def model(self) -> str: ...

    def embed(self, recordings: Sequence[bytes]) -> Sequence[NDArray[np.float32] | Unheard]:
        """(512,) of unit length for each MP3, or why there is none."""
        ...


@dataclass(frozen=True)
class Listened:
    """What a run did: tracks by what became of them, and those that the next run tries again."""

    model: str
    embedded: int
    outcomes: Mapping[str, int]
    missed: tuple[Reject, ...]
    left: int  # not asked about any more, because nobody answered


@dataclass(frozen=True)
class Fetched:
    """A track with its preview, or why there is none; `again`: whether that may be otherwise next time."""

    track: Track
    found: Found | None
    preview: bytes | None
    reason: str = ""
    again: bool = False


async def ingest(url: str, ear: Ear, most: int, service: Deezer, report: Report) -> Listened:
    """Listen to previews of the most useful tracks that have no vector of this model yet. Each batch is
    kept, so a run can be resumed."""
    with connect(url) as connection:
        tracks = worklist(connection, ear.model, most)
    outcomes: Counter[str] = Counter()
    missed: list[Reject] = []
    done = 0
    async with aclosing(_ahead(tracks, service)) as batches:
        async for fetched in batches:
            kept = await asyncio.to_thread(listen, url, ear, fetched)
            outcomes.update(outcome.how for outcome in kept)
            missed += told(fetched, kept)
            done += len(fetched)
            report("listening to previews", done, len(tracks))
            if not kept:
                break  # nobody answers
    return Listened(
        ear.model,
        outcomes["isrc"] + outcomes["search"],
        dict(outcomes),
        tuple(missed),
        len(tracks) - done,
    )


async def _ahead(tracks: Sequence[Track], service: Deezer) -> AsyncGenerator[list[Fetched], None]:
    """Batches with their previews; the next one is fetched while somebody listens to this one."""
    coming: asyncio.Task[list[Fetched]] | None = None
    try:
        for start in range(0, len(tracks) + BATCH, BATCH):
            ready, some = coming, tracks[start : start + BATCH]
            coming = asyncio.create_task(fetch_all(some, service)) if some else None
            if ready:
                yield await ready
    finally:
        if coming:
            coming.cancel()


def told(fetched: Sequence[Fetched], kept: Sequence[Outcome]) -> list[Reject]:
    """What was not to be had, and what was but cannot be heard, with the reasons."""
    unplayable = {one.track_id: one.why for one in kept}
    return [
        Reject("Deezer", one.track.track_id, f"{one.track.name} - {one.track.title}: {why}")
        for one in fetched
        if (why := one.reason if one.again else unplayable.get(one.track.track_id))
    ]


async def fetch_all(tracks: Sequence[Track], service: Deezer) -> list[Fetched]:
    """The previews of some tracks, a few at a time."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(track: Track) -> Fetched:
        async with turns:
            return await fetch(track, service)

    return await asyncio.gather(*(in_turn(track) for track in tracks))


async def fetch(track: Track, service: Deezer) -> Fetched:
    """A track's preview in memory, or why there is none."""
    found = None
    try:
        found = await service.find(track)
        if found is None:
            return Fetched(track, None, None, "not found")
        if not found.preview:
            return Fetched(track, found, None, "no preview")
        return Fetched(track, found, await service.preview(found.preview))
    except WebError as error:
        return Fetched(track, found, None, str(error), again=True)
    except ODD:
        return Fetched(track, found, None, NOT_AS_DOCUMENTED, again=True)


def listen(url: str, ear: Ear, fetched: Sequence[Fetched]) -> list[Outcome]:
    """Listen to a batch and keep what came of it, in one transaction."""
    heard = [one for one in fetched if one.preview is not None]
    answers = ear.embed([one.preview for one in heard if one.preview is not None]) if heard else ()
    vectors = {one.track.track_id: answer for one, answer in zip(heard, answers, strict=True)}
    outcomes = [_outcome(one, vectors.get(one.track.track_id)) for one in fetched if not one.again]
    with connect(url) as connection:
        keep(connection, ear.model, outcomes)
    return outcomes


def _outcome(one: Fetched, heard: NDArray[np.float32] | Unheard | None) -> Outcome:
    deezer_id = one.found.deezer_id if one.found else None
    if isinstance(heard, np.ndarray):
        assert one.found is not None
        return Outcome(one.track.track_id, one.found.how, deezer_id, heard)
    why = heard.reason if heard else ""
    return Outcome(one.track.track_id, one.reason or "unplayable", deezer_id, None, why)
