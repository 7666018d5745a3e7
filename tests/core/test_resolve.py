"""Claims about what is meant by a name, however it is typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.db import Database
from core.errors import CallersMistakeError, UnknownNameError
from core.resolve import resolve, resolve_all
from core.types import EntityKind

MEANT = {
    "Nin": "Nine Inch Nails",
    "NIN": "Nine Inch Nails",
    "nine inch nial": "Nine Inch Nails",
    "bjork": "Björk",
    "Sigur Ros": "Sigur Rós",
    "the smiths": "The Smiths",
    "Smiths": "The Smiths",
    "ac dc": "AC/DC",
    "acdc": "AC/DC",
    "einsturzende": "Einstürzende Neubauten",
    "Echo and the Bunnymen": "Echo & the Bunnymen",
    "坂本龍一": "Ryuichi Sakamoto",
    "山下達郎": "Tatsuro Yamashita",
    "ሙላቱ አስታጥቄ": "Mulatu Astatke",
    "  boards   of\tcanada\n": "Boards of Canada",
    "neu": "Neu!",
    "mbv": "My Bloody Valentine",
    "BDP": "Boogie Down Productions",
    "Bowie": "David Bowie",
}
MISSPELT = {
    "Throbing Gristel": "Throbbing Gristle",
    "Boards of Canda": "Boards of Canada",
    "Kraftwrek": "Kraftwerk",
    "Massive Atack": "Massive Attack",
    "Cocteu Twins": "Cocteau Twins",
    "Tortise": "Tortoise",
    "Aphex Twinn": "Aphex Twin",
    "My Bloody Valentin": "My Bloody Valentine",
    "Portished": "Portishead",
    "Talking Heeds": "Talking Heads",
}
STRANGE = {
    "nobody": "qwxzv plonk",
    "absent": "Сектор Газа",
    "sql": "'; DROP TABLE artist; --",
    "quotes": '"„“’',
    "wildcards": "%_\\",
    "right to left": "שלום עולם",
    "override": "\u202eslian hcni enin",
    "emoji": "🎸🔥",
    "control": "\x00\x1b[31m\x07",
    "surrogate": "\ud800",
    "empty": "",
    "spaces": "   \t ",
    "endless": "x" * 10_000,
    "dashes": " - - - ",
}
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=220)


@pytest.mark.parametrize(("typed", "name"), (MEANT | MISSPELT).items())
async def test_an_artist_is_understood(world: Database, typed: str, name: str) -> None:
    entity = (await resolve(world, typed)).entity
    assert (entity.kind, entity.name) == ("artist", name)


@pytest.mark.parametrize("typed", ["Portishead - Roads", "portished – roads", "Portishead: Roads"])
async def test_artist_and_title_mean_a_track(world: Database, typed: str) -> None:
    assert (await resolve(world, typed)).entity.title == "Portishead - Roads"


@pytest.mark.parametrize("kind", ["genre", None])
async def test_a_genre_is_understood(world: Database, kind: EntityKind | None) -> None:
    entity = (await resolve(world, "shoegaze", kind)).entity
    assert (entity.kind, entity.name) == ("genre", "shoegaze")


@pytest.mark.parametrize("typed", STRANGE.values(), ids=STRANGE)
async def test_what_means_nobody_is_said_in_one_sentence(world: Database, typed: str) -> None:
    with pytest.raises(CallersMistakeError) as told:
        await resolve(world, typed)
    message = str(told.value)
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 500
    assert message.isprintable()


async def test_a_near_miss_is_told_the_nearest_names(world: Database) -> None:
    with pytest.raises(UnknownNameError) as told:
        await resolve(world, "Сектор Газа")
    assert told.value.nearest
    assert all(name in str(told.value) for name in told.value.nearest)


async def test_noise_is_told_no_names(world: Database) -> None:
    with pytest.raises(UnknownNameError) as told:
        await resolve(world, "%")
    assert told.value.nearest == ()


async def test_a_kind_is_kept_to(world: Database) -> None:
    with pytest.raises(UnknownNameError):
        await resolve(world, "Coil", "genre")


async def test_artists_of_one_name_are_alternatives(world: Database) -> None:
    found = await resolve(world, "P-Funk")
    assert {found.entity.name, *(other.name for other in found.alternatives)} == {
        "Parliament",
        "Funkadelic",
    }


@pytest.mark.parametrize("typed", ["BDP", "PE", "DM"])  # The Black Dog, Paul Epworth, Derrick May
async def test_where_a_name_fits_exactly_initials_are_no_alternatives(
    world: Database, typed: str
) -> None:
    rows = await world.fetch(
        "SELECT DISTINCT id FROM graph.name WHERE kind = 'artist' AND initials = %(typed)s",
        typed=typed.lower(),
    )
    found = await resolve(world, typed, "artist")
    assert {row.id for row in rows} - {found.entity.id}
    assert found.alternatives == ()


async def test_initials_of_the_less_known_mean_nobody(world: Database) -> None:
    assert (await resolve(world, "Arthur Russell")).entity.kind == "artist"
    with pytest.raises(UnknownNameError):
        await resolve(world, "AR", "artist")


async def test_a_surname_is_found_however_much_stands_before_it(
    world: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("core.lookup", "core.likeness"):  # in a small catalogue few are famous
        monkeypatch.setattr(f"{module}.FAMOUS", 0.9)
    assert (await resolve(world, "Quest")).entity.name == "A Tribe Called Quest"


async def test_the_query_comes_back_as_it_was_understood(world: Database) -> None:
    assert (await resolve(world, " bj\udcf6örk\x00 ")).query == "björk"


async def test_many_names_take_one_round_trip(world: Database) -> None:
    before = world.effort.round_trips
    found = await resolve_all(world, ["Coil", "bjork", "NIN"])
    assert [one.name for one in found] == ["Coil", "Björk", "Nine Inch Nails"]
    assert world.effort.round_trips == before + 1


async def test_one_unknown_among_many_is_named(world: Database) -> None:
    with pytest.raises(UnknownNameError, match="qwxzv"):
        await resolve_all(world, ["Coil", "qwxzv plonk"])


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ANYTHING, st.sampled_from(["artist", "track", "genre", None]))
async def test_any_text_is_answered_or_refused(
    world: Database, text: str, kind: EntityKind | None
) -> None:
    try:
        answer = await resolve(world, text, kind)
    except CallersMistakeError:
        return
    assert answer.entity.name
