"""Claims about wishes: what a listener asks for is what changes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.db import Database
from core.engine import recommend
from core.errors import BadRequestError, CallersMistakeError, UnknownNameError
from core.names import work_title
from core.profiles import PROFILES
from core.types import RecommendationList, Wishes

SEED = "Kraftwerk"
SENSELESS = {
    "no picks": Wishes(limit=0),
    "too many picks": Wishes(limit=51),
    "fewer than no explorations": Wishes(explore=-1),
    "more explorations than picks": Wishes(limit=3, explore=4),
    "years the wrong way round": Wishes(year_from=1990, year_to=1980),
    "no such profile": Wishes(profile="loud"),
    "no such signal": Wishes(weights={"smell": 1.0}),
    "a negative weight": Wishes(weights={"tag_overlap": -1.0}),
    "nothing left to hear": Wishes(weights=dict.fromkeys(PROFILES["published"], 0.0)),
    "nobody to exclude": Wishes(exclude=("",)),
    "a country in small letters": Wishes(country="gb"),
    "a country of three letters": Wishes(country="GBR"),
    "no country": Wishes(country=""),
    "a country and a line": Wishes(country="GB\n"),
    "the year nought": Wishes(year_from=0),
    "a year of five digits": Wishes(year_to=10_000),
}
WISHES = st.builds(
    Wishes,
    limit=st.integers(1, 50),
    explore=st.integers(0, 5),
    weights=st.dictionaries(st.sampled_from(sorted(PROFILES["published"])), st.floats(0, 10)),
    country=st.sampled_from([None, "GB", "DE", "US", "XX"]),
    year_from=st.none() | st.integers(1900, 2030),
    year_to=st.none() | st.integers(1900, 2030),
)  # fmt: skip


def names(answer: RecommendationList) -> list[str]:
    return [pick.artist_name for pick in answer.artists]


@pytest.mark.parametrize("limit", [1, 3, 50])
async def test_a_limit_is_met(world: Database, limit: int) -> None:
    answer = await recommend(world, SEED, wishes=Wishes(limit=limit, explore=0))
    assert [pick.rank for pick in answer.artists] == list(range(1, limit + 1))


async def test_who_is_excluded_is_gone(world: Database) -> None:
    unwanted = names(await recommend(world, SEED))[:2]
    left = names(await recommend(world, SEED, wishes=Wishes(exclude=tuple(unwanted))))
    assert len(left) == 10
    assert not set(unwanted) & set(left)


async def test_an_unknown_exclusion_is_no_silent_success(world: Database) -> None:
    with pytest.raises(UnknownNameError):
        await recommend(world, SEED, wishes=Wishes(exclude=("qwxzv plonk",)))


async def test_a_country_is_kept_to(world: Database) -> None:
    picks = (await recommend(world, SEED, wishes=Wishes(country="DE"))).artists
    rows = await world.fetch(
        "SELECT DISTINCT country FROM artist WHERE artist_id = ANY(%(picks)s)",
        picks=[pick.artist_id for pick in picks],
    )
    assert [row.country for row in rows] == ["DE"]


async def test_years_are_kept_to(world: Database) -> None:
    wishes = Wishes(year_from=1985, year_to=1995)
    picks = (await recommend(world, SEED, wishes=wishes)).artists
    rows = await world.fetch(
        "SELECT begin_year, end_year FROM artist WHERE artist_id = ANY(%(picks)s)",
        picks=[pick.artist_id for pick in picks],
    )
    assert all(row.begin_year <= 1995 and (row.end_year or 9999) >= 1985 for row in rows)


async def test_explorations_are_as_many_as_asked_for(world: Database) -> None:
    for wanted in (0, 2, 4):
        picks = (await recommend(world, SEED, wishes=Wishes(explore=wanted))).artists
        assert sum(pick.exploration for pick in picks) == wanted


async def test_a_weight_of_zero_silences_a_signal(world: Database) -> None:
    answer = await recommend(world, SEED, wishes=Wishes(weights={"tag_overlap": 0.0}))
    assert answer.weights["tag_overlap"] == 0
    assert sum(answer.weights.values()) == pytest.approx(1)
    assert all(c.signal != "tag_overlap" for pick in answer.artists for c in pick.contributions)


async def test_one_signal_alone_decides_the_order(world: Database) -> None:
    alone = {name: float(name == "text_similarity") for name in PROFILES["published"]}
    answer = await recommend(world, SEED, wishes=Wishes(weights=alone))
    assert {c.signal for pick in answer.artists for c in pick.contributions} == {"text_similarity"}
    assert names(answer) != names(await recommend(world, SEED))


@pytest.mark.parametrize("query", [SEED, "shoegaze", "Portishead - Roads"])
async def test_one_pick_per_artist_and_per_work(world: Database, query: str) -> None:
    answer = await recommend(world, query, wishes=Wishes(limit=50, explore=10))
    artists = [pick.artist_id for pick in answer.artists]
    works = [work_title(pick.track.title) for pick in answer.artists if pick.track]
    assert len(set(artists)) == len(artists)
    assert len(set(works)) == len(works)
    assert answer.entity.artist_id not in artists


async def test_the_first_and_the_last_year_are_years(world: Database) -> None:
    wishes = Wishes(year_from=1, year_to=9999, explore=0)
    assert len((await recommend(world, SEED, wishes=wishes)).artists) == 10


@pytest.mark.parametrize("wishes", SENSELESS.values(), ids=SENSELESS)
async def test_a_wish_without_sense_is_a_bad_request(world: Database, wishes: Wishes) -> None:
    with pytest.raises(BadRequestError):
        await recommend(world, SEED, wishes=wishes)


@pytest.mark.parametrize(
    "wishes", [Wishes(country="\x00"), Wishes(country="\ud800"), Wishes(year_from=10**12)]
)
async def test_a_wish_that_postgres_cannot_hold_is_a_bad_request(
    world: Database, wishes: Wishes
) -> None:
    with pytest.raises(BadRequestError):
        await recommend(world, SEED, wishes=wishes)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(WISHES)
async def test_any_sensible_wish_is_met_or_refused(world: Database, wishes: Wishes) -> None:
    try:
        answer = await recommend(world, SEED, wishes=wishes)
    except CallersMistakeError:
        return
    assert len(answer.artists) <= wishes.limit
    assert [p.score for p in answer.artists] == sorted(
        (p.score for p in answer.artists), reverse=True
    )
