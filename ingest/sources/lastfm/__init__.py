"""What listeners say: whom they hear as similar, what they call it, and what they write about it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import BadAnswerError, WebError
from core.names import fold
from ingest.database import connect
from ingest.load import Loaded, load
from ingest.source import Reject, Report
from ingest.sources.lastfm.facts import SOURCE, Heard, Wanted, mbid_of, names_listed, parse
from ingest.sources.lastfm.people import acquaint, called, note, worklist
from ingest.sources.lastfm.service import Answer, LastFm, many
from ingest.telling import NOT_AS_DOCUMENTED, ODD

SIMILAR = 60  # of somebody's similar artists; further down they are only somewhat so
AT_ONCE = 8
BATCH = (
    40  # artists, after which what was heard is loaded: an interrupted run loses no more than that
)


@dataclass(frozen=True)
class Asked:
    """What a run came to: artists heard about, rows loaded for them, and who was not to be had."""

    artists: int
    loaded: tuple[Loaded, ...]
    missed: tuple[Reject, ...]
    left: int  # not asked about any more, because nobody answered


async def wanted_by(
    url: str, names: Sequence[str], tags: Sequence[str], most: int, service: LastFm
) -> list[Wanted]:
    """Whom to ask about: those named, the foremost of some tags, or the best known who are due."""
    listed = [
        names_listed(await service.ask("tag.getTopArtists", tag=tag, limit=most)) for tag in tags
    ]
    with connect(url) as connection:
        if names or tags:
            everyone = [*names, *(name for page in listed for name in page)]
            return called(connection, everyone)[:most]
        return worklist(connection, most)


async def ingest(url: str, wanted: Sequence[Wanted], service: LastFm, report: Report) -> Asked:
    """Ask about artists and load what is said. Who is not to be had is listed, and asked about again by
    the next run. Raises BadRequestError for a key that is not accepted."""
    loaded: list[Loaded] = []
    missed: list[Reject] = []
    artists = tried = 0
    for start in range(0, len(wanted), BATCH):
        report("asking Last.fm", start, len(wanted))
        batch = wanted[start : start + BATCH]
        heard, silent = await hear_all(batch, service)
        missed += silent
        artists, tried = artists + len(heard), tried + len(batch)
        if not heard:
            break
        loaded.append(await asyncio.to_thread(keep, url, heard, report))
    report("asking Last.fm", len(wanted), len(wanted))
    return Asked(artists, tuple(loaded), tuple(missed), len(wanted) - tried)


async def hear_all(wanted: Sequence[Wanted], service: LastFm) -> tuple[list[Heard], list[Reject]]:
    """What Last.fm says about some artists, and about whom it says nothing."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(one: Wanted) -> Heard | Reject:
        async with turns:
            return await hear(one, service)

    answers = await asyncio.gather(*(in_turn(one) for one in wanted))
    return (
        [one for one in answers if isinstance(one, Heard)],
        [one for one in answers if isinstance(one, Reject)],
    )


def keep(url: str, heard: Sequence[Heard], report: Report) -> Loaded:
    """Load what was heard."""
    with connect(url) as connection:
        acquaint(connection, heard)
        loaded = load(url, SOURCE, parse(heard), report)
        note(connection, heard)
    return loaded


async def hear(wanted: Wanted, service: LastFm) -> Heard | Reject:
    """All that Last.fm says about somebody, or why there is nothing."""
    try:
        return await _hear(wanted, service)
    except WebError as error:
        return Reject("Last.fm", 0, f"{wanted.name}: {error}")
    except ODD:
        return Reject("Last.fm", 0, f"{wanted.name}: {NOT_AS_DOCUMENTED}")


async def _hear(wanted: Wanted, service: LastFm) -> Heard | Reject:
    asked = await service.ask("artist.getInfo", artist=wanted.name, autocorrect=1, lang="en")
    info = asked["artist"]
    name = str(info["name"])
    if fold(name) not in {*wanted.folded, fold(wanted.name)}:
        return Reject("Last.fm", 0, f"{wanted.name}: Last.fm speaks of {name} instead")
    if wanted.mbid and (theirs := mbid_of(info)) and theirs != wanted.mbid:
        return Reject("Last.fm", 0, f"{wanted.name}: its page is about a namesake ({theirs})")
    similar = await service.ask("artist.getSimilar", artist=name, limit=SIMILAR)
    tags = await service.ask("artist.getTopTags", artist=name)
    track_tags = [(title, await _tags_of(name, title, service)) for title in wanted.titles]
    return Heard(
        wanted,
        info,
        many(tags, "toptags", "tag"),
        many(similar, "similarartists", "artist"),
        [(title, tags) for title, tags in track_tags if tags],
    )


async def _tags_of(artist: str, title: str, service: LastFm) -> list[Answer]:
    """A track's tags; none where Last.fm does not know the track."""
    try:
        answer = await service.ask("track.getTopTags", artist=artist, track=title, autocorrect=1)
    except BadAnswerError as error:
        if error.status == 404:
            return []
        raise
    return many(answer, "toptags", "tag")
