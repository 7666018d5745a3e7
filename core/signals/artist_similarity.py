"""Artist similarity: relations that somebody stated, and people who made both artists' records."""

from collections.abc import Sequence

from core.db import Question
from core.links import BESIDE, LINEAGE, RELATED, links_question, strengths_of
from core.signal import Answer, Facts, Signal, Weighed, by_rank, mixed
from core.types import Candidates, Evidence, Seed, Source
from core.wording import listed

# A shared producer or member next to a stated relation.
LINEAGE_SAY = 0.5
STATED, FROM_COMPANY = 0.6, 0.4  # shares of relations as stated, and of those of one's company
TOLD = 2  # facts of each kind

SAID = {
    "similar": "heard as similar",
    "member of": "shares a member",
    "collaboration": "worked together",
    "influence": "one influenced the other",
    "remix": "one remixed the other",
    "side project": "one is a side project of the other",
}


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    return (links_question(seed),)


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    related = strengths_of(RELATED, candidates, answers[0])
    lineage = strengths_of(LINEAGE, candidates, answers[0])
    beside = strengths_of(BESIDE, candidates, answers[0])
    stated = related + LINEAGE_SAY * lineage
    strengths = mixed(
        (STATED, by_rank(stated, seed.artists)), (FROM_COMPANY, by_rank(beside, seed.artists))
    )

    def tell(place: int, facts: Facts) -> Evidence:
        said: list[str] = []
        cited: list[Source] = []
        for fact in [f for f in facts if f.kind == "relation"][:TOLD]:
            said.append(SAID.get(fact.role, fact.role))
            cited.append(Source(fact.source, fact.role))
        people = [f for f in facts if f.kind == "person"]
        if people:
            said.append(f"{listed(_who(people))} worked with both")
            cited += [Source(f.source, f.title) for f in people]
        if not said:
            said.append(
                "related to the same artists"
                if stated[place]
                else "related to artists it is named with"
            )
        return Evidence("; ".join(dict.fromkeys(said)), tuple(dict.fromkeys(cited)))

    return Weighed(strengths, tell)


def _who(people: Facts) -> list[str]:
    return [f"{f.name} ({f.role})" if f.role else f.name for f in people][:TOLD]


SIGNAL = Signal(
    name="artist_similarity",
    weight=0.15,
    asks="Does somebody relate the two, or did the same people make their records?",
    ask=ask,
    hear=hear,
    reach="SELECT count(DISTINCT artist_id) AS artists FROM graph.link WHERE kind IN (1, 2, 6)",
)
