"""The commands that carry a graph from one database to another."""

import time
from typing import Annotated

import typer

from core.desk import (
    Json,
    embedded,
    owners_address,
    progress,
    say,
    settings,
    sub_command,
    translated,
)

app = sub_command("Carry a whole graph, with its vectors, in one file.")


@app.command("export")
def export(
    where: Annotated[str, typer.Argument(help="A file, or supabase://bucket/path.")],
    json: Json = False,
) -> None:
    """Write facts and graph, as they are now, into one file."""
    from core.migrations import migrate
    from ingest.snapshot.container import digest_of
    from ingest.snapshot.leaving import export_snapshot
    from ingest.storage import delivered

    started = time.perf_counter()
    with translated(), progress(quiet=json) as report:
        migrate(owners_address())
        with delivered(where) as path:
            manifest = export_snapshot(owners_address(), path, report)
            sha256, size = digest_of(path), path.stat().st_size
    rows, seconds = sum(member.rows for member in manifest.members), time.perf_counter() - started
    say(
        {
            "snapshot": where,
            "graph_version": manifest.graph_version,
            "schema": manifest.schema,
            "rows": rows,
            "bytes": size,
            "sha256": sha256,
            "seconds": round(seconds, 3),
        },
        f"Graph {manifest.graph_version}: {rows:,} rows in {size / 1e6:,.1f} MB, {seconds:.1f} s.\n"
        f"sha256 {sha256}",
        json,
    )


@app.command("import")
def import_(
    where: Annotated[str, typer.Argument(help="A file, an address, or supabase://bucket/path.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Even if it takes the place of facts that are there.")
    ] = False,
    sha256: Annotated[
        str | None, typer.Option(help="What the export said: take this snapshot and no other.")
    ] = None,
    json: Json = False,
) -> None:
    """Answer from the graph in a snapshot. Readers keep the old one until the new one is whole."""
    from core.migrations import remember
    from ingest.snapshot.arriving import import_snapshot
    from ingest.snapshot.container import refuse_another
    from ingest.storage import fetched

    started = time.perf_counter()
    with translated(), progress(quiet=json) as report, fetched(where, report) as path:
        if sha256:
            refuse_another(path, sha256)
        version = import_snapshot(owners_address(), path, report, replace=replace)
        if embedded():
            remember(settings().data_dir)
    seconds = time.perf_counter() - started
    say(
        {"snapshot": where, "graph_version": version, "seconds": round(seconds, 3)},
        f"Graph {version} answers now; that took {seconds:.1f} s.",
        json,
    )
