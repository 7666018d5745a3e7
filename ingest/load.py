"""Facts go in here, whoever states them: COPY to a stage, find out who is who, merge, commit.

One transaction a folder: readers see none of it or all of it, and an interrupted load leaves nothing.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, LiteralString

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector.psycopg import register_vector
from psycopg.types.json import Jsonb

from core.errors import BadRequestError, DatabaseAwayError
from core.migrations import NOT_THE_OWNER
from ingest.records import KINDS
from ingest.source import Fact, Reject, Report
from ingest.stage import STAGES

MERGE = Path(__file__).parent / "merge"
MEMORY = "256MB"  # for a sort or a hash of a dump
WRITERS_LOCK = 0x5167  # one load or build at a time; readers never wait
PATIENCE = "5s"  # for a lock that readers hold

Connection = psycopg.Connection[tuple[Any, ...]]
TableName = str | tuple[str, str]  # with its schema, where that is another than ours
# What the server says of bytes that are no rows; a field that is cut off breaks its protocol.
NO_ROWS = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProtocolViolation)
HEAD = 20  # bytes of an array before its items
VECTORS_AT_ONCE = 10_000
OIDS = {"i": 23, "f": 700}  # of int4 and float4
REFUSED = re.compile(r"at line (\d+)")


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
    return _merged(url, source, lambda connection: _stage(connection, facts), (), report)


def restate(url: str, source: str, stage: Callable[[Connection], None], report: Report) -> Loaded:
    """Merge all that a mirrored source says, staged by SQL; what it no longer says is taken back."""

    def counted(connection: Connection) -> tuple[Counter[str], list[Reject]]:
        connection.execute(f"SET LOCAL work_mem = '{MEMORY}'")  # hash joins over whole catalogues
        stage(connection)
        return Counter({kind: _count(connection, one.table) for kind, one in STAGES.items()}), []

    return _merged(url, source, counted, (MERGE / "mirrors" / "restate.sql",), report)


def _merged(
    url: str,
    source: str,
    stage: Callable[[Connection], tuple[Counter[str], list[Reject]]],
    afterwards: Sequence[Path],
    report: Report,
) -> Loaded:
    started = time.perf_counter()
    with connect(url) as connection, connection.transaction():
        take_turn(connection, report)
        connection.execute("SELECT set_config('auric.source', %s, true)", [source])
        begin, *steps = (*sorted(MERGE.glob("*.sql")), *afterwards)
        connection.execute(begin.read_bytes())
        staged, rejects = stage(connection)
        for number, step in enumerate(steps):
            report("merging", number, len(steps))
            connection.execute(step.read_bytes())
        report("merging", len(steps), len(steps))
        rejects += _found_later(connection, f"{source} " if afterwards else "")
        rows = {kind: staged[kind] for kind in KINDS if staged[kind]}
        loaded = Loaded(rows, tuple(rejects), time.perf_counter() - started)
        connection.execute(
            "INSERT INTO ingest_run (source, seconds, loaded, rejected) VALUES (%s, %s, %s, %s)",
            [source, loaded.seconds, Jsonb(rows), len(rejects)],
        )
    return loaded


def _count(connection: Connection, table: str) -> int:
    counted = connection.execute(
        psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
    ).fetchone()
    assert counted is not None
    return int(counted[0])


@contextmanager
def connect(url: str) -> Iterator[Connection]:
    """A connection for writing, with vectors. Raises DatabaseAwayError."""
    try:
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
            register_vector(connection)
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        raise BadRequestError(NOT_THE_OWNER) from error
    except psycopg.OperationalError as error:
        raise DatabaseAwayError("The database does not answer.") from error


def take_turn(connection: Connection, report: Report) -> None:
    """Wait until no other load or build is running; the turn ends with the transaction."""
    connection.execute("SET LOCAL statement_timeout = 0")  # hosts cut off what takes minutes
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
def _copying(connection: Connection, table: TableName) -> Iterator[psycopg.Copy]:
    into = psycopg.sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(_named(table))
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        yield copy


def copy_rows(
    connection: Connection,
    table: TableName,
    types: Sequence[str],
    rows: Iterable[tuple[object, ...]],
) -> int:
    """COPY rows in binary; returns how many."""
    count = 0
    with _copying(connection, table) as copy:
        copy.set_types(list(types))
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def copy_text(connection: Connection, table: TableName, rows: bytes) -> None:
    """COPY rows that are written already, in the text format, into a table of a schema."""
    into = psycopg.sql.SQL("COPY {} FROM STDIN").format(_named(table))
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(rows)


def copy_stream(
    connection: Connection, table: TableName, blocks: Iterable[bytes]
) -> tuple[int, list[tuple[int, str]]]:
    """COPY text as it comes, untouched; returns how many rows, and which lines Postgres refused.

    Before version 17 it refuses the whole table: BadRequestError names the line.
    """
    refused: list[tuple[int, str]] = []

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        said = diagnostic.message_primary or ""
        if found := REFUSED.search(said):
            refused.append((int(found[1]), said))

    skipping = (
        " (ON_ERROR ignore, LOG_VERBOSITY verbose)"
        if connection.info.server_version >= 170_000
        else ""
    )
    into = psycopg.sql.SQL("COPY {} FROM STDIN" + skipping).format(_named(table))
    connection.add_notice_handler(note)
    try:
        with connection.cursor() as cursor:
            with cursor.copy(into) as copy:
                for block in blocks:
                    copy.write(block)
            return cursor.rowcount, refused
    except psycopg.DataError as error:
        where = (error.diag.context or "").splitlines()[0] if error.diag.context else table[-1]
        raise BadRequestError(f"{error.diag.message_primary} ({where}).") from error
    finally:
        connection.remove_notice_handler(note)


def stream(connection: Connection, question: LiteralString) -> Iterator[tuple[Any, ...]]:
    """The rows of a large answer, a few at a time. Needs a transaction."""
    with connection.cursor(name="stream") as cursor:
        cursor.itersize = 20_000
        yield from cursor.execute(question)


def blocks_of_vectors(
    connection: Connection, question: str
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Ids and (n, d) vectors from a large answer of ids and `real[]`, some thousand rows at a time."""
    sent = psycopg.sql.SQL("SELECT id, array_send(vector) FROM ({}) AS t (id, vector)").format(
        psycopg.sql.SQL(question)  # a rule's own SQL
    )
    layout = np.dtype([("size", ">i4"), ("value", ">f4")])
    with connection.cursor(name="vectors", binary=True) as cursor:
        cursor.execute(sent)
        while rows := cursor.fetchmany(VECTORS_AT_ONCE):
            ids = np.array([one for one, _ in rows], dtype=np.int64)
            together = b"".join(vector[HEAD:] for _, vector in rows)
            values = np.frombuffer(together, layout)["value"].astype(np.float32)
            yield ids, values.reshape(len(rows), -1)


def _named(table: TableName) -> psycopg.sql.Identifier:
    return psycopg.sql.Identifier(*([table] if isinstance(table, str) else table))


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


def copy_lists(
    connection: Connection, table: str, keys: NDArray[np.int32], *columns: NDArray[Any]
) -> None:
    """COPY a row for each run of equal keys: the keys as integers, then each column's run as an array.

    `keys` is (n, k); columns are (n,) int32 or float32. Laid out by NumPy, as in copy_arrays, in
    words of two bytes: rows are of different length.
    """
    if not len(keys):
        return
    first = np.flatnonzero(np.r_[True, np.any(keys[1:] != keys[:-1], axis=1)])
    lengths = np.diff(np.r_[first, len(keys)])
    width = keys.shape[1]
    sizes = 1 + 4 * width + len(columns) * (2 + HEAD // 2 + 4 * lengths)
    begins = np.cumsum(sizes) - sizes
    words = np.zeros(int(sizes.sum()), dtype=">u2")

    def put(at: NDArray[np.int64], values: Any) -> None:  # noqa: ANN401 - a number or as many as places
        pattern = np.asarray(values, dtype=np.int64)
        words[at], words[at + 1] = pattern >> 16 & 0xFFFF, pattern & 0xFFFF

    words[begins] = width + len(columns)
    at = begins + 1
    for key in keys[first].T:
        put(at, 4)
        put(at + 2, key)
        at = at + 4
    within = np.arange(len(keys)) - np.repeat(first, lengths)
    for column in columns:
        head = (HEAD + 8 * lengths, 1, 0, OIDS[column.dtype.kind], lengths, 1)
        for nth, value in enumerate(head):
            put(at + 2 * nth, value)
        items = np.repeat(at + 2 * len(head), lengths) + 4 * within
        put(items, 4)
        put(items + 2, column.view(np.int32))
        at = at + 2 * len(head) + 4 * lengths
    with _copying(connection, table) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        copy.write(words.tobytes())
        copy.write(b"\xff\xff")


def _found_later(connection: Connection, mirror: str) -> list[Reject]:
    rows = connection.execute("SELECT kind, line, reason FROM rejected ORDER BY kind, line, reason")
    return [
        Reject(f"{mirror}{kind}" if mirror else f"{kind}.jsonl", line, reason)
        for kind, line, reason in rows
    ]
