"""Claims about a conversation with a model: the tools of every assistant, and an answer to the end."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic_ai import models
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import ModelMessage, ToolReturnPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from tests.tui.claiming import ASKS, speaking
from tui.client import McpTools
from tui.model import WithModel, with_model
from tui.state import State
from tui.tools import NoAnswerError, Tools

models.ALLOW_MODEL_REQUESTS = False
PREAMBLE = "Let me look who is near Coil."
AFTERWARDS = "Throbbing Gristle influenced Coil."


async def test_what_is_said_before_a_question_is_not_the_answer(tools: Tools) -> None:
    async def stream(
        messages: list[ModelMessage], _info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        if any(isinstance(part, ToolReturnPart) for m in messages for part in m.parts):
            yield AFTERWARDS
            return
        yield PREAMBLE[:9]
        yield PREAMBLE[9:]
        yield {1: DeltaToolCall(name="recommend", json_args='{"query": "Coil"}', tool_call_id="1")}

    seen: list[str] = []

    async def write(part: str) -> None:
        seen.append(part)

    talker = WithModel(FunctionModel(stream_function=stream), "test")
    done = await talker.say(State(), "something like Coil", tools, write)
    assert done.answer == f"{PREAMBLE}\n\n{AFTERWARDS}" == "".join(seen)
    assert [call.tool for call in done.calls] == ["recommend"]
    assert talker.struck == 0
    assert talker.history


async def test_the_tools_are_those_of_every_assistant(tools: Tools) -> None:
    known: dict[str, tuple[str | None, dict[str, Any]]] = {}
    read: list[str] = []

    async def stream(
        messages: list[ModelMessage], info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        known.update(
            {t.name: (t.description, t.parameters_json_schema) for t in info.function_tools}
        )
        answers = [p.content for m in messages for p in m.parts if isinstance(p, ToolReturnPart)]
        if answers:
            read.extend(map(str, answers))
            yield "There they are."
            return
        yield {
            1: DeltaToolCall(
                name="recommend",
                json_args='{"query": "Coil", "weights": {"tag_overlap": 1}, "profile": "tuned"}',
                tool_call_id="1",
            )
        }

    async def write(_part: str) -> None: ...

    talker = WithModel(FunctionModel(stream_function=stream), "test")
    done = await talker.say(State(), "something like Coil", tools, write)
    inner = getattr(tools, "tools", None)
    assert isinstance(inner, McpTools)
    for tool in (await inner.client.list_tools()).tools:
        description, schema = known.pop(tool.name)
        assert description == tool.description
        assert set(schema["properties"]) == set(tool.input_schema["properties"]) - {"detail"}
    assert set(known) == {"card"}
    assert '"could_also_mean"' in read[0]  # the brief form, as it is
    assert done.calls[0].arguments["profile"] == "tuned"
    assert done.shows["list"]["weights"]  # the panes have the full one


async def test_the_list_of_a_model_is_on_the_table_too(tools: Tools) -> None:
    talker = WithModel(speaking(AFTERWARDS), "test")

    async def write(_part: str) -> None: ...

    done = await talker.say(State(), "something like Coil", tools, write)
    assert done.state.seed_name == "Coil"
    assert len(done.state.picks) == 10
    assert {call.tool for call in done.calls} == {tool for tool, _ in ASKS}


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
