"""What the conversation asks with: the same tools that every assistant has."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

Answer = dict[str, Any]


class NoAnswerError(Exception):
    """A tool has said no, in a sentence that can be read aloud."""


class AwayError(NoAnswerError):
    """The tools cannot be reached at all. `fault` is how a script ends because of it."""

    fault = 1


class RefusedError(AwayError):
    """They do not let this token ask, or do not live at this address: the caller's to mend."""

    fault = 2


@dataclass(frozen=True)
class Offer:
    """A tool with what it is for and the schema of its arguments."""

    name: str
    description: str
    schema: Mapping[str, Any]


class Tools(Protocol):
    """The verbs of Signal and its cards, each answering with the plain answer of every door."""

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """The full answer of `resolve`, `recommend`, `explain`, `compare` or `card` (of one `id`, or of
        several `ids`)."""
        ...

    async def begun(self, start: str) -> list[str]:
        """Names that begin like this, the best known first."""
        ...

    async def offered(self) -> tuple[Offer, ...]:
        """The tools as a language model is to know them. Raises NoAnswerError."""
        ...


@dataclass(frozen=True)
class Call:
    """One question to a tool, as it is told to whoever wants to follow."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass
class Asking:
    """The questions of one turn: noted, and equal ones asked once."""

    tools: Tools
    calls: list[Call] = field(default_factory=list)
    heard: dict[bytes, "asyncio.Future[Answer]"] = field(default_factory=dict)
    fault: int = 0  # whose it is, where the tools were away

    async def ask(self, tool: str, **arguments: object) -> Answer:
        """Raises NoAnswerError with the tool's sentence."""
        wanted = {key: value for key, value in arguments.items() if value not in (None, (), [], {})}
        key = orjson.dumps([tool, wanted], option=orjson.OPT_SORT_KEYS)
        if key not in self.heard:
            self.calls.append(Call(tool, wanted))
            self.heard[key] = asyncio.ensure_future(self.tools.call(tool, wanted))
        try:
            return await self.heard[key]
        except AwayError as away:
            self.fault = away.fault
            raise

    async def cards(self, picks: "list[Answer]") -> "dict[int, Answer]":
        """The cards of these picks, by artist."""
        answer = await self.ask("card", ids=[pick["artist_id"] for pick in picks])
        return {card["id"]: card for card in answer["cards"]}
