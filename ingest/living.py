"""The commands that ask web services: a few questions at a time, each answer kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from core.desk import Json, progress, settings, translated
from ingest.ready import ready
from ingest.reporting import report_of, summed
from ingest.sound.commands import MODEL_HELP

if TYPE_CHECKING:
    from ingest.source import Reject, Report
    from ingest.sources.deezer import Listened
    from ingest.sources.lastfm import Asked
    from ingest.sources.listenbrainz.facts import Playlist

app = typer.Typer()


@app.command("lastfm")
def ingest_lastfm(
    artist: Annotated[
        list[str] | None, typer.Option(help="Ask about this artist; may be repeated.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="Ask about the foremost artists of this tag.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Ask about so many artists at most.")] = 200,
    json: Json = False,
) -> None:
    """Ask Last.fm about the best known artists who were not asked about this month. Needs LASTFM_API_KEY."""
    import asyncio

    with translated(), progress(quiet=json) as report:
        asked = asyncio.run(_ask_lastfm(artist or [], tag or [], limit, report))
    rows = summed([dict(one.rows) for one in asked.loaded])
    sentences = [f"{asked.artists:,} artists heard about: {_listed(rows)}."]
    if asked.left:
        sentences.append(
            f"Then nobody answered any more; {asked.left:,} are left for the next run."
        )
    missed = (*asked.missed, *(reject for one in asked.loaded for reject in one.rejects))
    report_of(rows, missed, sentences, {"artists": asked.artists, "left": asked.left}, json)


async def _ask_lastfm(
    names: Sequence[str], tags: Sequence[str], most: int, report: "Report"
) -> "Asked":
    import asyncio

    from core.errors import BadRequestError
    from ingest.services import services_of, the_web
    from ingest.sources.lastfm import ingest, wanted_by
    from ingest.sources.lastfm.service import NO_KEY, LastFm

    key = settings().lastfm_api_key
    if key is None:
        raise BadRequestError(NO_KEY)
    url = await asyncio.to_thread(ready, report)
    async with the_web(settings()) as web:
        service = LastFm(web, services_of(settings()).lastfm, key)
        return await ingest(url, await wanted_by(url, names, tags, most, service), service, report)


@app.command("deezer")
def ingest_deezer(
    limit: Annotated[int, typer.Option(min=1, help="Listen to so many tracks at most.")] = 500,
    model: Annotated[str | None, typer.Option(help=MODEL_HELP)] = None,
    json: Json = False,
) -> None:
    """Listen to previews of the most useful tracks without a vector; none is stored. Needs the extra `audio`."""
    import asyncio

    with translated(), progress(quiet=json) as report:
        done = asyncio.run(_listen_on_deezer(limit, model, report))
    absent = sum(done.outcomes.values()) - done.embedded
    sentences = [
        f"{done.embedded:,} tracks heard with {done.model}; {absent:,} are not to be heard there."
    ]
    if done.left:
        sentences.append(f"Then nobody answered any more; {done.left:,} are left for the next run.")
    more = {
        "model": done.model,
        "embedded": done.embedded,
        "outcomes": dict(done.outcomes),
        "left": done.left,
    }
    report_of({"audio": done.embedded}, done.missed, sentences, more, json)


async def _listen_on_deezer(most: int, model: str | None, report: "Report") -> "Listened":
    import asyncio

    from ingest.services import services_of, the_web
    from ingest.sound.embedder import Embedder
    from ingest.sound.models import opened
    from ingest.sources.deezer import SHORTEST, ingest
    from ingest.sources.deezer.service import Deezer

    here = settings()
    ear = Embedder(opened(model or here.sound_model, here), least=SHORTEST)
    url = await asyncio.to_thread(ready, report)
    async with the_web(here) as web:
        return await ingest(url, ear, most, Deezer(web, services_of(here).deezer), report)


@app.command("listenbrainz")
def ingest_listenbrainz(
    playlist: Annotated[list[str], typer.Argument(help="Ids or addresses of playlists.")],
    json: Json = False,
) -> None:
    """Load playlists of ListenBrainz: who was put next to whom."""
    import asyncio

    from ingest.load import load
    from ingest.sources.listenbrainz.facts import SOURCE, parse_playlists

    with translated(), progress(quiet=json) as report:
        found, missed = asyncio.run(_ask_listenbrainz(playlist, report))
        loaded = load(ready(report), SOURCE, parse_playlists(found), report)
    rows = dict(loaded.rows)
    sentence = f"{len(found):,} playlists: {_listed(rows)}."
    report_of(rows, (*missed, *loaded.rejects), [sentence], {"playlists": len(found)}, json)


async def _ask_listenbrainz(
    names: Sequence[str], report: "Report"
) -> "tuple[list[Playlist], list[Reject]]":
    from ingest.services import services_of, the_web
    from ingest.sources.listenbrainz import playlists
    from ingest.sources.listenbrainz.service import ListenBrainz

    at = services_of(settings())
    async with the_web(settings()) as web:
        return await playlists(
            names, ListenBrainz(web, at.listenbrainz, at.listenbrainz_labs), report
        )


def _listed(rows: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in rows.items()) or "no facts"
