"""The database as writers reach it: connections, turns, and COPY in both of its formats."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from pgvector.psycopg import register_vector

from core.errors import BadRequestError, DatabaseAwayError
from core.migrations import NOT_THE_OWNER
from ingest.source import Report

WRITERS_LOCK = 0x5167  # one load or build at a time; readers never wait
PATIENCE = "5s"  # for a lock that readers hold
# Whoever falls asleep in a transaction (a suspended machine, a stopped process) would hold up everybody who
# wants the same rows. Postgres 17 knows how to end one that lasts, older ones only one that waits.
LONGEST = "20s"  # a transaction of a few rows
CUT_SHORT = """
    SELECT set_config(name, %s, true) FROM pg_settings
     WHERE name IN ('transaction_timeout', 'idle_in_transaction_session_timeout')
"""

Connection = psycopg.Connection[tuple[Any, ...]]
TableName = str | tuple[str, str]  # with its schema, where that is another than ours
# What the server says of bytes that are no rows; a field that is cut off breaks its protocol.
NO_ROWS = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProtocolViolation)
# Two writers wanted the same row; whoever is told so can begin its transaction anew.
CLASHES = (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected)
DatabaseError = psycopg.Error
REFUSED = re.compile(r"at line (\d+)")


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
def short_transaction(connection: Connection) -> Iterator[None]:
    """A transaction that Postgres ends, and the connection with it, when it lasts. Raises DatabaseAwayError then."""
    try:
        with connection.transaction():
            connection.execute(CUT_SHORT, [LONGEST])
            yield
    except psycopg.InternalError as error:
        if not connection.broken:
            raise
        raise DatabaseAwayError("The database ended a transaction that took too long.") from error


@contextmanager
def without_waiting(connection: Connection) -> Iterator[None]:
    """A transaction that is given up, without an error, when somebody else holds what it needs."""
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            yield
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
        return


def count_rows(connection: Connection, table: str) -> int:
    counted = connection.execute(
        psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
    ).fetchone()
    assert counted is not None
    return int(counted[0])


@contextmanager
def copying(connection: Connection, table: TableName) -> Iterator[psycopg.Copy]:
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
    with copying(connection, table) as copy:
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


def _named(table: TableName) -> psycopg.sql.Identifier:
    return psycopg.sql.Identifier(*([table] if isinstance(table, str) else table))
