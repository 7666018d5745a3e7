"""Found by tags: the artists who are most of what the seed is most."""

from core.candidate import WITHIN_BOUNDS, CandidatePath, bounds
from core.db import Question
from core.types import Seed, Wishes

LOUDEST = (
    """
    SELECT artist_id
      FROM unnest(%(tags)s::int[], %(weights)s::real[]) AS ours (tag_id, weight)
     CROSS JOIN LATERAL (
            SELECT artist_id, theirs.weight
              FROM graph.artist_tag AS theirs JOIN graph.artist USING (artist_id)
             WHERE theirs.tag_id = ours.tag_id AND artist.has_music AND """
    + WITHIN_BOUNDS
    + """
             ORDER BY theirs.weight DESC, artist_id
             LIMIT %(per_tag)s
           ) AS theirs
     GROUP BY artist_id
     ORDER BY sum(ours.weight * theirs.weight) DESC, artist_id
     LIMIT %(budget)s
"""
)
MOST_TAGS = 12  # of the seed's; the rest are whispers
PER_TAG = 300
BUDGET = 600


def ask(seed: Seed, wishes: Wishes) -> Question | None:
    if not len(seed.tags.ids):
        return None
    return Question(
        LOUDEST,
        {
            "tags": seed.tags.ids[:MOST_TAGS].tolist(),
            "weights": seed.tags.weights[:MOST_TAGS].tolist(),
            "per_tag": PER_TAG,
            "budget": BUDGET,
            **bounds(wishes),
        },
    )


PATH = CandidatePath("tags", ask)
