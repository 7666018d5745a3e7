"""Facts go in here, whoever states them: COPY to a stage, find out who is who, merge, commit.

One transaction a folder: readers see none of it or all of it, and an interrupted load leaves nothing.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from pgvector.psycopg import register_vector
from psycopg.types.json import Jsonb

from core.errors import DatabaseAwayError
from ingest.records import KINDS
from ingest.source import Fact, Reject, Report
from ingest.stage import STAGES, Stage

MERGE = Path(__file__).parent / "merge"
WRITERS_LOCK = 0x5167  # one load or build at a time; readers never wait

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows kept per kind, the lines that were not, and how long it took."""

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
        lost = Counter(reject.file.split(".jsonl")[0] for reject in rejects)
        rows = {kind: staged[kind] for kind in KINDS if staged[kind]}
        loaded = Loaded(rows, tuple(rejects), time.perf_counter() - started)
        connection.execute(
            "INSERT INTO ingest_run (source, seconds, loaded, rejected) VALUES (%s, %s, %s, %s)",
            [source, loaded.seconds, Jsonb(rows), sum(lost.values())],
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
        staged[kind] += _copy(connection, STAGES[kind], of_kind)
    return staged, rejects


def _copy(connection: Connection, stage: Stage, facts: Iterable[Fact]) -> int:
    count = 0
    into = psycopg.sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(
        psycopg.sql.Identifier(stage.table)
    )
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(["int4", *stage.types])
        for fact in facts:
            copy.write_row((fact.line, *stage.row(fact.record)))
            count += 1
    return count


def _found_later(connection: Connection) -> list[Reject]:
    rows = connection.execute("SELECT kind, line, reason FROM rejected ORDER BY kind, line, reason")
    return [Reject(f"{kind}.jsonl", line, reason) for kind, line, reason in rows]

