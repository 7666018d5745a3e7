"""The commands that read what others have written and listed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.desk import Json, progress, settings, translated
from ingest.ready import ready
from ingest.reporting import report_of, summed

if TYPE_CHECKING:
    from ingest.source import Report
    from ingest.sources.editorial import Harvest

LONGEST_SOURCE = 100  # characters

app = typer.Typer()


@app.command("editorial")
def ingest_editorial(
    file: Annotated[
        Path, typer.Argument(help="A TOML file of outlets; docs/sources.md shows one.")
    ],
    again: Annotated[
        bool,
        typer.Option("--again", help="Also read again what was not read this month."),
    ] = False,
    json: Json = False,
) -> None:
    """Read what is new in the outlets you name, for who is mentioned. The text is not kept. Heeds robots.txt."""
    import asyncio

    from core.wording import counted

    with translated(), progress(quiet=json) as report:
        harvest = asyncio.run(_read_outlets(file, again, report))
    sentences = [
        f"{counted(harvest.pages, 'page')} read: {counted(harvest.mentions, 'mention')} of"
        f" {counted(len(harvest.artists), 'artist')}."
    ]
    if harvest.lists:
        sentences.append(
            f"{harvest.lists:,} of them are long lists, of which only those who stand out count."
        )
    if harvest.known:
        when = "this month" if again else "before"
        sentences.append(f"{harvest.known:,} had been read {when}.")
    missed = (*harvest.missed, *(reject for one in harvest.loaded for reject in one.rejects))
    more: dict[str, object] = {
        "pages": harvest.pages, "mentions": harvest.mentions, "artists": len(harvest.artists),
        "lists": harvest.lists, "known": harvest.known,
    }  # fmt: skip
    report_of(summed([dict(one.rows) for one in harvest.loaded]), missed, sentences, more, json)


async def _read_outlets(file: Path, again: bool, report: "Report") -> "Harvest":
    import asyncio

    from ingest.readers import need_reader
    from ingest.services import the_web
    from ingest.sources.editorial import READ, READ_THIS_MONTH, ingest
    from ingest.sources.editorial.outlets import read_outlets

    for package in ("ahocorasick_rs", "defusedxml", "feedparser", "trafilatura", "wordfreq"):
        need_reader(package)
    outlets = read_outlets(file)
    url = await asyncio.to_thread(ready, report)
    async with the_web(settings()) as web:
        known_by = READ_THIS_MONTH if again else READ
        return await ingest(url, outlets, web, report, known_by)


@app.command("playlists")
def ingest_playlists(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Playlists (.jspf .xspf .m3u .m3u8 .json), or folders of them."),
    ],
    source: Annotated[str, typer.Option(help="How answers cite them.")] = "playlist",
    json: Json = False,
) -> None:
    """Load playlists: artists who are put next to each other. Only artists who are known already count."""
    from core.errors import BadRequestError
    from core.wording import counted
    from ingest.sources.playlists import ingest

    with translated(), progress(quiet=json) as report:
        if not source.strip() or len(source) > LONGEST_SOURCE:
            raise BadRequestError("The name of a source is a word or a few.")
        shelf = ingest(ready(report), paths, source.strip(), report)
    sentences = [
        f"{counted(shelf.playlists, 'playlist')} loaded; of {shelf.entries:,} entries"
        f" {shelf.matched:,} have known artists."
    ]
    if shelf.lonely:
        sentences.append(
            f"{shelf.lonely:,} were left out: fewer than two of their artists are known."
        )
    more: dict[str, object] = {
        "playlists": shelf.playlists, "entries": shelf.entries, "matched": shelf.matched, "lonely": shelf.lonely,
    }  # fmt: skip
    report_of(
        dict(shelf.loaded.rows), (*shelf.missed, *shelf.loaded.rejects), sentences, more, json
    )
