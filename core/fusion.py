"""Stage 4: how adjacent, on what evidence. Every signal is asked, weighed and added up.

The score of a candidate is the sum of its contributions, and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.db import Database
from core.errors import BadRequestError
from core.places import Described, described, places_question
from core.signal import Signal, Weighed
from core.stopwatch import timed
from core.types import Candidates, Floats, Seed

# What a signal that could have spoken for a candidate, but is silent, counts in the divisor, as a
# share of its weight: 1 treats silence as a no, 0 as if it had not been asked. docs/decisions/0004.
SILENCE = 1.0


@dataclass(frozen=True)
class Scored:
    """Candidates with everything that was said about them; arrays are (signals, candidates)."""

    candidates: Candidates
    signals: tuple[Signal, ...]  # those that this seed can ask
    weighed: tuple[Weighed, ...]
    weights: Floats  # (signals, candidates), each signal's share in a candidate's score
    strengths: Floats  # (signals, candidates), NaN for silence
    points: Floats  # weights times strengths, 0 for silence
    scores: Floats  # (candidates,)
    coverage: Floats  # (candidates,) share of the askable weight that was heard

    @property
    def order(self) -> list[int]:
        """Places, best first; ties by artist id."""
        places: list[int] = np.lexsort((self.candidates.artist_ids, -self.scores)).tolist()
        return places

    def turned(self, weights: Mapping[str, float]) -> "Scored":
        """The same words, weighed otherwise."""
        return fuse(self.candidates, self.signals, self.weighed, weights)


@timed("score")
async def score(
    db: Database,
    seed: Seed,
    candidates: Candidates,
    signals: Sequence[Signal],
    weights: Mapping[str, float],
) -> tuple[Scored, Described]:
    """Ask every signal about every candidate, and what each is called, in one round trip.

    `weights` are by signal name; they are shared out among the signals that this seed can ask.
    """
    questions = {s: tuple(s.ask(seed, candidates)) for s in signals if weights[s.name] > 0}
    able = tuple(signal for signal, asked in questions.items() if asked)
    places, *answers = await db.ask(
        places_question(seed, candidates), *(question for s in able for question in questions[s])
    )
    heard = iter(answers)
    weighed = tuple(
        signal.hear(seed, candidates, [next(heard) for _ in questions[signal]]) for signal in able
    )
    return fuse(candidates, able, weighed, weights), described(candidates, places)


def fuse(
    candidates: Candidates,
    signals: tuple[Signal, ...],
    weighed: tuple[Weighed, ...],
    weights: Mapping[str, float],
) -> Scored:
    """Pure: weigh what was said and add it up."""
    nobody = np.zeros((0, len(candidates)))
    strengths = np.stack([w.strengths for w in weighed]) if weighed else nobody
    heard = ~np.isnan(strengths)
    own = np.array([weights[signal.name] for signal in signals])[:, None]
    divisor = np.where(heard, own, SILENCE * own).sum(axis=0)
    shares = np.divide(own, divisor, out=np.zeros(strengths.shape), where=divisor > 0)
    points = shares * np.nan_to_num(strengths)
    return Scored(
        candidates,
        signals,
        weighed,
        shares,
        strengths,
        points,
        scores=points.sum(axis=0),
        coverage=(own * heard).sum(axis=0) / max(own.sum(), 1e-12),
    )


def weights_for(profile: Mapping[str, float], wishes: Mapping[str, float]) -> dict[str, float]:
    """A profile's weights with a listener's own in their place; they add up to 1.

    Raises BadRequestError for an unknown signal, a negative weight, or when nothing is left.
    """
    for name, weight in wishes.items():
        if name not in profile:
            raise BadRequestError(f"There is no signal “{name}”; there are {', '.join(profile)}.")
        if not 0 <= weight < float("inf"):
            raise BadRequestError(f"The weight of {name} must be zero or more.")
    wanted = {name: wishes.get(name, weight) for name, weight in profile.items()}
    total = sum(wanted.values())
    if total <= 0:
        raise BadRequestError("With every weight at zero there is nothing left to compare by.")
    return {name: weight / total for name, weight in wanted.items()}
