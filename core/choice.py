"""Stage 5 for those who were scored: what diversity wants to know of a shortlist, and its choice."""

from collections.abc import Sequence

from core.candidates import found_by
from core.diversity import Shortlisted, Slot, diversify
from core.fusion import Scored
from core.places import Described
from core.stopwatch import lap
from core.types import Seed, Wishes

AT_HOME = 4  # of the seed's loudest tags: a pick whose own loudest is none of them is an adventure


@lap("diversify")
def choose(
    scored: Scored, described: Described, shortlist: Sequence[int], seed: Seed, wishes: Wishes
) -> tuple[Slot, ...]:
    """Pure: caps, difference and explorations. `shortlist` are places, best first."""
    at_home = set(seed.tags.ids[:AT_HOME].tolist())
    genres = described.genres[list(shortlist)].tolist()
    known = [
        Shortlisted(
            place=place,
            score=float(scored.scores[place]),
            genre=genre,
            adventurous="sound" not in found_by(scored.candidates, place) and genre not in at_home,
        )
        for place, genre in zip(shortlist, genres, strict=True)
    ]
    free_genre = seed.entity.id if seed.entity.kind == "genre" else None
    alike = described.likeness(shortlist)
    return diversify(known, alike, wishes.limit, wishes.explorations, free_genre)
