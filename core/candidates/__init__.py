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
    bit = {path.name: 1 << nth for nth, path in enumerate(PATHS)}
    came = [*found.values(), np.array(also, dtype=np.int64)]
    how = np.repeat([*(bit[name] for name in found), 0], [len(ids) for ids in came])
    everyone, places = np.unique(np.concatenate(came), return_inverse=True)
    bits = np.zeros(len(everyone), dtype=np.uint8)
    np.bitwise_or.at(bits, places, how.astype(np.uint8))
    stay = ~np.isin(everyone, never)
    return Candidates(everyone[stay].astype(np.int64), bits[stay])


def found_by(candidates: Candidates, place: int) -> tuple[Path, ...]:
    """The paths that came across the candidate at a place."""
    bits = int(candidates.found_by[place])
    return tuple(path.name for bit, path in enumerate(PATHS) if bits >> bit & 1)
