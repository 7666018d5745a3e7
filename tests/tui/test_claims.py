"""Claims about the gate: a model's lies are struck out, and what it truly says in its own words passes."""

import re
from collections.abc import AsyncIterator

import pytest
from pydantic_ai import models
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import ModelMessage, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from tui.model import WithModel, with_model
from tui.state import State
from tui.tools import NoAnswerError, Tools

models.ALLOW_MODEL_REQUESTS = False

ASKS = {
    "recommend": '{"query": "Coil", "limit": 10}',
    "compare": '{"one": "Coil", "other": "Throbbing Gristle"}',
    "explain": '{"query": "Coil", "other": "Ministry"}',
}
LIES = [
    "Coil and Throbbing Gristle were both signed to Warp Records.",
    "Throbbing Gristle and Coil share the label Wax Trax! Records.",
    "Coil collaborated with Ministry on a single.",
    "Coil influenced Throbbing Gristle.",
    "Throbbing Gristle has a score of 0.97.",
    "Nurse With Wound was produced by Brian Eno.",
    "Ministry comes first for Coil.",
    "Coil was remixed by Aphex Twin.",
    "Trent Reznor was a member of Coil.",
    "Throbbing Gristle is an offshoot of Coil.",
    "Both are tagged shoegaze, and both were members of Slowdive.",
    "Nurse With Wound and Coil recorded together with David Bowie.",
    "Ministry was considered and came 99 of 435.",
    "Skinny Puppy was produced by Coil.",
    "Peter Christopherson was in both Coil and Ministry.",
    "Psychic TV was influenced by Coil in 1999.",
    "Coil and Nurse With Wound are named together in 14 texts.",
    "The record “Blue Lines” connects Coil and Throbbing Gristle.",
    "87 % of Coil's members later joined Ministry.",
    "Throbbing Gristle covered a song by Coil, which won a prize.",
]
TRUTHS = [
    "Throbbing Gristle influenced Coil.",
    "Coil was influenced by Throbbing Gristle.",
    "Coil is an offshoot of Throbbing Gristle.",
    "Peter Christopherson was in both Coil and Throbbing Gristle.",
    "Peter Christopherson was a member of Throbbing Gristle, and Coil had him as a member too.",
    "Nurse With Wound remixed Coil.",
    "Coil was remixed by Nurse With Wound.",
    "Both Coil and Throbbing Gristle are tagged industrial.",
    "Throbbing Gristle is described as very similar music.",
    "Throbbing Gristle and Coil are tagged industrial, dark ambient and experimental.",
    "Coil and Throbbing Gristle are named together in 1 text and 1 playlist.",
    "They stand side by side in the essay “Industrial: The factory as an instrument”.",
    "Ministry and Coil are both related to Nine Inch Nails.",
    "Nurse With Wound is heard as similar to Coil.",
    "There is no word here about how any of this sounds.",
    "Coil is an English electronic duo of John Balance and Peter Christopherson.",
    "A good place to begin with Throbbing Gristle is “Hamburger Lady” (1978).",
    "Here are ten neighbours of Coil; Nurse With Wound and Throbbing Gristle are among them.",
    "If you want something near Coil, try Throbbing Gristle first: Coil grew out of it.",
    "I would start with Throbbing Gristle.",
]


def speaking(*sentences: str) -> FunctionModel:
    """A model that asks all its questions first and then says just this, in pieces."""

    async def stream(
        messages: list[ModelMessage], _info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        asked = any(
            isinstance(part, ToolReturnPart) for message in messages for part in message.parts
        )
        if not asked:
            yield {
                nth: DeltaToolCall(name=name, json_args=arguments, tool_call_id=name)
                for nth, (name, arguments) in enumerate(ASKS.items())
            }
            return
        for piece in re.findall(r".{1,7}", " ".join(sentences)):
            yield piece

    return FunctionModel(stream_function=stream)


async def said(tools: Tools, *sentences: str) -> tuple[str, str, WithModel]:
    """What a listener gets to see while it is written, and in the end."""
    seen: list[str] = []

    async def write(part: str) -> None:
        seen.append(part)

    talker = WithModel(speaking(*sentences), "test")
    done = await talker.say(State(), "tell me about Coil and its neighbours", tools, write)
    return "".join(seen), done.answer, talker


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_is_struck_out_before_it_is_seen(tools: Tools, lie: str) -> None:
    seen, answer, talker = await said(tools, lie)
    assert talker.struck == 1, answer
    assert f"~~{lie.split('.', maxsplit=1)[0][:20]}" in seen


@pytest.mark.parametrize("truth", TRUTHS)
async def test_a_true_paraphrase_passes(tools: Tools, truth: str) -> None:
    seen, answer, talker = await said(tools, truth)
    assert talker.struck == 0, answer
    assert seen == truth


async def test_a_lie_among_truths_is_struck_alone(tools: Tools) -> None:
    _seen, answer, talker = await said(tools, TRUTHS[0], LIES[0], TRUTHS[5])
    assert talker.struck == 1
    assert TRUTHS[0] in answer
    assert TRUTHS[5] in answer
    assert f"~~{LIES[0]}~~" in answer


async def test_the_list_of_a_model_is_on_the_table_too(tools: Tools) -> None:
    talker = WithModel(speaking(TRUTHS[0]), "test")

    async def write(_part: str) -> None: ...

    done = await talker.say(State(), "something like Coil", tools, write)
    assert done.state.seed_name == "Coil"
    assert len(done.state.picks) == 10
    assert {call.tool for call in done.calls} == set(ASKS)


async def test_a_model_that_fails_leaves_the_built_in_conversation(tools: Tools) -> None:
    async def broken(
        _messages: list[ModelMessage], _info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        raise ModelHTTPError(503, "test")
        yield ""

    seen: list[str] = []

    async def write(part: str) -> None:
        seen.append(part)

    talker = WithModel(FunctionModel(stream_function=broken), "test")
    done = await talker.say(State(), "something like Coil", tools, write)
    assert done.intent == "recommend"
    assert done.answer.startswith("*The model did not answer")
    assert "Throbbing Gristle" in done.answer
    assert "".join(seen) == done.answer


@pytest.mark.parametrize("name", ["nonsense", "nobody:model", "openai:gpt-5"])
def test_a_model_that_cannot_be_used_is_said_in_a_sentence(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(NoAnswerError):
        with_model(name)
