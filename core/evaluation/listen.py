"""Ask the engine every query once and keep what it heard, so that everything else is arithmetic."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from core.db import Database
from core.engine import Considered, consider
from core.errors import GraphMovedError, NothingKnownError
from core.places import Described
from core.signals import SIGNALS
from core.types import Entity, Ids, Wishes

PROCESSES = 2
WHICH_GRAPH = "SELECT version FROM graph.version"
NAMES = tuple(signal.name for signal in SIGNALS)


@dataclass(frozen=True)
class Heard:
    """One query: everyone considered, and what each signal said (NaN: silence or not asked)."""

    query: int
    candidates: Ids
    order: NDArray[np.int32]  # places, best first, before stage 5
    asked: NDArray[np.bool_]  # (signals,) in the order of NAMES
    strengths: NDArray[np.float32]  # (signals, candidates)
    picks: tuple[int, ...]  # places, after stage 5
    alikeness: tuple[float, float]  # mean cosine of tags within the picks, without and with stage 5


def listen(url: str, queries: Sequence[int], wishes: Wishes) -> list[Heard]:
    """Everything the engine hears for these artists, in several processes."""
    parts = [list(queries[start::PROCESSES]) for start in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        heard = [
            h
            for part in pool.map(_listen, [url] * PROCESSES, parts, [wishes] * PROCESSES)
            for h in part
        ]
    return sorted(heard, key=lambda h: h.query)


def _listen(url: str, queries: Sequence[int], wishes: Wishes) -> list[Heard]:
    return asyncio.run(_hear_all(url, queries, wishes))


async def _hear_all(url: str, queries: Sequence[int], wishes: Wishes) -> list[Heard]:
    async with Database.open(url, pool_size=1) as db:
        (before,) = await db.fetch(WHICH_GRAPH)
        heard = [await _hear(db, query, wishes) for query in queries]
        (after,) = await db.fetch(WHICH_GRAPH)
    if before != after:
        raise GraphMovedError
    return heard


async def _hear(db: Database, query: int, wishes: Wishes) -> Heard:
    entity = Entity(id=query, kind="artist", name="", artist_id=query)
    try:
        asked = await consider(db, entity, wishes)
        shortlist = asked.shortlist(wishes)
    except NothingKnownError:
        return _silence(query)
    scored = asked.scored
    picks = tuple(slot.place for slot in asked.slots(wishes))
    alike = [_alikeness(asked.described, places) for places in (shortlist[: wishes.limit], picks)]
    return Heard(
        query=query,
        candidates=scored.candidates.artist_ids,
        order=np.array(scored.order, dtype=np.int32),
        asked=np.isin(NAMES, [signal.name for signal in scored.signals]),
        strengths=_all_strengths(asked),
        picks=picks,
        alikeness=(alike[0], alike[1]),
    )


def _silence(query: int) -> Heard:
    none = np.zeros((len(NAMES), 0), dtype=np.float32)
    nobody = np.zeros(0, dtype=np.int64)
    return Heard(
        query, nobody, nobody.astype(np.int32), np.zeros(len(NAMES), bool), none, (), (0.0, 0.0)
    )


def _all_strengths(asked: Considered) -> NDArray[np.float32]:
    scored = asked.scored
    heard = {signal.name: row for signal, row in zip(scored.signals, scored.strengths, strict=True)}
    nothing = np.full(len(scored.candidates), np.nan)
    return np.stack([heard.get(name, nothing) for name in NAMES]).astype(np.float32)


def _alikeness(described: Described, places: Sequence[int]) -> float:
    alike = described.likeness(places)
    n = len(places)
    return float((alike.sum() - n) / (n * (n - 1))) if n > 1 else 0.0
