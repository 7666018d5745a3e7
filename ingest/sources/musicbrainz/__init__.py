"""MusicBrainz: who is who, what they recorded, and how listeners call it, as published twice a week.

`read_export` keeps its tables (schema "musicbrainz") up to date, as Postgres wrote and can read them;
`ingest/merge/mirrors/musicbrainz.sql` says what becomes a fact.
"""

import tarfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.database import Connection, connect, copy_stream
from ingest.source import Reject, Report
from ingest.sources.musicbrainz.archive import Table, TornError, exports, tables

BLOCK = 1 << 20
# By these columns tables are joined or their rows told apart.
INDEXED = {
    "artist": "id",
    "recording": "id",
    "release": "id",
    "artist_credit_name": "artist_credit",
}


@dataclass(frozen=True)
class ReadTable:
    """What became of one table."""

    name: str
    rows: int
    seconds: float


@dataclass(frozen=True)
class ReadExport:
    """What became of an export."""

    tables: tuple[ReadTable, ...]
    before: int  # tables that were there from an earlier run
    rejects: tuple[Reject, ...]
    torn: str | None

    @property
    def sentences(self) -> list[str]:
        """What a person should know of it."""
        rows, seconds = sum(t.rows for t in self.tables), sum(t.seconds for t in self.tables)
        said = [f"{len(self.tables)} tables with {rows:,} rows read in {seconds:.1f} s."]
        said += [f"{self.before} tables were read before."] if self.before else []
        return said + ([f"Attention: {self.torn}."] if self.torn else [])


def read_export(url: str, paths: Sequence[Path], report: Report) -> ReadExport:
    """Bring our tables up to this export; tables that are there already are not read again.

    Raises BadRequestError for files that are no export, or of another schema; DatabaseAwayError.
    """
    done: list[ReadTable] = []
    before, torn = 0, None
    found = exports(list(paths))
    with connect(url) as connection:
        for export in found:
            digest, there = export.digest, _there(connection)
            try:
                for table in tables(export):
                    if there.get(table.name) == digest:
                        before += 1
                        continue
                    done.append(_read(connection, table, digest, report))
            except TornError as error:
                torn = f"{export.path.name} ends too early or is damaged ({error}); the tables before that were kept"
        rejects = connection.execute(
            "SELECT name, line, reason FROM musicbrainz.reject ORDER BY 1, 2"
        ).fetchall()
    return ReadExport(tuple(done), before, tuple(Reject(*row) for row in rejects), torn)


def _there(connection: Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, archive FROM musicbrainz.loaded").fetchall())


def _read(connection: Connection, table: Table, digest: str, report: Report) -> ReadTable:
    started = time.perf_counter()
    with (
        connection.transaction()
    ):  # a table made and filled in one transaction is not written twice
        connection.execute(f"DROP TABLE IF EXISTS musicbrainz.{table.name}".encode())
        connection.execute(f"CREATE TABLE musicbrainz.{table.name} ({table.columns})".encode())
        rows, rejects = copy_stream(connection, ("musicbrainz", table.name), _blocks(table, report))
        connection.execute(
            "INSERT INTO musicbrainz.loaded (name, archive, rows) VALUES (%s, %s, %s) ON CONFLICT (name) DO UPDATE"
            " SET archive = excluded.archive, rows = excluded.rows, at = now()",
            [table.name, digest, rows],
        )
        connection.execute("DELETE FROM musicbrainz.reject WHERE name = %s", [table.name])
        for line, reason in rejects:
            connection.execute(
                "INSERT INTO musicbrainz.reject VALUES (%s, %s, %s)", [table.name, line, reason]
            )
    return ReadTable(table.name, rows, time.perf_counter() - started)


def _blocks(table: Table, report: Report) -> Iterator[bytes]:
    done = 0
    while block := _block(table):
        yield block
        done += len(block)
        report(f"reading {table.name}", done, table.size)
    if done != table.size:
        raise TornError(f"{table.name} has {done:,} of {table.size:,} bytes")


def _block(table: Table) -> bytes:
    try:
        return table.text.read(BLOCK)
    except (tarfile.ReadError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise TornError(f"in the table {table.name}") from error
