"""One exchange: what was understood, what was asked of the tools, what was said back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tui.intents.grammar import Slots
from tui.state import State
from tui.tools import Answer, Asking, Call

INTENTS = (
    "recommend", "more", "why", "why_not", "compare", "connect", "like_pick", "steer", "filter", "exclude", "surprise",
    "credits", "tell", "reset", "undo", "help", "unknown",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What an act has to say, and where the conversation stands after it."""

    text: str  # Markdown
    state: State
    arguments: Mapping[str, Any] = field(default_factory=dict)
    shows: Mapping[str, Answer] = field(
        default_factory=dict
    )  # what the panes may draw, by its kind
    intent: str | None = None  # where it is another than the reading's


@dataclass(frozen=True)
class Turn:
    """An utterance and everything that came of it."""

    utterance: str
    intent: str
    arguments: Mapping[str, Any]
    calls: tuple[Call, ...]
    answer: str
    state: State
    shows: Mapping[str, Answer] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    fault: int = 0  # 1: the tools were away; 2: they refused whoever asked

    def told(self) -> Answer:
        """As scripts read it."""
        return {
            "utterance": self.utterance,
            "intent": self.intent,
            "arguments": dict(self.arguments),
            "tool_calls": [{"tool": c.tool, "arguments": dict(c.arguments)} for c in self.calls],
            "answer": self.answer,
            "suggestions": list(self.suggestions),
        }


@dataclass(frozen=True)
class Room:
    """What an act needs: where the conversation stands, the words, and whom to ask."""

    state: State
    slots: Slots
    asking: Asking
    said: str = ""  # the whole utterance, as it was typed


class NotMeant(Exception):  # noqa: N818 - no error: another reading may hold
    """This reading does not hold: nobody goes by that name, nothing is called that."""


class Declined(Exception):  # noqa: N818 - an answer, not an error
    """The reading holds, and the honest answer is one sentence why nothing comes of it."""
