"""Whether the service can answer, asked at most once a second however many want to know."""

import asyncio
import time

from core.db import Database
from server.receipts import graph_version

HOLDS = 1.0  # seconds


class Readiness:
    """Which graph can be read. Whoever asks in the same second hears the same; no stranger can keep
    the database busy with this question, which nobody counts."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._one_asks = asyncio.Lock()
        self._version = ""
        self._asked = -HOLDS

    async def version(self) -> str:
        """The version of the graph. Raises GraphNotReadyError, DatabaseAwayError."""
        async with self._one_asks:
            if time.monotonic() - self._asked >= HOLDS:
                self._version = await graph_version(self._db)
                self._asked = time.monotonic()
            return self._version
