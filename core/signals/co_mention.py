"""Co-mention: who is named together more often than chance, in writing and in playlists."""

from collections.abc import Sequence

from core.db import Question
from core.links import LISTED, MENTIONED, linked, links_question
from core.places import places_question
from core.signal import Answer, Facts, Signal, Weighed, mixed
from core.types import Candidates, Evidence, Seed, Source
from core.wording import counted, listed

IN_WRITING, IN_LISTS = 0.7, 0.3  # shares of texts and of playlists
TOLD = 3  # documents and playlists by name


def ask(seed: Seed, candidates: Candidates) -> tuple[Question, ...]:
    return (links_question(seed), places_question(seed, candidates))


def hear(seed: Seed, candidates: Candidates, answers: Sequence[Answer]) -> Weighed:
    links, places = answers
    strengths = mixed(
        (IN_WRITING, linked(MENTIONED, seed, candidates, links, places)),
        (IN_LISTS, linked(LISTED, seed, candidates, links, places)),
    )

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

    return Weighed(strengths, tell)


SIGNAL = Signal(
    name="co_mention",
    weight=0.10,
    asks="Are they named together more often than chance would have it?",
    ask=ask,
    hear=hear,
    reach="SELECT DISTINCT artist_id FROM graph.links WHERE kind IN (3, 4)",
)
