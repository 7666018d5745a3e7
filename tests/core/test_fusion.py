"""Claims about weighing and adding up, without a database."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadRequestError
from core.fusion import Scored, fuse, weights_for
from core.signal import Signal, Weighed
from core.types import Candidates, Evidence

NAN = float("nan")
PROFILE = {"sound": 0.5, "tags": 0.3, "labels": 0.2}
WEIGHTS = st.floats(0, 1e6)
STRENGTHS = st.floats(0, 1) | st.just(NAN)


def fused(said: dict[str, list[float]], weights: dict[str, float]) -> Scored:
    """Candidates scored by what each signal says of them."""
    places = len(next(iter(said.values())))
    signals = tuple(
        Signal(name, weights[name], "?", lambda *_: (), lambda *_: silence(places), "SELECT 1")
        for name in said
    )
    weighed = tuple(Weighed(np.array(row), lambda *_: Evidence("because")) for row in said.values())
    candidates = Candidates(np.arange(places) + 1, np.ones(places, dtype=np.uint8))
    return fuse(candidates, signals, weighed, weights)


def silence(places: int) -> Weighed:
    """A signal that says nothing of anyone."""
    return Weighed(np.full(places, NAN), lambda *_: Evidence("because"))


def test_a_listeners_weight_takes_the_profiles_place_and_all_add_up_to_one() -> None:
    weights = weights_for(PROFILE, {"sound": 0.0, "tags": 0.6})
    assert weights == pytest.approx({"sound": 0.0, "tags": 0.75, "labels": 0.25})


@given(st.dictionaries(st.sampled_from(sorted(PROFILE)), WEIGHTS))
def test_weights_add_up_to_one(wishes: dict[str, float]) -> None:
    if sum((PROFILE | wishes).values()) > 0:
        assert sum(weights_for(PROFILE, wishes).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "wishes",
    [{"smell": 1.0}, {"tags": -0.1}, {"tags": NAN}, {"tags": float("inf")}, dict.fromkeys(PROFILE, 0.0)],
    ids=["unknown", "negative", "nan", "endless", "nothing left"],
)  # fmt: skip
def test_weights_without_sense_are_a_bad_request(wishes: dict[str, float]) -> None:
    with pytest.raises(BadRequestError):
        weights_for(PROFILE, wishes)


@given(st.lists(st.tuples(STRENGTHS, STRENGTHS, STRENGTHS), min_size=1, max_size=20))
def test_points_add_up_to_the_score(rows: list[tuple[float, float, float]]) -> None:
    said = {name: [row[i] for row in rows] for i, name in enumerate(PROFILE)}
    scored = fused(said, PROFILE)
    assert scored.points.sum(axis=0) == pytest.approx(scored.scores, abs=1e-12)
    assert (scored.scores >= 0).all()
    assert (scored.scores <= 1 + 1e-12).all()


def test_full_agreement_of_all_is_a_score_of_one() -> None:
    scored = fused({"sound": [1.0], "tags": [1.0], "labels": [1.0]}, PROFILE)
    assert scored.scores == pytest.approx([1.0])
    assert scored.coverage == pytest.approx([1.0])


def test_weights_are_shared_out_among_those_who_can_be_asked() -> None:
    scored = fused({"tags": [1.0], "labels": [0.0]}, PROFILE)
    assert scored.scores == pytest.approx([0.6])


def test_silence_adds_no_points_and_lowers_the_coverage() -> None:
    scored = fused({"sound": [NAN, 0.2], "tags": [1.0, 1.0]}, PROFILE)
    assert scored.points[0, 0] == 0
    assert np.isnan(scored.strengths[0, 0])
    assert scored.coverage == pytest.approx([0.375, 1.0])


def test_silence_is_never_better_than_a_good_word() -> None:
    scored = fused({"sound": [NAN, 0.9], "tags": [0.5, 0.5]}, PROFILE)
    assert scored.order == [1, 0]


def test_equals_are_ordered_by_artist() -> None:
    assert fused({"tags": [0.5, 0.7, 0.5]}, PROFILE).order == [1, 0, 2]


def test_nobody_to_score_is_an_empty_order() -> None:
    assert fused({"tags": []}, PROFILE).order == []
