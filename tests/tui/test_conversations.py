"""Claims about whole conversations: what is said stays said, turn after turn.

`AURIC_GOLDEN=write pytest tests/tui/test_conversations.py` writes them anew; read the difference.
"""

import os
import re
from pathlib import Path

import pytest

from tui.client import McpTools
from tui.conversation import turn
from tui.state import State, from_json, to_json

CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))
NUMBER = re.compile(r"\d+\.\d+|\d+%")  # of the graph, which may be derived anew


@pytest.mark.parametrize("script", CONVERSATIONS, ids=lambda script: script.stem)
async def test_a_conversation_goes_as_it_went(tools: McpTools, script: Path) -> None:
    told = await transcript(tools, script.read_text().splitlines())
    golden = script.with_suffix(".md")
    if os.environ.get("AURIC_GOLDEN") == "write":
        golden.write_text(told)
    assert NUMBER.sub("n", told) == NUMBER.sub("n", golden.read_text())


async def transcript(tools: McpTools, utterances: list[str]) -> str:
    """The conversation as one reads it, the state put away and taken up again at every turn."""
    state, parts = State(), []
    for utterance in utterances:
        done = await turn(state, utterance, tools)
        asked = ", ".join(dict.fromkeys(call.tool for call in done.calls)) or "nothing"
        parts.append(f"> {utterance}\n\n*{done.intent}; asked: {asked}*\n\n{done.answer}\n")
        state = from_json(to_json(done.state))
    return "\n".join(parts)


def test_there_are_enough_of_them_and_long_enough() -> None:
    assert len(CONVERSATIONS) >= 10
    assert all(6 <= len(script.read_text().splitlines()) <= 12 for script in CONVERSATIONS)


async def test_points_of_a_pick_add_up_to_the_score_that_is_said(tools: McpTools) -> None:
    listed = await turn(State(), "Coil", tools)
    done = await turn(listed.state, "why 1", tools)
    points = [float(p) for p in re.findall(r"\*\*\+(\d\.\d\d)\*\*", done.answer)]
    said = float(re.findall(r"with (\d\.\d\d)", done.answer)[0])
    assert sum(points) == pytest.approx(said, abs=0.005 * (len(points) + 1))


async def test_every_name_on_the_list_is_the_tools_own(tools: McpTools) -> None:
    done = await turn(State(), "Nine Inch Nails", tools)
    answer = await tools.call("recommend", {"query": "Nine Inch Nails"})
    assert [p["artist_name"] for p in done.state.picks] == [
        p["artist_name"] for p in answer["artists"]
    ]
