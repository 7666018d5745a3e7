"""Claims about pictures: every answer can be drawn, and names stand as they are written."""

import orjson
import pytest
from rich.console import Console, RenderableType

from core.db import Database
from core.engine import compare, explain, recommend
from core.resolve import resolve
from core.types import Wishes
from tui import cards

BRACKETED = "[bold]Coil[/nothing]"


def drawn(picture: RenderableType) -> str:
    """What a terminal of 110 columns shows."""
    console = Console(width=110)
    with console.capture() as captured:
        console.print(picture)
    return captured.get()


async def test_a_name_that_looks_like_markup_stands_as_it_is(world: Database) -> None:
    answer = orjson.dumps(await compare(world, "Coil", "Can")).replace(
        b'"Coil"', orjson.dumps(BRACKETED)
    )
    assert f"from {BRACKETED}" in drawn(cards.comparison(orjson.loads(answer)))


@pytest.mark.parametrize("query", ["Coil", "Portishead - Roads", "shoegaze"])
async def test_a_list_shows_every_pick_with_a_reason(world: Database, query: str) -> None:
    answer = await recommend(world, query, wishes=Wishes(limit=20, explore=4))
    picture = drawn(cards.recommendations(orjson.loads(orjson.dumps(answer))))
    for pick in answer.artists:
        assert pick.artist_name[:28] in picture
    assert picture.count("◇ exploration") == sum(pick.exploration for pick in answer.artists)
    assert answer.graph_version in picture


async def test_an_explanation_says_its_answer(world: Database) -> None:
    for other in ("Dolly Parton", "Conny Plank", "Ministry"):
        answer = await explain(world, "Coil", other)
        picture = drawn(cards.explanation(orjson.loads(orjson.dumps(answer))))
        assert answer.answer[:60] in picture
        assert "In its place stand:" not in picture


async def test_a_near_miss_shows_who_stands_in_its_place(world: Database) -> None:
    answer = await explain(world, "Coil", "Burzum")
    picture = drawn(cards.explanation(orjson.loads(orjson.dumps(answer))))
    assert answer.in_its_place
    assert "In its place stand:" in picture
    assert all(pick.artist_name[:28] in picture for pick in answer.in_its_place)


async def test_a_resolution_shows_the_alternatives(world: Database) -> None:
    answer = await resolve(world, "P-Funk")
    picture = drawn(cards.resolution(orjson.loads(orjson.dumps(answer))))
    assert "Parliament" in picture
    assert "Funkadelic" in picture
