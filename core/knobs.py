"""What one turn of one knob would do: the smallest change of a weight that lets an artist in."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.fusion import Scored

HEAVIEST = 0.6  # as a weight: whoever would set more wants to ask another question
SMALLEST_STEP = 1.02  # times a weight
STEPS = 24  # of the search for the smallest change, then halved as often


@dataclass(frozen=True)
class WeightChange:
    """The smallest turn of one knob that would let the artist in."""

    signal: str
    weight: float  # as it is
    needed: float  # as it would have to be, the others unchanged; both before they are shared out


def smallest_change(
    scored: Scored, place: int, weights: Mapping[str, float], limit: int
) -> WeightChange | None:
    """The one weight that has to move least, as a share of all weights, for the place to be among
    the `limit` best by score; None when no single weight does it."""
    found = [
        change
        for signal in scored.signals
        for furthest in (0.0, HEAVIEST / weights[signal.name])
        if furthest == 0 or furthest > SMALLEST_STEP
        if (change := _turned(scored, place, weights, limit, signal.name, furthest))
    ]
    return min(found, key=lambda c: (abs(c.needed - c.weight), c.signal), default=None)


def _turned(
    scored: Scored,
    place: int,
    weights: Mapping[str, float],
    limit: int,
    signal: str,
    furthest: float,
) -> WeightChange | None:
    """Turn one knob towards `furthest` times its weight until the place gets in, then back off."""
    own = weights[signal]

    def gets_in(times: float) -> bool:
        return _rank(scored, place, {**weights, signal: own * times}) <= limit

    steps = (
        np.linspace(1.0, furthest, STEPS + 1)[1:]
        if furthest < 1
        else np.geomspace(SMALLEST_STEP, furthest, STEPS)
    )
    reached = next((i for i, times in enumerate(steps) if gets_in(float(times))), None)
    if reached is None:
        return None
    out, into = (float(steps[reached - 1]) if reached else 1.0), float(steps[reached])
    for _ in range(STEPS // 2):
        middle = (out + into) / 2
        out, into = (out, middle) if gets_in(middle) else (middle, into)
    return WeightChange(signal, own, _sayable(own, into, gets_in))


def _sayable(own: float, times: float, gets_in: Callable[[float], bool]) -> float:
    """The weight in hundredths, a little further than needed, so that what is said is enough."""
    outwards = math.ceil if times > 1 else math.floor
    hundredths = outwards(own * times * 100) / 100
    return hundredths if gets_in(hundredths / own) else own * times


def _rank(scored: Scored, place: int, weights: Mapping[str, float]) -> int:
    scores = scored.turned(weights).scores
    ahead = (scores > scores[place]) | (
        (scores == scores[place])
        & (scored.candidates.artist_ids < scored.candidates.artist_ids[place])
    )
    return int(ahead.sum()) + 1 if scores[place] > 0 else len(scores) + 1
