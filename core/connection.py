"""On what terms a database is reached: how long to wait, and what to settle once or each time."""

import asyncio
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import ConnStatus

from core.errors import BadRequestError, DatabaseAwayError, GraphNotReadyError
from core.lookout import NO_ANSWER

Connection = AsyncConnection[Any]

# HNSW returns no more rows than it has looked at: as many as the largest budget of a candidate path.
EF_SEARCH = 400
CONNECT_TIMEOUT = 2.0  # seconds; libpq counts nothing shorter
# The client's side of the line: a database that vanished without a word is given up, too.
NETWORK: Mapping[str, Any] = {
    "autocommit": True,
    "connect_timeout": int(CONNECT_TIMEOUT),
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# Each transaction may come to another server process behind one of these.
SUPAVISOR_TRANSACTIONS = "6543"
PGBOUNCER = "pgbouncer"
SETTLE: LiteralString = """
    SELECT set_config('statement_timeout', %(patience)s, %(once)s) AS patience,
           set_config('hnsw.ef_search', %(reach)s, %(once)s) AS reach,
           set_config('hnsw.iterative_scan', 'strict_order', %(once)s) AS persistence,
           -- Calling a second process for a question of milliseconds takes longer than the question.
           set_config('plan_cache_mode', %(planning)s, %(once)s) AS planning,
           set_config('max_parallel_workers_per_gather', '0', %(once)s) AS alone
"""
NO_SUCH_GRAPH = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.InvalidSchemaName,
)
NOT_ALLOWED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)


@dataclass(frozen=True)
class Terms:
    """What is settled on a connection of our own once, and through a pooler with each transaction."""

    statement_timeout_ms: int
    lent: bool  # by a pooler, for one transaction at a time
    connecting: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def at(cls, url: str, statement_timeout_ms: int, lent: bool | None) -> "Terms":
        """The terms for this address. Raises BadRequestError when it is none."""
        try:
            address = conninfo_to_dict(url)
        except psycopg.ProgrammingError as error:
            raise BadRequestError("The database's address is no Postgres URL.") from error
        if lent is None:
            named = PGBOUNCER in str(address.get("host", ""))
            lent = named or str(address.get("port")) == SUPAVISOR_TRANSACTIONS
        # A prepared statement would stay behind with a server process that others get next.
        return cls(statement_timeout_ms, lent, {"prepare_threshold": None} if lent else {})

    @property
    def deadline(self) -> float:
        """Seconds after which a round trip is given up on our side."""
        return self.statement_timeout_ms / 1000 + 2 * CONNECT_TIMEOUT

    @property
    def each_time(self) -> tuple[LiteralString, Mapping[str, object]] | None:
        """What to ask along with every round trip: it lasts as long as the transaction, which in a
        pipeline is the round trip itself."""
        return (SETTLE, self._values(once=True)) if self.lent else None

    async def settle(self, connection: Connection) -> None:
        """Settle it for the life of a connection, where it is our own."""
        if not self.lent:
            await connection.execute(SETTLE, self._values(once=False))

    def _values(self, *, once: bool) -> Mapping[str, object]:
        return {
            "patience": str(self.statement_timeout_ms),
            "reach": str(EF_SEARCH),
            # Our questions are planned once for all values: planning anew takes longer than most answers.
            "planning": "auto" if self.lent else "force_generic_plan",
            "once": once,
        }


def hung_up(connection: Connection) -> bool:
    """Whether the server closed an idle connection. Looks at what has arrived; asks nothing."""
    try:
        connection.pgconn.consume_input()  # its last words
        connection.pgconn.consume_input()  # and the end
    except psycopg.OperationalError:
        return True
    return connection.pgconn.status != ConnStatus.OK


@contextmanager
def given_up(connection: Connection, after: float) -> Iterator[None]:
    """Hang up when the block takes longer. Whoever waits on the line hears it at once; asking the
    server to stop, as a cancelled task would, takes as long again where nobody listens."""
    timer = asyncio.get_running_loop().call_later(after, _hang_up, connection)
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(connection: Connection) -> None:
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def translated() -> Iterator[None]:
    """What Postgres complains about, as sentences."""
    try:
        yield
    except NO_SUCH_GRAPH as error:
        raise GraphNotReadyError(
            "There is no graph that this version can read: run `auric init`,"
            " or `auric build` where facts are loaded."
        ) from error
    except NOT_ALLOWED as error:
        raise GraphNotReadyError("The database does not let this role do that.") from error
    except psycopg.errors.QueryCanceled as error:
        raise DatabaseAwayError("The question took too long and was given up.") from error
    except psycopg.OperationalError as error:
        raise DatabaseAwayError(NO_ANSWER) from error
