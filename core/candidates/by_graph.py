"""Found in the graph: relations, people, pages, playlists, small labels, company and stories shared."""

from core.candidate import WITHIN_BOUNDS, CandidatePath, bounded
from core.columns import listed_ids
from core.db import Question
from core.types import Seed, Wishes

PER_WAY = 250
LARGEST_ROSTER = 150  # a larger label is a distributor, not a curator
LINKED = f"""
    WITH linked AS (
        SELECT other_id AS artist_id, kind AS way, sum(strength::float)::real AS strength
          FROM graph.link WHERE artist_id = ANY(%(seeds)s)
         GROUP BY other_id, kind
        UNION ALL
        SELECT theirs.artist_id, 0, sum(boutique::float)::real
          FROM graph.artist_label AS theirs JOIN graph.label USING (label_id)
         WHERE label_id = ANY(%(labels)s) AND roster <= {LARGEST_ROSTER}
         GROUP BY theirs.artist_id
    ), ours AS (
        SELECT l2_normalize(avg(company))::halfvec(128) AS company,
               l2_normalize(avg(text))::halfvec(128) AS text
          FROM graph.place WHERE artist_id = ANY(%(seeds)s)
    ), ranked AS (
        SELECT artist_id, row_number() OVER (PARTITION BY way ORDER BY strength DESC, artist_id) AS nth
          FROM linked JOIN graph.playable USING (artist_id)
         WHERE {WITHIN_BOUNDS}
    )
    SELECT artist_id FROM ranked WHERE nth <= {PER_WAY}
    UNION ALL
    SELECT * FROM (SELECT artist_id FROM graph.place
                    WHERE has_music AND {WITHIN_BOUNDS} AND (SELECT l2_norm(company) > 0 FROM ours)
                    ORDER BY company <=> (SELECT company FROM ours)
                    LIMIT {PER_WAY}) AS same_company
    UNION ALL
    SELECT * FROM (SELECT artist_id FROM graph.place
                    WHERE has_music AND {WITHIN_BOUNDS} AND (SELECT l2_norm(text) > 0 FROM ours)
                    ORDER BY text <=> (SELECT text FROM ours)
                    LIMIT {PER_WAY}) AS same_story
"""


def ask(seed: Seed, wishes: Wishes) -> Question | None:
    if not seed.artist_ids:
        return None
    return bounded(
        LINKED,
        wishes,
        {
            "seeds": listed_ids(seed.artist_ids),
            "labels": listed_ids(seed.label_ids.tolist()),
        },
    )


PATH = CandidatePath("graph", ask)
