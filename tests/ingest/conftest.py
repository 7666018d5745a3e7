"""Tiny true worlds to load, and what a database holds afterwards."""

import gzip
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from ingest.load import Loaded, load
from ingest.sources.facts import read
from ingest.web import Web
from tests.databases import copied
from tests.ingest.local_web import FAULTS, LocalWeb, Reply, served

Facts = Mapping[str, Sequence[object]]
Rows = list[tuple[Any, ...]]
Tables = dict[str, Rows]
Start = Callable[..., subprocess.Popen[str]]
LITTLE_WORLD = Path(__file__).parent / "little_world"


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture
def little_world() -> dict[str, list[dict[str, object]]]:
    """The Downward Spiral, one fact of every kind."""
    return {
        path.stem: [orjson.loads(line) for line in path.read_bytes().splitlines()]
        for path in sorted(LITTLE_WORLD.glob("*.jsonl"))
    }


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Facts], Path]:
    """Write a folder of facts: objects become JSON lines, bytes stand as they are."""
    number = count(1)

    def write(facts: Facts) -> Path:
        folder = tmp_path / f"facts-{next(number)}"
        folder.mkdir()
        for name, lines in facts.items():
            text = b"".join(
                (line if isinstance(line, bytes) else orjson.dumps(line)) + b"\n" for line in lines
            )
            if name.endswith(".gz"):
                (folder / name).write_bytes(gzip.compress(text))
            else:
                (folder / f"{name}.jsonl").write_bytes(text)
        return folder

    return write


@pytest.fixture
def ingest(empty_url: str, write: Callable[[Facts], Path]) -> Callable[[Facts], Loaded]:
    """Load facts into this test's own database, as one folder."""
    return lambda facts: load(empty_url, "facts", read(write(facts), quiet), quiet)


@pytest.fixture
def ask(empty_url: str) -> Callable[[str], Rows]:
    """Ask this test's own database."""

    def ask(sql: str) -> Rows:
        with psycopg.connect(empty_url) as connection:
            return connection.execute(sql.encode()).fetchall()

    return ask


@pytest.fixture
def host(request: pytest.FixtureRequest) -> Iterator[LocalWeb]:
    """A service on this machine, which answers as the `answer` of the test's file does."""
    with served() as host:
        host.answer = getattr(request.module, "answer", host.answer)
        yield host


@pytest.fixture
async def web(host: LocalWeb, tmp_path: Path) -> AsyncIterator[Web]:
    """A client in a hurry."""
    limits = host.limits(silence=0.5, tries=2, longest_wait=0.5)
    async with Web.open(tmp_path / "web", None, limits=limits) as web:
        yield web


@pytest.fixture(params=FAULTS.values(), ids=list(FAULTS))
def fault(request: pytest.FixtureRequest) -> Reply:
    """A way in which a service fails. Who takes it as an argument is tested with each."""
    failing: Reply = request.param
    return failing


@pytest.fixture
def held() -> Callable[[str], Tables]:
    """All the facts a database holds. When which run loaded them is told apart elsewhere."""

    def held(url: str) -> Tables:
        with psycopg.connect(url) as connection:
            names = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                " AND table_name NOT IN ('ingest_run', 'graph_version') ORDER BY 1"
            ).fetchall()
            return {
                name: connection.execute(
                    psycopg.sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(
                        psycopg.sql.Identifier(name)
                    )
                ).fetchall()
                for (name,) in names
            }

    return held


@pytest.fixture
def another_url(server: str, blank: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A second database of one's own, to compare with the first."""
    with copied(server, f"other_t{abs(hash(request.node.nodeid))}", blank) as url:
        yield url


@pytest.fixture
def start(data_dir: Path, empty_url: str) -> Iterator[Start]:
    """Start the command beside the test; whatever still runs at the end is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, url: str | None = empty_url, home: Path = data_dir) -> Any:
        address = {"AURIC_DATABASE_URL": url} if url else {}
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "auric", *words],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env={**address, "AURIC_DATA_DIR": str(home), "PATH": os.environ["PATH"]},
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
