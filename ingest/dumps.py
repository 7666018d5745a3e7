"""The commands that bring in what is published whole, and take it back."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.desk import Json, progress, say, settings, translated
from ingest.ready import ready

if TYPE_CHECKING:
    from ingest.load import Loaded
    from ingest.source import Reject, Report
    from ingest.sources.musicbrainz_live.service import Answer

app = typer.Typer()


@app.command("discogs")
def ingest_discogs(
    paths: Annotated[
        list[Path], typer.Argument(help="A folder with a month's dump, or its files (.xml.gz).")
    ],
    json: Json = False,
) -> None:
    """Bring the facts up to a monthly dump of Discogs. An interrupted run goes on where it stopped."""
    from ingest.mirrors import need_readers
    from ingest.sources.discogs import read_dump
    from ingest.sources.discogs.facts import merge

    with translated(), progress(quiet=json) as report:
        need_readers()
        url = ready(report)
        dump = read_dump(url, paths, report)
        loaded = merge(url, report)
    told(loaded, dump.rejects, [asdict(file) for file in dump.files], dump.sentences, json)


@app.command("musicbrainz")
def ingest_musicbrainz(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="A folder with mbdump.tar.bz2 and mbdump-derived.tar.bz2, or these files."
        ),
    ],
    json: Json = False,
) -> None:
    """Bring the facts up to an export of MusicBrainz. Tables that are there are not read again."""
    from core.errors import BadRequestError
    from ingest.mirrors import need_readers
    from ingest.sources.musicbrainz import read_export
    from ingest.sources.musicbrainz.facts import merge

    with translated(), progress(quiet=json) as report:
        need_readers()
        url = ready(report)
        export = read_export(url, paths, report)
        if export.torn:
            raise BadRequestError(f"{export.torn}. The facts are as they were.")
        loaded = merge(url, report)
    told(loaded, export.rejects, [asdict(table) for table in export.tables], export.sentences, json)


@app.command("musicbrainz-live")
def ingest_musicbrainz_live(
    artist: Annotated[list[str], typer.Option(help="A name or an MBID; may be repeated.")],
    json: Json = False,
) -> None:
    """Ask MusicBrainz about a few artists, once a second. Answers of the last week are kept."""
    import asyncio

    from ingest.load import load
    from ingest.sources.musicbrainz_live.facts import parse

    with translated(), progress(quiet=json) as report:
        answers, missed = asyncio.run(_ask_musicbrainz(artist, report))
        loaded = load(ready(report), "musicbrainz", parse(answers), report)
    told(loaded, missed, [], [f"{len(answers)} artists asked about."], json)


async def _ask_musicbrainz(
    artists: list[str], report: "Report"
) -> "tuple[list[Answer], list[Reject]]":
    from ingest.services import services_of, the_web
    from ingest.sources.musicbrainz_live import fetch
    from ingest.sources.musicbrainz_live.service import MusicBrainz, need_contact

    need_contact(settings().contact)
    async with the_web(settings()) as web:
        return await fetch(artists, MusicBrainz(web, services_of(settings()).musicbrainz), report)


@app.command("undo")
def ingest_undo(
    source: Annotated[str, typer.Argument(help="discogs or musicbrainz.")], json: Json = False
) -> None:
    """Take back everything that a dump has said."""
    from ingest.mirrors import forget

    with translated(), progress(quiet=json) as report:
        loaded = forget(ready(report), source, report)
    told(loaded, (), [], [f"Nothing that {source} said is left."], json)


def told(
    loaded: "Loaded",
    rejects: "Sequence[Reject]",
    files: list[dict[str, object]],
    sentences: Sequence[str],
    json: bool,
) -> None:
    """The final report of a dump: what was read, what could not be, and what it comes to."""
    from ingest.rejects import write_rejects

    unread = (*rejects, *loaded.rejects)
    path = write_rejects(settings().data_dir, unread)
    rows = ", ".join(f"{number:,} {kind.replace('_', ' ')}" for kind, number in loaded.rows.items())
    lines = [*sentences, f"{rows or 'no facts'}, merged in {loaded.seconds:.1f} s."]
    if unread:
        first = unread[0]
        lines.append(
            f"{len(unread):,} could not be used as they are, the first in {first.file} at {first.line:,}:"
            f" {first.reason}. All of them: {path}"
        )
    say(
        {
            "loaded": dict(loaded.rows),
            "rejected": len(unread),
            "rejects": str(path) if path else None,
            "files": files,
            "seconds": round(loaded.seconds, 3),
        },
        "\n".join([*lines, "Run `auric build` to derive the graph."]),
        json,
    )
