"""Co-mention: who is named together more often than chance, in writing and in playlists."""

from collections.abc import Sequence

from core.db import Question, Row
from core.links import LISTED, MENTIONED, links_question, strengths_of
from core.signal import Facts, Signal, Weighed, by_rank
from core.types import Candidates, Evidence, Seed, Source
from core.wording import counted, listed

LISTED_SAY = 0.3  # a shared playlist next to a shared page
TOLD = 3  # documents and playlists by name


def ask(seed: Seed, candidates: Candidates) -> Question | None:
    return links_question(seed)


def hear(seed: Seed, candidates: Candidates, rows: Sequence[Row]) -> Weighed:
    mentioned = strengths_of(MENTIONED, candidates, rows)
    shared_lists = strengths_of(LISTED, candidates, rows)

    def tell(place: int, facts: Facts) -> Evidence:
        parts = []
        cited: list[Source] = []
        for kind, noun in (("document", "text"), ("playlist", "playlist")):
            both = [f for f in facts if f.kind == kind]
            if both:
                titles = [f"“{f.title}”" for f in both if f.title][:TOLD]
                named = f" ({listed(titles)})" if titles else ""
                parts.append(f"{counted(both[0].total, noun)}{named}")
                cited += [Source(f.source, f.title, f.url) for f in both]
        return Evidence(f"named together in {listed(parts)}" if parts else "named in the same lists",
                        tuple(dict.fromkeys(cited)))  # fmt: skip

    return Weighed(by_rank(mentioned + LISTED_SAY * shared_lists), tell)


SIGNAL = Signal(
    name="co_mention",
    weight=0.10,
    asks="Are they named together more often than chance would have it?",
    ask=ask,
    hear=hear,
    reach="SELECT count(DISTINCT artist_id) AS artists FROM graph.link WHERE kind IN (3, 4)",
)
