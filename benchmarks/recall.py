"""How many of the true neighbours the approximate search finds, and in what time, by how far it looks."""

import math
import statistics
import time
from typing import Any

import psycopg

from core.candidates import by_graph, by_sound, by_tags

REACHES = (100, 200, 300, 400, 600, 800)  # values of hnsw.ef_search
SEEDS = 12
PLAYABLE = "(SELECT * FROM graph.place WHERE has_music) AS place"
# Space, column, among whom, and how many neighbours its path asks for.
SPACES = (
    ("sound", "centroid", "graph.sound", by_sound.BUDGET),
    ("tags", "tags", PLAYABLE, by_tags.BUDGET),
    ("company", "company", PLAYABLE, by_graph.PER_WAY),
    ("text", "text", PLAYABLE, by_graph.PER_WAY),
)


def recall_table(url: str) -> dict[str, dict[str, dict[str, float]]]:
    """By space and reach: recall at the path's budget against an exact search, and milliseconds (p50)."""
    told: dict[str, dict[str, dict[str, float]]] = {}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.execute("SET hnsw.iterative_scan = 'strict_order'")
        for space, column, among, budget in SPACES:
            ours = f"(SELECT {column} FROM {among} WHERE artist_id = %(seed)s LIMIT 1)"
            nearest = f"""
                SELECT artist_id, {column} <=> {ours} AS distance FROM {among}
                 ORDER BY {column} <=> {ours} LIMIT {budget}
            """
            seeds = [
                one
                for (one,) in connection.execute(
                    f"SELECT artist_id FROM {among} WHERE l2_norm({column}) > 0"
                    f" ORDER BY hashint4(artist_id) LIMIT {SEEDS}"
                )
            ]
            connection.execute("SET enable_indexscan = off")
            true = {seed: _found(connection, nearest, seed)[0] for seed in seeds}
            connection.execute("SET enable_indexscan = on")
            told[space] = {str(reach): _at(connection, nearest, true, reach) for reach in REACHES}
    return told


def _at(
    connection: psycopg.Connection[Any], nearest: str, true: dict[int, list[float]], reach: int
) -> dict[str, float]:
    connection.execute(f"SET hnsw.ef_search = {reach}")
    for seed in true:
        _found(connection, nearest, seed)  # reads the pages
    found = {seed: _found(connection, nearest, seed) for seed in true}
    # Many lie at the very same distance: whoever is as near as the last of the true ones is one of them.
    shares = [
        sum(d <= true[seed][-1] + 1e-9 for d in found[seed][0]) / len(true[seed]) for seed in true
    ]
    return {
        "recall": round(statistics.mean(shares), 4) if shares else 0.0,
        "ms": round(1000 * statistics.median(f[1] for f in found.values()), 2) if found else 0.0,
    }


def _found(
    connection: psycopg.Connection[Any], nearest: str, seed: int
) -> tuple[list[float], float]:
    """Distances, the nearest first. Never prepared: a plan that is kept would outlive its settings."""
    began = time.perf_counter()
    rows = connection.execute(nearest, {"seed": seed}, prepare=False).fetchall()
    return [
        distance for _, distance in rows if not math.isnan(distance)
    ], time.perf_counter() - began
