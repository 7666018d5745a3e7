"""The one way to ask the graph: questions that belong together travel together.

A request is a handful of round trips, each carrying every question of its stage (libpq pipeline
mode), so its cost does not depend on how many signals there are or how far away the database is.
"""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString, Self

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import namedtuple_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from core.errors import BadRequestError, DatabaseAwayError, GraphNotReadyError

Row = Any  # a named tuple; its fields are the columns that the question selects
# HNSW returns no more rows than it has looked at: as many as the largest budget of a candidate path.
EF_SEARCH = 400
POOL_TIMEOUT = 5.0  # seconds to wait for a free connection before the database counts as away


NO_SUCH_GRAPH = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.InvalidSchemaName,
)


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

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[Row]]) -> None:
        self._pool = pool
        self.effort = Effort()

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, *, pool_size: int = 4, statement_timeout_ms: int = 10_000
    ) -> AsyncIterator[Self]:
        """Connect; the pool closes with the block.

        Raises DatabaseAwayError when nothing answers at `url`.
        """

        async def configure(connection: AsyncConnection[Row]) -> None:
            await connection.execute(
                "SELECT set_config('statement_timeout', %s, false) AS patience,"
                " set_config('hnsw.ef_search', %s, false) AS reach,"
                " set_config('hnsw.iterative_scan', 'strict_order', false) AS persistence",
                [str(statement_timeout_ms), str(EF_SEARCH)],
            )

        try:
            conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            raise BadRequestError("The database's address is no Postgres URL.") from error
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # we say it once, in a sentence
        pool: AsyncConnectionPool[AsyncConnection[Row]] = AsyncConnectionPool(
            url,
            open=False,
            min_size=1,
            max_size=pool_size,
            timeout=POOL_TIMEOUT,
            configure=configure,
            kwargs={"autocommit": True, "row_factory": namedtuple_row},
        )
        try:
            await pool.open(wait=True, timeout=POOL_TIMEOUT)
        except PoolTimeout as error:
            await pool.close()
            raise DatabaseAwayError("The database does not answer.") from error
        try:
            yield cls(pool)
        finally:
            await pool.close()

    async def ask(self, *questions: Question) -> list[list[Row]]:
        """Answer every question in one round trip, in their order. Equal questions are sent once.

        Raises DatabaseAwayError or GraphNotReadyError.
        """
        distinct = _distinct(questions)
        self.effort.statements += len(distinct)
        self.effort.round_trips += 1 if distinct else 0
        try:
            async with self._pool.connection() as connection:
                answers = await _answer(connection, distinct)
        except NO_SUCH_GRAPH as error:
            raise GraphNotReadyError(
                "There is no graph that this version can read: run `auric init`,"
                " or `auric build` where facts are loaded."
            ) from error
        except psycopg.errors.QueryCanceled as error:
            raise DatabaseAwayError("The question took too long and was given up.") from error
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise DatabaseAwayError("The database does not answer.") from error
        return [answers[distinct.index(question)] for question in questions]

    async def fetch(self, sql: LiteralString, **values: object) -> list[Row]:
        """Answer one question."""
        (rows,) = await self.ask(Question(sql, values))
        return rows


def _distinct(questions: Sequence[Question]) -> list[Question]:
    distinct: list[Question] = []
    for question in questions:
        if question not in distinct:
            distinct.append(question)
    return distinct


async def _answer(
    connection: AsyncConnection[Row], questions: Sequence[Question]
) -> list[list[Row]]:
    if len(questions) == 1:  # a pipeline of one would only cost its sync message
        cursor = await connection.execute(questions[0].sql, questions[0].values, binary=True)
        return [await cursor.fetchall()]
    async with connection.pipeline():
        cursors = [await connection.execute(q.sql, q.values, binary=True) for q in questions]
    return [await cursor.fetchall() for cursor in cursors]


def vector_text(values: Sequence[float]) -> str:
    """A vector among several, as Postgres reads an array: `unnest(%s::text[])`, then `::real[]`."""
    return "{" + ",".join(map(str, values)) + "}"
