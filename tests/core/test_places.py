"""Claims about a candidate's one row: it says what the tables say that it was made from."""

import numpy as np
import pytest

from core.db import Database
from core.engine import Considered, consider
from core.places import places_question, shared_words
from core.resolve import resolve
from core.types import Wishes

TAGS = """
    SELECT artist_id, tag_id, weight FROM graph.artist_tag WHERE artist_id = ANY(%(artists)s)
"""
GENRES = "SELECT artist_id, genre_id FROM graph.artist WHERE artist_id = ANY(%(artists)s)"


@pytest.fixture(scope="module")
async def asked(world: Database) -> Considered:
    """Everyone who might be adjacent to an artist with many tags."""
    return await consider(world, (await resolve(world, "Aphex Twin")).entity, Wishes())


async def tags_of(world: Database, artists: list[int]) -> list[dict[int, float]]:
    """The weighted tags of each of these artists."""
    tags: dict[int, dict[int, float]] = {artist: {} for artist in artists}
    for row in await world.fetch(TAGS, artists=artists):
        tags[row.artist_id][row.tag_id] = row.weight
    return [tags[artist] for artist in artists]


def cosine(one: dict[int, float], other: dict[int, float]) -> float:
    return sum(weight * other.get(tag, 0.0) for tag, weight in one.items())


async def test_likeness_is_the_cosine_of_two_artists_tags(
    world: Database, asked: Considered
) -> None:
    places = asked.shortlist(Wishes())
    tags = await tags_of(world, asked.scored.candidates.artist_ids[places].tolist())
    likeness = asked.described.likeness(places)
    assert likeness == pytest.approx(
        np.array([[1.0 if a is b else cosine(a, b) for b in tags] for a in tags]), abs=1e-6
    )
    assert 0 < np.median(likeness) < 1


async def test_main_genres_are_those_of_the_cards(world: Database, asked: Considered) -> None:
    artists = asked.scored.candidates.artist_ids.tolist()
    cards = {r.artist_id: r.genre_id for r in await world.fetch(GENRES, artists=artists)}
    told = dict(zip(artists, asked.described.genres.tolist(), strict=True))
    assert {a: genre for a, genre in told.items() if genre >= 0} == {
        a: genre for a, genre in cards.items() if genre is not None
    }


async def test_shared_words_are_the_cosine_of_a_candidates_tags_and_the_seeds(
    world: Database, asked: Considered
) -> None:
    seed, candidates = asked.planted.seed, asked.scored.candidates
    (rows,) = await world.ask(places_question(seed, candidates))
    own = dict(zip(seed.tags.ids.tolist(), seed.tags.weights.tolist(), strict=True))
    tags = await tags_of(world, candidates.artist_ids.tolist())
    overlap = shared_words(candidates, rows)
    assert overlap == pytest.approx(np.array([cosine(own, theirs) for theirs in tags]), abs=1e-6)
    assert overlap.any()
