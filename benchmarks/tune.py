"""Learns what the profile `tuned` knows, and measures it on queries it has not learned from.

    python benchmarks/tune.py --truth FILE --out docs/quality.json --plot docs/quality.png

The queries are parted in five. For each part the directions of words are learned from the other four
(benchmarks/learn.py), the graph is built anew with them, and the engine is asked the queries of the
part. Weights are learned from what was heard then, and measured in five parts as well. At the end the
directions learned from all queries are written where the package reads them, and the graph is built
with those. Prints both profiles as `auric eval` reports them, out of fold, and the weights for
core/profiles.py.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from learn import Lesson, learn_metric, save_metric
from numpy.typing import NDArray

from core.db import Database
from core.desk import address
from core.evaluation.listen import Heard, listen
from core.evaluation.plot import draw
from core.evaluation.report import report_on
from core.evaluation.truth import Truth, read_truth
from core.evaluation.tune import cross_validated, learn
from core.types import Wishes
from ingest.database import connect
from ingest.derive import build
from ingest.derive.company import company
from ingest.derive.matrices import Roll, call_roll
from ingest.derive.metric import METRIC
from ingest.derive.senses import Words, words

FOLDS = 5
SEED = 20_261_123
PROFILES = ("published", "tuned")
KEYS = "SELECT id, key FROM fact_key WHERE kind = 'artist'"


def main(truth_file: Path, limit: int | None, out: Path | None, plot: Path | None) -> None:
    url = address()
    truth = asyncio.run(truth_of(url, truth_file))
    queries = np.array(list(truth.similar)[:limit])
    roll, said, keys = what_is_said(url)
    with _unspoilt(METRIC):
        report = _measured(url, truth, queries, roll, said, keys)
    _teach(url, roll, said, truth, queries, keys)
    printed = json.dumps(report, indent=2)
    print(printed)
    if out:
        out.write_text(printed + "\n")
    if plot:
        draw(report["published"], plot)


@contextmanager
def _unspoilt(file: Path) -> Iterator[None]:
    """A part's metric is written where builds read it, and never stays there."""
    was = file.read_bytes()
    try:
        yield
    finally:
        file.write_bytes(was)


def _measured(
    url: str,
    truth: Truth,
    queries: NDArray[np.int64],
    roll: Roll,
    said: Words,
    keys: dict[int, str],
) -> dict[str, Any]:
    """Both profiles out of fold, and the weights that were learned there."""
    heard: dict[str, list[Heard]] = {profile: [] for profile in PROFILES}
    fold = np.random.default_rng(SEED).permutation(len(queries)) % FOLDS
    for part in range(FOLDS):
        _teach(url, roll, said, truth, queries[fold != part], keys)
        for profile in PROFILES:
            held = [int(query) for query in queries[fold == part]]
            heard[profile] += listen(url, held, Wishes(profile=profile))
        _tell(f"part {part + 1} of {FOLDS} heard")
    report = asyncio.run(_report(url, heard, truth))
    report["weights, held out, before stage 5"] = cross_validated(heard["published"], truth)
    report["weights"] = {
        name: round(weight, 3) for name, weight in learn(heard["published"], truth).items()
    }
    return report


def _teach(
    url: str, roll: Roll, said: Words, truth: Truth, queries: Sequence[int], keys: dict[int, str]
) -> None:
    """Learn from these queries and build the graph with what was learned."""
    began = time.perf_counter()
    learned = learn_metric(Lesson(said, similar_by_place(roll, truth, queries)))
    save_metric(METRIC, said, learned, [keys[int(query)] for query in queries])
    _tell(f"learned from {len(queries):,} queries in {time.perf_counter() - began:.0f} s")
    build(url, lambda _step, _done, _total: None)


def similar_by_place(
    roll: Roll, truth: Truth, queries: Sequence[int]
) -> dict[int, NDArray[np.int64]]:
    """Who is similar to each of these queries, all of them by their places on the roll."""
    return {
        int(roll.places(np.array([query]))[0]): roll.places(np.array(sorted(truth.similar[query])))
        for query in queries
    }


def what_is_said(url: str) -> tuple[Roll, Words, dict[int, str]]:
    """Every artist's place, what is said about it, and its key among the facts."""
    with connect(url) as connection, connection.transaction():
        keys = dict(connection.execute(KEYS).fetchall())
        connection.execute("SET LOCAL search_path = graph, public, extensions")
        roll = call_roll(connection)
        return roll, words(connection, roll, company(connection, roll).neighbours), keys


async def truth_of(url: str, file: Path) -> Truth:
    """The list that somebody else made."""
    async with Database.open(url) as db:
        return await read_truth(db, file)


async def _report(url: str, heard: dict[str, list[Heard]], truth: Truth) -> dict[str, Any]:
    async with Database.open(url) as db:
        return {
            profile: {
                **await report_on(db, heard[profile], truth, profile, signals=True, ablate=True),
                "taught": 0,
            }
            for profile in PROFILES
        }


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="only the first so many queries")
    parser.add_argument("--out", type=Path, help="where to write the report, too")
    parser.add_argument("--plot", type=Path, help="a picture of the default profile's figures")
    arguments = parser.parse_args()
    main(arguments.truth, arguments.limit, arguments.out, arguments.plot)
