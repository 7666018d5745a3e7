"""Artist similarity: relations that somebody stated, and people who made both artists' records."""

from collections.abc import Sequence

from core.db import Question, Row
from core.links import BESIDE, LINEAGE, RELATED, linked, links_question, strengths_of
from core.places import places_question
from core.signal import Answer, Facts, Signal, Weighed, by_rank, mixed
from core.types import Candidates, Evidence, Seed, Source
from core.wording import listed

# A shared producer or member next to a stated relation.
LINEAGE_SAY = 0.5
STATED, FROM_COMPANY = 0.6, 0.4  # shares of relations as stated, and of those of one's company
TOLD = 2  # facts of each kind

# How a relation is said of the artist shown: when it goes from the seed, and when it comes from there.
SAID = {
    "similar": ("heard as similar to {}", "heard as similar to {}"),
    "member of": ("had {} as a member", "a member of {}"),
    "collaboration": ("worked with {}", "worked with {}"),
    "influence": ("influenced by {}", "influenced {}"),
    "remix": ("remixed by {}", "remixed {}"),
    "side project": ("{} is an offshoot of it", "an offshoot of {}"),
}

# How two artists are related who have no relation of their own: through whom, in this order.
BRIDGES = {
    "both related": "both related to {}",
    "seed named": "related to {}, who are named with it",
    "other named": "named with {}, who are related to it",
}


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    return (links_question(seed), places_question(seed, candidates))


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    links, places = answers
    related = strengths_of(RELATED, seed, candidates, links)
    lineage = strengths_of(LINEAGE, seed, candidates, links)
    stated = related + LINEAGE_SAY * lineage
    strengths = mixed(
        (STATED, by_rank(stated, seed.artists)),
        (FROM_COMPANY, linked(BESIDE, seed, candidates, links, places)),
    )

    def tell(place: int, facts: Facts) -> Evidence:
        said: list[str] = []
        cited: list[Source] = []
        for fact in [f for f in facts if f.kind == "relation"][:TOLD]:
            given, taken = SAID.get(fact.role, (f"{fact.role}: {{}}", f"{fact.role}: {{}}"))
            said.append((given if fact.forward else taken).format(fact.name))
            cited.append(Source(fact.source, fact.role))
        for fact in [f for f in facts if f.kind == "person"][:TOLD]:
            said.append(_credit(fact))
            cited.append(Source(fact.source, fact.title))
        if not said:
            how, friends = _bridge(facts)
            said.append(how.format(listed([f.name for f in friends])))
            cited += [Source(f.source, f.name) for f in friends]
        return Evidence("; ".join(dict.fromkeys(said)), tuple(dict.fromkeys(cited)))

    return Weighed(strengths, tell)


def _bridge(facts: Facts) -> tuple[str, Facts]:
    """Through whom two artists are related, the most direct way first."""
    for role, how in BRIDGES.items():
        if friends := [f for f in facts if f.kind == "bridge" and f.role == role]:
            return how, friends[:TOLD]
    return "related over several steps", ()


def _credit(fact: Row) -> str:
    """A shared person: the seed on the other's record, the other on the seed's, or a third on both."""
    on = f" (“{fact.title}”)" if fact.title else ""
    if fact.forward is None:
        if fact.role == "member":
            return f"{fact.name} was in both"
        # Without a role that is the same on both sides only the work itself is shared.
        return f"{fact.name} worked with both{f', as {fact.role}' if fact.role else ''}{on}"
    if fact.role == "member":
        return f"had {fact.name} as a member" if fact.forward else f"a member of {fact.name}"
    return (
        f"{fact.name} was its {fact.role}{on}"
        if fact.forward
        else f"{fact.role} for {fact.name}{on}"
    )


SIGNAL = Signal(
    name="artist_similarity",
    weight=0.15,
    asks="Does somebody relate the two, or did the same people make their records?",
    ask=ask,
    hear=hear,
    reach="SELECT DISTINCT artist_id FROM graph.links WHERE kind IN (1, 2, 6)",
)
