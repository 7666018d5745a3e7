"""Claims about why, and why not."""

import pytest

from core.counterfactual import NEAR_MISS
from core.db import Database
from core.engine import explain, recommend
from core.errors import BadRequestError, UnknownNameError
from core.knobs import HEAVIEST
from core.types import Wishes

SEED = "Nine Inch Nails"
FAR = ("Dolly Parton", "Portishead", "Kraftwerk", "Aphex Twin", "Depeche Mode", "Björk", "Can")
NEAR = ("KMFDM", "Nurse With Wound", "Willie Nelson", "Loretta Lynn", "Coil")
OF_ONE_KIND = ("Portishead", "Slowdive", "Joy Division", "Model 500", "Kraftwerk", "Burial")
NO_WEIGHT = "No sensible weight of a single signal would bring it in."


async def test_a_pick_is_explained_as_it_is_ranked(world: Database) -> None:
    for pick in (await recommend(world, SEED)).artists:
        told = await explain(world, SEED, pick.artist_name)
        assert (told.picked, told.rank, told.lost_at) == (True, pick.rank, None)
        assert told.evidence.contributions == pick.contributions
        assert told.in_its_place == ()
        assert pick.artist_name in told.answer


async def test_who_is_not_picked_was_lost_somewhere(world: Database) -> None:
    picked = {pick.artist_name for pick in (await recommend(world, SEED)).artists}
    near_misses = []
    for name in {*FAR, *NEAR} - picked:
        told = await explain(world, SEED, name)
        assert (told.picked, told.rank) == (False, None)
        assert told.lost_at in ("gather", "score", "diversity")
        assert 1 <= told.rank_by_score <= told.considered
        assert {pick.artist_name for pick in told.in_its_place} <= picked
        assert bool(told.in_its_place) == (told.rank_by_score <= NEAR_MISS * 10)
        near_misses.append(bool(told.in_its_place))
    assert set(near_misses) == {True, False}


async def test_lost_at_score_is_outranked(world: Database) -> None:
    told = await explain(world, SEED, "Dolly Parton")
    assert told.lost_at == "score"
    assert told.rank_by_score > 10
    assert f"came {told.rank_by_score:,} of {told.considered:,}" in told.answer


async def test_lost_at_diversity_scored_well_enough(world: Database) -> None:
    lost = 0
    for seed in OF_ONE_KIND:
        picked = {pick.artist_name for pick in (await recommend(world, seed)).artists}
        longer = (await recommend(world, seed, wishes=Wishes(limit=50, explore=0))).artists[:10]
        for name in [pick.artist_name for pick in longer if pick.artist_name not in picked]:
            told = await explain(world, seed, name)
            gave_way = told.rank_by_score <= 10
            lost += gave_way
            assert told.lost_at == ("diversity" if gave_way else "score")
            assert ("A longer list would show it." in told.answer) == (
                gave_way and told.change is None
            )
    assert lost


async def test_who_has_nothing_in_common_did_not_give_way(world: Database) -> None:
    told = await explain(world, "Coil", "Johnny Cash", wishes=Wishes(year_to=1955))
    assert (told.picked, told.evidence.score) == (False, 0)
    assert (told.lost_at, told.change) == ("score", None)
    assert "A longer list would show it." not in told.answer


async def test_nobody_without_music_is_gathered(world: Database) -> None:
    told = await explain(world, "Coil", "Conny Plank")
    assert (told.picked, told.lost_at, told.change) == (False, "gather", None)
    assert told.answer.startswith("No music by Conny Plank is known here")


@pytest.mark.parametrize("explore", [0, 2])
async def test_the_smallest_change_really_lets_it_in(world: Database, explore: int) -> None:
    tried = 0
    for name in NEAR:
        told = await explain(world, SEED, name, wishes=Wishes(explore=explore))
        if told.change is None or NO_WEIGHT in told.answer:
            continue
        tried += 1
        weights = {**told.weights, told.change.signal: told.change.needed}
        again = await explain(world, SEED, name, wishes=Wishes(explore=explore, weights=weights))
        assert not told.picked
        assert again.picked
        assert 0 <= told.change.needed <= HEAVIEST
        assert f" to {told.change.needed:.2f}." in told.answer
    assert tried


@pytest.mark.parametrize(("name", "limit"), [("Dolly Parton", 10), ("Depeche Mode", 3)])
async def test_a_weight_beyond_reason_is_not_offered(
    world: Database, name: str, limit: int
) -> None:
    told = await explain(world, SEED, name, wishes=Wishes(limit=limit, explore=0))
    assert told.lost_at == "score"
    assert told.answer.endswith(NO_WEIGHT)
    assert "It would come in" not in told.answer


async def test_half_the_change_is_not_enough(world: Database) -> None:
    for name in ("Nurse With Wound", "Willie Nelson"):
        told = await explain(world, SEED, name)
        assert told.change is not None
        halfway = (told.change.weight + told.change.needed) / 2
        wishes = Wishes(weights={**told.weights, told.change.signal: halfway})
        assert not (await explain(world, SEED, name, wishes=wishes)).picked


async def test_the_same_question_has_the_same_answer(world: Database) -> None:
    assert await explain(world, SEED, "Portishead") == await explain(world, SEED, "Portishead")


async def test_oneself_and_nobody_cannot_be_explained(world: Database) -> None:
    with pytest.raises(BadRequestError):
        await explain(world, SEED, "NIN")
    with pytest.raises(BadRequestError):
        await explain(world, "Portishead - Roads", "Portishead")
    with pytest.raises(UnknownNameError):
        await explain(world, SEED, "qwxzv plonk")


async def test_who_lies_out_of_bounds_is_not_picked(world: Database) -> None:
    told = await explain(world, "Coil", "Ministry", wishes=Wishes(country="JP"))
    assert (told.picked, told.lost_at) == (False, "gather")
    assert "outside the country" in told.answer


async def test_who_was_excluded_cannot_be_explained(world: Database) -> None:
    with pytest.raises(BadRequestError):
        await explain(world, "Coil", "Ministry", wishes=Wishes(exclude=("Ministry",)))
