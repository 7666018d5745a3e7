"""Found in the graph: relations, people, pages, playlists, small labels, company and stories shared."""

from core.candidate import WITHIN_BOUNDS, CandidatePath, bounds
from core.columns import listed_ids
from core.db import Question
from core.types import Seed, Wishes

LINKED = (
    """
    WITH allowed AS NOT MATERIALIZED (
        SELECT artist_id FROM graph.playable
         WHERE """
    + WITHIN_BOUNDS
    + """
    ), linked AS (
        SELECT other_id AS artist_id, kind::text AS way, sum(strength) AS strength
          FROM graph.link WHERE artist_id = ANY(%(seeds)s)
         GROUP BY other_id, kind
        UNION ALL
        SELECT theirs.artist_id, 'label', sum(boutique)
          FROM graph.artist_label AS theirs JOIN graph.label USING (label_id)
         WHERE label_id = ANY(%(labels)s) AND roster <= %(largest_roster)s
         GROUP BY theirs.artist_id
    ), ours AS (
        SELECT l2_normalize(avg(company))::halfvec(128) AS company,
               l2_normalize(avg(text))::halfvec(128) AS text
          FROM graph.place WHERE artist_id = ANY(%(seeds)s)
    ), met AS (
        SELECT artist_id, way, strength FROM linked
        UNION ALL
        SELECT * FROM (SELECT artist_id, 'company', 1 - (company <=> (SELECT company FROM ours))
                         FROM graph.place JOIN allowed USING (artist_id)
                        ORDER BY company <=> (SELECT company FROM ours)
                        LIMIT %(per_way)s) AS same_company
        UNION ALL
        SELECT * FROM (SELECT artist_id, 'writing', 1 - (text <=> (SELECT text FROM ours))
                         FROM graph.place JOIN allowed USING (artist_id)
                        ORDER BY text <=> (SELECT text FROM ours)
                        LIMIT %(per_way)s) AS same_story
    ), ranked AS (
        SELECT artist_id, row_number() OVER (PARTITION BY way ORDER BY strength DESC, artist_id) AS nth
          FROM met JOIN allowed USING (artist_id)
    )
    SELECT DISTINCT artist_id FROM ranked WHERE nth <= %(per_way)s
"""
)
PER_WAY = 250
LARGEST_ROSTER = 150  # a larger label is a distributor, not a curator


def ask(seed: Seed, wishes: Wishes) -> Question | None:
    return Question(
        LINKED,
        {
            "seeds": listed_ids(seed.artist_ids),
            "labels": listed_ids(seed.label_ids.tolist()),
            "largest_roster": LARGEST_ROSTER,
            "per_way": PER_WAY,
            **bounds(wishes),
        },
    )


PATH = CandidatePath("graph", ask)
