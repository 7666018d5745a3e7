"""Where artists lie in the spaces of words, company and writing: one narrow row each."""

from collections.abc import Sequence

import numpy as np

from core.columns import floats_of, ids_of, listed_ids, reals_of
from core.db import Question, Row
from core.signal import by_rank, less_of_a_hub, placed, silent
from core.types import Candidates, Floats, Seed

COSINES = """
    SELECT array_send(array_agg(theirs.artist_id)) AS artist_ids,
           array_send(array_agg(coalesce(1 - (theirs.tags <=> ours.tags), 'NaN'))) AS tags,
           array_send(array_agg(coalesce(1 - (theirs.company <=> ours.company), 'NaN'))) AS company,
           array_send(array_agg(coalesce(1 - (theirs.text <=> ours.text), 'NaN'))) AS text,
           array_send(array_agg(hub_tags)) AS hub_tags,
           array_send(array_agg(hub_company)) AS hub_company,
           array_send(array_agg(hub_text)) AS hub_text,
           array_send(array_agg(hub_related)) AS hub_related,
           array_send(array_agg(hub_beside)) AS hub_beside,
           array_send(array_agg(hub_mentioned)) AS hub_mentioned,
           array_send(array_agg(hub_listed)) AS hub_listed,
           array_send(array_agg(hub_named)) AS hub_named
      FROM (SELECT l2_normalize(avg(tags))::halfvec(128) AS tags,
                   l2_normalize(avg(company))::halfvec(128) AS company,
                   l2_normalize(avg(text))::halfvec(128) AS text
              FROM graph.place WHERE artist_id = ANY(%(seeds)s)) AS ours
      JOIN graph.place AS theirs ON theirs.artist_id = ANY(%(candidates)s)
"""


# The nearest of strangers is still a stranger: below this a signal has nothing to say.
LEAST_COSINE = 0.1


def cosines_question(seed: Seed, candidates: Candidates) -> Question:
    """How near candidates lie in each space. Equal questions of several signals travel as one."""
    return Question(
        COSINES,
        {"seeds": listed_ids(seed.artist_ids), "candidates": candidates.listed},
    )


def cosines_of(space: str, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) cosines in one space, NaN where either side is unknown."""
    cosines = silent(candidates)
    cosines[placed(candidates, ids_of(rows[0].artist_ids))] = floats_of(getattr(rows[0], space))
    return np.where(np.isfinite(cosines), cosines, np.nan)


def hubs_of(space: str, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) how much nearer than average each lies to everyone."""
    hubs = np.zeros(len(candidates))
    hubs[placed(candidates, ids_of(rows[0].artist_ids))] = reals_of(
        getattr(rows[0], f"hub_{space}")
    )
    return hubs


def nearness(space: str, seed: Seed, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) strengths in one space, hubs held back."""
    cosines = cosines_of(space, candidates, rows)
    cosines = np.where(cosines >= LEAST_COSINE, cosines, np.nan)
    return less_of_a_hub(by_rank(cosines, seed.artists), hubs_of(space, candidates, rows))
