"""The commands that fill the graph. Each imports only what it needs."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.desk import (
    FILL,
    Json,
    Report,
    embedded,
    owners_address,
    progress,
    say,
    settings,
    sub_command,
    translated,
)
from ingest.snapshot import commands as snapshot

if TYPE_CHECKING:
    from ingest.load import Loaded
    from ingest.source import Reject

app = typer.Typer()
ingest = sub_command("Load facts about music.")
embed = sub_command("Turn writing into vectors.")
app.add_typer(ingest, name="ingest", rich_help_panel=FILL)
app.add_typer(embed, name="embed", rich_help_panel=FILL)
app.add_typer(snapshot.app, name="snapshot", rich_help_panel=FILL)


@app.command(rich_help_panel=FILL)
def init(
    empty: Annotated[bool, typer.Option("--empty", help="Without the starter catalogue.")] = False,
    json: Json = False,
) -> None:
    """Prepare the database, with the starter catalogue. Happens by itself where it was skipped."""
    from core.migrations import remember
    from ingest.setup import prepare

    with translated(), progress(quiet=json) as report:
        prepared = prepare(owners_address(), report, empty=empty)
        if embedded():
            remember(settings().data_dir)
    built = prepared.built
    say(
        {
            "already": prepared.already,
            "graph_version": built.version if built else None,
            "rows": built.counts if built else {},
        },
        "The database holds facts already; nothing was changed. For an empty one set AURIC_DATA_DIR."
        if prepared.already
        else f"Ready: graph {built.version if built else ''}.",
        json,
    )


@ingest.command("facts")
def ingest_facts(
    folder: Annotated[Path, typer.Argument(help="A folder of JSON Lines files, one per kind.")],
    json: Json = False,
) -> None:
    """Load a folder of facts. Loading it again changes nothing."""
    from ingest.load import load
    from ingest.rejects import write_rejects
    from ingest.sources.facts import read

    with translated(), progress(quiet=json) as report:
        url = ready(report)
        loaded = load(url, "facts", read(folder, report), report)
        rejects = write_rejects(settings().data_dir, loaded.rejects)
    rows = sum(loaded.rows.values())
    sentence = (
        f"{rows:,} rows read in {loaded.seconds:.1f} s. Run `auric build` to derive the graph."
    )
    if rejects:
        first = loaded.rejects[0]
        sentence = (
            f"{len(loaded.rejects):,} lines could not be used, the first is {first.file}, line {first.line}:"
            f" {first.reason}. All of them: {rejects}\n{sentence}"
        )
    say(
        {
            "loaded": dict(loaded.rows),
            "rejected": len(loaded.rejects),
            "rejects": str(rejects) if rejects else None,
            "seconds": round(loaded.seconds, 3),
        },
        sentence,
        json,
    )


@ingest.command("discogs")
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


@ingest.command("musicbrainz")
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


@ingest.command("musicbrainz-live")
def ingest_musicbrainz_live(
    artist: Annotated[list[str], typer.Option(help="A name or an MBID; may be repeated.")],
    json: Json = False,
) -> None:
    """Ask MusicBrainz about a few artists, once a second. Answers of the last week are kept."""
    from ingest.load import load
    from ingest.sources.musicbrainz_live import fetch
    from ingest.sources.musicbrainz_live.facts import parse
    from ingest.sources.musicbrainz_live.service import polite

    with translated(), progress(quiet=json) as report:
        get = polite(settings().contact or "")
        url = ready(report)
        answers = fetch(url, artist, get, report)
        loaded = load(url, "musicbrainz", parse(answers), report)
    told(loaded, (), [], [f"{len(answers)} artists asked about."], json)


@ingest.command("undo")
def ingest_undo(
    source: Annotated[str, typer.Argument(help="discogs or musicbrainz.")], json: Json = False
) -> None:
    """Take back everything that a dump has said."""
    from ingest.mirrors import forget

    with translated(), progress(quiet=json) as report:
        loaded = forget(ready(report), source, report)
    told(loaded, (), [], [f"Nothing that {source} said is left."], json)


@app.command(rich_help_panel=FILL)
def build(json: Json = False) -> None:
    """Derive the graph from the facts. Readers keep the old one until the new one is whole."""
    from ingest.derive import build as derive

    with translated(), progress(quiet=json) as report:
        url = ready(report)
        built = derive(url, report)
    say(
        {"graph_version": built.version, "rows": built.counts, "seconds": round(built.seconds, 3)},
        f"Graph {built.version}, built in {built.seconds:.1f} s.",
        json,
    )


@embed.command("text")
def embed_text(json: Json = False) -> None:
    """Embed what is written about artists, where it is missing. Needs the extra `text`."""
    from ingest.embed import embed_missing

    with translated(), progress(quiet=json) as report:
        url = ready(report)
        done = embed_missing(url, report)
    say(
        {"embedded": done.embedded, "already": done.already, "seconds": round(done.seconds, 3)},
        f"{done.embedded:,} texts embedded, {done.already:,} were there. Run `auric build` to use them.",
        json,
    )


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


def ready(report: Report) -> str:
    """The address of a database with this version's schema, initialised where that was skipped."""
    from core.migrations import is_current, migrate, remember

    if not embedded():
        migrate(owners_address())
    elif not is_current(settings().data_dir):
        from ingest.setup import prepare_where_skipped

        prepare_where_skipped(owners_address(), report)
        remember(settings().data_dir)
    return owners_address()
