"""Claims about accidents: whoever is killed in the middle loses nothing that was committed."""

import random
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.embedded import stop
from ingest.database import WRITERS_LOCK
from ingest.derive import build
from ingest.load import load
from ingest.sources.facts import read
from tests.ingest.killing import finish

Facts = Mapping[str, Sequence[object]]
Held = Callable[[str], dict[str, list[tuple[Any, ...]]]]
Start = Callable[..., subprocess.Popen[str]]
# Seconds into the work: it begins, it is in the middle.
WHILE_LOADING, WHILE_BUILDING = (0.0, 0.25), (0.0, 0.6)
ARTISTS, STYLES, ESSAYS = 1500, 150, 1200
WORKING = """
    SELECT count(*) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND objid = %s
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture(scope="module")
def many_facts() -> Facts:
    """Enough to be in the middle of: some thousand artists, and essays on them."""
    dice = random.Random(1994)
    artists = [f"a{nth}" for nth in range(ARTISTS)]
    return {
        "artists": [{"id": id, "name": f"Artist {id}", "begin_year": 1980} for id in artists],
        "tags": [
            {"artist_id": id, "tag": f"style {style}", "count": 1 + style % 7, "source": "us"}
            for id in artists
            for style in dice.sample(range(STYLES), 4)
        ],
        "documents": [{"id": f"d{nth}", "source": "us"} for nth in range(ESSAYS)],
        "mentions": [
            {"document_id": f"d{nth}", "artist_id": id, "count": 1 + nth % 3}
            for nth in range(ESSAYS)
            for id in dice.sample(artists, 10)
        ],
    }


def test_a_killed_load_or_build_loses_nothing_and_the_next_one_works(
    many_facts: Facts,
    little_world: Facts,
    write: Callable[[Facts], Path],
    start: Start,
    held: Held,
    empty_url: str,
    another_url: str,
) -> None:
    before, more = write(little_world), write(many_facts)
    for url, folders in (empty_url, [before]), (another_url, [before, more]):
        for folder in folders:
            load(url, "facts", read(folder, quiet), quiet)
            build(url, quiet)
    committed, graph = held(empty_url), version(empty_url)
    all_of_it, new_graph = held(another_url), version(another_url)

    for moment in WHILE_LOADING:
        killed_at_work(empty_url, start("ingest", "facts", str(more)), moment)
        assert held(empty_url) in (committed, all_of_it)
        assert version(empty_url) == graph
    finish(start("ingest", "facts", str(more)))
    assert held(empty_url) == all_of_it

    for moment in WHILE_BUILDING:
        killed_at_work(empty_url, start("build"), moment)
        assert version(empty_url) in (graph, new_graph)
        assert held(empty_url) == all_of_it
    finish(start("build"))
    assert version(empty_url) == new_graph


def test_killed_while_the_first_database_is_made_the_next_one_makes_it(
    start: Start, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("new")
    first = start("init", "--empty", url=None, home=home)
    while not [*home.glob("*/base/1/PG_VERSION")]:
        assert first.poll() is None, "it ended before its work was seen"
    first.kill()
    try:
        finish(start("init", "--empty", url=None, home=home))
    finally:
        assert stop(home)


def killed_at_work(url: str, process: subprocess.Popen[str], moment: float) -> None:
    """Kill it so many seconds into its transaction, and see the server give the rest up."""
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
        while connection.execute(WORKING, [WRITERS_LOCK]).fetchone() == (0,):
            assert process.poll() is None, "it ended before its work was seen"
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])


def version(url: str) -> str:
    with psycopg.connect(url) as connection:
        ((found,),) = connection.execute("SELECT version FROM graph.version").fetchall()
    return str(found)
