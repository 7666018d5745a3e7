"""The shape of a signal: one question about two artists, answered for all candidates at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.db import Question, Row
from core.types import Candidates, Evidence, Floats, Ids, Seed

CitedKind = Literal["artist", "credit", "document", "playlist", "relation"]


@dataclass(frozen=True)
class Cited:
    """A row of facts that a reason rests on, to be looked up for the picks that are shown."""

    kind: CitedKind
    id: int


Citations = Mapping[Cited, Row]


@dataclass(frozen=True)
class Weighed:
    """A signal's word on every candidate.

    `strengths`: (candidates,) 0..1, NaN where the signal is silent. `cites` names the facts behind
    the candidate at a place; `tell` puts them into words once they are looked up.
    """

    strengths: Floats
    cites: Callable[[int], Sequence[Cited]]
    tell: Callable[[int, Citations], Evidence]


@dataclass(frozen=True)
class Signal:
    """One of the ways in which two artists can be adjacent."""

    name: str
    weight: float  # in the published profile
    asks: str  # the question, as a listener would put it
    ask: Callable[[Seed, Candidates], Question | None]  # None: this seed cannot ask it
    hear: Callable[[Seed, Candidates, Sequence[Row]], Weighed]


def silent(candidates: Candidates) -> Floats:
    """Nothing said about anyone, yet."""
    return np.full(len(candidates), np.nan)


def placed(candidates: Candidates, artist_ids: Sequence[int] | Ids) -> Ids:
    """The places of these artists among the candidates, -1 for those who are not among them."""
    ids = np.asarray(artist_ids, dtype=np.int64)
    if not len(candidates):
        return np.full(len(ids), -1)
    places = np.minimum(np.searchsorted(candidates.artist_ids, ids), len(candidates) - 1)
    return np.where(candidates.artist_ids[places] == ids, places, -1)
