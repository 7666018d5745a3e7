"""A real neighbourhood in minutes: from one artist outwards, along who is heard and named with whom.

The nearest are asked about first, whichever way led to them, until the questions are used up. Every
answer is kept, so that an interrupted run goes on where it stopped, and a second one gets further.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import UnreachableError
from ingest.grow.frontier import Frontier, Place
from ingest.grow.services import Around, Said
from ingest.load import Loaded, load
from ingest.source import Reject, Report
from ingest.sources import lastfm
from ingest.sources.listenbrainz.facts import SOURCE as LISTENBRAINZ
from ingest.sources.listenbrainz.facts import parse_heard
from ingest.sources.musicbrainz_live.facts import SOURCE as MUSICBRAINZ
from ingest.sources.musicbrainz_live.facts import parse

AT_ONCE = 6  # artists; MusicBrainz answers once a second, the others in between


@dataclass(frozen=True)
class Grown:
    """Who was asked about, what was loaded, who was not to be had, and who is next."""

    name: str
    artists: int
    questions: int
    loaded: tuple[Loaded, ...]
    missed: tuple[Reject, ...]
    left: int  # known by name, but not asked about


async def grow(
    url: str, name: str, hops: int, budget: int, around: Around, report: Report
) -> Grown:
    """Ask about an artist and those around it, up to so many hops and questions, and load what is said.

    Raises UnknownNameError where MusicBrainz knows nobody of that name; WebError where it does not answer.
    """
    began = around.questions
    frontier = Frontier(Place(await around.find(name), hop=0, closeness=1.0), hops)
    said: list[Said] = []
    missed: list[Reject] = []
    while places := frontier.nearest(_how_many(budget - (around.questions - began), around)):
        report("growing", around.questions - began, budget)
        for place, answer in zip(places, await _ask(places, around), strict=True):
            said.append(answer)
            missed += answer.missed
            frontier.extend(place, answer)
        if not any(answer.about for answer in said):
            raise UnreachableError(missed[0].reason)
    report("growing", budget, budget)
    loaded = await asyncio.to_thread(keep, url, said, report)
    return Grown(
        name=next((one.name for one in said if one.name), name),
        artists=sum(one.about is not None for one in said),
        questions=around.questions - began,
        loaded=loaded,
        missed=(*missed, *(reject for one in loaded for reject in one.rejects)),
        left=frontier.waiting,
    )


def keep(url: str, said: Sequence[Said], report: Report) -> tuple[Loaded, ...]:
    """Load what was said, each source by itself; MusicBrainz first, because it knows who is who."""
    facts = parse(one.about for one in said if one.about)
    heard = [one.heard for one in said if one.heard]
    names = {one.mbid: one.name for one in said if one.name and (one.listened or one.popular)}
    together = {one.mbid: one.listened for one in said if one.listened}
    popular = {one.mbid: one.popular for one in said if one.popular}
    return (
        load(url, MUSICBRAINZ, facts, report),
        load(url, LISTENBRAINZ, parse_heard(names, together, popular), report),
        *([lastfm.keep(url, heard, report)] if heard else []),
    )


async def _ask(places: Sequence[Place], around: Around) -> list[Said]:
    return await asyncio.gather(*(around.ask(place.mbid) for place in places))


def _how_many(questions: int, around: Around) -> int:
    """How many artists can be asked about without asking too much."""
    return min(AT_ONCE, questions // around.questions_each)
