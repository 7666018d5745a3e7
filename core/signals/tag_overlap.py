"""Tag overlap: two artists whom people describe in the same rare words are neighbours."""

from collections.abc import Sequence

import numpy as np

from core.columns import floats_of, ids_of, listed_ids
from core.db import Question
from core.places import cosines_question, hubs_of, nearness
from core.signal import Answer, Facts, Signal, Weighed, by_rank, less_of_a_hub, mixed, placed
from core.types import Candidates, Evidence, Seed, Source
from core.wording import listed

# Added up in double and then rounded: the sum is the same in whatever order a plan comes across the words.
SHARED_TAGS = """
    WITH shared AS (
        SELECT theirs.artist_id, sum(theirs.weight::float * ours.weight)::real::float AS overlap
          FROM unnest(%(tags)s::int[], %(weights)s::real[]) AS ours (tag_id, weight)
          JOIN graph.artist_tag AS theirs USING (tag_id)
         WHERE theirs.artist_id = ANY(%(candidates)s)
         GROUP BY theirs.artist_id
    )
    SELECT array_send(array_agg(artist_id)) AS artist_ids, array_send(array_agg(overlap)) AS overlaps
      FROM shared
"""
TOLD = 3  # tags
SAME, KINDRED = 0.2, 0.8  # shares of the very same words, and of words that mean nearly the same


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    shared = Question(
        SHARED_TAGS,
        {
            "tags": listed_ids(seed.tags.ids.tolist()),
            "weights": seed.tags.weights.tolist(),
            "candidates": candidates.listed,
        },
    )
    return (cosines_question(seed, candidates), shared)


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    places, (words,) = answers
    overlap = np.zeros(len(candidates))
    overlap[placed(candidates, ids_of(words.artist_ids))] = floats_of(words.overlaps)
    same = less_of_a_hub(by_rank(overlap, seed.artists), hubs_of("tags", candidates, places))
    kindred_words = nearness("tags", seed, candidates, places)

    def tell(place: int, facts: Facts) -> Evidence:
        shared = [f for f in facts if f.kind == "tag"][:TOLD]
        kindred = [f for f in facts if f.kind == "kindred"][:TOLD]
        if shared:
            said = f"both tagged {listed([f.name for f in shared])}"
        elif kindred:
            said = f"the artists around it are tagged {listed([f.name for f in kindred])}"
        else:
            said = "tagged in related words"
        return Evidence(said, tuple(dict.fromkeys(Source(f.source) for f in shared or kindred)))

    return Weighed(mixed((SAME, same), (KINDRED, kindred_words)), tell)


SIGNAL = Signal(
    name="tag_overlap",
    weight=0.15,
    asks="Do listeners and editors describe both in the same words?",
    ask=ask,
    hear=hear,
    reach="SELECT artist_id FROM graph.place WHERE l2_norm(tags) > 0",
)
