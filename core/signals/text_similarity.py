"""Text similarity: two artists whose stories tell of the same kind of music, names aside."""

from collections.abc import Sequence

from core.db import Question
from core.places import cosines_of, nearness, places_question
from core.signal import Answer, Facts, Signal, Weighed
from core.types import Candidates, Evidence, Seed, Source
from core.wording import degree


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    return (places_question(seed, candidates),)


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    cosines = cosines_of("text", candidates, answers[0])

    def tell(place: int, facts: Facts) -> Evidence:
        own = tuple(Source(f.source, f.title) for f in facts if f.kind == "writing")
        how = f"as {degree(cosines[place])} similar music"
        if own and seed.text is not None:
            return Evidence(f"described {how}", own)
        return Evidence(f"the artists around each are described {how}", own)

    return Weighed(nearness("text", seed, candidates, answers[0]), tell)


SIGNAL = Signal(
    name="text_similarity",
    weight=0.15,
    asks="Do their descriptions read alike, names masked?",
    ask=ask,
    hear=hear,
    reach="SELECT artist_id FROM graph.place WHERE l2_norm(text) > 0",
)
