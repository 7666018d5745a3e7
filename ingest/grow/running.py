"""Growing as a command: the services as they are set, and what came of it in words and in figures."""

import asyncio

from core.desk import settings
from ingest.derive import build
from ingest.grow import Grown, grow
from ingest.grow.services import Around
from ingest.ready import ready
from ingest.rejects import write_rejects
from ingest.reporting import summed
from ingest.services import services_of, the_web
from ingest.source import Report
from ingest.sources.lastfm.service import MISSED, LastFm
from ingest.sources.listenbrainz.service import ListenBrainz
from ingest.sources.musicbrainz_live.service import MusicBrainz, need_contact


def grow_around(artist: str, hops: int, budget: int, report: Report) -> Grown:
    """Load what the services say about an artist and those around it, and derive the graph anew."""
    url = ready(report)
    grown = asyncio.run(_grow(url, artist, hops, budget, report))
    build(url, report)
    return grown


async def _grow(url: str, artist: str, hops: int, budget: int, report: Report) -> Grown:
    here, at = settings(), services_of(settings())
    need_contact(here.contact)
    async with the_web(here) as web:
        around = Around(
            MusicBrainz(web, at.musicbrainz),
            ListenBrainz(web, at.listenbrainz, at.listenbrainz_labs),
            LastFm(web, at.lastfm, here.lastfm_api_key) if here.lastfm_api_key else None,
        )
        return await grow(url, artist, hops, budget, around, report)


def grown_in_words(grown: Grown) -> str:
    """What a growth came to: who answered, who did not, and what is missing for want of a key."""
    lines = [f"{grown.artists:,} artists around {grown.name}, with {grown.questions:,} questions."]
    if grown.missed:
        path = write_rejects(settings().data_dir, grown.missed)
        lines.append(
            f"{len(grown.missed):,} could not be had; the next run tries again. The first: "
            f"{grown.missed[0].reason.rstrip('.')}. All of them: {path}"
        )
    if grown.left:
        lines.append(f"{grown.left:,} more are known by name: the same command goes on with them.")
    if not settings().lastfm_api_key:
        lines.append(f"Without LASTFM_API_KEY {MISSED} are missed.")
    return "\n".join(lines)


def grown_in_figures(grown: Grown) -> dict[str, object]:
    """The same for a script."""
    return {
        "artists": grown.artists,
        "questions": grown.questions,
        "loaded": summed([dict(one.rows) for one in grown.loaded]),
        "missed": [reject.reason for reject in grown.missed],
        "left": grown.left,
    }
