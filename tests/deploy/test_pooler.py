"""Claims about databases elsewhere: over TCP with a password, and lent by a pooler."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from core.db import Database
from core.engine import recommend
from core.migrations import known_migrations, migrate
from ingest.snapshot.arriving import import_snapshot
from ingest.snapshot.leaving import export_snapshot
from tests.deploy.servers import DIRECT, PGBOUNCER, POOLED, address, pgbouncer, postgres

needs_pgbouncer = pytest.mark.skipif(
    not PGBOUNCER, reason="pgbouncer is not installed (Debian: apt-get install pgbouncer)"
)


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Of a Postgres that asks for a password."""
    with postgres() as port:
        yield port


@pytest.fixture(scope="module")
def pooled(port: int) -> Iterator[str]:
    """The same through pgbouncer in transaction mode."""
    with pgbouncer(port) as own_port:
        yield address(POOLED, own_port)


async def test_a_snapshot_moves_to_a_database_elsewhere(
    port: int, world_snapshot: Path, world_url: str
) -> None:
    there = address(DIRECT, port)
    import_snapshot(there, world_snapshot, quiet)
    async with Database.open(there) as db, Database.open(world_url) as here:
        assert await recommend(db, "Coil") == await recommend(here, "Coil")


@needs_pgbouncer
async def test_everything_works_through_a_pooler_too(
    pooled: str, world_snapshot: Path, world_url: str, tmp_path: Path
) -> None:
    with psycopg.connect(pooled, autocommit=True) as connection:
        connection.execute("CREATE DATABASE lent")
    lent = pooled.replace("/auric?", "/lent?")
    import_snapshot(lent, world_snapshot, quiet)
    assert export_snapshot(lent, tmp_path / "back.auric", quiet)
    async with Database.open(lent) as db, Database.open(world_url) as here:
        for _ in range(8):  # more often than a statement is asked before it is prepared
            assert await recommend(db, "Coil") == await recommend(here, "Coil")


@needs_pgbouncer
def test_a_crowd_that_migrates_through_a_pooler_leaves_no_lock_behind(pooled: str) -> None:
    with psycopg.connect(pooled, autocommit=True) as connection:
        connection.execute("CREATE DATABASE crowded")
    crowded = pooled.replace("/auric?", "/crowded?")
    with ThreadPoolExecutor(4) as crowd:
        applied = [step for steps in crowd.map(migrate, [crowded] * 4) for step in steps]
    assert sorted(step.version for step in applied) == [s.version for s in known_migrations()]
    with psycopg.connect(crowded) as connection:
        held = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert held.fetchone() == (0,)
