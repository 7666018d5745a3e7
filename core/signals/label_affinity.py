"""Label affinity: a small label is a curator, so sharing one is a hint."""

from collections.abc import Sequence

import numpy as np

from core.columns import listed_ids
from core.db import Question
from core.signal import Answer, Facts, Signal, Weighed, placed
from core.types import Candidates, Evidence, Seed, Source
from core.wording import counted

SHARED_LABELS = """
    SELECT theirs.artist_id, sum(label.boutique::float)::real AS affinity,
           array_agg(label.name ORDER BY label.boutique DESC, label.label_id) AS labels,
           array_agg(label.roster ORDER BY label.boutique DESC, label.label_id) AS rosters,
           (array_agg(theirs.titles[1] ORDER BY label.boutique DESC, label.label_id))[1] AS title,
           (array_agg(theirs.releases ORDER BY label.boutique DESC, label.label_id))[1] AS releases,
           (array_agg(theirs.sources[1] ORDER BY label.boutique DESC, label.label_id))[1] AS source
      FROM graph.artist_label AS theirs
      JOIN graph.label USING (label_id)
     WHERE theirs.label_id = ANY(%(labels)s) AND theirs.artist_id = ANY(%(candidates)s)
       -- A genre's own artists share a label only with somebody else.
       AND EXISTS (SELECT FROM graph.artist_label AS ours
                    WHERE ours.label_id = theirs.label_id
                      AND ours.artist_id = ANY(%(seeds)s) AND ours.artist_id <> theirs.artist_id)
     GROUP BY theirs.artist_id
"""

# How fast a larger roster says less: sharing one of nine counts 0.64, one of fifty 0.46, a major 0.16.
EASE = 0.4


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    if not len(seed.label_ids):
        return ()
    values = {
        "seeds": listed_ids(seed.artist_ids),
        "labels": listed_ids(seed.label_ids.tolist()),
        "candidates": candidates.listed,
    }
    return (Question(SHARED_LABELS, values),)


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    (rows,) = answers
    places = placed(candidates, [row.artist_id for row in rows])
    affinity = np.zeros(len(candidates))
    affinity[places] = [row.affinity for row in rows]
    shared = {int(place): row for place, row in zip(places, rows, strict=True)}

    def tell(place: int, _: Facts) -> Evidence:
        row = shared[place]
        record = f"“{row.title}”" if row.title else counted(row.releases, "release")
        others = (
            f" and {counted(len(row.labels) - 1, 'other label')}" if len(row.labels) > 1 else ""
        )
        return Evidence(
            f"shared label: {row.labels[0]} ({record}; {counted(row.rosters[0], 'artist')} here){others}",
            (Source(row.source, row.labels[0]),),
        )

    strengths = np.where(affinity > 0, np.minimum(affinity, 1.0) ** EASE, np.nan)
    return Weighed(strengths, tell)


SIGNAL = Signal(
    name="label_affinity",
    weight=0.10,
    asks="Did the same small labels release both?",
    ask=ask,
    hear=hear,
    reach="SELECT DISTINCT artist_id FROM graph.artist_label",
)
