"""The shape of a signal: one question about two artists, answered for all candidates at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import LiteralString

import numpy as np

from core.db import Question, Row
from core.types import Candidates, Evidence, Floats, Ids, Seed

# Facts between the seed and one shown candidate: rows of core.between.FACTS_BETWEEN, best first.
Facts = Sequence[Row]
Answer = Sequence[Row]
# How firmly hubs are held back. At 1 the most frequent hundredth of artists takes 12.1 % of all places,
# at 1.4 it takes 11.7 %, and nDCG falls by less than 0.001.
HUB_SAYS = 1.4


@dataclass(frozen=True)
class Weighed:
    """A signal's word on every candidate.

    `strengths`: (candidates,) 0..1, NaN where the signal is silent. `tell` words what it heard about
    the candidate at a place, given the facts that were looked up for it.
    """

    strengths: Floats
    tell: Callable[[int, Facts], Evidence]


@dataclass(frozen=True)
class Signal:
    """One of the ways in which two artists can be adjacent."""

    name: str
    weight: float  # in the published profile
    asks: str  # the question, as a listener would put it
    ask: Callable[[Seed, Candidates], Sequence[Question]]  # none: this seed cannot ask it
    hear: Callable[[Seed, Candidates, Sequence[Answer]], Weighed]  # an answer to each question
    reach: LiteralString  # SQL: the artists it can speak for, as `artist_id`


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


def by_rank(raw: Floats, artists: int) -> Floats:
    """Raw values as strengths: how few of all `artists` come as near, on a logarithmic scale.

    1 for the nearest of all, a half for the one at the square root of their number, 0 for the last.
    Ranks make cosines, counts and walks comparable without a constant to tune; equals share the
    middle of their ranks. What is not above zero says nothing and stays silent (NaN).
    """
    heard = np.flatnonzero(raw > 0)
    strengths = np.full(len(raw), np.nan)
    if len(heard):
        _, level, size = np.unique(-raw[heard], return_inverse=True, return_counts=True)
        rank = (np.cumsum(size) - (size - 1) / 2)[level]
        strengths[heard] = np.clip(1 - np.log(rank) / np.log(max(artists, 2)), 0, 1)
    return strengths


def mixed(*parts: tuple[float, Floats]) -> Floats:
    """Strengths of several kinds of evidence as one: (share, strengths) each, silence counting 0."""
    said = np.stack([strengths for _, strengths in parts])
    shares = np.array([share for share, _ in parts])[:, None]
    mix = (shares * np.nan_to_num(said)).sum(axis=0)
    return np.where(np.isnan(said).all(axis=0), np.nan, mix)


def less_of_a_hub(strengths: Floats, hub: Floats) -> Floats:
    """Whoever is near everyone is near nobody in particular: `hub` is how much nearer than average
    a candidate lies to a random artist (Radovanovic et al. 2010, "Hubs in space")."""
    return np.where(strengths > 0, np.clip(strengths - HUB_SAYS * hub, 0, 1), strengths)
