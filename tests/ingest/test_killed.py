"""Claims about accidents: whoever is killed in the middle loses nothing that was committed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.embedded import stop
from ingest.load import WRITERS_LOCK

Facts = Mapping[str, Sequence[object]]
Held = Callable[[str], dict[str, list[tuple[Any, ...]]]]
Start = Callable[..., subprocess.Popen[str]]
# Shares of an undisturbed run: while it starts, reads, merges, and about when it commits.
MOMENTS = (0.35, 0.55, 0.75, 0.95)
ARTISTS, STYLES, ESSAYS = 3000, 60, 2000


@pytest.fixture(scope="module")
def many_facts() -> Facts:
    """Enough to be in the middle of: three thousand artists, and two thousand essays on them."""
    dice = random.Random(1994)
    artists = [f"a{nth}" for nth in range(ARTISTS)]
    return {
        "artists": [{"id": id, "name": f"Artist {id}", "begin_year": 1980} for id in artists],
        "tags": [
            {"artist_id": id, "tag": f"style {style}", "count": 1 + style % 7, "source": "us"}
            for id in artists
            for style in dice.sample(range(STYLES), 6)
        ],
        "documents": [{"id": f"d{nth}", "source": "us"} for nth in range(ESSAYS)],
        "mentions": [
            {"document_id": f"d{nth}", "artist_id": id, "count": 1 + nth % 3}
            for nth in range(ESSAYS)
            for id in dice.sample(artists, 15)
        ],
    }


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


def test_a_killed_load_or_build_loses_nothing_and_the_next_one_works(
    many_facts: Facts,
    little_world: Facts,
    write: Callable[[Facts], Path],
    start: Start,
    held: Held,
    empty_url: str,
    another_url: str,
):
    before, folder = write(little_world), str(write(many_facts))
    for url in (empty_url, another_url):
        finish(start("ingest", "facts", str(before), url=url))
        finish(start("build", url=url))
    committed, graph = held(empty_url), version(empty_url)
    load_takes = finish(start("ingest", "facts", folder, url=another_url))
    build_takes = finish(start("build", url=another_url))

    for moment in MOMENTS:
        killed_after(moment * load_takes, start("ingest", "facts", folder))
        wait_for_writers(empty_url)
        assert held(empty_url) in (committed, held(another_url))
        assert version(empty_url) == graph
    finish(start("ingest", "facts", folder))
    assert held(empty_url) == held(another_url)

    for moment in MOMENTS:
        killed_after(moment * build_takes, start("build"))
        wait_for_writers(empty_url)
        assert version(empty_url) in (graph, version(another_url))
        assert held(empty_url) == held(another_url)
    finish(start("build"))
    assert version(empty_url) == version(another_url)


def test_two_who_build_at_once_both_finish(
    little_world: Facts, write: Callable[[Facts], Path], start: Start, empty_url: str
):
    folder = str(write(little_world))
    at_once = [start("ingest", "facts", folder), start("build"), start("build")]
    for process in at_once:
        finish(process)
    finish(start("build"))
    assert version(empty_url)


def test_two_processes_initialise_and_use_the_same_folder_at_once(
    little_world: Facts,
    write: Callable[[Facts], Path],
    start: Start,
    tmp_path_factory: pytest.TempPathFactory,
):
    home = tmp_path_factory.mktemp("shared")
    try:
        for process in [start("init", "--empty", url=None, home=home) for _ in range(2)]:
            finish(process)
        loading = start("ingest", "facts", str(write(little_world)), url=None, home=home)
        asking = start("status", "--json", url=None, home=home)
        finish(asking)
        finish(loading)
        finish(start("build", url=None, home=home))
        told = start("resolve", "NIN", "--json", url=None, home=home)
        assert "Nine Inch Nails" in told.communicate(timeout=60)[0]
    finally:
        stop(home)


def finish(process: subprocess.Popen[str]) -> float:
    """Wait for it to end well; returns the seconds that took."""
    started = time.perf_counter()
    _, complaint = process.communicate(timeout=120)
    assert (process.returncode, complaint) == (0, "")
    return time.perf_counter() - started


def killed_after(seconds: float, process: subprocess.Popen[str]) -> None:
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)


def wait_for_writers(url: str) -> None:
    """The server may still be busy with the dead one's last statement; it gives that up."""
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])


def version(url: str) -> str:
    with psycopg.connect(url) as connection:
        ((found,),) = connection.execute("SELECT version FROM graph.version").fetchall()
    return str(found)
