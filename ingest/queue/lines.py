"""The lines that work stands in: for each the list of what is due, and how a share of it is done.

Who does a share first looks up what of it is still due, and writes what came of it in one transaction that
would write the same rows again. So a share that was done twice, or half, does no harm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import SecretStr

from core.errors import UnknownNameError, WebError
from ingest.database import Connection, connect
from ingest.load import load
from ingest.services import Services
from ingest.sources import deezer, lastfm
from ingest.sources.deezer import work as tracks
from ingest.sources.deezer.matching import Track
from ingest.sources.deezer.service import Deezer
from ingest.sources.lastfm import people
from ingest.sources.lastfm.facts import Wanted
from ingest.sources.lastfm.service import LastFm
from ingest.sources.musicbrainz_live import MOST_PAGES, check
from ingest.sources.musicbrainz_live import work as unheard_of
from ingest.sources.musicbrainz_live.facts import SOURCE, parse
from ingest.sources.musicbrainz_live.service import Answer, MusicBrainz
from ingest.web import Web

DEEZER, LASTFM, MUSICBRAINZ = "deezer", "lastfm", "musicbrainz"


@dataclass(frozen=True)
class Kit:
    """What a worker works with. `ear` and `lastfm_key` where it has them."""

    url: str
    web: Web
    services: Services
    ear: deezer.Ear | None
    lastfm_key: SecretStr | None
    ears_turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # one batch at a time


@dataclass(frozen=True)
class Came:
    """What came of a share: how many of it are done now, and why others are not yet.

    `unplayable`: why some of those that are done cannot be heard.
    """

    done: int
    later: tuple[str, ...] = ()
    unplayable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One kind of work. `share`: how many ids make a job, which is what a lost machine costs."""

    share: int
    due: Callable[[Connection, str | None, int, Sequence[int]], list[int]]
    work: Callable[[Kit, Sequence[int]], Awaitable[Came]]
    owners: bool  # whether it takes the database's owner: it writes facts of every kind


def queue_name(line: str, model: str | None) -> str:
    """Previews wait for a worker with the ear that they are meant for."""
    return f"{line}:{model}" if line == DEEZER else line


def _tracks_due(
    connection: Connection, model: str | None, most: int, but: Sequence[int]
) -> list[int]:
    assert model is not None
    return [one.track_id for one in tracks.worklist(connection, model, most, but)]


async def _listen(kit: Kit, ids: Sequence[int]) -> Came:
    ear = kit.ear
    assert ear is not None

    def due() -> list[Track]:
        with connect(kit.url) as connection:
            return tracks.still_due(connection, ear.model, ids)

    wanted = await asyncio.to_thread(due)
    fetched = await deezer.fetch_all(wanted, Deezer(kit.web, kit.services.deezer))
    async with kit.ears_turn:
        kept = await asyncio.to_thread(deezer.listen, kit.url, ear, fetched)
    later = deezer.told([one for one in fetched if one.again], ())
    unplayable = deezer.told([one for one in fetched if not one.again], kept)
    return Came(
        len(kept), tuple(one.reason for one in later), tuple(one.reason for one in unplayable)
    )


def _artists_due(
    connection: Connection, _model: str | None, most: int, but: Sequence[int]
) -> list[int]:
    wanted = people.worklist(connection, most, but)
    return [one.artist_id for one in wanted if one.artist_id is not None]


async def _ask_lastfm(kit: Kit, ids: Sequence[int]) -> Came:
    """Who does not answer is left to whoever fills the line next: most of them never will."""
    assert kit.lastfm_key is not None

    def due() -> list[Wanted]:
        with connect(kit.url) as connection:
            return people.still_due(connection, ids)

    wanted = await asyncio.to_thread(due)
    service = LastFm(kit.web, kit.services.lastfm, kit.lastfm_key)
    heard, silent = await lastfm.hear_all(wanted, service)
    if heard:
        await asyncio.to_thread(lastfm.keep, kit.url, heard, _quiet)
    return Came(len(heard), () if heard else tuple(one.reason for one in silent))


def _strangers_due(
    connection: Connection, _model: str | None, most: int, but: Sequence[int]
) -> list[int]:
    return unheard_of.worklist(connection, most, but)


async def _ask_musicbrainz(kit: Kit, ids: Sequence[int]) -> Came:
    def due() -> list[tuple[int, str]]:
        with connect(kit.url) as connection:
            return unheard_of.still_due(connection, ids)

    service = MusicBrainz(kit.web, kit.services.musicbrainz)
    found: list[Answer] = []
    asked: list[int] = []
    later: list[str] = []
    for artist_id, mbid in await asyncio.to_thread(due):
        try:
            answer = await service.all_of(mbid, MOST_PAGES)
            check(answer)
            found.append(answer)
            asked.append(artist_id)
        except UnknownNameError:
            asked.append(artist_id)  # it is gone from there
        except WebError as error:
            later.append(f"{mbid}: {error}")
    await asyncio.to_thread(_keep_artists, kit.url, found, asked)
    return Came(len(asked), tuple(later))


def _keep_artists(url: str, found: Sequence[Answer], asked: Sequence[int]) -> None:
    if found:
        load(url, SOURCE, parse(found), _quiet)
    with connect(url) as connection:
        unheard_of.note(connection, asked)


def _quiet(_step: str, _done: int, _total: int) -> None:
    """A worker tells what came of a share, and no more."""


LINES: Mapping[str, Line] = MappingProxyType(
    {
        DEEZER: Line(deezer.BATCH, _tracks_due, _listen, owners=False),
        LASTFM: Line(lastfm.BATCH, _artists_due, _ask_lastfm, owners=True),
        MUSICBRAINZ: Line(10, _strangers_due, _ask_musicbrainz, owners=True),
    }
)
