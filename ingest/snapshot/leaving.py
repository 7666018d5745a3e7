"""A graph into a file, as it is at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

from core.errors import GraphNotReadyError
from core.migrations import known_migrations
from ingest.database import Connection, connect, take_turn
from ingest.snapshot.container import pack, write_manifest, written
from ingest.snapshot.copying import copy_out
from ingest.snapshot.manifest import FORMAT, Manifest, Member
from ingest.snapshot.tables import fact_tables, rows_in, signature, tables_of
from ingest.source import Report

EVERY = 1000  # rows between two reports; nobody sees more


def export_snapshot(url: str, path: Path, report: Report) -> Manifest:
    """Write facts and graph to `path`. Raises GraphNotReadyError, BadRequestError, DatabaseAwayError."""
    with _standing_still(url, report) as connection, written(path) as archive:
        graph = tables_of(connection, "graph")
        if "rules" not in graph.get("version", {}):
            raise GraphNotReadyError(
                "There is no graph of this version yet: run `auric build` first."
            )
        version_of_graph, rules = signature(connection, "graph")
        empty = [
            *(Member("facts", *table) for table in fact_tables(connection).items()),
            *(Member("graph", *table) for table in graph.items()),
        ]
        manifest = Manifest(
            format=FORMAT,
            auric=version("auric-signal"),
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            schema=known_migrations()[-1].version,
            rules=rules,
            graph_version=version_of_graph,
            members=tuple(_packed(connection, archive, empty, report)),
        )
        write_manifest(archive, manifest)
    return manifest


@contextmanager
def _standing_still(url: str, report: Report) -> Iterator[Connection]:
    """A view of one moment. Loads and builds wait: a new graph in the place of the old one would be
    seen even from here, and would seem empty."""
    with connect(url) as turn, turn.transaction():
        take_turn(turn, report)
        with connect(url) as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            connection.execute("SET LOCAL statement_timeout = 0")
            connection.execute("SET LOCAL search_path = public, extensions")
            yield connection


def _packed(
    connection: Connection, archive: ZipFile, members: list[Member], report: Report
) -> Iterator[Member]:
    counted = [replace(m, rows=rows_in(connection, m.schema, m.table)) for m in members]
    total, done = sum(member.rows for member in counted), 0
    for member in counted:
        blocks = copy_out(connection, member.schema, member.table)
        tally = pack(archive, member.name, _told(blocks, report, done, total))
        done += member.rows
        yield replace(member, size=tally.size, sha256=tally.sha256)
    report("exporting", total, total)


def _told(blocks: Iterator[bytes], report: Report, done: int, total: int) -> Iterator[bytes]:
    for number, block in enumerate(blocks):  # a block is a row, or the mark of the end
        if number % EVERY == 0:
            report("exporting", done + number, total)
        yield block
