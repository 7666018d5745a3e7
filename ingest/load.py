"""Facts go in here, whoever states them: COPY to a stage, find out who is who, merge, commit.

One transaction a folder: readers see none of it or all of it, and an interrupted load leaves nothing.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector.psycopg import register_vector
from psycopg.types.json import Jsonb

from core.errors import DatabaseAwayError
from ingest.records import KINDS
from ingest.source import Fact, Reject, Report
from ingest.stage import STAGES

MERGE = Path(__file__).parent / "merge"
WRITERS_LOCK = 0x5167  # one load or build at a time; readers never wait
PATIENCE = "5s"  # for a lock that readers hold

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows read per kind, the lines that were not, and how long it took."""

    rows: Mapping[str, int]
    rejects: tuple[Reject, ...]
    seconds: float


def load(url: str, source: str, facts: Iterable[Fact | Reject], report: Report) -> Loaded:
    """Merge a source's facts into the database. Loading the same facts again changes nothing.

    `facts` come grouped by kind, in the order of `KINDS`.
    """
    started = time.perf_counter()
    with connect(url) as connection, connection.transaction():
        take_turn(connection, report)
        steps = sorted(MERGE.glob("*.sql"))
        connection.execute(steps[0].read_bytes())
        staged, rejects = _stage(connection, facts)
        for number, step in enumerate(steps[1:], start=1):
            report("merging", number - 1, len(steps) - 1)
            connection.execute(step.read_bytes())
        report("merging", len(steps) - 1, len(steps) - 1)
        rejects += _found_later(connection)
        rows = {kind: staged[kind] for kind in KINDS if staged[kind]}
        loaded = Loaded(rows, tuple(rejects), time.perf_counter() - started)
        connection.execute(
            "INSERT INTO ingest_run (source, seconds, loaded, rejected) VALUES (%s, %s, %s, %s)",
            [source, loaded.seconds, Jsonb(rows), len(rejects)],
        )
    return loaded


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """A connection for writing, with vectors. Raises DatabaseAwayError."""
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            register_vector(connection)
            yield connection
    except psycopg.OperationalError as error:
        raise DatabaseAwayError("The database does not answer.") from error


def take_turn(connection: Connection, report: Report) -> None:
    """Wait until no other load or build is running; the turn ends with the transaction."""
    free = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [WRITERS_LOCK]).fetchone()
    if free != (True,):
        report("waiting for another load or build", 0, 1)
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])


@contextmanager
def without_waiting(connection: Connection) -> Iterator[None]:
    """A transaction that is given up, without an error, when somebody else holds what it needs."""
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            yield
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
        return


def _stage(
    connection: Connection, facts: Iterable[Fact | Reject]
) -> tuple[Counter[str], list[Reject]]:
    rejects: list[Reject] = []
    staged: Counter[str] = Counter()

    def good(found: Iterable[Fact | Reject]) -> Iterator[Fact]:
        for fact in found:
            if isinstance(fact, Fact):
                yield fact
            else:
                rejects.append(fact)

    for kind, of_kind in groupby(good(facts), key=lambda fact: fact.kind):
        stage = STAGES[kind]
        rows = ((fact.line, *stage.row(fact.record)) for fact in of_kind)
        staged[kind] += copy_rows(connection, stage.table, ("int4", *stage.types), rows)
    return staged, rejects


@contextmanager
def _copying(connection: Connection, table: str) -> Iterator[psycopg.Copy]:
    into = psycopg.sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(
        psycopg.sql.Identifier(table)
    )
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        yield copy


def copy_rows(
    connection: Connection, table: str, types: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> int:
    """COPY rows in binary; returns how many."""
    count = 0
    with _copying(connection, table) as copy:
        copy.set_types(list(types))
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_arrays(connection: Connection, table: str, *columns: NDArray[Any]) -> None:
    """COPY whole arrays: integers, floats, or (n, d) float16 as halfvec. No row is touched by Python.

    The binary format of COPY (PostgreSQL documentation, "COPY", file formats), laid out by NumPy.
    """
    layout: list[tuple[Any, ...]] = [("fields", ">i2")]
    for nth, column in enumerate(columns):
        layout.append((f"size{nth}", ">i4"))
        if column.ndim == 2:
            layout += [(f"dim{nth}", ">i2"), (f"unused{nth}", ">i2")]
        layout.append((f"value{nth}", column.dtype.newbyteorder(">"), column.shape[1:]))
    rows = np.zeros(len(columns[0]), dtype=layout)
    rows["fields"] = len(columns)
    for nth, column in enumerate(columns):
        vector = column.ndim == 2
        rows[f"size{nth}"] = column[:1].nbytes + 4 * vector
        rows[f"value{nth}"] = column
        if vector:
            rows[f"dim{nth}"] = column.shape[1]
    with _copying(connection, table) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        copy.write(rows.tobytes())
        copy.write(b"\xff\xff")


def _found_later(connection: Connection) -> list[Reject]:
    rows = connection.execute("SELECT kind, line, reason FROM rejected ORDER BY kind, line, reason")
    return [Reject(f"{kind}.jsonl", line, reason) for kind, line, reason in rows]
