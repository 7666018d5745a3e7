"""A world of any size, made up: python benchmarks/graph.py --artists 200000 --data-dir /var/tmp/graph-200k

Scenes hold artists, a few of whom everybody names; tags, labels, records, pages, playlists and sound
follow the scenes, and how often anything happens to somebody falls like a power law. It goes the way
of every source: records, COPY, merge, build (ingest/load.py, ingest/derive). Who is in it and what is
told of them: world.py and world_facts.py. The same size gives the same world.
"""

import argparse
import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from pgvector import HalfVector

from benchmarks.world import BLOCK, World, rng_of
from benchmarks.world_facts import facts
from core.embedded import database_url
from core.migrations import migrate
from ingest.database import connect, copy_rows
from ingest.derive import build
from ingest.load import load

WRITTEN = 0.5  # of the artists have a description, the better known sooner


def write_texts(url: str, world: World) -> int:
    """Vectors of descriptions, as `auric embed text` would leave them: near within a scene."""
    rng = rng_of("texts")
    middle = rng.standard_normal((world.scenes, 384), dtype=np.float32)
    written = np.flatnonzero(rng.random(world.artists) < WRITTEN + 0.5 - world.standing())

    def rows(ids: dict[str, int]) -> Iterator[tuple[object, ...]]:
        for begin in range(0, len(written), BLOCK):
            block = written[begin : begin + BLOCK]
            vectors = middle[world.scene[block]] + 0.8 * rng.standard_normal(
                (len(block), 384), dtype=np.float32
            )
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            for artist, vector in zip(block.tolist(), vectors, strict=True):
                yield ids[f"a{artist}"], "made-up", "", HalfVector(vector)

    with connect(url) as connection, connection.transaction():
        keys = connection.execute("SELECT key, id FROM fact_key WHERE kind = 'artist'").fetchall()
        types = ("int4", "text", "text", "halfvec")
        return copy_rows(connection, "text_vector", types, rows(dict(keys)))


def make(url: str, artists: int, say: bool = True) -> dict[str, Any]:
    """Load and build a world of this size into an empty database; what it took."""

    def report(step: str, done: int, total: int) -> None:
        if say:
            print(f"{time.strftime('%H:%M:%S')} {step} {done}/{total}", flush=True)

    world = World.of(artists)
    migrate(url)
    began = time.perf_counter()
    loaded = load(url, "made-up", facts(world), report)
    texts = write_texts(url, world)
    with connect(url) as connection:
        connection.execute("ANALYZE")
    ready = time.perf_counter()
    built = build(url, report)
    return {
        "artists": artists,
        "rows": dict(loaded.rows) | {"text_vectors": texts},
        "rejected": len(loaded.rejects),
        "load_seconds": round(ready - began, 1),
        "build_seconds": round(built.seconds, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "graph_version": built.version,
        "bytes": sizes(url),
    }


def sizes(url: str) -> dict[str, dict[str, int]]:
    """Bytes of the largest tables and of their indexes."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT nspname || '.' || relname, pg_table_size(c.oid), pg_indexes_size(c.oid), reltuples::bigint"
            "  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND nspname IN ('public', 'graph')"
            " ORDER BY pg_total_relation_size(c.oid) DESC"
        ).fetchall()
    return {name: {"table": t, "indexes": i, "rows": n} for name, t, i, n in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artists", type=int, default=20_000)
    parser.add_argument("--data-dir", type=Path, required=True, help="Of an embedded database.")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    made = make(database_url(wanted.data_dir), wanted.artists, say=not wanted.json)
    print(json.dumps(made, indent=None if wanted.json else 2))


if __name__ == "__main__":
    main()
