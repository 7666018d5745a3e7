"""Found by sound: the nearest neighbours of the seed's centres in the space of recordings."""

from core.candidate import WITHIN_BOUNDS, CandidatePath, bounds
from core.db import Question, vector_text
from core.types import Seed, Wishes

NEAREST = (
    """
    WITH ours AS MATERIALIZED (
        SELECT centre::real[]::halfvec(512) AS centre FROM unnest(%(centres)s::text[]) AS said (centre)
    )
    SELECT DISTINCT near.artist_id
      FROM ours
     CROSS JOIN LATERAL (
            SELECT artist_id
              FROM graph.sound JOIN graph.playable USING (artist_id)
             WHERE model = %(model)s AND """
    + WITHIN_BOUNDS
    + """
             ORDER BY centroid <=> ours.centre
             LIMIT %(budget)s
           ) AS near
"""
)
BUDGET = 300


def ask(seed: Seed, wishes: Wishes) -> Question | None:
    if seed.sound is None:
        return None
    return Question(
        NEAREST,
        {
            "centres": [vector_text(centre) for centre in seed.sound.tolist()],
            "model": seed.sound_model,
            "budget": BUDGET,
            **bounds(wishes),
        },
    )


PATH = CandidatePath("sound", ask)
