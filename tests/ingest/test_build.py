"""Claims about builds: nobody ever reads half a graph, and a version names what it rests on."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingest.derive import build
from ingest.load import Loaded, load
from ingest.sources.facts import read

Facts = Mapping[str, Sequence[object]]
Ingest = Callable[[Facts], Loaded]
Ask = Callable[[str], list[tuple[Any, ...]]]
Seen = list[tuple[str, int]]
# As the engine reads: the version is looked for before everything else and again after it.
STATE = """
    WITH before AS (SELECT version FROM graph.version),
         between AS (SELECT count(*)::int AS artists FROM graph.artist)
    SELECT after.version, between.artists FROM before, between, graph.version AS after
     WHERE before.version = after.version
"""


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@contextmanager
def reading(url: str) -> Iterator[Seen]:
    """What a second reader knows to be of one graph, for as long as the block takes.

    An error in it is an error here.
    """
    seen: Seen = []
    enough = threading.Event()
    trouble: list[psycopg.Error] = []

    def read_on() -> None:
        try:
            with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
                while not enough.is_set():
                    seen.extend(connection.execute(STATE).fetchall())
        except psycopg.Error as error:
            trouble.append(error)

    reader = threading.Thread(target=read_on)
    reader.start()
    try:
        yield seen
    finally:
        enough.set()
        reader.join()
    assert trouble == []


def test_a_reader_sees_the_old_graph_until_the_new_one_is_whole(
    little_world: Facts, ingest: Ingest, empty_url: str
) -> None:
    ingest(little_world)
    versions = [build(empty_url, quiet).version]
    with reading(empty_url) as seen:
        for nth in range(4):
            new = {"id": f"new-{nth}", "name": f"Newcomer {nth}"}
            ingest({"artists": [new], "tags": [tag_of(new["id"], "industrial")]})
            versions.append(build(empty_url, quiet).version)
    assert [version for version, _ in groupby(version for version, _ in seen)] == versions
    sizes = dict(seen)
    assert len(set(seen)) == len(versions)
    assert all(sizes[new] == sizes[old] + 1 for old, new in pairwise(versions))


def test_a_long_read_does_not_keep_a_new_graph_from_the_others(
    little_world: Facts,
    ingest: Ingest,
    ask: Ask,
    empty_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.database.PATIENCE", "200ms")
    ingest(little_world)
    old = build(empty_url, quiet).version
    with psycopg.connect(empty_url) as patient:
        patient.execute("SELECT version FROM graph.version")
        ingest({"tags": [tag_of("coil", "drone")]})
        new = build(empty_url, quiet).version
        assert ask("SELECT version FROM graph.version") == [(new,)] != [(old,)]
    assert build(empty_url, quiet).version == new
    assert ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'graph\\__%'") == [(0,)]


def test_equal_facts_give_equal_versions(
    little_world: Facts, write: Callable[[Facts], Path], empty_url: str, another_url: str
) -> None:
    folder = write(little_world)
    for url in (empty_url, another_url):
        load(url, "facts", read(folder, quiet), quiet)
    once = build(empty_url, quiet).version
    assert build(another_url, quiet).version == once
    load(empty_url, "facts", read(folder, quiet), quiet)
    assert build(empty_url, quiet).version == once


CHANGES: dict[str, dict[str, object]] = {
    "artists": {"end_year": 2030},
    "labels": {"parent_id": None, "name": "Nothing Studios", "id": "other"},
    "tracks": {"isrc": "USIR19400001"},
    "releases": {"title": "Broken", "id": "broken"},
    "tags": {"count": 91},
    "artist_labels": {"releases": 6},
    "relations": {"score": 0.5},
    "credits": {"role": "engineer"},
    "documents": {"weight": 3},
    "mentions": {"count": 7},
    "playlists": {"artist_ids": ["coil", "nin"]},
    "audio": {"embedding": [0.0, 1.0] + [0.0] * 510},
}


def test_any_changed_fact_gives_another_version(
    little_world: dict[str, list[dict[str, object]]], ingest: Ingest, empty_url: str
) -> None:
    assert set(CHANGES) == set(little_world)
    ingest(little_world)
    versions = [build(empty_url, quiet).version]
    for kind, change in CHANGES.items():
        assert ingest({kind: [little_world[kind][0] | change]}).rejects == ()
        versions.append(build(empty_url, quiet).version)
    assert len(set(versions)) == len(versions)


def tag_of(artist: object, tag: str) -> dict[str, object]:
    return {"artist_id": artist, "tag": tag, "count": 1, "source": "us"}
