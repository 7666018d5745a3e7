"""A conversation with a language model: the same tools, and a gate that lets through what they said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from tui.claims import SENTENCE, Gate
from tui.conversation import turn
from tui.evidence import Evidence
from tui.offered import DESCRIBED, brief, schema
from tui.state import State
from tui.talkers import Write
from tui.tools import Answer, Asking, NoAnswerError, Tools
from tui.turns import Turn
from tui.wording import written

if TYPE_CHECKING:
    from pydantic_ai import Agent, Tool
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model

NO_MODEL = "This needs the extra `llm`: pip install -e '.[llm]'"
MOST_CALLS = 8  # of tools in one turn
PATIENCE = 90.0  # seconds for one turn
MOST_REMEMBERED = 40  # messages
INSTRUCTIONS = """\
You talk with a listener about music. You know only what the tools tell you in this conversation: names, \
labels, reasons, numbers and relations come from them, word for word where you can. Call a tool before you say \
anything about music. Say which source a reason has. If the tools do not know something, say so. A sentence that they \
do not bear out is struck out before the listener sees it. Be brief: a few sentences or a short list, in Markdown."""
MEANS = {
    "recommend": "recommend",
    "explain": "why",
    "compare": "compare",
    "card": "tell",
    "resolve": "tell",
}
SHOWN_AS = {"recommend": "list", "explain": "explanation", "compare": "comparison", "card": "card"}


@dataclass
class WithModel:
    """Falls back to the built-in conversation whenever the model does not answer."""

    model: "Model"
    name: str
    evidence: Evidence = field(default_factory=Evidence)
    history: "list[ModelMessage]" = field(default_factory=list)
    struck: int = 0

    async def say(self, state: State, utterance: str, tools: Tools, write: Write) -> Turn:
        """One turn: tools first, then sentences that pass the gate."""
        from pydantic_ai.exceptions import AgentRunError, UserError

        asking = Asking(tools)
        heard: dict[str, Answer] = {}
        self.evidence.hear_listener(utterance)
        try:
            text = await self._answer(state, utterance, asking, heard, write)
        except (AgentRunError, UserError, OSError, TimeoutError) as why:
            return await self._fallen_back(state, utterance, tools, write, type(why).__name__)
        if not text.strip():
            return await self._fallen_back(state, utterance, tools, write, "an empty answer")
        return _turn(state, utterance, text, asking, heard)

    async def _answer(
        self, state: State, utterance: str, asking: Asking, heard: dict[str, Answer], write: Write
    ) -> str:
        from pydantic_ai import UsageLimits

        agent = self._agent(asking, heard)
        gate, whole, rest = Gate(self.evidence), "", ""
        async with agent.run_stream(
            f"{_table(state)}{utterance}",
            message_history=self.history[-MOST_REMEMBERED:] or None,
            usage_limits=UsageLimits(request_limit=MOST_CALLS),
            timeout=PATIENCE,
        ) as answer:
            async for part in answer.stream_text(delta=True, debounce_by=None):
                done, rest = _whole_sentences(rest + part)
                whole += await _passed(gate, done, write)
            whole += await _passed(gate, rest, write)
            self.history = list(answer.all_messages())
        self.struck += len(gate.struck)
        return whole

    def _agent(self, asking: Asking, heard: dict[str, Answer]) -> "Agent[None, str]":
        from pydantic_ai import Agent

        return Agent(
            self.model,
            instructions=INSTRUCTIONS,
            tools=[self._tool(name, asking, heard) for name in DESCRIBED],
        )

    def _tool(self, name: str, asking: Asking, heard: dict[str, Answer]) -> "Tool[None]":
        from pydantic_ai import Tool

        description, parameters, required = DESCRIBED[name]

        async def asked(**arguments: Any) -> str:  # noqa: ANN401 - as the schema has them
            try:
                answer = await asking.ask(name, **arguments)
            except NoAnswerError as why:
                return str(why)
            heard[name] = answer
            self.evidence.hear(name, answer)
            return orjson.dumps(brief(name, answer)).decode()

        return Tool.from_schema(asked, name, description, schema(parameters, required))

    async def _fallen_back(
        self, state: State, utterance: str, tools: Tools, write: Write, why: str
    ) -> Turn:
        note = (
            f"*The model did not answer ({written(why)}); this is the built-in conversation.*\n\n"
        )
        await write(note)
        done = await turn(state, utterance, tools)
        await write(done.answer)
        return replace(done, answer=note + done.answer)


def with_model(name: str) -> WithModel:
    """The conversation with a model such as `ollama:qwen3`, `openai:...` or `anthropic:...`. Keys come
    from the environment alone. Raises NoAnswerError where the extra or the key is missing."""
    try:
        from pydantic_ai.exceptions import UserError
        from pydantic_ai.models import infer_model
    except ImportError as error:
        raise NoAnswerError(NO_MODEL) from error
    try:
        return WithModel(infer_model(name), name)
    except ImportError as error:
        raise NoAnswerError(NO_MODEL) from error
    except (UserError, ValueError) as error:
        raise NoAnswerError(f"The model “{name}” cannot be used: {error}") from error


async def _passed(gate: Gate, text: str, write: Write) -> str:
    passed = gate.passed(text)
    if passed:
        await write(passed)
    return passed


def _whole_sentences(text: str) -> tuple[str, str]:
    """What is complete, and what is still being written: nothing is shown before it is checked."""
    ends = [match.end() for match in SENTENCE.finditer(text) if match.end() < len(text)]
    cut = ends[-1] if ends else 0
    return text[:cut], text[cut:]


def _turn(
    state: State, utterance: str, text: str, asking: Asking, heard: Mapping[str, Answer]
) -> Turn:
    last = asking.calls[-1].tool if asking.calls else ""
    after = state
    if listed := heard.get("recommend"):
        picks = tuple(listed["artists"])
        after = state.then(
            seed=listed["entity"],
            picks=picks,
            shown=tuple(p["artist_id"] for p in picks),
            answer=listed,
            focus=(),
        )
    shows = {SHOWN_AS[last]: heard[last]} if last in SHOWN_AS and last in heard else {}
    return Turn(
        utterance, MEANS.get(last, "unknown"), {}, tuple(asking.calls), text, after.trimmed(), shows,
        fault=asking.fault,
    )  # fmt: skip


def _table(state: State) -> str:
    """What stands on the table, so that "#2" and "it" mean something."""
    if not state.picks:
        return ""
    names = "; ".join(
        f"{nth} {p['artist_name']} (id {p['artist_id']})"
        for nth, p in enumerate(state.picks, start=1)
    )
    return f"[On the table, near {state.seed_name}: {names}]\n"
