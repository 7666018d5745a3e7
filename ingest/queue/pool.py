"""Connections for procrastinate, good behind any pooler.

Its statements name its tables without their schema. Where a pooler lends connections for one transaction
each, a search path cannot be settled for a session, so it is settled in each transaction. None of them
lasts: over a job that a sleeping machine holds all the others would wait.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ingest.database import CUT_SHORT, LONGEST


class QueuePool(AsyncConnectionPool):
    """A pool whose connections see the queue's tables, for one transaction."""

    @asynccontextmanager
    async def connection(self, timeout: float | None = None) -> AsyncIterator[Any]:
        """A connection in a transaction that is committed at the end of the block."""
        async with super().connection(timeout) as connection, connection.transaction():
            await connection.execute("SELECT set_config('search_path', 'queue', true)")
            await connection.execute(CUT_SHORT, [LONGEST])
            yield connection
