"""Claims about answers, against the starter catalogue."""

import math

import orjson
import pytest

from core.db import Database
from core.engine import consider, recommend
from core.errors import BadRequestError, NothingKnownError
from core.resolve import resolve
from core.seeds import choose_seed
from core.types import Wishes


async def test_ten_neighbours_come_with_reasons(world: Database) -> None:
    answer = await recommend(world, "Nine Inch Nails")
    assert len(answer.artists) == 10
    assert all(any(c.reason for c in pick.contributions) for pick in answer.artists)


async def test_contributions_add_up_to_the_score(world: Database) -> None:
    for query in ("Nine Inch Nails", "Fela Kuti", "shoegaze", "Portishead - Roads"):
        for pick in (await recommend(world, query)).artists:
            assert math.isclose(sum(c.points for c in pick.contributions), pick.score, abs_tol=1e-9)


async def test_equal_requests_give_equal_bytes(world: Database) -> None:
    first, second = [orjson.dumps(await recommend(world, "Coil")) for _ in range(2)]
    assert first == second


@pytest.mark.parametrize(
    ("query", "effort"),
    [("Nine Inch Nails", (9, 4)), ("shoegaze", (10, 5)), ("Portishead - Roads", (10, 5))],
)
async def test_a_request_is_ten_statements_in_four_or_five_round_trips(
    world: Database, query: str, effort: tuple[int, int]
) -> None:
    before = (world.effort.statements, world.effort.round_trips)
    await recommend(world, query)
    statements = world.effort.statements - before[0]
    assert (statements, world.effort.round_trips - before[1]) == effort


async def test_a_genre_says_that_it_is_measured_against_a_sample_of_its_artists(
    world: Database,
) -> None:
    answer = await recommend(world, "shoegaze", "genre", Wishes(limit=1))
    sample = len((await choose_seed(world, answer.entity)).seed.artist_ids)
    assert answer.note is not None
    assert answer.note.startswith(f"Measured against {sample} artists of the genre")
    assert (await recommend(world, "Slowdive", "artist", Wishes(limit=1))).note is None


@pytest.mark.parametrize("wishes", [Wishes(limit=50), Wishes(limit=50, country="GB")])
@pytest.mark.parametrize("query", ["Nine Inch Nails", "shoegaze"])
async def test_whoever_is_picked_has_music(world: Database, query: str, wishes: Wishes) -> None:
    assert all(pick.track for pick in (await recommend(world, query, wishes=wishes)).artists)


@pytest.mark.parametrize("limit", [0, 51])
async def test_a_limit_out_of_bounds_is_a_bad_request(world: Database, limit: int) -> None:
    with pytest.raises(BadRequestError):
        await recommend(world, "Coil", wishes=Wishes(limit=limit))


async def test_who_has_nothing_in_common_with_anyone_leads_nowhere(world: Database) -> None:
    with pytest.raises(NothingKnownError, match="Wally Badarou leads to nobody"):
        await recommend(world, "Wally Badarou")


@pytest.mark.parametrize("wishes", [Wishes(country="XX"), Wishes(year_from=1, year_to=2)])
async def test_nobody_within_the_bounds_is_no_empty_list(world: Database, wishes: Wishes) -> None:
    with pytest.raises(NothingKnownError, match="within these bounds"):
        await recommend(world, "Coil", wishes=wishes)


async def test_nobody_is_picked_for_whom_nothing_speaks(world: Database) -> None:
    wishes = Wishes(limit=50, explore=5, year_to=1955)
    asked = await consider(world, (await resolve(world, "Coil")).entity, wishes)
    picks = (await recommend(world, "Coil", wishes=wishes)).artists
    assert (asked.scored.scores == 0).any()
    assert 0 < len(picks) < 50
    assert all(pick.score > 0 and pick.found_by for pick in picks)


async def test_nobody_is_picked_whom_no_path_found(world: Database) -> None:
    entity = (await resolve(world, "Coil")).entity
    everyone = await world.fetch("SELECT artist_id FROM graph.artist WHERE has_music")
    also = tuple(row.artist_id for row in everyone if row.artist_id != entity.id)
    asked = await consider(world, entity, Wishes(country="JP"), also)
    unfound = asked.scored.candidates.found_by == 0
    assert (unfound & (asked.scored.scores > 0)).any()
    assert not unfound[asked.shortlist(Wishes(limit=50))].any()
