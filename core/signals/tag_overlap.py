"""Tag overlap: two artists whom people describe in the same rare words are neighbours."""

from collections.abc import Sequence

import numpy as np

from core.db import Question, Row
from core.places import cosines_of, cosines_question
from core.signal import Facts, Signal, Weighed, by_rank
from core.types import Candidates, Evidence, Seed, Source
from core.wording import listed

TOLD = 3  # tags


def ask(seed: Seed, candidates: Candidates) -> Question | None:
    return cosines_question(seed, candidates)


def hear(seed: Seed, candidates: Candidates, rows: Sequence[Row]) -> Weighed:
    cosines = cosines_of("tags", candidates, rows)

    def tell(place: int, facts: Facts) -> Evidence:
        shared = [f for f in facts if f.kind == "tag"][:TOLD]
        kindred = [f for f in facts if f.kind == "kindred"][:TOLD]
        if shared:
            said = f"both tagged {listed([f.name for f in shared])}"
        elif kindred:
            said = f"its company is tagged {listed([f.name for f in kindred])}"
        else:
            said = "tagged in related words"
        return Evidence(said, tuple(dict.fromkeys(Source(f.source) for f in shared + kindred)))

    return Weighed(by_rank(np.maximum(cosines, 0)), tell)


SIGNAL = Signal(
    name="tag_overlap",
    weight=0.15,
    asks="Do listeners and editors describe both in the same words?",
    ask=ask,
    hear=hear,
    reach="SELECT count(*) AS artists FROM graph.place WHERE l2_norm(tags) > 0",
)
