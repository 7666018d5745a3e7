"""Claims about answers, against the starter catalogue."""

import math

import orjson
import pytest

from core.db import Database
from core.engine import recommend
from core.errors import BadRequestError
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


async def test_a_request_is_a_dozen_statements_in_five_round_trips(world: Database) -> None:
    before = (world.effort.statements, world.effort.round_trips)
    await recommend(world, "Nine Inch Nails", "artist")
    assert world.effort.statements - before[0] <= 12
    assert world.effort.round_trips - before[1] <= 5


@pytest.mark.parametrize("limit", [0, 51])
async def test_a_limit_out_of_bounds_is_a_bad_request(world: Database, limit: int) -> None:
    with pytest.raises(BadRequestError):
        await recommend(world, "Coil", wishes=Wishes(limit=limit))
