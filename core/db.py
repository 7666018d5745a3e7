"""The one way to ask the graph: questions that belong together travel together.

A request is a handful of round trips, each carrying every question of its stage (libpq pipeline
mode), so its cost does not depend on how many signals there are or how far away the database is.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString, Self

import psycopg
from psycopg.rows import namedtuple_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from core.connection import (
    CONNECT_TIMEOUT,
    NETWORK,
    Connection,
    Terms,
    given_up,
    hung_up,
    translated,
)
from core.errors import DatabaseAwayError
from core.lookout import NO_ANSWER, Lookout

Row = Any  # a named tuple; its fields are the columns that the question selects
Pool = AsyncConnectionPool[Connection]
POOL_TIMEOUT = 5.0  # seconds to wait for a turn, or for a database that was never seen
KNOCK = 0.5  # seconds that the look-out waits for an answer


@dataclass(frozen=True)
class Question:
    """One read: SQL with named placeholders, and their values."""

    sql: LiteralString
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Effort:
    """What has been asked so far: statements sent, and round trips they took."""

    statements: int = 0
    round_trips: int = 0


class Database:
    """A pool of connections to one graph."""

    def __init__(self, pool: Pool, size: int, terms: Terms) -> None:
        self._pool = pool
        self._turns = asyncio.Semaphore(size)
        self._terms = terms
        self._lookout = Lookout(self._answers)
        self.effort = Effort()

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        pool_size: int = 4,
        statement_timeout_ms: int = 10_000,
        transaction_pooler: bool | None = None,
        patience: float = POOL_TIMEOUT,
    ) -> AsyncIterator[Self]:
        """Connect; the pool closes with the block.

        `transaction_pooler` says whether connections are lent by a pooler for one transaction each;
        None looks at the address. Raises DatabaseAwayError when nothing answers within `patience`
        seconds; with 0 it opens anyway and waits for the database to come.
        """
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # we say it once, in a sentence
        terms = Terms.at(url, statement_timeout_ms, transaction_pooler)
        pool: Pool = AsyncConnectionPool(
            url,
            open=False,
            min_size=1,
            max_size=pool_size,
            configure=terms.settle,
            reconnect_timeout=0,  # trying again is the look-out's business
            kwargs={**NETWORK, **terms.connecting, "row_factory": namedtuple_row},
        )
        try:
            await pool.open(wait=patience > 0, timeout=patience)
        except PoolTimeout as error:
            await pool.close()
            raise DatabaseAwayError(NO_ANSWER) from error
        database = cls(pool, pool_size, terms)
        try:
            async with database._lookout.on_duty():
                yield database
        finally:
            await pool.close()

    async def ask(self, *questions: Question) -> list[list[Row]]:
        """Answer every question in one round trip, in their order. Equal questions are sent once.

        Raises DatabaseAwayError or GraphNotReadyError.
        """
        distinct = _distinct(questions)
        if not distinct:
            return []
        self.effort.statements += len(distinct)
        self.effort.round_trips += 1
        settled = self._terms.each_time
        asked = [Question(*settled), *distinct] if settled else distinct
        async with self._connection() as connection:
            answers = (await _answer(connection, asked))[-len(distinct) :]
        return [answers[distinct.index(question)] for question in questions]

    async def fetch(self, sql: LiteralString, **values: object) -> list[Row]:
        """Answer one question."""
        (rows,) = await self.ask(Question(sql, values))
        return rows

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """A connection, in turn. What goes wrong with it is said in our words."""
        async with self._turn():
            self._lookout.refuse_while_away()
            try:
                connection = await self._living()
            except PoolTimeout as error:
                await self._lost()
                raise DatabaseAwayError(NO_ANSWER) from error
            try:
                with translated(), given_up(connection, self._terms.deadline):
                    yield connection
            except BaseException:
                if connection.closed:
                    await self._lost()
                # After half a round trip the two ends may differ on what is prepared.
                await connection.close()
                raise
            finally:
                await self._pool.putconn(connection)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(POOL_TIMEOUT):
                await self._turns.acquire()
        except TimeoutError as error:
            raise DatabaseAwayError("Too much is being asked at once; ask again soon.") from error
        try:
            yield
        finally:
            self._turns.release()

    async def _living(self) -> Connection:
        """Whoever hung up on one idle connection has hung up on all: the next is a new one."""
        connection = await self._pool.getconn(CONNECT_TIMEOUT)
        if hung_up(connection):
            await self._pool.putconn(connection)
            await self._pool.drain()
            connection = await self._pool.getconn(CONNECT_TIMEOUT)
        return connection

    async def _lost(self) -> None:
        if self._lookout.lost():
            await self._pool.drain()

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT), self._pool.connection(KNOCK) as connection:
                await connection.execute("SELECT 1 AS here")
        except (psycopg.Error, TimeoutError):
            return False
        return True


def _distinct(questions: Sequence[Question]) -> list[Question]:
    distinct: list[Question] = []
    for question in questions:
        if question not in distinct:
            distinct.append(question)
    return distinct


async def _answer(connection: Connection, questions: Sequence[Question]) -> list[list[Row]]:
    if len(questions) == 1:  # a pipeline of one would only cost its sync message
        cursor = await connection.execute(questions[0].sql, questions[0].values, binary=True)
        return [await cursor.fetchall()]
    async with connection.pipeline():
        cursors = [await connection.execute(q.sql, q.values, binary=True) for q in questions]
    return [await cursor.fetchall() for cursor in cursors]
