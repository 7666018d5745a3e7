"""Claims about the queue: work is put there once, done once, and lost with no machine."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray
from procrastinate.schema import SchemaManager
from pydantic import SecretStr

from core.errors import BadRequestError, DatabaseAwayError
from core.migrations import known_migrations
from core.settings import Settings
from ingest.database import connect, short_transaction
from ingest.queue.board import fill, standing
from ingest.queue.fitness import alone, fit_for
from ingest.queue.lines import Kit, queue_name
from ingest.queue.pool import QueuePool
from ingest.queue.worker import PAUSE, Say, Terms, Worker
from ingest.services import Services
from ingest.web import Web
from tests.ingest import test_lastfm as fm
from tests.ingest import test_musicbrainz_live as mb
from tests.ingest.local_web import LocalWeb, Reply, served, told
from tests.ingest.test_deezer import PEOPLE, SOUND, ByteEar, Shop, Silent

Ask = Callable[[str], list[tuple[Any, ...]]]
Load = Callable[..., object]
PATIENCE = 1.5
QUEUE = queue_name("deezer", ByteEar.model)
HEARD = "SELECT title FROM audio_vector JOIN track USING (track_id) ORDER BY 1"
JOBS = "SELECT status::text, attempts FROM queue.procrastinate_jobs ORDER BY id"
# Somebody took a job and was never heard of again.
LOST = """
    WITH gone AS (
        INSERT INTO queue.procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 day') RETURNING id
    )
    UPDATE queue.procrastinate_jobs SET status = 'doing', worker_id = gone.id FROM gone
"""
# As happens to who falls asleep in a transaction, or to all when a database goes down.
END_THE_WORKER = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'auric worker' AND wait_event_type = 'Lock' AND datname = current_database()
"""


@pytest.fixture
def shop(host: LocalWeb) -> Shop:
    shop = Shop(host)
    for name in PEOPLE.values():
        shop.add(name, f"Song of {name}")
    return shop


@pytest.fixture
def songs(ingest: Load) -> None:
    ingest(
        {
            "artists": [{"id": key, "name": name} for key, name in PEOPLE.items()],
            "tracks": [
                {"id": key, "artist_id": key, "title": f"Song of {name}", "rank": 1}
                for key, name in PEOPLE.items()
            ],
        }
    )


def unheard(_sentence: str) -> None:
    """A worker talks to nobody."""


class SlowEar(ByteEar):
    """Takes longer than others have patience."""

    def embed(self, recordings: Sequence[bytes]) -> list[NDArray[np.float32] | Silent]:
        time.sleep(2 * PATIENCE)
        return super().embed(recordings)


@asynccontextmanager
async def at_work(
    url: str,
    host: LocalWeb,
    folder: Path,
    ear: ByteEar,
    say: Say = unheard,
    until_empty: bool = True,
) -> AsyncIterator[Worker]:
    """A machine that does all that is left to do and leaves, unless it is to stay."""
    async with Web.open(folder / "web", None, limits=host.limits(tries=1)) as web:
        services = replace(Services(), deezer=host.address, lastfm=host.address)
        kit = Kit(url, web, services, ear, None)
        yield Worker(kit, Terms({"deezer": QUEUE}, 2, PATIENCE, until_empty), say)


async def work(url: str, host: LocalWeb, folder: Path, ear: ByteEar | None = None) -> Worker:
    async with at_work(url, host, folder, ear or ByteEar()) as worker:
        await asyncio.wait_for(worker.run(), 30)
    return worker


def change(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def test_the_tables_are_those_of_the_installed_procrastinate() -> None:
    (ours,) = [step.sql for step in known_migrations() if step.name == "queue"]
    assert SchemaManager.get_schema().strip() in ours


@pytest.mark.usefixtures("songs")
def test_what_waits_in_the_queue_is_not_put_in_twice(empty_url: str, ask: Ask) -> None:
    first = fill(empty_url, "deezer", ByteEar.model, 2)
    assert (first.queue, first.jobs, first.things, first.waiting) == (QUEUE, 1, 2, 0)
    again = fill(empty_url, "deezer", ByteEar.model, 100)
    assert (again.jobs, again.things, again.waiting) == (1, 1, 2)
    assert fill(empty_url, "deezer", ByteEar.model, 100).jobs == 0
    waiting = ask("SELECT args -> 'ids' FROM queue.procrastinate_jobs ORDER BY id")
    assert sorted(id for (ids,) in waiting for id in ids) == sorted(
        id for (id,) in ask("SELECT track_id FROM track")
    )
    assert standing(empty_url) == {
        "workers": 0,
        "queues": {QUEUE: {"waiting": 2, "doing": 0, "failed": 0, "left": 3}},
    }


@pytest.mark.usefixtures("songs")
async def test_a_worker_does_what_is_there_and_leaves_an_empty_queue(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    fill(empty_url, "deezer", ByteEar.model, 100)
    worker = await work(empty_url, shop.host, tmp_path)
    assert worker.done["deezer"] == 3
    assert ask(HEARD) == [("Song of Abba",), ("Song of Coil",), ("Song of Current 93",)]
    assert ask(JOBS) == []
    assert ask("SELECT count(*) FROM queue.procrastinate_workers") == [(0,)]


@pytest.mark.usefixtures("songs")
async def test_what_a_lost_worker_had_begun_others_finish_and_ask_nothing_again(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    fill(empty_url, "deezer", ByteEar.model, 100)
    ear = ByteEar()
    await work(empty_url, shop.host, tmp_path, ear)
    change(empty_url, "DELETE FROM audio_vector WHERE track_id = (SELECT min(track_id) FROM track)")
    change(
        empty_url,
        "SELECT queue.procrastinate_defer_jobs_v1(ARRAY[ROW ("
        f"'{QUEUE}', 'deezer', 0, NULL, NULL, (SELECT jsonb_build_object('ids', jsonb_agg(track_id))"
        " FROM track), NULL)::queue.procrastinate_job_to_defer_v1])",
    )
    change(empty_url, LOST)
    before = len(ear.heard)
    worker = await work(empty_url, shop.host, tmp_path, ear)
    assert (worker.done["rescued"], worker.done["deezer"]) == (1, 1)
    assert len(ear.heard) == before + 1
    assert (len(ask(HEARD)), ask(JOBS)) == (3, [])


@pytest.mark.usefixtures("songs")
async def test_a_job_that_loses_every_worker_is_given_up_and_due_again(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    fill(empty_url, "deezer", ByteEar.model, 100)
    change(empty_url, f"{LOST}")
    change(empty_url, "UPDATE queue.procrastinate_jobs SET attempts = 6")
    await work(empty_url, shop.host, tmp_path)
    assert (ask(HEARD), ask(JOBS)) == ([], [("failed", 7)])
    again = fill(empty_url, "deezer", ByteEar.model, 100)
    assert (again.things, again.waiting, ask(JOBS)) == (3, 0, [("todo", 0)])


@pytest.mark.usefixtures("songs")
async def test_a_job_that_nobody_is_at_is_found_though_its_worker_lives(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    fill(empty_url, "deezer", ByteEar.model, 1)
    fill(empty_url, "deezer", ByteEar.model, 2)
    change(
        empty_url, "UPDATE queue.procrastinate_jobs SET scheduled_at = now() + '1 h' WHERE id = 2"
    )
    async with at_work(empty_url, shop.host, tmp_path, ByteEar()) as worker:
        working = asyncio.create_task(worker.run())
        while not worker.done["deezer"]:
            await asyncio.sleep(0.02)
        change(
            empty_url,
            "UPDATE queue.procrastinate_jobs SET status = 'doing', scheduled_at = NULL, worker_id = w.id"
            " FROM queue.procrastinate_workers AS w WHERE procrastinate_jobs.id = 2",
        )
        await asyncio.wait_for(working, 30)
    assert (worker.done["rescued"], worker.done["deezer"], ask(JOBS)) == (1, 3, [])


@asynccontextmanager
async def asleep_over_every_job(url: str) -> AsyncIterator[None]:
    """A worker that holds all there is, and that nothing wakes but the end of its connection."""
    try:
        async with QueuePool(url, open=False) as pool, pool.connection() as asleep:
            await asleep.execute("UPDATE procrastinate_jobs SET priority = 1")
            await asleep.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat")
            yield
    except psycopg.Error:
        return
    pytest.fail("It was let sleep.")


@pytest.mark.usefixtures("songs")
async def test_who_falls_asleep_over_the_queue_holds_up_nobody(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.queue.pool.LONGEST", "2s")
    fill(empty_url, "deezer", ByteEar.model, 100)
    change(empty_url, LOST)
    async with asleep_over_every_job(empty_url):
        worker = await work(empty_url, shop.host, tmp_path)
    assert (worker.done["rescued"], worker.done["deezer"], ask(JOBS)) == (1, 3, [])


@pytest.mark.usefixtures("songs")
async def test_who_was_ended_in_a_transaction_begins_anew_and_says_so_in_a_sentence(
    empty_url: str,
    shop: Shop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("ingest.queue.worker.PAUSE", 0.1)
    caplog.set_level(logging.NOTSET, "psycopg.pool")  # others in this process may have hushed it
    fill(empty_url, "deezer", ByteEar.model, 100)
    said: list[str] = []
    async with at_work(empty_url, shop.host, tmp_path, ByteEar(), said.append) as worker:
        with psycopg.connect(empty_url) as other:
            other.execute("LOCK queue.procrastinate_jobs")
            working = asyncio.create_task(worker.run())
            while not said:
                assert not working.done()
                await asyncio.sleep(0.02)
                change(empty_url, END_THE_WORKER)
        await asyncio.wait_for(working, 30)
    assert {*said} == {"The database does not answer; once more in 0 s.", "deezer: 3 done"}
    assert (worker.done["deezer"], caplog.messages) == (3, [])


@pytest.mark.usefixtures("songs")
def test_who_falls_asleep_while_keeping_what_was_heard_holds_up_nobody(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.database.LONGEST", "1s")

    def sleep_over_the_tracks() -> None:
        with connect(empty_url) as asleep, short_transaction(asleep):
            asleep.execute("UPDATE track SET deezer_id = 1")
            change(empty_url, "UPDATE track SET deezer_id = 2")

    with pytest.raises(DatabaseAwayError):
        sleep_over_the_tracks()


@pytest.mark.usefixtures("songs")
async def test_a_worker_whose_sign_of_life_did_not_get_through_is_not_taken_for_lost(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    fill(empty_url, "deezer", ByteEar.model, 100)
    change(empty_url, "ALTER FUNCTION queue.procrastinate_update_heartbeat_v1 RENAME TO unheard")
    worker = await work(empty_url, shop.host, tmp_path, SlowEar())
    assert (worker.done["rescued"], worker.done["deezer"], ask(JOBS)) == (0, 3, [])


def put_off_all_work(url: str) -> None:
    """There is work, but none to take yet."""
    fill(url, "deezer", ByteEar.model, 100)
    change(url, "UPDATE queue.procrastinate_jobs SET scheduled_at = now() + '1 h'")


async def given_up(worker: Worker, url: str, ask: Ask) -> asyncio.Task[None]:
    """At work, taken for lost as soon as it is known, and then there is something to do."""
    working = asyncio.create_task(worker.run())
    while not ask("SELECT id FROM queue.procrastinate_workers"):
        await asyncio.sleep(0.02)
    change(url, "DELETE FROM queue.procrastinate_workers")
    change(url, "UPDATE queue.procrastinate_jobs SET scheduled_at = NULL")
    return working


@pytest.mark.usefixtures("songs")
@pytest.mark.parametrize("until_empty", [True, False])
async def test_a_worker_that_was_given_up_begins_anew(
    empty_url: str,
    ask: Ask,
    shop: Shop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    until_empty: bool,
) -> None:
    monkeypatch.setattr("ingest.queue.worker.PAUSE", 0.1)
    put_off_all_work(empty_url)
    async with at_work(
        empty_url, shop.host, tmp_path, ByteEar(), until_empty=until_empty
    ) as worker:
        working = await given_up(worker, empty_url, ask)
        while ask(JOBS):
            assert not working.done()
            await asyncio.sleep(0.02)
        if not until_empty:  # who works until all is done ends by himself, and then nobody listens
            assert not working.done()
            os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(working, 30)
    assert (worker.done["deezer"], len(ask(HEARD))) == (3, 3)


@pytest.mark.usefixtures("songs")
async def test_who_waits_for_the_database_stops_when_told(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    waits = asyncio.Event()
    put_off_all_work(empty_url)
    async with at_work(
        empty_url, shop.host, tmp_path, ByteEar(), lambda _: waits.set(), until_empty=False
    ) as worker:
        working = await given_up(worker, empty_url, ask)
        await asyncio.wait_for(waits.wait(), 30)
        assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL, "it would end the tests"
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(working, PAUSE / 2)


@pytest.mark.usefixtures("songs")
async def test_what_is_not_to_be_had_is_tried_again_a_little_later_and_nothing_else_with_it(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.queue.worker.GROWING", 1)
    good, shop.previews[3] = shop.previews[3], told({}, 503)
    fill(empty_url, "deezer", ByteEar.model, 100)
    ear = ByteEar()
    async with at_work(empty_url, shop.host, tmp_path, ear) as worker:
        working = asyncio.create_task(worker.run())
        while not worker.done["later"]:
            await asyncio.sleep(0.02)
        shop.previews[3] = good
        await asyncio.wait_for(working, 30)
    assert (worker.done["deezer"], worker.done["later"]) == (3, 1)
    assert sorted(ear.heard) == sorted(SOUND.values())
    assert ask(JOBS) == []


@pytest.mark.usefixtures("songs")
async def test_what_cannot_be_played_is_told_with_the_reason(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    shop.previews[3] = Reply(b"damaged", headers={"Content-Type": "audio/mpeg"})
    fill(empty_url, "deezer", ByteEar.model, 100)
    said: list[str] = []
    async with at_work(empty_url, shop.host, tmp_path, ByteEar(), said.append) as worker:
        await asyncio.wait_for(worker.run(), 30)
    assert said == ["deezer: Abba - Song of Abba: is damaged", "deezer: 3 done"]
    assert (worker.done["deezer"], worker.done["unplayable"], worker.done["later"]) == (3, 1, 0)
    assert ask(JOBS) == []


@pytest.mark.usefixtures("songs")
async def test_another_ear_leaves_the_work_alone(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    fill(empty_url, "deezer", "another/ear", 100)
    await work(empty_url, shop.host, tmp_path)
    assert (ask(HEARD), ask(JOBS)) == ([], [("todo", 0)])


async def test_artists_are_asked_about_at_lastfm_and_musicbrainz(
    empty_url: str, ask: Ask, ingest: Load, tmp_path: Path
) -> None:
    people = [("a", "Coil", mb.COIL), ("b", "Who Has Gone", mb.PSYCHIC)]
    ingest({"artists": [{"id": id, "name": name, "mbid": mbid} for id, name, mbid in people]})
    assert fill(empty_url, "lastfm", None, 100).things == 2
    assert fill(empty_url, "musicbrainz", None, 100).things == 2
    with served() as host:
        host.answer = lambda asked: (fm if "/2.0/" in asked.path else mb).answer(asked)
        async with Web.open(tmp_path / "web", None, limits=host.limits()) as web:
            at = replace(Services(), lastfm=f"{host.address}/2.0/", musicbrainz=host.address)
            kit = Kit(empty_url, web, at, None, SecretStr("k3y"))
            lines = {"lastfm": "lastfm", "musicbrainz": "musicbrainz"}
            worker = Worker(kit, Terms(lines, patience=1.5, until_empty=True), lambda _: None)
            await asyncio.wait_for(worker.run(), 30)
    assert (worker.done["lastfm"], worker.done["musicbrainz"], worker.done["later"]) == (1, 2, 0)
    assert ask("SELECT source, kind, count(*) FROM relation GROUP BY 1, 2 ORDER BY 1, 2") == [
        ("lastfm", "similar", 2),
        ("musicbrainz", "collaboration", 1),
        ("musicbrainz", "influence", 1),
    ]
    assert ask("SELECT name, count(*) FROM track JOIN artist USING (artist_id) GROUP BY 1") == [
        ("Coil", 150)
    ]
    assert ask(JOBS) == []
    assert fill(empty_url, "musicbrainz", None, 100).things == 0


async def test_a_key_that_is_not_accepted_ends_the_work_and_loses_none_of_it(
    empty_url: str, ask: Ask, ingest: Load, shop: Shop, tmp_path: Path
) -> None:
    ingest({"artists": [{"id": "a", "name": "Coil"}]})
    shop.host.answer = lambda _asked: Reply(b'{"error": 10}', 403, {"Content-Type": "text/json"})
    fill(empty_url, "lastfm", None, 100)
    async with Web.open(tmp_path / "web", None, limits=shop.host.limits()) as web:
        services = replace(Services(), lastfm=shop.host.address)
        kit = Kit(empty_url, web, services, None, SecretStr("wrong"))
        worker = Worker(kit, Terms({"lastfm": "lastfm"}, patience=1.5), lambda _: None)
        with pytest.raises(BadRequestError, match="does not accept"):
            await asyncio.wait_for(worker.run(), 30)
    assert ask(JOBS) == [("todo", 1)]


def test_a_machine_does_what_it_can_and_says_what_it_lacks(empty_url: str) -> None:
    said: list[str] = []
    here = Settings(sound_model="log-mel", lastfm_api_key=None, contact="me@example.org")
    lines = ["deezer", "lastfm", "musicbrainz"]
    fit, ear = fit_for(lines, False, empty_url, None, here, said.append)
    assert fit == ["deezer", "musicbrainz"]
    assert ear is not None
    assert [one.split(".")[0] for one in said] == ["lastfm is left to others"]
    with pytest.raises(BadRequestError, match="LASTFM_API_KEY"):
        fit_for(["lastfm"], True, empty_url, None, here, said.append)


def test_one_worker_a_machine(tmp_path: Path) -> None:
    another = "import sys; from pathlib import Path; from ingest.queue.fitness import alone\n"
    another += (
        f"with alone(Path({str(tmp_path)!r})): print('at work', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", another], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"at work\n"
        with pytest.raises(BadRequestError, match="already"), alone(tmp_path):
            pass
        other.kill()
    with alone(tmp_path):
        pass
