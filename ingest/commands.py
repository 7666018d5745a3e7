"""The commands that fill the graph. Each imports only what it needs."""

from pathlib import Path
from typing import Annotated

import typer

from core.desk import (
    FILL,
    Json,
    embedded,
    owners_address,
    progress,
    say,
    settings,
    sub_command,
    translated,
)
from ingest import dumps, living, writing
from ingest.queue import commands as queue
from ingest.ready import ready
from ingest.snapshot import commands as snapshot
from ingest.sound import commands as sound

app = typer.Typer()
ingest = sub_command("Load facts about music.")
embed = sub_command("Turn writing and recordings into vectors.")
ingest.add_typer(dumps.app)
ingest.add_typer(living.app)
ingest.add_typer(writing.app)
embed.add_typer(sound.app)
app.add_typer(ingest, name="ingest", rich_help_panel=FILL)
app.add_typer(embed, name="embed", rich_help_panel=FILL)
app.add_typer(queue.app)
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
