"""Do explanations name what carries a pick? Take the cited evidence away and see how far it falls.

Sufficiency and comprehensiveness in the sense of DeYoung et al. 2020 (ERASER), by rank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.evaluation.listen import NAMES, Heard
from core.evaluation.rank import scores
from core.types import Floats
from core.wording import REASONS_TOLD


@dataclass(frozen=True)
class Faithfulness:
    """Mean places that a pick falls without what its explanation cites, and without as many other
    signals that spoke for it; `ratio` of the two."""

    cited: float
    uncited: float
    ratio: float
    picks: int


def faithfulness(all_heard: Sequence[Heard], weights: Mapping[str, float]) -> Faithfulness:
    """Over every pick that more signals speak for than its explanation cites."""
    falls = [fall for heard in all_heard for fall in _falls(heard, weights)]
    cited, uncited = np.array(falls).reshape(-1, 2).mean(axis=0) if falls else (0.0, 0.0)
    return Faithfulness(float(cited), float(uncited), float(cited / max(uncited, 1e-9)), len(falls))


def _falls(heard: Heard, weights: Mapping[str, float]) -> list[tuple[int, int]]:
    own = np.array([weights[name] for name in NAMES]) * heard.asked
    total = own.sum()
    score = scores(heard, weights)
    falls = []
    for place in heard.picks:
        points = own * np.nan_to_num(heard.strengths[:, place])
        spoke = np.flatnonzero(points > 0)
        loudest = spoke[np.argsort(-points[spoke], kind="stable")]
        cited, uncited = loudest[:REASONS_TOLD], loudest[REASONS_TOLD:]
        if len(uncited):
            # As much uncited as cited evidence where there is as much; all of it otherwise.
            falls.append(
                (
                    _fall(score, place, points[cited[: len(uncited)]].sum() / total),
                    _fall(score, place, points[uncited[: len(cited)]].sum() / total),
                )
            )
    return falls


def _fall(score: Floats, place: int, lost: float) -> int:
    left = score[place] - lost
    return int(((score > left) & (score < score[place])).sum())
