"""Text similarity: two artists whose stories read alike, names aside."""

from collections.abc import Sequence

from core.db import Question, Row
from core.places import cosines_of, cosines_question
from core.signal import Facts, Signal, Weighed, by_rank
from core.types import Candidates, Evidence, Seed, Source


def ask(seed: Seed, candidates: Candidates) -> Question | None:
    return cosines_question(seed, candidates)


def hear(seed: Seed, candidates: Candidates, rows: Sequence[Row]) -> Weighed:
    cosines = cosines_of("text", candidates, rows)

    def tell(place: int, facts: Facts) -> Evidence:
        own = tuple(Source(f.source, f.title) for f in facts if f.kind == "writing")
        who = "described alike" if own and seed.text is not None else "their company is described alike"
        return Evidence(f"{who} (cosine {cosines[place]:.2f})", own)

    return Weighed(by_rank(cosines), tell)


SIGNAL = Signal(
    name="text_similarity",
    weight=0.15,
    asks="Do their descriptions read alike, names masked?",
    ask=ask,
    hear=hear,
    reach="SELECT count(*) AS artists FROM graph.place WHERE l2_norm(text) > 0",
)
