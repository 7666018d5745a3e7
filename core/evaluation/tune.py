"""Learn how much each signal should count, from neighbours somebody named: weights and nothing else.

A listwise softmax (Cao et al. 2007, ListNet) over each query's candidates, with weights that cannot be
negative, so that every contribution stays a reason for and never a hidden reason against.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from core.evaluation.listen import NAMES, Heard
from core.evaluation.metrics import SEED, ndcg
from core.evaluation.rank import hits, ranked
from core.evaluation.truth import Truth
from core.types import Floats

FOLDS = 5
STEPS = 200
BATCH = 200
RATE = 0.3
SHARPNESS = 15.0  # how peaked the softmax starts: total weight before weights are shared out


def learn(all_heard: Sequence[Heard], truth: Truth) -> dict[str, float]:
    """Weights by signal that add up to 1."""
    lessons = [lesson for h in all_heard if (lesson := _lesson(h, truth)) is not None]
    rng = np.random.default_rng(SEED)
    weights = np.full(len(NAMES), SHARPNESS / len(NAMES))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        batch = rng.choice(len(lessons), min(BATCH, len(lessons)), replace=False)
        slope = np.mean([_slope(weights, *lessons[i]) for i in batch], axis=0)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        move = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        weights = np.maximum(weights - RATE / np.sqrt(step) * move * 3, 0.0)
    return dict(zip(NAMES, (weights / weights.sum()).tolist(), strict=True))


def cross_validated(all_heard: Sequence[Heard], truth: Truth) -> dict[str, float]:
    """nDCG of weights on queries that they were not learned from, in FOLDS parts."""
    fold = np.random.default_rng(SEED).permutation(len(all_heard)) % FOLDS
    ten, two_hundred = [], []
    for part in range(FOLDS):
        weights = learn([h for h, f in zip(all_heard, fold, strict=True) if f != part], truth)
        held = [h for h, f in zip(all_heard, fold, strict=True) if f == part]
        at_ten, at_200 = measured(held, truth, weights)
        ten.append(at_ten)
        two_hundred.append(at_200)
    return {
        "ndcg@10": float(np.concatenate(ten).mean()),
        "ndcg@200": float(np.concatenate(two_hundred).mean()),
    }


def measured(
    all_heard: Sequence[Heard], truth: Truth, weights: Mapping[str, float]
) -> tuple[Floats, Floats]:
    """nDCG@10 and nDCG@200 of each query under these weights, before stage 5."""
    queries = [h.query for h in all_heard]
    relevant = np.array([len(truth.similar[q]) for q in queries], dtype=float)
    found = hits([ranked(h, weights) for h in all_heard], truth, queries)
    return ndcg(found, relevant, 10), ndcg(found, relevant, 200)


def _lesson(heard: Heard, truth: Truth) -> tuple[Floats, Floats] | None:
    """(signals, candidates) strengths and (candidates,) who is a true neighbour, as a distribution."""
    true = np.isin(heard.candidates, np.fromiter(truth.similar[heard.query], dtype=np.int64))
    if not true.any():
        return None
    asked = np.nan_to_num(heard.strengths).astype(float) * heard.asked[:, None]
    return asked, true / true.sum()


def _slope(weights: Floats, strengths: Floats, target: Floats) -> Floats:
    logits = weights @ strengths
    chance = np.exp(logits - logits.max())
    slope: Floats = strengths @ (chance / chance.sum() - target)
    return slope
