"""How fast, next to what: python benchmarks/recommend.py [--artists 20000 200000] [--json] [--plot FILE]

On made-up graphs (benchmarks/graph.py; made where they are missing) it asks the same questions in turn of
the engine, of the seed document's loop over candidates, and of the floor: the bare nearest neighbours and
the rows that are shown. Then each kind of seed, the growth from graph to graph, the recall of the vector
path, a cold start, a process, and the service with 1, 8 and 64 clients. All ratios are taken within one run.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections import deque
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson
import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import cold, graph, service
from benchmarks.effort import Spread, backends, cpu_of, machine
from benchmarks.recall import recall_table
from benchmarks.rivals import Rivals
from core import engine
from core.db import Database
from core.embedded import database_url, stop
from core.errors import NothingKnownError
from core.stopwatch import timing
from core.types import Entity, EntityKind, Wishes

FOLDER = Path("/var/tmp/auric-bench")  # the embedded database's own user must reach it
WARMING = 12  # questions before anything counts: plans are made, pages are read
ROUNDS = 3
SEEDS = {
    "artist": """
        SELECT name FROM graph.artist WHERE has_music AND facts > 3 ORDER BY hashint4(artist_id) LIMIT %s
    """,
    "popular artist": "SELECT name FROM graph.artist WHERE has_music ORDER BY facts DESC, artist_id LIMIT %s",
    "obscure artist": """
        SELECT name FROM graph.artist WHERE has_music AND facts BETWEEN 2 AND 3
         ORDER BY hashint4(artist_id) LIMIT %s
    """,
    "track": """
        SELECT name || ' - ' || track_titles[1] FROM graph.artist
         WHERE has_music AND facts > 3 ORDER BY hashint4(artist_id) LIMIT %s
    """,
    "genre": "SELECT name FROM graph.name WHERE kind = 'genre' ORDER BY hashtext(name) LIMIT %s",
}


@dataclass
class Asked:
    """What a series of questions took."""

    seconds: list[float] = field(default_factory=list)
    python: float = 0.0  # seconds of CPU in this process
    postgres: float = 0.0  # in the database's processes
    round_trips: int = 0
    statements: int = 0
    stages: dict[str, list[float]] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        count = len(self.seconds)
        return {
            **asdict(Spread.of(self.seconds)),
            "cpu_ms": {
                "python": round(1000 * self.python / count, 2),
                "postgres": round(1000 * self.postgres / count, 2),
            },
            "round_trips": round(self.round_trips / count, 2),
            "statements": round(self.statements / count, 2),
            "stages_ms": {s: round(1000 * statistics.median(v), 2) for s, v in self.stages.items()},
        }


def seeds(url: str, kind: str, count: int) -> list[str]:
    """The same names every time."""
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute(SEEDS[kind], [count])]


async def asking(db: Database, asked: Asked, name: str, kind: EntityKind) -> None:
    """One question to the engine, its answer written as the service writes it."""
    before = (db.effort.statements, db.effort.round_trips)
    began, busy = time.perf_counter(), time.process_time()
    with timing() as laps:
        try:
            orjson.dumps(await engine.recommend(db, name, kind))
        except NothingKnownError:
            return
    asked.seconds.append(time.perf_counter() - began)
    asked.python += time.process_time() - busy
    asked.statements += db.effort.statements - before[0]
    asked.round_trips += db.effort.round_trips - before[1]
    for stage, seconds in laps.items():
        asked.stages.setdefault(stage, []).append(seconds)


async def series(url: str, db: Database, names: list[str], kind: EntityKind, rounds: int) -> Asked:
    """The engine alone, round after round."""
    asked = Asked()
    for name in names[:WARMING]:
        await asking(db, Asked(), name, kind)
    workers = backends(url)
    before = cpu_of(workers)
    for _ in range(rounds):
        for name in names:
            await asking(db, asked, name, kind)
    asked.postgres = cpu_of(workers) - before
    return asked


async def against_rivals(url: str, names: list[str], loops: int) -> dict[str, Any]:
    """The engine, the loop and the floor in turn, on the same seeds and candidates."""
    took: dict[str, list[float]] = {"engine": [], "loop": [], "floor": [], "four_searches": []}
    # The engine's own time for the questions that the loop was asked, too.
    beside_the_loop: list[float] = []
    every = max(len(names) * ROUNDS // loops, 1)
    rivals = await Rivals.open(url)
    async with Database.open(url, pool_size=1) as db:
        seeds_and_shown = [await _shown(db, name) for name in names]
        for nth, (meant, shown) in enumerate(
            [*seeds_and_shown[:WARMING], *seeds_and_shown * ROUNDS]
        ):
            # Whoever is second finds in the processor's caches what the first has read: each is first in turn.
            turns = deque(
                [
                    ("engine", engine.recommend(db, meant.name, "artist")),
                    ("floor", rivals.one_search(meant.id, shown)),
                    ("four_searches", rivals.four_searches(meant.id, shown)),
                ]
            )
            turns.rotate(nth)
            seconds = {who: await _clocked(asked) for who, asked in turns}
            if nth < WARMING:
                continue
            for who, these in seconds.items():
                took[who].append(these)
            if (nth - WARMING) % every == 0:
                beside_the_loop.append(seconds["engine"])
                whole = await engine.consider(db, meant, Wishes())
                candidates = whole.scored.candidates.artist_ids.tolist()
                took["loop"].append(await _clocked(rivals.one_by_one(meant.id, candidates)))
    await rivals.connection.close()
    spreads = {who: Spread.of(seconds) for who, seconds in took.items()}
    # Question by question: what else the machine does meanwhile is in both sides of a ratio.
    return {
        **{who: asdict(spread) for who, spread in spreads.items()},
        "faster_than_the_loop": round(_ratio(took["loop"], beside_the_loop), 1),
        "of_the_floor": round(_ratio(took["engine"], took["floor"]), 2),
        "of_four_searches": round(_ratio(took["engine"], took["four_searches"]), 2),
        "p99_of_p50": round(spreads["engine"].p99 / spreads["engine"].p50, 2),
    }


async def _shown(db: Database, name: str) -> tuple[Entity, list[int]]:
    """Who is meant, and whose rows an answer shows."""
    answer = await engine.recommend(db, name, "artist")
    return answer.entity, [pick.artist_id for pick in answer.artists]


async def _clocked(asked: Awaitable[object]) -> float:
    """The seconds it took."""
    began = time.perf_counter()
    await asked
    return time.perf_counter() - began


def _ratio(one: list[float], other: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


async def growth(urls: dict[int, str], count: int) -> dict[str, Any]:
    """The same kind of question to each graph in turn: what size costs, whatever else the machine does."""
    names = {size: seeds(url, "artist", count) for size, url in urls.items()}
    took: dict[int, Asked] = {size: Asked() for size in urls}
    async with AsyncExitStack() as stack:
        opened = {
            size: await stack.enter_async_context(Database.open(url, pool_size=1))
            for size, url in urls.items()
        }
        for size, db in opened.items():
            for name in names[size][:WARMING]:
                await asking(db, Asked(), name, "artist")
        for _ in range(ROUNDS):
            for nth in range(count):
                for size, db in opened.items():
                    if nth < len(names[size]):
                        await asking(db, took[size], names[size][nth], "artist")
    spreads = {size: Spread.of(asked.seconds) for size, asked in took.items()}
    smallest = spreads[min(spreads)].p50
    return {
        str(size): {**asdict(spread), "of_the_smallest": round(spread.p50 / smallest, 2)}
        for size, spread in spreads.items()
    }


async def one_graph(url: str, count: int, loops: int) -> dict[str, Any]:
    """Everything that is measured in this process on one graph."""
    told: dict[str, Any] = {"rivals": await against_rivals(url, seeds(url, "artist", count), loops)}
    async with Database.open(url, pool_size=1) as db:
        for kind in SEEDS:
            what: Any = kind.rsplit(" ", 1)[-1]
            asked = await series(url, db, seeds(url, kind, count), what, ROUNDS)
            told[kind] = asked.told()
    return told


def made(folder: Path, size: int) -> str:
    """The address of a graph of this size, made where it is missing."""
    fresh = not (folder / str(size) / "made.json").exists()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    url = database_url(folder / str(size))
    if fresh:
        print(f"making a graph of {size:,} artists ...", file=sys.stderr, flush=True)
        (folder / str(size) / "made.json").write_text(json.dumps(graph.make(url, size, say=False)))
    return url


def measure(wanted: argparse.Namespace) -> dict[str, Any]:
    """Everything, in the order in which it is printed."""
    urls = {size: made(wanted.folder, size) for size in wanted.artists}
    told: dict[str, Any] = {"machine": machine(), "artists": {}}
    for size, url in urls.items():
        print(f"asking {size:,} artists ...", file=sys.stderr, flush=True)
        told["artists"][str(size)] = asyncio.run(one_graph(url, wanted.seeds, wanted.loops))
        told["artists"][str(size)]["recall"] = recall_table(url)
        told["artists"][str(size)]["made"] = json.loads(
            (wanted.folder / str(size) / "made.json").read_text()
        )
        told["artists"][str(size)]["bytes"] = graph.sizes(url)
    told["growth"] = asyncio.run(growth(urls, wanted.seeds))
    largest = max(urls)
    if not wanted.quick:
        told["service"] = service.measure(
            urls[largest], seeds(urls[largest], "artist", 200), wanted.seconds
        )
        told["process"] = cold.processes(urls[largest], seeds(urls[largest], "artist", 1)[0])
        told["cold"] = cold.first_answers(
            wanted.folder / str(largest), seeds(urls[largest], "artist", 40)
        )
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artists", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="Where the graphs are kept.")
    parser.add_argument("--seeds", type=int, default=60, help="Names of each kind.")
    parser.add_argument("--loops", type=int, default=12, help="Runs of the loop: each takes long.")
    parser.add_argument("--seconds", type=float, default=15, help="Of load per number of clients.")
    parser.add_argument("--quick", action="store_true", help="Without service, process and cold.")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    os.environ.setdefault("AURIC_DATA_DIR", str(wanted.folder / "none"))
    told = measure(wanted)
    for size in wanted.artists:
        stop(wanted.folder / str(size))
    if wanted.plot:
        from benchmarks.picture import draw

        draw(told, wanted.plot)
    if wanted.json:
        print(json.dumps(told))
    else:
        from benchmarks.told import tell

        print(tell(told))


if __name__ == "__main__":
    main()
