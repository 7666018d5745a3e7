"""Found by sound: the nearest neighbours of the seed's centres in the space of recordings."""

from core.candidate import WITHIN_BOUNDS, CandidatePath, bounds
from core.db import Question, vector_text
from core.types import Seed, Wishes

NEAREST = (
    """
    SELECT near.artist_id, min(near.distance) AS distance
      FROM unnest(%(centres)s::text[]) AS ours (centre)
     CROSS JOIN LATERAL (
            SELECT artist_id, centroid <=> ours.centre::real[]::halfvec(512) AS distance
              FROM graph.sound JOIN graph.artist USING (artist_id)
             WHERE model = %(model)s AND artist.has_music AND """
    + WITHIN_BOUNDS
    + """
             ORDER BY centroid <=> ours.centre::real[]::halfvec(512)
             LIMIT %(budget)s
           ) AS near
     GROUP BY near.artist_id
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
