"""A conversation with a language model: the same tools, and a gate that lets through what they said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from tui.claims import Gate
from tui.conversation import turn
from tui.evidence import Evidence
from tui.offered import CARD
from tui.speech import Speech
from tui.state import State
from tui.talkers import Write
from tui.tools import Answer, Asking, NoAnswerError, Offer, Tools
from tui.turns import Turn
from tui.wording import written

if TYPE_CHECKING:
    from pydantic_ai import Agent, Tool
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model

NO_MODEL = "This needs the extra `llm`: pip install 'auric-signal[llm]'"
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
        except (AgentRunError, UserError, NoAnswerError, OSError, TimeoutError) as why:
            return await self._fallen_back(state, utterance, tools, write, type(why).__name__)
        if not text.strip():
            return await self._fallen_back(state, utterance, tools, write, "an empty answer")
        return _turn(state, utterance, text, asking, heard)

    async def _answer(
        self, state: State, utterance: str, asking: Asking, heard: dict[str, Answer], write: Write
    ) -> str:
        """What passes of all that the model says, before, between and after its questions."""
        from pydantic_ai import AgentRunResultEvent, UsageLimits
        from pydantic_ai.messages import PartDeltaEvent, PartEndEvent, PartStartEvent
        from pydantic_ai.messages import TextPart as Text
        from pydantic_ai.messages import TextPartDelta as More

        gate = Gate(self.evidence)
        text = Speech(gate, write)
        async with (await self._agent(asking, heard)).run_stream_events(
            f"{_table(state)}{utterance}",
            message_history=self.history[-MOST_REMEMBERED:] or None,
            usage_limits=UsageLimits(request_limit=MOST_CALLS),
            timeout=PATIENCE,
        ) as events:
            async for event in events:
                match event:
                    case PartStartEvent(part=Text(content=part)):
                        await text.begin(part)
                    case PartDeltaEvent(delta=More(content_delta=part)):
                        await text.go_on(part)
                    case PartEndEvent(part=Text()):
                        await text.end()
                    case AgentRunResultEvent(result=result):
                        self.history = list(result.all_messages())
        self.struck += len(gate.struck)
        return text.whole

    async def _agent(self, asking: Asking, heard: dict[str, Answer]) -> "Agent[None, str]":
        from pydantic_ai import Agent

        offers = await asking.tools.offered()
        tools = [self._tool(offer, asking, heard) for offer in (*offers, CARD)]
        return Agent(self.model, instructions=INSTRUCTIONS, tools=tools)

    def _tool(self, offer: Offer, asking: Asking, heard: dict[str, Answer]) -> "Tool[None]":
        from pydantic_ai import Tool

        async def asked(**arguments: Any) -> str:  # noqa: ANN401 - as the schema has them
            """The model reads the brief answer, as every assistant does; gate and panes have it all."""
            try:
                answer = await asking.ask(offer.name, **arguments)
                brief = await asking.tools.call(offer.name, {**arguments, "detail": "brief"})
            except NoAnswerError as why:
                return str(why)
            heard[offer.name] = answer
            self.evidence.hear(offer.name, answer)
            return orjson.dumps(brief).decode()

        return Tool.from_schema(asked, offer.name, offer.description, dict(offer.schema))

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
