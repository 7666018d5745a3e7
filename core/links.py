"""The pairs that the graph keeps for each artist, asked for once however many signals listen."""

from collections.abc import Sequence

import numpy as np

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
    SELECT kind, other_id, sum(strength) / %(voices)s AS strength
      FROM graph.link
     WHERE artist_id = ANY(%(seeds)s)
     GROUP BY kind, other_id
"""


def links_question(seed: Seed) -> Question:
    """Everyone the seed is linked to. Equal questions of several signals travel as one."""
    return Question(LINKS, {"seeds": list(seed.artist_ids), "voices": float(len(seed.artist_ids))})


def strengths_of(kind: int, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) raw strength of one kind of link, 0 where there is none."""
    raw = np.zeros(len(candidates))
    mine = [row for row in rows if row.kind == kind]
    places = placed(candidates, [row.other_id for row in mine])
    here = places >= 0
    raw[places[here]] = np.array([row.strength for row in mine])[here]
    return raw


def linked(
    kind: int, seed: Seed, candidates: Candidates, links: Sequence[Row], places: Sequence[Row]
) -> Floats:
    """(candidates,) strengths of one kind of link, hubs held back."""
    raw = strengths_of(kind, candidates, links)
    return less_of_a_hub(by_rank(raw, seed.artists), hubs_of(NAMES[kind], candidates, places))
