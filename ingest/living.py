"""The commands that ask web services: a few questions at a time, each answer kept."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from core.desk import Json, progress, say, settings, translated

if TYPE_CHECKING:
    from ingest.source import Reject, Report
    from ingest.sources.lastfm import Asked

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
    from core.errors import BadRequestError
    from ingest.commands import ready
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


def report_of(
    rows: dict[str, int],
    missed: "Sequence[Reject]",
    sentences: Sequence[str],
    more: dict[str, object],
    json: bool,
) -> None:
    """The final report of a run: what came of it, and what did not, with the first reason."""
    from ingest.rejects import write_rejects

    path = write_rejects(settings().data_dir, missed)
    lines = list(sentences)
    if missed:
        lines.append(
            f"{len(missed):,} could not be had; the next run tries again. The first: {missed[0].reason}."
            f" All of them: {path}".replace("..", ".")
        )
    say(
        {**more, "loaded": rows, "rejected": len(missed), "rejects": str(path) if path else None},
        "\n".join([*lines, "Run `auric build` to derive the graph."]),
        json,
    )


def summed(counts: Sequence[dict[str, int]]) -> dict[str, int]:
    """Counts of several loads as one."""
    kinds = dict.fromkeys(kind for one in counts for kind in one)
    return {kind: sum(one.get(kind, 0) for one in counts) for kind in kinds}


def _listed(rows: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in rows.items()) or "no facts"
