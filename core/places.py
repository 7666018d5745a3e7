"""Where artists lie in the spaces of words, company and writing: one narrow row each."""

from collections.abc import Sequence

import numpy as np

from core.db import Question, Row
from core.signal import by_rank, less_of_a_hub, placed, silent
from core.types import Candidates, Floats, Seed

COSINES = """
    SELECT theirs.artist_id,
           1 - (theirs.tags <=> ours.tags) AS tags,
           1 - (theirs.company <=> ours.company) AS company,
           1 - (theirs.text <=> ours.text) AS text,
           hub_tags, hub_company, hub_text, hub_related, hub_beside, hub_mentioned, hub_listed, hub_named
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
        {"seeds": list(seed.artist_ids), "candidates": candidates.artist_ids.tolist()},
    )


def cosines_of(space: str, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) cosines in one space, NaN where either side is unknown."""
    cosines = silent(candidates)
    values = [getattr(row, space) for row in rows]
    cosines[placed(candidates, [row.artist_id for row in rows])] = values
    return np.where(np.isfinite(cosines), cosines, np.nan)


def hubs_of(space: str, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) how much nearer than average each lies to everyone."""
    hubs = np.zeros(len(candidates))
    hubs[placed(candidates, [row.artist_id for row in rows])] = [
        getattr(row, f"hub_{space}") for row in rows
    ]
    return hubs


def nearness(space: str, seed: Seed, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) strengths in one space, hubs held back."""
    cosines = cosines_of(space, candidates, rows)
    cosines = np.where(cosines >= LEAST_COSINE, cosines, np.nan)
    return less_of_a_hub(by_rank(cosines, seed.artists), hubs_of(space, candidates, rows))
