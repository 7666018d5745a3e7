"""Who answers: the conversation that needs no model, or one that has a model."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from tui.conversation import turn
from tui.state import State
from tui.tools import Tools
from tui.turns import Turn

Write = Callable[[str], Awaitable[None]]


class Talker(Protocol):
    """Answers one utterance, writing as it goes; what it returns is what holds."""

    @property
    def name(self) -> str:
        """What is shown beside the title."""
        ...

    async def say(self, state: State, utterance: str, tools: Tools, write: Write) -> Turn:
        """One turn."""
        ...


@dataclass(frozen=True)
class BuiltIn:
    """No model: grammars, sayings and the tools."""

    name: str = "built in"

    async def say(self, state: State, utterance: str, tools: Tools, write: Write) -> Turn:
        done = await turn(state, utterance, tools)
        for line in done.answer.splitlines(keepends=True):
            await write(line)
        return done
