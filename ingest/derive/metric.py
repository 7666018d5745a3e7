"""What words say about nearness, learned from lists of similar artists: a direction for each.

An artist lies where its tags and its description point, and where those of its company point. The
directions belong to words and to the dimensions of the sentence model, never to artists, so that they
hold for any graph (benchmarks/tune.py learns them; docs/quality.md has the figures).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.derive.matrices import (
    BLOCK,
    Dense,
    Matrix,
    averaging,
    per_column,
    strongest,
    unit,
    unit_rows,
)

METRIC = Path(__file__).with_name("metric.npz")
AROUND = 100  # tags told of an artist's company


@dataclass(frozen=True)
class Metric:
    """Directions (n, DIMENSIONS): of an artist's own words and of those around it."""

    vocabulary: dict[str, int]
    own_words: Dense
    words_around: Dense
    own_text: Dense  # (384, DIMENSIONS)
    text_around: Dense


def load_metric(path: Path = METRIC) -> Metric:
    """The metric that comes with the package."""
    with np.load(path, allow_pickle=False) as file:
        return Metric(
            {str(word): place for place, word in enumerate(file["vocabulary"])},
            *(
                file[part].astype(np.float64)
                for part in ("own_words", "words_around", "own_text", "text_around")
            ),
        )


def taught_by(path: Path = METRIC) -> frozenset[str]:
    """The queries, by the digest of their keys, that the metric has learned from."""
    with np.load(path, allow_pickle=False) as file:
        return frozenset(str(digest) for digest in file["taught_by"])


def around(own: Matrix, neighbours: Matrix) -> Matrix:
    """(artists, tags) the words of an artist's company, rows of length 1."""
    return unit_rows(strongest(unit_rows((averaging(neighbours) @ own).tocsr()), AROUND))


def text_around(text: Dense, neighbours: Matrix) -> Dense:
    """(artists, 384) what is written about an artist's company, rows of length 1."""
    near, of_length_one = averaging(neighbours).astype(np.float32), unit(text)
    around = np.zeros_like(of_length_one)
    for begin in range(0, len(text), BLOCK):
        around[begin : begin + BLOCK] = unit(
            np.asarray(near[begin : begin + BLOCK] @ of_length_one)
        )
    return around


def place_by_words(
    metric: Metric, words: Sequence[str], kin: Matrix, own: Matrix, near: Matrix
) -> Dense:
    """(artists, DIMENSIONS) unit rows. A word that was never learned points where its kin do."""
    by_own = _directions(metric, metric.own_words, words, kin)
    by_near = _directions(metric, metric.words_around, words, kin)
    placed = np.zeros((own.shape[0], by_own.shape[1]), dtype=np.float32)
    for begin in range(0, len(placed), BLOCK):
        rows = slice(begin, begin + BLOCK)
        placed[rows] = unit(np.asarray(own[rows] @ by_own) + np.asarray(near[rows] @ by_near))
    return placed


def place_by_text(metric: Metric, text: Dense, near: Dense) -> Dense:
    """(artists, DIMENSIONS) unit rows."""
    placed = np.zeros((len(text), metric.own_text.shape[1]), dtype=np.float32)
    for begin in range(0, len(text), BLOCK):
        rows = slice(begin, begin + BLOCK)
        placed[rows] = unit(unit(text[rows]) @ metric.own_text + near[rows] @ metric.text_around)
    return placed


def _directions(metric: Metric, learned: Dense, words: Sequence[str], kin: Matrix) -> Dense:
    """(words, DIMENSIONS)"""
    places = np.array([metric.vocabulary.get(word, -1) for word in words], dtype=np.int64)
    directions = np.where((places >= 0)[:, None], learned[places], 0.0)
    kin_that_is_known = averaging(per_column(kin, (places >= 0).astype(np.float64)))
    return np.where((places >= 0)[:, None], directions, kin_that_is_known @ directions)
