"""Claims about what newcomers stumbled over: whom "him" means, what was asked first, what was done and said."""

import pytest

from tests.tui.conftest import Given, talked
from tui.conversation import turn
from tui.references import seed_of
from tui.scripts import plain
from tui.tools import Tools


async def test_him_is_whoever_the_same_sentence_named(tools: Tools) -> None:
    listed = await talked(tools, "Massive Attack")
    one, other = (pick["artist_name"] for pick in listed.state.picks[:2])
    compared = await turn(listed.state, f"compare {one} and {other}", tools)
    done = await turn(compared.state, f"I can't stand {one}, take him out", tools)
    assert done.arguments["artists"] == [one]
    assert list(done.state.wishes.exclude.values()) == [one]


async def test_he_is_whom_one_went_on_from(tools: Tools) -> None:
    moved = await talked(tools, "Brian Eno", "more like number 2")
    asked = await turn(moved.state, "why is he there?", tools)
    (seed,) = seed_of(moved.state)
    assert asked.answer.startswith(f"{seed.name} is what you asked about")


async def test_a_name_that_nobody_bears_is_not_somebody_else(tools: Tools, given: Given) -> None:
    for standing in ("nothing", "list"):
        done = await turn(await given(standing), "tell me about Qwxzvnor", tools)
        assert done.intent == "tell"
        assert "Qwxzvnor" in done.answer
        assert "spoken of" not in done.answer


async def test_a_surprise_is_somebody_new(tools: Tools) -> None:
    listed = await talked(tools, "Kraftwerk")
    done = await turn(listed.state, "surprise me", tools)
    before = {pick["artist_id"] for pick in listed.state.picks}
    after = {pick["artist_id"] for pick in done.state.picks}
    assert len(after) == 10
    assert not before & after
    assert "who were not on the table yet" in done.answer
    marked = sum(pick["exploration"] for pick in done.state.picks)
    assert f"{marked} exploration" in done.answer


async def test_a_wish_that_nobody_meets_is_said_first_and_moves_nobody(tools: Tools) -> None:
    listed = await talked(tools, "Coil")
    for wish in ("more bossa nova", "less bossa nova"):
        done = await turn(listed.state, wish, tools)
        assert done.answer.index("bossa nova") < done.answer.index("1. ")
        assert [p["artist_id"] for p in done.state.picks] == [
            p["artist_id"] for p in listed.state.picks
        ]


async def test_who_produced_them_is_about_producers(tools: Tools) -> None:
    done = await talked(tools, "Björk", "who produced Björk")
    facts = [line for line in done.answer.splitlines() if line.startswith("- ")]
    assert "produced by" in facts[0]
    assert all("produced by" in fact or "more fact" in fact for fact in facts)


@pytest.mark.parametrize("said", ["only women singers", "nothing by women"])
async def test_what_the_graph_does_not_know_is_said_so(
    tools: Tools, given: Given, said: str
) -> None:
    listed = await given("list")
    done = await turn(listed, said, tools)
    assert "is not known here" in done.answer
    assert done.state == listed


def test_a_pipe_gets_words_without_marks() -> None:
    written = r"1. **AC\*DC** *([discogs](http://h/a_b))* `x` 2\_3"
    assert plain(written) == "1. AC*DC (discogs) x 2_3"
