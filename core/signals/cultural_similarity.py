"""Cultural similarity: artists who keep the same company, whether or not they ever met on a page."""

from collections.abc import Sequence

from core.db import Question
from core.links import NAMED, linked, links_question
from core.places import nearness, places_question
from core.signal import Answer, Facts, Signal, Weighed, mixed
from core.types import Candidates, Evidence, Seed, Source
from core.wording import listed

TOLD = 3  # artists
IN_COMPANY, BY_NAME = 0.7, 0.3  # shares of common company, and of being named in the other's story


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    return (places_question(seed, candidates), links_question(seed))


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    places, links = answers
    named = linked(NAMED, seed, candidates, links, places)
    company = nearness("company", seed, candidates, places)

    def tell(place: int, facts: Facts) -> Evidence:
        stories = [f for f in facts if f.kind == "story"][:TOLD]
        if stories:
            whose = listed(list(dict.fromkeys(f.name for f in stories if f.forward)))
            return Evidence(
                f"named in what is written about {whose}"
                if whose
                else f"what is written about it names {_seed_in_words(seed)}",
                tuple(dict.fromkeys(Source(f.source, f.title, f.url) for f in stories)),
            )
        between = [f for f in facts if f.kind == "company"][:TOLD]
        if not between:
            return Evidence("named in the same circles")
        names = listed([f.name for f in between])
        return Evidence(
            f"both are named alongside {names}",
            tuple(dict.fromkeys(Source(f.source, f.title, f.url) for f in between)),
        )

    return Weighed(mixed((IN_COMPANY, company), (BY_NAME, named)), tell)


def _seed_in_words(seed: Seed) -> str:
    entity = seed.entity
    return (
        f"artists of {entity.name}" if entity.kind == "genre" else entity.artist_name or entity.name
    )


SIGNAL = Signal(
    name="cultural_similarity",
    weight=0.10,
    asks="Are they written about in the same company?",
    ask=ask,
    hear=hear,
    reach="SELECT artist_id FROM graph.place WHERE l2_norm(company) > 0",
)
