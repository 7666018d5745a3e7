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
    """The tools cannot be reached at all."""


class Tools(Protocol):
    """The verbs of Signal and its cards, each answering with the plain answer of every door."""

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """The full answer of `resolve`, `recommend`, `explain`, `compare` or `card`."""
        ...

    async def begun(self, start: str) -> list[str]:
        """Names that begin like this, the best known first."""
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

    async def ask(self, tool: str, **arguments: object) -> Answer:
        """Raises NoAnswerError with the tool's sentence."""
        wanted = {key: value for key, value in arguments.items() if value not in (None, (), [], {})}
        key = orjson.dumps([tool, wanted], option=orjson.OPT_SORT_KEYS)
        if key not in self.heard:
            self.calls.append(Call(tool, wanted))
            self.heard[key] = asyncio.ensure_future(self.tools.call(tool, wanted))
        return await self.heard[key]

    async def cards(self, picks: "list[Answer]") -> "dict[int, Answer]":
        """The cards of these picks, by artist."""
        ids = [pick["artist_id"] for pick in picks]
        self.calls.append(Call("card", {"ids": ids}))
        found = await asyncio.gather(*(self.tools.call("card", {"id": one}) for one in ids))
        return {card["id"]: card for card in found}
