"""Tiny true worlds to load, and what a database holds afterwards."""

import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from core.migrations import migrate
from ingest.load import Loaded, load
from ingest.sources.facts import read

Facts = Mapping[str, Sequence[object]]
Rows = list[tuple[Any, ...]]
Tables = dict[str, Rows]


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture
def little_world() -> dict[str, list[dict[str, object]]]:
    """The Downward Spiral, one fact of every kind."""
    return {
        "artists": [
            {
                "id": "nin",
                "name": "Nine Inch Nails",
                "aliases": ["NIN"],
                "disambiguation": "industrial rock, Cleveland",
                "mbid": "b7ffd2af-418f-4be2-bdd1-22f8b48613da",
                "discogs_id": 3857,
                "country": "US",
                "begin_year": 1988,
                "bio": "The band of Trent Reznor.",
                "bio_source": "us",
            },
            {"id": "reznor", "name": "Trent Reznor", "begin_year": 1965},
            {"id": "coil", "name": "Coil", "country": "GB", "begin_year": 1982, "end_year": 2004},
            {"id": "flood", "name": "Flood"},
        ],
        "labels": [
            {"id": "nothing", "name": "Nothing Records", "parent_id": "interscope"},
            {"id": "interscope", "name": "Interscope"},
        ],
        "tracks": [
            {"id": "closer", "artist_id": "nin", "title": "Closer", "year": 1994, "rank": 1},
            {"id": "hurt", "artist_id": "nin", "title": "Hurt", "year": 1994, "rank": 2},
        ],
        "releases": [
            {
                "id": "spiral",
                "artist_id": "nin",
                "title": "The Downward Spiral",
                "year": 1994,
                "label_id": "nothing",
                "catalogue_number": "92346-2",
            }
        ],
        "tags": [
            {"artist_id": "nin", "tag": "Industrial Rock", "count": 90, "source": "us"},
            {"artist_id": "coil", "tag": "industrial", "weight": 0.8, "source": "us"},
            {"track_id": "hurt", "tag": "ballad", "count": 3, "family": "style", "source": "us"},
        ],
        "artist_labels": [
            {"artist_id": "nin", "label_id": "nothing", "releases": 5, "source": "us"}
        ],
        "relations": [
            {"from_id": "reznor", "to_id": "nin", "kind": "member of", "source": "us"},
            {"from_id": "coil", "to_id": "nin", "kind": "remix", "score": 0.9, "source": "us"},
        ],
        "credits": [
            {
                "release_id": "spiral",
                "person_id": "flood",
                "artist_id": "nin",
                "role": "producer",
                "source": "us",
            },
            {
                "track_id": "closer",
                "person_id": "reznor",
                "artist_id": "nin",
                "role": "writer",
                "source": "us",
            },
        ],
        "documents": [
            {
                "id": "essay",
                "source": "us",
                "weight": 2,
                "about_id": "nin",
                "title": "Further down",
                "published": "1995-06-01",
                "text": "Coil remixed Nine Inch Nails.",
            }
        ],
        "mentions": [
            {"document_id": "essay", "artist_id": "nin", "count": 1},
            {"document_id": "essay", "artist_id": "coil"},
        ],
        "playlists": [
            {"id": "way-in", "title": "A way in", "source": "us", "artist_ids": ["nin", "coil"]}
        ],
        "audio": [
            {"track_id": "hurt", "model": "test", "embedding": [1.0] + [0.0] * 511},
        ],
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
def another_url(server: str, empty_url: str) -> Iterator[str]:
    """A second database of one's own, to compare with the first."""
    url = empty_url.replace("/t", "/other_t", 1)
    name = url.split("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        migrate(url)
        yield url
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
