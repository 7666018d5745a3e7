"""Stage 3: who might be adjacent. Three paths look at once; each candidate remembers who found it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from core.candidate import CandidatePath
from core.columns import ids_of
from core.db import Database, Question
from core.stopwatch import timed
from core.types import Candidates, Ids, Path, Seed, Wishes

PATHS: tuple[CandidatePath, ...] = tuple(
    import_module(f"{__name__}.{found.name}").PATH for found in iter_modules(__path__)
)


@timed("gather")
async def gather(
    db: Database,
    seed: Seed,
    wishes: Wishes,
    also: Sequence[int] = (),
    excluded: Sequence[int] = (),
) -> Candidates:
    """Everyone a path finds but the excluded, and `also` those a listener asks about.

    One round trip.
    """
    questions = [(path, path.ask(seed, wishes)) for path in PATHS]
    asked = [(path, question) for path, question in questions if question is not None]
    answers = await db.ask(*(together(question) for _, question in asked))
    found = {
        path.name: ids_of(row.artist_ids) for (path, _), (row,) in zip(asked, answers, strict=True)
    }
    return merge(found, also, (*seed.off_limits, *excluded))


def together(question: Question) -> Question:
    """The same artists as one array: a thousand rows would take longer to read than to find."""
    everyone = (
        f"SELECT array_send(array_agg(artist_id)) AS artist_ids FROM ({question.sql}) AS found"
    )
    return replace(question, sql=everyone)


def merge(
    found: Mapping[Path, Ids], also: Sequence[int] = (), never: Sequence[int] = ()
) -> Candidates:
    """Pure: one place per artist, with a bit for each path that found it."""
    everyone = np.unique(np.concatenate([*found.values(), np.array(also, dtype=np.int64)]))
    everyone = everyone[~np.isin(everyone, never)].astype(np.int64)
    bits = np.zeros(len(everyone), dtype=np.uint8)
    for bit, path in enumerate(PATHS):
        if path.name in found:
            bits |= np.isin(everyone, found[path.name]).astype(np.uint8) << bit
    return Candidates(everyone, bits)


def found_by(candidates: Candidates, place: int) -> tuple[Path, ...]:
    """The paths that came across the candidate at a place."""
    bits = int(candidates.found_by[place])
    return tuple(path.name for bit, path in enumerate(PATHS) if bits >> bit & 1)
