"""Claims about choosing ten that are not ten of the same, without a database."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.diversity import GreedyProcess, Shortlisted, Slot, diversify
from core.places import NO_GENRE
from core.types import Floats

ROCK, JAZZ, DUB = 1, 2, 3
SHORTLISTS = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from([ROCK, JAZZ, DUB, NO_GENRE]), st.booleans()),
    max_size=40,
).map(lambda rows: shortlist(*sorted(rows, key=lambda row: -row[0])))


def shortlist(*rows: tuple[float, int, bool]) -> list[Shortlisted]:
    """(score, genre, adventurous) each, best first, at places 100, 101 ..."""
    return [Shortlisted(100 + i, *row) for i, row in enumerate(rows)]


def chosen(
    known: list[Shortlisted], limit: int, explore: int = 0, alike: Floats | None = None
) -> list[Slot]:
    return list(diversify(known, np.eye(len(known)) if alike is None else alike, limit, explore))


def test_three_of_ten_may_share_a_genre() -> None:
    known = shortlist(*[(0.9, ROCK, False)] * 8, *[(0.1, NO_GENRE, False)] * 10)
    assert sum(slot.place < 108 for slot in chosen(known, 10)) == 3


def test_the_genre_that_was_asked_for_is_not_capped() -> None:
    known = shortlist(*[(0.9, ROCK, False)] * 10, *[(0.1, JAZZ, False)] * 10)
    slots = diversify(known, np.eye(20), 10, 0, free_genre=ROCK)
    assert [slot.place for slot in slots] == list(range(100, 110))


def test_caps_give_way_rather_than_leave_places_empty() -> None:
    known = shortlist(*[(0.9, ROCK, False)] * 12)
    assert len(chosen(known, 10)) == 10


def test_explorations_are_adventurous_and_marked() -> None:
    known = shortlist(*[(0.9, NO_GENRE, False)] * 10, *[(0.3, NO_GENRE, True)] * 5)
    slots = chosen(known, 10, explore=2)
    explorations = [slot.place for slot in slots if slot.exploration]
    assert len(explorations) == 2
    assert min(explorations) >= 110


def test_slots_without_an_adventure_go_to_the_best() -> None:
    known = shortlist(*[(0.9, NO_GENRE, False)] * 12)
    slots = chosen(known, 10, explore=2)
    assert len(slots) == 10
    assert not any(slot.exploration for slot in slots)


def test_among_equals_the_different_one_is_chosen() -> None:
    known = shortlist(*[(0.5, NO_GENRE, False)] * 3)
    twins = np.array([[1, 0.99, 0], [0.99, 1, 0], [0, 0, 1.0]])
    assert [slot.place for slot in chosen(known, 2, alike=twins)] == [100, 102]


def test_quality_counts_against_difference() -> None:
    known = shortlist((0.9, NO_GENRE, False), (0.85, NO_GENRE, False), (0.05, NO_GENRE, False))
    kin = np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1.0]])
    assert [slot.place for slot in chosen(known, 2, alike=kin)] == [100, 101]


@given(SHORTLISTS, st.integers(1, 20), st.integers(0, 20))
def test_every_place_is_filled_once_best_first(
    known: list[Shortlisted], limit: int, explore: int
) -> None:
    slots = chosen(known, limit, explore)
    places = [slot.place for slot in slots]
    assert len(places) == min(limit, len(known))
    assert places == sorted(set(places))
    assert sum(slot.exploration for slot in slots) <= explore
    assert slots == chosen(known, limit, explore)


@given(SHORTLISTS)
def test_the_cap_holds_while_there_are_others(known: list[Shortlisted]) -> None:
    others = shortlist(*[(0.0, NO_GENRE, False)] * 10)
    known = [Shortlisted(i, s.score, s.genre, s.adventurous) for i, s in enumerate(known + others)]
    genres = Counter(known[slot.place].genre for slot in chosen(known, 10, explore=2))
    del genres[NO_GENRE]
    assert all(count <= 3 for count in genres.values())


def test_the_greedy_choice_is_the_one_that_adds_most_volume() -> None:
    rng = np.random.default_rng(7)
    vectors = rng.normal(size=(12, 6))
    kernel = vectors @ vectors.T
    process, picked = GreedyProcess(kernel), list[int]()
    for _ in range(4):
        free = [i not in picked for i in range(12)]
        volumes = [
            float(np.linalg.det(kernel[np.ix_([*picked, i], [*picked, i])])) if free[i] else -1.0
            for i in range(12)
        ]
        best = process.best(free)
        assert best is not None
        assert volumes[best] == pytest.approx(max(volumes))
        process.choose(best)
        picked.append(best)
