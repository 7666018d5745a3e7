"""Claims about the facts format: everything true is kept, and loading it again changes nothing."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.errors import BadRequestError
from ingest.derive.signature import TABLES, VECTORS
from ingest.load import Loaded, load
from ingest.records import KINDS
from ingest.rejects import write_rejects
from ingest.source import Reject
from ingest.sources.facts import read

Facts = Mapping[str, Sequence[object]]
Ingest = Callable[[Facts], Loaded]
Write = Callable[[Facts], Path]
Ask = Callable[[str], list[tuple[Any, ...]]]
Held = Callable[[str], dict[str, list[tuple[Any, ...]]]]


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def test_every_kind_loads(little_world: Facts, ingest: Ingest, held: Held, empty_url: str) -> None:
    assert set(little_world) == set(KINDS)
    loaded = ingest(little_world)
    assert loaded.rejects == ()
    assert loaded.rows == {kind: len(little_world[kind]) for kind in KINDS}
    tables = held(empty_url)
    filled = {*TABLES, *VECTORS, "fact_key"} - {"text_vector"}
    assert {name for name, rows in tables.items() if rows} == filled


def test_packed_files_load_alike(
    little_world: Facts, ingest: Ingest, held: Held, empty_url: str
) -> None:
    ingest({f"{kind}.jsonl.gz": facts for kind, facts in little_world.items()})
    packed = held(empty_url)
    ingest(little_world)
    assert held(empty_url) == packed


def test_a_fact_arrives_as_it_was_stated(little_world: Facts, ingest: Ingest, ask: Ask) -> None:
    ingest(little_world)
    assert ask(
        "SELECT name, country, begin_year, end_year, discogs_id, bio_source FROM artist"
        " WHERE mbid = 'b7ffd2af-418f-4be2-bdd1-22f8b48613da'"
    ) == [("Nine Inch Nails", "US", 1988, None, 3857, "us")]
    assert ask("SELECT folded FROM artist_name WHERE name = 'NIN'") == [("nin",)]
    assert ask(
        "SELECT label.name, parent.name FROM label JOIN label AS parent"
        " ON parent.label_id = label.parent_id"
    ) == [("Nothing Records", "Interscope")]
    assert ask("SELECT title, weight, published::text FROM document") == [
        ("Further down", 2, "1995-06-01")
    ]
    assert ask("SELECT count(*) FROM audio_vector WHERE embedding IS NOT NULL") == [(1,)]


def test_loading_the_same_folder_twice_changes_nothing(
    little_world: Facts, ingest: Ingest, held: Held, ask: Ask, empty_url: str
) -> None:
    ingest(little_world)
    once = held(empty_url)
    assert ingest(little_world).rejects == ()
    assert held(empty_url) == once
    assert ask("SELECT count(*) FROM ingest_run") == [(2,)]


def test_a_truncated_archive_loads_nothing(
    little_world: Facts, write: Write, held: Held, empty_url: str
) -> None:
    folder = write(little_world)
    mentions = folder / "mentions.jsonl"
    packed = gzip.compress(mentions.read_bytes() * 1000)
    mentions.unlink()
    (folder / "mentions.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(
        BadRequestError, match=r"^mentions.jsonl.gz is damaged after line \d+; noth"
    ):
        load(empty_url, "facts", read(folder, quiet), quiet)
    assert not any(held(empty_url).values())


def test_a_file_that_is_no_archive_is_said_to_be_damaged(write: Write) -> None:
    folder = write({"artists": []})
    (folder / "artists.jsonl").rename(folder / "artists.jsonl.gz")
    (folder / "artists.jsonl.gz").write_bytes(b'{"id": "coil", "name": "Coil"}\n')
    with pytest.raises(BadRequestError, match="damaged"):
        list(read(folder, quiet))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match=r"There is no folder .*nowhere"):
        list(read(tmp_path / "nowhere", quiet))


def test_a_folder_without_facts_is_told_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(BadRequestError, match=r"holds none of the files artists, .*\.jsonl"):
        list(read(tmp_path, quiet))


def test_an_empty_file_is_no_mistake(ingest: Ingest) -> None:
    loaded = ingest({"artists": [], "tags.jsonl.gz": []})
    assert (loaded.rows, loaded.rejects) == ({}, ())


def test_two_files_of_one_kind_are_refused(write: Write) -> None:
    folder = write({"artists": [], "artists.jsonl.gz": []})
    with pytest.raises(BadRequestError, match="two files of artists"):
        list(read(folder, quiet))


def test_rejects_are_kept_in_a_file(tmp_path: Path) -> None:
    path = write_rejects(tmp_path, [Reject("tags.jsonl", 7, "unknown field 'colour'")])
    assert path is not None
    assert path.read_text() == (
        '{"file":"tags.jsonl","line":7,"reason":"unknown field \'colour\'"}\n'
    )


@pytest.fixture
def many_tracks(little_world: Facts, empty_url: str) -> Facts:
    """The little world with thousands of tracks, for a database in which nobody but the load counts rows."""
    with psycopg.connect(empty_url, autocommit=True) as connection:
        for table in ("track", "fact_key"):
            connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)".encode())
            connection.execute(f"ANALYZE {table}".encode())
    (first, *_) = (track for track in little_world["tracks"] if isinstance(track, dict))
    many = [first | {"id": f"take {n}", "title": f"Take {n}"} for n in range(2_000)]
    return {**little_world, "tracks": [*little_world["tracks"], *many]}


def test_a_large_load_counts_its_tracks_before_it_joins_them(
    many_tracks: Facts, ingest: Ingest, ask: Ask
) -> None:
    # Loads that were killed leave pages without rows: to a planner the table is empty, whoever fills it.
    ingest(many_tracks)
    assert ask("SELECT reltuples > 2000 FROM pg_class WHERE oid = 'public.track'::regclass") == [
        (True,)
    ]


def test_a_large_load_does_not_take_its_tracks_for_none(
    many_tracks: Facts, ingest: Ingest, ask: Ask
) -> None:
    # What was counted before they had keys would have each credit look through all of them.
    ingest(many_tracks)
    (((plan,),),) = ask("EXPLAIN (FORMAT JSON) SELECT FROM fact_key WHERE kind = 'track'")
    assert plan["Plan"]["Plan Rows"] > 1000
