"""A true little world: the starter catalogue in a real Postgres that lives as long as the tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from core.db import Database
from core.embedded import database_url, stop
from core.migrations import migrate
from ingest.setup import prepare
from ingest.snapshot.arriving import import_snapshot
from ingest.snapshot.leaving import export_snapshot

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # this process among several
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # bytes, twice what four workers take
WORLD = f"world_{WORKER}"


def pytest_configure(config: pytest.Config) -> None:
    """A folder of this run alone: pytest closes the common one whenever another run begins, and the
    embedded Postgres, which has a user of its own, could not get in any more. In memory where there is
    room: every database is hundreds of files, and some disks take half a second to make them."""
    place = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp(prefix="auric-tests-", dir=place)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ["PYTEST_DEBUG_TEMPROOT"], ignore_errors=True)


settings.register_profile("auric", deadline=None)  # a busy machine is no failure
settings.load_profile("auric")


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the embedded Postgres of these tests lives."""
    folder = tmp_path_factory.mktemp("auric")
    yield folder
    stop(folder)


@pytest.fixture(scope="session")
def server(data_dir: Path) -> str:
    """The address of its (still empty) database; AURIC_TEST_DATABASE_URL names another server, whose
    address must end in /auric?... too (`make test-external` starts one)."""
    return os.environ.get("AURIC_TEST_DATABASE_URL") or _in_a_hurry(database_url(data_dir))


@pytest.fixture(scope="session")
def world_url(server: str) -> str:
    """A database with the starter catalogue, built. Tests only read it."""
    url = _database(server, WORLD)
    prepare(url, quiet)
    return url


@pytest.fixture(scope="session")
def world_snapshot(world_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same world in a file."""
    path = tmp_path_factory.mktemp("snapshot") / "world.auric"
    export_snapshot(world_url, path, quiet)
    return path


@pytest.fixture(scope="session")
def embedded_world_url(data_dir: Path, world_url: str, request: pytest.FixtureRequest) -> str:
    """The same world in the embedded database, whatever else the tests run against."""
    if "AURIC_TEST_DATABASE_URL" not in os.environ:
        return world_url
    url = _database(database_url(data_dir), WORLD)
    import_snapshot(url, request.getfixturevalue("world_snapshot"), quiet)
    return url


@pytest.fixture(scope="session")
async def world(world_url: str) -> AsyncIterator[Database]:
    """The starter catalogue, ready to be asked."""
    async with Database.open(world_url) as db:
        yield db


@pytest.fixture
def nobody_has_asked(world_url: str) -> None:
    """Whoever asked a service on this world before, from this machine, is forgotten."""
    with psycopg.connect(world_url, autocommit=True) as connection:
        connection.execute("DELETE FROM doorkeeper.caller")


@pytest.fixture(scope="session")
def blank(server: str) -> str:
    """The name of a migrated database without facts, to be copied in a third of the time."""
    name = f"blank_{WORKER}"
    migrate(_database(server, name))
    with psycopg.connect(server, autocommit=True) as connection:
        # A pooler stays connected, and what is in use cannot be copied.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
    return name


@pytest.fixture
def empty_url(server: str, blank: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database of one's own, without facts."""
    with copied(server, blank, f"t{abs(hash(request.node.nodeid))}") as url:
        yield url


@pytest.fixture(scope="session")
def auric(data_dir: Path, world_url: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command as a person would, against the starter catalogue."""

    def run(*words: str, url: str = world_url) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "auric", *words],
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
            env={
                "AURIC_DATABASE_URL": url,
                "AURIC_DATA_DIR": str(data_dir),
                "COLUMNS": "110",
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
            },
        )

    return run


@contextmanager
def copied(server: str, blank: str, name: str) -> Iterator[str]:
    """A database like `blank` for a while."""
    url = _database(server, name, blank)
    with psycopg.connect(server, autocommit=True) as connection:
        # What a migration sets for its database is not copied with it.
        connection.execute(f'ALTER DATABASE {name} SET search_path = "$user", public, extensions')
        yield url
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _in_a_hurry(server: str) -> str:
    """Nothing here has to outlive a power failure: databases come and go several times as fast."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def _database(server: str, name: str, like: str = "template1") -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    return server.replace("/auric?", f"/{name}?")
