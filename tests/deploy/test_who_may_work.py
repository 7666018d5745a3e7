"""Claims about machines far away: they do their work with a login that can do nothing else."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from core.errors import BadRequestError
from core.migrations import migrate
from core.settings import Settings
from ingest.load import load
from ingest.queue.board import fill
from ingest.queue.fitness import fit_for
from ingest.queue.lines import Kit, queue_name
from ingest.queue.worker import Terms, Worker
from ingest.records import Artist, Track
from ingest.services import Services
from ingest.source import Fact
from ingest.web import Web
from tests.ingest.local_web import served
from tests.ingest.test_deezer import ByteEar, Shop

QUEUE = queue_name("deezer", ByteEar.model)
FORBIDDEN = (
    "INSERT INTO artist (name) VALUES ('Nobody')",
    "UPDATE artist SET name = 'Nobody'",
    "UPDATE track SET title = 'Nothing'",
    "DELETE FROM track",
    "DELETE FROM audio_vector",
    "UPDATE audio_vector SET source = 'somebody else'",
    "DELETE FROM deezer.lookup",
    "SELECT * FROM artist_tag",
    "SELECT * FROM lastfm.asked",
    "TRUNCATE queue.procrastinate_jobs",
    "SELECT queue.procrastinate_defer_jobs_v1(ARRAY[ROW ('q', 'deezer', 0, NULL, NULL, '{}', NULL)"
    "::queue.procrastinate_job_to_defer_v1])",
)


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture
def owner(own_server: str) -> Iterator[str]:
    """A database with one song to listen to, and a login for whoever listens."""
    with psycopg.connect(own_server, autocommit=True) as boss:
        boss.execute("CREATE DATABASE far_away")
        url = psycopg.conninfo.make_conninfo(own_server, dbname="far_away")
        migrate(url)
        boss.execute("CREATE ROLE listener LOGIN IN ROLE auric_worker")
        song = [
            Fact("artists", 1, Artist(id="a", name="Coil")),
            Fact("tracks", 1, Track(id="t", artist_id="a", title="Ostia")),
        ]
        load(url, "facts", song, quiet)
        yield url
        boss.execute("DROP DATABASE far_away WITH (FORCE)")
        boss.execute("DROP ROLE listener")


HEARD = "INSERT INTO audio_vector (track_id, model, embedding, source) SELECT track_id, 'ear', %s, %s FROM track"
AGAIN = " ON CONFLICT (track_id, model) DO UPDATE SET embedding = excluded.embedding"


def test_a_listener_writes_over_nothing_that_was_heard_elsewhere(owner: str) -> None:
    ours, theirs = ("[" + ",".join([one] * 512) + "]" for one in "12")
    with psycopg.connect(owner, autocommit=True) as boss:
        boss.execute(HEARD.encode(), [ours, None])
        url = psycopg.conninfo.make_conninfo(owner, user="listener")
        with psycopg.connect(url, autocommit=True) as listener:
            assert listener.execute("UPDATE audio_vector SET embedding = NULL").rowcount == 0
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                listener.execute((HEARD + AGAIN).encode(), [theirs, "deezer"])
        assert boss.execute("SELECT embedding::text FROM audio_vector").fetchall() == [(ours,)]


async def test_a_listener_listens_and_can_do_nothing_else(owner: str, tmp_path: Path) -> None:
    url = psycopg.conninfo.make_conninfo(owner, user="listener")
    fill(owner, "deezer", ByteEar.model, 10)
    with served() as host:
        Shop(host).add("Coil", "Ostia")
        async with Web.open(tmp_path / "web", None, limits=host.limits()) as web:
            kit = Kit(url, web, replace(Services(), deezer=host.address), ByteEar(), None)
            worker = Worker(kit, Terms({"deezer": QUEUE}, until_empty=True), print)
            await asyncio.wait_for(worker.run(), 30)
    assert worker.done["deezer"] == 1
    with psycopg.connect(url, autocommit=True) as listener:
        kept = listener.execute(
            "SELECT model, deezer_id FROM audio_vector JOIN track USING (track_id)"
        )
        assert kept.fetchall() == [(ByteEar.model, 1)]
        for attempt in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                listener.execute(attempt.encode())
    with pytest.raises(BadRequestError, match="takes the database's owner"):
        fit_for(["lastfm"], True, url, None, Settings(), print)
