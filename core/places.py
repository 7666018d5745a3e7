"""What is asked of every candidate, in one narrow row each: where it lies in the spaces of words, company and
writing, which words it shares with the seed, and what it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.columns import floats_of, ids_of, listed_ids, listed_sparse, reals_of, sparse_of
from core.db import Question, Row
from core.signal import by_rank, less_of_a_hub, placed, silent
from core.types import Candidates, Floats, Ids, Seed

NO_GENRE = -1
PLACES = f"""
    SELECT array_send(array_agg(theirs.artist_id)) AS artist_ids,
           array_send(array_agg(coalesce(1 - (theirs.tags <=> ours.tags), 'NaN'))) AS tags,
           array_send(array_agg(coalesce(1 - (theirs.company <=> ours.company), 'NaN'))) AS company,
           array_send(array_agg(coalesce(1 - (theirs.text <=> ours.text), 'NaN'))) AS text,
           array_send(array_agg(-(theirs.words <#> %(words)s::sparsevec))) AS shared_words,
           array_send(array_agg(hub_tags)) AS hub_tags,
           array_send(array_agg(hub_company)) AS hub_company,
           array_send(array_agg(hub_text)) AS hub_text,
           array_send(array_agg(hub_related)) AS hub_related,
           array_send(array_agg(hub_beside)) AS hub_beside,
           array_send(array_agg(hub_mentioned)) AS hub_mentioned,
           array_send(array_agg(hub_listed)) AS hub_listed,
           array_send(array_agg(hub_named)) AS hub_named,
           array_send(array_agg(coalesce(genre_id, {NO_GENRE}))) AS genre_ids,
           array_agg(sparsevec_send(theirs.words)) AS words
      FROM (SELECT l2_normalize(avg(tags))::halfvec(128) AS tags,
                   l2_normalize(avg(company))::halfvec(128) AS company,
                   l2_normalize(avg(text))::halfvec(128) AS text
              FROM graph.place WHERE artist_id = ANY(%(seeds)s)) AS ours
      JOIN graph.place AS theirs ON theirs.artist_id = ANY(%(candidates)s)
"""

# The nearest of strangers is still a stranger: below this a signal has nothing to say.
LEAST_COSINE = 0.1


def places_question(seed: Seed, candidates: Candidates) -> Question:
    """Where candidates lie, seen from the seed. Equal questions of several signals travel as one."""
    return Question(
        PLACES,
        {
            "seeds": listed_ids(seed.artist_ids),
            "words": listed_sparse(seed.tags.ids, seed.tags.weights),
            "candidates": candidates.listed,
        },
    )


def cosines_of(space: str, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) cosines in one space, NaN where either side is unknown."""
    return _spread(candidates, rows, floats_of(getattr(rows[0], space)), silent(candidates))


def shared_words(candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) how much each is described in the seed's very words, 0..1."""
    return _spread(candidates, rows, floats_of(rows[0].shared_words), np.zeros(len(candidates)))


def hubs_of(space: str, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) how much nearer than average each lies to everyone."""
    hubs = reals_of(getattr(rows[0], f"hub_{space}"))
    return _spread(candidates, rows, hubs, np.zeros(len(candidates)))


def _spread(
    candidates: Candidates, rows: Sequence[Row], values: Floats, everywhere: Floats
) -> Floats:
    """Values of the rows at the places of their artists."""
    everywhere[placed(candidates, ids_of(rows[0].artist_ids))] = values
    return everywhere


def nearness(space: str, seed: Seed, candidates: Candidates, rows: Sequence[Row]) -> Floats:
    """(candidates,) strengths in one space, hubs held back."""
    cosines = cosines_of(space, candidates, rows)
    cosines = np.where(cosines >= LEAST_COSINE, cosines, np.nan)
    return less_of_a_hub(by_rank(cosines, seed.artists), hubs_of(space, candidates, rows))


@dataclass(frozen=True)
class Described:
    """What candidates are called, by their places."""

    genres: Ids  # (candidates,) the main one of each, NO_GENRE where there is none
    words: Mapping[int, bytes]  # weighted tags, as pgvector sends a sparse vector

    def likeness(self, places: Sequence[int]) -> Floats:
        """(n, n) cosines of the tags at these places, at least one, with ones on the diagonal."""
        words = [sparse_of(self.words.get(place)) for place in places]
        tags, carriers = np.unique(np.concatenate([own for own, _ in words]), return_counts=True)
        matrix = np.zeros((len(places), len(tags)))
        for row, (own, weights) in enumerate(words):
            matrix[row, np.searchsorted(tags, own)] = weights
        shared = matrix[:, carriers > 1]
        # Not by matrix multiplication: BLAS wakes threads for it, which then spin while Postgres works.
        # That costs nothing for 50 places, and 10 ms for 250.
        alike: Floats = np.einsum("ik,jk->ij", shared, shared).clip(0.0, 1.0)
        np.fill_diagonal(alike, 1.0)
        return alike


def described(candidates: Candidates, rows: Sequence[Row]) -> Described:
    """The same answer, for stage 5."""
    places = placed(candidates, ids_of(rows[0].artist_ids))
    genres = np.full(len(candidates), NO_GENRE)
    genres[places] = ids_of(rows[0].genre_ids)
    return Described(genres, dict(zip(places.tolist(), rows[0].words or (), strict=True)))
