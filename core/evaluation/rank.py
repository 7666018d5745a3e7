"""Rankings from what was heard: under any weights, without any signal, before and after stage 5."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.evaluation.listen import NAMES, Heard
from core.evaluation.metrics import Hits
from core.evaluation.truth import Truth
from core.fusion import SILENCE
from core.types import Floats

DEPTH = 200


def scores(heard: Heard, weights: Mapping[str, float]) -> Floats:
    """(candidates,) as core.fusion adds them up."""
    own = np.array([weights[name] for name in NAMES]) * heard.asked
    said = ~np.isnan(heard.strengths)
    divisor = np.where(said, own[:, None], SILENCE * own[:, None]).sum(axis=0)
    total = (own[:, None] * np.nan_to_num(heard.strengths)).sum(axis=0)
    score: Floats = np.divide(total, divisor, out=np.zeros(len(divisor)), where=divisor > 0)
    return score


def ranked(heard: Heard, weights: Mapping[str, float]) -> NDArray[np.int64]:
    """Artist ids, best first, those who scored."""
    score = scores(heard, weights)
    order = np.lexsort((heard.candidates, -score))
    return heard.candidates[order[score[order] > 0]]


def before(heard: Heard) -> NDArray[np.int64]:
    """Artist ids as stage 4 leaves them."""
    return heard.candidates[heard.order]


def after(heard: Heard) -> NDArray[np.int64]:
    """Artist ids as they are shown: the picks, then the rest by score."""
    picks = np.array(heard.picks, dtype=np.int64)
    rest = heard.order[~np.isin(heard.order, picks)]
    return heard.candidates[np.concatenate([picks, rest]).astype(np.int64)]


def hits(
    rankings: Sequence[NDArray[np.int64]], truth: Truth, queries: Sequence[int], depth: int = DEPTH
) -> Hits:
    """(queries, depth)"""
    table = np.zeros((len(queries), depth), dtype=bool)
    for row, (ranking, query) in enumerate(zip(rankings, queries, strict=True)):
        true = np.fromiter(truth.similar[query], dtype=np.int64)
        found = np.isin(ranking[:depth], true)
        table[row, : len(found)] = found
    return table
