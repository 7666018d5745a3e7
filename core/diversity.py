"""Stage 5: ten neighbours, not ten of the same.

Within the caps, a greedy determinantal point process trades quality for difference (Chen, Zhang and
Zhou 2018, "Fast Greedy MAP Inference for Determinantal Point Process", algorithm 1).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.places import NO_GENRE
from core.types import Floats

GENRE_SHARE = 0.3  # of the slots, at most, for one genre: three of ten
POOL = 5  # shortlisted candidates per slot
# How much a candidate's score counts against being like those already chosen. At 0 only difference
# counts; measured in docs/quality.md, where stage 5 may cost a tenth of nDCG@10 at most.
QUALITY = 40.0


@dataclass(frozen=True)
class Shortlisted:
    """A candidate as far as diversity is concerned."""

    place: int
    score: float
    genre: int  # NO_GENRE when unknown
    adventurous: bool  # good, but neither near in sound nor of the seed's own kind


@dataclass(frozen=True)
class Slot:
    """A chosen place, and whether it is an exploration."""

    place: int
    exploration: bool


def diversify(
    shortlist: Sequence[Shortlisted],
    alike: Floats,
    limit: int,
    explore: int,
    free_genre: int | None = None,
) -> tuple[Slot, ...]:
    """Choose `limit` of the shortlist, `explore` of them adventurous, best score first.

    `shortlist` comes best first; `alike` is its (n, n) similarity with ones on the diagonal.
    `free_genre` is not capped: who asks for shoegaze wants shoegaze.
    """
    explore = min(explore, limit)
    cap = max(1, round(GENRE_SHARE * limit))
    quality = np.exp(QUALITY * np.array([s.score for s in shortlist]) / 2)
    process = GreedyProcess(quality[:, None] * alike * quality[None, :])
    genres: Counter[int] = Counter()
    chosen: dict[int, bool] = {}

    def fill(slots: int, allowed: Sequence[bool], exploration: bool) -> None:
        for _ in range(slots):
            fits = [
                allowed[i]
                and i not in chosen
                and (s.genre in (NO_GENRE, free_genre) or genres[s.genre] < cap)
                for i, s in enumerate(shortlist)
            ]
            best = process.best(fits)
            if best is None:
                return
            process.choose(best)
            chosen[best] = exploration
            genres[shortlist[best].genre] += 1

    everyone = [True] * len(shortlist)
    fill(limit - explore, everyone, exploration=False)
    fill(explore, [s.adventurous for s in shortlist], exploration=True)
    fill(limit - len(chosen), everyone, exploration=False)
    _relax(shortlist, chosen, limit)
    return tuple(Slot(shortlist[i].place, chosen[i]) for i in sorted(chosen))


def _relax(shortlist: Sequence[Shortlisted], chosen: dict[int, bool], limit: int) -> None:
    """A short list of one genre is better than an empty place: the cap gives way last."""
    for i in range(len(shortlist)):
        if len(chosen) >= limit:
            return
        chosen.setdefault(i, False)


class GreedyProcess:
    """Greedy MAP inference with an incremental Cholesky factor: O(n) per candidate and choice."""

    def __init__(self, kernel: Floats) -> None:
        self._kernel = kernel
        self._gain = kernel.diagonal().copy()
        self._rows: list[Floats] = []

    def best(self, allowed: Sequence[bool]) -> int | None:
        """The allowed item that adds most volume; the first of equals."""
        gains = np.where(allowed, self._gain, -np.inf)
        return int(np.argmax(gains)) if len(gains) and gains.max() > -np.inf else None

    def choose(self, item: int) -> None:
        """Take an item; what is like it gains less from now on."""
        pivot = np.sqrt(max(self._gain[item], 1e-12))
        known = np.array([row[item] for row in self._rows])
        row = self._kernel[item] - (known @ np.array(self._rows) if self._rows else 0.0)
        row = row / pivot
        self._rows.append(row)
        self._gain = np.maximum(self._gain - row**2, 0.0)
