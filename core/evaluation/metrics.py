"""What a ranking is worth: nDCG (Jarvelin and Kekalainen 2002), recall and reciprocal rank."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.types import Floats

Hits = NDArray[np.bool_]  # (queries, depth) whether the artist at each rank is a true neighbour

RESAMPLES = 1_000
SEED = 20_261_122


def ndcg(hits: Hits, relevant: Floats, depth: int) -> Floats:
    """(queries,) binary gains; the ideal puts min(depth, relevant) true neighbours first."""
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    ideal = np.cumsum(discounts)[np.minimum(relevant.astype(int), depth) - 1]
    width = min(depth, hits.shape[1])
    gained: Floats = hits[:, :width] @ discounts[:width] / ideal
    return gained


def recall(hits: Hits, relevant: Floats, depth: int) -> Floats:
    """(queries,) share of the true neighbours among the first `depth`."""
    return np.asarray(hits[:, :depth].sum(axis=1) / relevant)


def reciprocal_rank(hits: Hits) -> Floats:
    """(queries,) 1 over the rank of the first true neighbour, 0 where there is none."""
    first = hits.argmax(axis=1)
    return np.where(hits.any(axis=1), 1 / (first + 1), 0.0)


@dataclass(frozen=True)
class Estimate:
    """A mean over queries with its 95 % bootstrap interval (Efron 1979)."""

    mean: float
    low: float
    high: float


def estimate(values: Floats) -> Estimate:
    """Resamples queries with a fixed seed."""
    rng = np.random.default_rng(SEED)
    picks = rng.integers(0, len(values), (RESAMPLES, len(values)))
    means = values[picks].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high))
