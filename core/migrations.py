"""The schema moves forward here, and leaves the same ledger as the Supabase CLI."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from core.errors import BadRequestError, DatabaseAwayError, GraphNotReadyError

# In a wheel the migrations travel inside the package; in the repository Supabase expects them here.
PLACES = (
    Path(__file__).parent / "migrations",
    Path(__file__).parent.parent / "supabase" / "migrations",
)
ONE_AT_A_TIME = 0x5166  # advisory lock
NOT_THE_OWNER = "This user may not change the database; AURIC_OWNER_URL names it as the one who owns its tables."
LEDGER = """
    CREATE SCHEMA IF NOT EXISTS supabase_migrations;
    CREATE TABLE IF NOT EXISTS supabase_migrations.schema_migrations (
        version text PRIMARY KEY, statements text[], name text
    );
"""

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Migration:
    """One step of the schema: `20261122120000_facts.sql` is version 20261122120000, name facts."""

    version: str
    name: str
    sql: str


def known_migrations() -> tuple[Migration, ...]:
    """Every migration that this version of Auric carries, oldest first."""
    folder = next(place for place in PLACES if place.is_dir())
    return tuple(
        Migration(version, name, path.read_text())
        for path in sorted(folder.glob("*.sql"))
        for version, _, name in (path.stem.partition("_"),)
    )


def migrate(url: str) -> tuple[Migration, ...]:
    """Apply what is missing, each step in a transaction of its own; returns what was applied.

    Raises GraphNotReadyError when the database is ahead of this version, BadRequestError for a user
    who may not, DatabaseAwayError.
    """
    migrations = known_migrations()
    try:
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
            with _turn(connection):
                connection.execute(LEDGER)
                done = _applied(connection)
            _refuse_the_future(done, migrations)
            missing = [step for step in migrations if step.version not in done]
            return tuple(step for step in missing if _apply(connection, step))
    except psycopg.errors.InsufficientPrivilege as error:
        raise BadRequestError(NOT_THE_OWNER) from error
    except psycopg.OperationalError as error:
        raise DatabaseAwayError("The database does not answer.") from error


@contextmanager
def _turn(connection: Connection) -> Iterator[None]:
    """A transaction while nobody else migrates. The lock is the transaction's and not the session's:
    behind a pooler in transaction mode the next statement may go to another session."""
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = 0")  # hosts cut off what takes minutes
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        yield


def _applied(connection: Connection) -> set[str]:
    rows = connection.execute("SELECT version FROM supabase_migrations.schema_migrations")
    return {version for (version,) in rows}


def _refuse_the_future(done: set[str], migrations: tuple[Migration, ...]) -> None:
    newest = migrations[-1].version
    if ahead := sorted(version for version in done if version > newest):
        raise GraphNotReadyError(
            f"The database was made by a newer Auric (schema {ahead[-1]}, this one knows {newest})."
        )


def _apply(connection: Connection, migration: Migration) -> bool:
    """False when somebody else came first."""
    with _turn(connection):
        if migration.version in _applied(connection):
            return False
        connection.execute(migration.sql.encode())
        connection.execute(
            "INSERT INTO supabase_migrations.schema_migrations (version, statements, name)"
            " VALUES (%s, %s, %s)",
            [migration.version, [migration.sql], migration.name],
        )
        return True


def is_current(data_dir: Path) -> bool:
    """Whether the embedded database was prepared by this version's schema. Reads one small file."""
    try:
        return (data_dir / "schema").read_text() == known_migrations()[-1].version
    except OSError:
        return False


def remember(data_dir: Path) -> None:
    """Note down that the embedded database is prepared."""
    (data_dir / "schema").write_text(known_migrations()[-1].version)
