"""A file into a database: the graph in it takes the place of the one that is there, in one commit."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZipFile

from core.errors import BadRequestError
from core.migrations import migrate
from ingest.database import Connection, connect, take_turn
from ingest.derive import clear, derive, record, rules, swap
from ingest.snapshot.container import DAMAGED, check, opened, unpack
from ingest.snapshot.copying import copy_in
from ingest.snapshot.manifest import Manifest, Member
from ingest.snapshot.tables import (
    advance_counters,
    fact_tables,
    forget_facts,
    rows_in,
    shapes,
    signature,
    strip,
    tables_of,
)
from ingest.source import Report


def import_snapshot(url: str, path: Path, report: Report, *, replace: bool = False) -> str:
    """Put a snapshot in the place of all facts and of the graph; returns the graph's version.

    Raises BadRequestError for a file that is not whole, that is of another schema, or that would
    replace facts when nobody said so; DatabaseAwayError.
    """
    with opened(path) as (archive, manifest):
        check(archive, manifest, report)
        migrate(url)
        with connect(url) as connection:
            clear(connection)
            with connection.transaction():
                take_turn(connection, report)
                if not replace and rows_in(connection, "public", "artist"):
                    raise BadRequestError(
                        "The database holds facts already, and the snapshot would replace all of them."
                        " Say --replace if that is what you want."
                    )
                version = _take_in(connection, archive, manifest, report)
            clear(connection)
    return version


def _take_in(connection: Connection, archive: ZipFile, manifest: Manifest, report: Report) -> str:
    """Whoever reads meanwhile sees the old facts and the old graph, until the commit."""
    started = time.perf_counter()
    forget_facts(connection)
    derived_alike = manifest.rules == rules()
    if derived_alike:
        # From nothing: every table of the graph as this version wants it, empty.
        derive(connection, _quiet)
        indexes = strip(connection)
        _fill(connection, archive, manifest.members, report)
        _index(connection, indexes, report)
    else:
        _fill(connection, archive, manifest.only("facts"), report)
        derive(connection, report)
    version, _ = signature(connection, "graph_next")
    swap(connection)
    advance_counters(connection)
    if not derived_alike:
        record(connection, version, started)
    return version


def _fill(
    connection: Connection, archive: ZipFile, members: Sequence[Member], report: Report
) -> None:
    _refuse_what_does_not_fit(connection, members)
    total, done = sum(member.size for member in members), 0

    def told(blocks: Iterator[bytes]) -> Iterator[bytes]:
        nonlocal done
        for block in blocks:
            report("importing", done, total)
            done += len(block)
            yield block

    for member in members:
        schema = "public" if member.folder == "facts" else "graph_next"
        blocks = told(unpack(archive, member))
        if copy_in(connection, schema, member.table, [*member.columns], blocks) != member.rows:
            raise BadRequestError(
                f"The snapshot is damaged: {member.name} has another number of rows. {DAMAGED}"
            )
        connection.execute(f"ANALYZE {schema}.{member.table}".encode())
    report("importing", total, total)


def _refuse_what_does_not_fit(connection: Connection, members: Sequence[Member]) -> None:
    wanted = {("facts", *table) for table in shapes(fact_tables(connection))}
    if any(member.folder == "graph" for member in members):
        wanted |= {("graph", *table) for table in shapes(tables_of(connection, "graph_next"))}
    brought = [(m.folder, *shape) for m in members for shape in shapes({m.table: m.columns})]
    odd = sorted({table for _, table, _ in wanted.symmetric_difference(brought)})
    if odd or len(brought) != len(wanted):
        raise BadRequestError(
            f"The snapshot does not fit this version of Auric; {', '.join(odd)} differ."
            " Ask for one that was made with this version."
        )


def _index(connection: Connection, indexes: list[str], report: Report) -> None:
    for number, make in enumerate(indexes):
        report("indexing", number, len(indexes))
        connection.execute(make.encode())
    report("indexing", len(indexes), len(indexes))


def _quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""
