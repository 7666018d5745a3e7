"""Claims about “why not”: it is answered for the list that the listener has, wishes and all."""

import pytest

from tests.tui.conftest import talked
from tui.conversation import turn
from tui.tools import Tools


async def test_bounds_and_exclusions_hold_for_why_not(tools: Tools) -> None:
    done = await talked(
        tools, "Coil", "only before 1985", "exclude Throbbing Gristle", "why not The Caretaker"
    )
    assert "outside the country or the years" in done.answer
    assert "without your bounds" not in done.answer


async def test_why_not_is_asked_with_what_the_list_was_asked_with(tools: Tools) -> None:
    done = await talked(
        tools,
        "Coil",
        "surprise me",
        "only from Britain",
        "exclude Throbbing Gristle",
        "why not Can",
    )
    asked = next(call.arguments for call in done.calls if call.tool == "explain")
    assert (asked["country"], asked["explore"], asked["limit"]) == ("GB", 5, 10)
    assert len(asked["exclude"]) == 1


async def test_after_more_the_list_is_as_long_as_what_was_shown(tools: Tools) -> None:
    done = await talked(tools, "Coil", "more", "why not Portishead")
    asked = next(call.arguments for call in done.calls if call.tool == "explain")
    assert asked["limit"] == 20


async def test_another_starting_point_starts_with_fresh_wishes(tools: Tools) -> None:
    done = await talked(tools, "Coil", "only before 1985", "why not Ministry for Portishead")
    asked = next(call.arguments for call in done.calls if call.tool == "explain")
    assert "year_to" not in asked
    here = await talked(tools, "Coil", "only before 1985", "why not The Caretaker for Coil")
    assert "outside the country or the years" in here.answer


@pytest.mark.parametrize("wish", ["more drone", "no metal"])
async def test_who_was_looked_over_but_not_shown_is_told_so(tools: Tools, wish: str) -> None:
    listed = await talked(tools, "Coil", wish)
    thirty = await tools.call("recommend", {"query": "Coil", "limit": 30})
    shown = {pick["artist_id"] for pick in listed.state.picks}
    unseen = next(
        pick["artist_name"]
        for pick in thirty["artists"]
        if pick["artist_id"] not in shown and pick["artist_name"] not in listed.state.aside
    )
    done = await turn(listed.state, f"why not {unseen}", tools)
    assert "one of the 30 that were looked over" in done.answer
