"""What an assistant can read without asking: an artist's card, the graph's state, the signals."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

import orjson
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from core.about import about_signals
from core.card import artist_card
from core.db import Database
from core.errors import AuricError, UnknownNameError
from core.profiles import PROFILES
from core.status import status

T = TypeVar("T")

JSON = "application/json"
MOST_DIGITS = 9  # of an artist's number


@dataclass(frozen=True)
class Readings:
    """The resources over one graph."""

    database: Callable[[], Database]

    async def artist(self, id: str) -> str:
        """All that is known of one artist: tags, tracks and stated facts, each with its sources."""
        if not (id.isascii() and id.isdigit() and len(id) <= MOST_DIGITS):
            raise ResourceNotFoundError(f"“{id}” is no artist's number; `resolve` tells it.")
        return _json(await _read(artist_card(self.database(), int(id))))

    async def graph(self) -> str:
        """The state of the graph: version, what it holds, how far each signal reaches, and weights."""
        return _json({**asdict(await _read(status(self.database()))), **_weights()})

    async def signals(self) -> str:
        """The signals: the question each asks, how far it reaches, its weight in each named set."""
        return _json(await _read(about_signals(self.database())))


def add_resources(server: MCPServer, database: Callable[[], Database]) -> None:
    """Register each reading under its address."""
    readings = Readings(database)
    for address, title, read in (
        ("auric://artist/{id}", "An artist's card", readings.artist),
        ("auric://graph", "The state of the graph", readings.graph),
        ("auric://signals", "The signals and their weights", readings.signals),
    ):
        server.resource(address, title=title, description=read.__doc__, mime_type=JSON)(read)


async def _read(answer: Awaitable[T]) -> T:
    """As `told` does for tools."""
    try:
        return await answer
    except UnknownNameError as error:
        raise ResourceNotFoundError(str(error)) from error
    except AuricError as error:
        raise ResourceError(str(error)) from error


def _weights() -> dict[str, dict[str, dict[str, float]]]:
    return {"weights": {name: dict(weights) for name, weights in PROFILES.items()}}


def _json(answer: object) -> str:
    return orjson.dumps(answer).decode()
