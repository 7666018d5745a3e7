"""Cultural similarity: artists who keep the same company, whether or not they ever met on a page."""

from collections.abc import Sequence

from core.db import Question, Row
from core.places import cosines_of, cosines_question
from core.signal import Facts, Signal, Weighed, by_rank
from core.types import Candidates, Evidence, Seed, Source
from core.wording import listed

TOLD = 3  # artists


def ask(seed: Seed, candidates: Candidates) -> Question | None:
    return cosines_question(seed, candidates)


def hear(seed: Seed, candidates: Candidates, rows: Sequence[Row]) -> Weighed:
    cosines = cosines_of("company", candidates, rows)

    def tell(place: int, facts: Facts) -> Evidence:
        between = [f for f in facts if f.kind == "company"][:TOLD]
        if not between:
            return Evidence("written about in the same circles")
        names = listed([f.name for f in between])
        return Evidence(
            f"both written about alongside {names}",
            tuple(dict.fromkeys(Source(f.source, f.title, f.url) for f in between)),
        )

    return Weighed(by_rank(cosines), tell)


SIGNAL = Signal(
    name="cultural_similarity",
    weight=0.10,
    asks="Are they written about in the same company?",
    ask=ask,
    hear=hear,
    reach="SELECT count(*) AS artists FROM graph.place WHERE l2_norm(company) > 0",
)
