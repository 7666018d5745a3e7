"""How far the metric of words should learn before it learns by heart.

    python benchmarks/by_heart.py --truth FILE --out docs/by_heart.json

Similar artists are nearly symmetric: a held-out query is named in the lists of others, and a metric that
has learned such a pair by heart finds it again. So the places of one held-out fifth are measured twice
after every fifth epoch: with lessons as they are, and with lessons in which no held-out query is named.
Where the second stops rising, more lessons teach nothing about music. Prints nDCG@10 and nDCG@200 of
the words alone, without any other signal.
"""

import argparse
import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from learn import Learned, Lesson, epochs
from tune import FOLDS, SEED, similar_by_place, truth_of, what_is_said

from core.desk import address
from core.evaluation.metrics import ndcg
from ingest.derive.matrices import Dense, unit
from ingest.derive.senses import Words

EVERY, LAST = 5, 20
DEPTH = 200


def main(truth_file: Path, out: Path | None) -> None:
    url = address()
    roll, said, _keys = what_is_said(url)
    truth = asyncio.run(truth_of(url, truth_file))
    queries = np.array(list(truth.similar))
    held = np.random.default_rng(SEED).permutation(len(queries)) % FOLDS == 0
    taught = similar_by_place(roll, truth, queries[~held])
    asked = similar_by_place(roll, truth, queries[held])
    unnamed = {query: np.setdiff1d(others, list(asked)) for query, others in taught.items()}
    strict = {query: others for query, others in unnamed.items() if len(others)}
    rows = [
        {"epochs": epoch, "usual": usual, "strict": hard}
        for (epoch, usual), (_, hard) in zip(
            _course(said, taught, asked), _course(said, strict, asked), strict=True
        )
    ]
    printed = json.dumps(rows, indent=2)
    print(printed)
    if out:
        out.write_text(printed + "\n")


def _course(
    said: Words, taught: Mapping[int, Sequence[int]], asked: Mapping[int, Sequence[int]]
) -> Iterator[tuple[int, dict[str, float]]]:
    lessons = islice(enumerate(epochs(Lesson(said, taught)), start=1), EVERY - 1, LAST, EVERY)
    return ((epoch, _measured(_places(said, learned), asked)) for epoch, learned in lessons)


def _places(said: Words, learned: Learned) -> Dense:
    """As the lessons measure them: words and descriptions in one."""
    words = said.own @ learned["own_words"] + said.around @ learned["words_around"]
    text = unit(said.text) @ learned["own_text"] + said.text_around @ learned["text_around"]
    return unit(np.hstack([words, text]))


def _measured(places: Dense, asked: Mapping[int, Sequence[int]]) -> dict[str, float]:
    hits = np.zeros((len(asked), DEPTH), dtype=bool)
    for row, (query, others) in enumerate(asked.items()):
        near = places @ places[query]
        near[query] = -np.inf
        hits[row] = np.isin(np.argsort(-near, kind="stable")[:DEPTH], others)
    relevant = np.array([len(others) for others in asked.values()], dtype=float)
    return {f"ndcg@{k}": float(ndcg(hits, relevant, k).mean()) for k in (10, DEPTH)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="where to write the table, too")
    arguments = parser.parse_args()
    main(arguments.truth, arguments.out)
