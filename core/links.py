"""The pairs that the graph keeps for each artist, asked for once however many signals listen."""

from collections.abc import Sequence

import numpy as np

from core.columns import ids_of, listed_ids, reals_of
from core.db import Question, Row
from core.places import hubs_of
from core.signal import by_rank, less_of_a_hub, placed
from core.types import Candidates, Floats, Seed

RELATED, LINEAGE, MENTIONED, LISTED, NAMED, BESIDE = 1, 2, 3, 4, 5, 6
NAMES = {
    RELATED: "related",
    MENTIONED: "mentioned",
    LISTED: "listed",
    NAMED: "named",
    BESIDE: "beside",
}

LINKS = """
    SELECT kind, array_send(other_ids) AS others, array_send(strengths) AS strengths
      FROM graph.links
     WHERE artist_id = ANY(%(seeds)s)
     ORDER BY artist_id, kind
"""


def links_question(seed: Seed) -> Question:
    """Everyone the seed is linked to. Equal questions of several signals travel as one."""
    return Question(LINKS, {"seeds": listed_ids(seed.artist_ids)})


def strengths_of(kind: int, seed: Seed, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) raw strength of one kind of link, the mean over the seed's artists; 0 for none."""
    own = [row for row in rows if row.kind == kind]
    if not own:
        return np.zeros(len(candidates))
    places = placed(candidates, np.concatenate([ids_of(row.others) for row in own]))
    strengths = np.concatenate([reals_of(row.strengths) for row in own])
    here = places >= 0
    raw = np.bincount(places[here], strengths[here], minlength=len(candidates))
    return raw / len(seed.artist_ids)


def linked(
    kind: int, seed: Seed, candidates: Candidates, links: Sequence[Row], places: Sequence[Row]
) -> Floats:
    """(candidates,) strengths of one kind of link, hubs held back."""
    raw = strengths_of(kind, seed, candidates, links)
    return less_of_a_hub(by_rank(raw, seed.artists), hubs_of(NAMES[kind], candidates, places))
