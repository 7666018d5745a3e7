"""Claims about whole conversations: what is said stays said, turn after turn.

`AURIC_GOLDEN=write pytest tests/tui/test_conversations.py` writes them anew; read the difference.
"""

import os
import re
from pathlib import Path

import pytest

from tui.conversation import turn
from tui.state import State, from_json, to_json
from tui.tools import Tools

LEAD = 24  # characters of a line that tell what it is
LINES = ((r"\d+\. ", "(a list)"), (r"- ", "(facts)"))
CONVERSATIONS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


@pytest.mark.parametrize("script", CONVERSATIONS, ids=lambda script: script.stem)
async def test_a_conversation_goes_as_it_went(tools: Tools, script: Path) -> None:
    told = await transcript(tools, script.read_text().splitlines())
    golden = script.with_suffix(".md")
    if os.environ.get("AURIC_GOLDEN") == "write":
        golden.write_text(told)
    assert told == golden.read_text()


async def transcript(tools: Tools, utterances: list[str]) -> str:
    """The conversation in its course, the state put away and taken up again at every turn.

    Who stands where is for the engine to say, and may change with it: whoever was on the table is
    written as `somebody`, a list by its length, facts by their number.
    """
    state, parts, table = State(), [], set[str]()
    for utterance in utterances:
        done = await turn(state, utterance, tools)
        asked = ", ".join(dict.fromkeys(call.tool for call in done.calls)) or "nothing"
        table |= {p["artist_name"] for p in (*state.picks, *done.state.picks)} - {
            done.state.seed_name
        }
        said = f"{utterance} " if len(done.state.picks) else ""
        table -= {name for name in table if name.casefold() in said.casefold()}
        wishes = done.state.wishes.told()
        parts.append(
            f"> {utterance}\n\n{done.intent}; asked: {asked}; picks: {len(done.state.picks)};"
            f" wishes: {wishes or 'none'}\n\n{course(done.answer, table)}\n"
        )
        state = from_json(to_json(done.state))
    return "\n".join(parts)


def course(answer: str, table: set[str]) -> str:
    """What was done, without who was found."""
    for name in sorted(table, key=len, reverse=True):
        answer = answer.replace(name, "somebody")
    kept: list[str] = []
    for line in answer.splitlines():
        kind = next((kind for begins, kind in LINES if re.match(begins, line)), None)
        if kind is None:
            kept.append(line[:LEAD])
        elif kind not in kept[-1:]:
            kept.append(kind)
    return "\n".join(line for line in kept if line)


def test_there_are_enough_of_them_and_long_enough() -> None:
    assert len(CONVERSATIONS) >= 10
    assert all(6 <= len(script.read_text().splitlines()) <= 12 for script in CONVERSATIONS)


async def test_points_of_a_pick_add_up_to_the_score_that_is_said(tools: Tools) -> None:
    listed = await turn(State(), "Coil", tools)
    done = await turn(listed.state, "why 1", tools)
    points = [float(p) for p in re.findall(r"\*\*\+(\d\.\d\d)\*\*", done.answer)]
    said = float(re.findall(r"with (\d\.\d\d)", done.answer)[0])
    assert sum(points) == pytest.approx(said, abs=0.005 * (len(points) + 1))


async def test_every_name_on_the_list_is_the_tools_own(tools: Tools) -> None:
    done = await turn(State(), "Nine Inch Nails", tools)
    answer = await tools.call("recommend", {"query": "Nine Inch Nails"})
    assert [p["artist_name"] for p in done.state.picks] == [
        p["artist_name"] for p in answer["artists"]
    ]
