"""A true little world: the starter catalogue in a real Postgres that lives as long as the tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
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
from tests.databases import copied, in_a_hurry, made

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # this process among several
WORLD = f"world_{WORKER}"


def pytest_configure(config: pytest.Config) -> None:
    """A folder of this run alone: pytest closes the common one whenever another run begins, and the
    embedded Postgres, which has a user of its own, could not get in any more. Its databases are
    hundreds of files each: where the disk is slow, TMPDIR=/dev/shm helps."""
    os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp(prefix="auric-tests-")


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
    return os.environ.get("AURIC_TEST_DATABASE_URL") or in_a_hurry(database_url(data_dir))


@pytest.fixture(scope="session")
def world_url(server: str) -> str:
    """A database with the starter catalogue, built. Tests only read it."""
    url = made(server, WORLD)
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
    url = made(database_url(data_dir), WORLD)
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
    migrate(made(server, name))
    with psycopg.connect(server, autocommit=True) as connection:
        # A pooler stays connected, and what is in use cannot be copied.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        )
    return name


@pytest.fixture
def empty_url(server: str, blank: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database of one's own, without facts."""
    with copied(server, f"t{abs(hash(request.node.nodeid))}", blank) as url:
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
