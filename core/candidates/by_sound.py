"""Found by sound: the nearest neighbours of the seed's centres in the space of recordings."""

from core.candidate import WITHIN_BOUNDS, CandidatePath, bounded
from core.columns import listed_vectors
from core.db import Question
from core.types import Seed, Wishes

BUDGET = 300
NEAREST = f"""
    WITH ours AS MATERIALIZED (
        SELECT centre::halfvec(512) AS centre FROM unnest(%(centres)s::text[]) AS said (centre)
    )
    SELECT near.artist_id
      FROM ours
     CROSS JOIN LATERAL (
            SELECT artist_id
              FROM graph.sound
             WHERE model = %(model)s AND {WITHIN_BOUNDS}
             ORDER BY centroid <=> ours.centre
             LIMIT {BUDGET}
           ) AS near
"""


def ask(seed: Seed, wishes: Wishes) -> Question | None:
    if seed.sound is None:
        return None
    centres = listed_vectors(seed.sound)
    return bounded(NEAREST, wishes, {"centres": centres, "model": seed.sound_model})


PATH = CandidatePath("sound", ask)
