"""Found by tags: the artists who are most of what the seed is most, in the same words or kindred."""

from core.candidate import WITHIN_BOUNDS, CandidatePath, bounded
from core.columns import listed_ids
from core.db import Question
from core.types import Seed, Wishes

MOST_TAGS = 12  # of the seed's; the rest are whispers
PER_TAG = 200
BUDGET = 400
# Sums are made in double precision and rounded: they are the same in whatever order a plan adds them up.
# Those who carry the seed's loudest tags most, and those whose words mean nearly the same.
SAME_WORDS = f"""
    WITH loudest AS (
        SELECT artist_id
          FROM unnest(%(tags)s::int[], %(weights)s::real[]) AS ours (tag_id, weight)
         CROSS JOIN LATERAL (
                SELECT artist_id, theirs.weight
                  FROM graph.artist_tag AS theirs
                 WHERE theirs.tag_id = ours.tag_id AND has_music AND {WITHIN_BOUNDS}
                 ORDER BY theirs.weight DESC, artist_id
                 LIMIT {PER_TAG}
               ) AS theirs
         GROUP BY artist_id
         ORDER BY sum(ours.weight::float * theirs.weight)::real DESC, artist_id
         LIMIT {BUDGET}
    ), ours AS (
        SELECT l2_normalize(avg(tags))::halfvec(128) AS tags
          FROM graph.place WHERE artist_id = ANY(%(seeds)s)
    ), kindred AS (
        SELECT artist_id FROM graph.place
         WHERE has_music AND {WITHIN_BOUNDS} AND (SELECT l2_norm(tags) > 0 FROM ours)
         ORDER BY tags <=> (SELECT tags FROM ours)
         LIMIT {BUDGET}
    )
    SELECT artist_id FROM loudest UNION ALL SELECT artist_id FROM kindred
"""


def ask(seed: Seed, wishes: Wishes) -> Question | None:
    if not seed.artist_ids:
        return None
    return bounded(
        SAME_WORDS,
        wishes,
        {
            "seeds": listed_ids(seed.artist_ids),
            "tags": listed_ids(seed.tags.ids[:MOST_TAGS].tolist()),
            "weights": seed.tags.weights[:MOST_TAGS].tolist(),
        },
    )


PATH = CandidatePath("tags", ask)
