"""Tag overlap: two artists whom people describe in the same rare words are neighbours."""

from collections.abc import Sequence

from core.db import Question
from core.places import hubs_of, nearness, places_question, shared_words
from core.signal import Answer, Facts, Signal, Weighed, by_rank, less_of_a_hub, mixed
from core.types import Candidates, Evidence, Seed, Source
from core.wording import listed

TOLD = 3  # tags
SAME, KINDRED = 0.2, 0.8  # shares of the very same words, and of words that mean nearly the same


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    return (places_question(seed, candidates),)


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    (places,) = answers
    overlap = shared_words(candidates, places)
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
