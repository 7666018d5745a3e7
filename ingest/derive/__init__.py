"""What the graph is: everything computed once from the facts, so that a question takes milliseconds.

A build fills a schema of its own and takes the old one's place in one commit. Readers see the old
graph until then and the new one after; an interrupted build leaves nothing.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.database import Connection, connect, take_turn, without_waiting
from ingest.derive.adjacency import derive_adjacency
from ingest.derive.signature import MODELS, counts, fingerprint
from ingest.source import Report

RULES = Path(__file__).parent
GRANTS = (RULES / "grants.sql").read_bytes()


@dataclass(frozen=True)
class Step:
    """One part of the graph and what derives it."""

    name: str
    run: Callable[[Connection], None]


def rule(name: str) -> Step:
    """A step written in SQL, in the file of that name."""
    sql = (RULES / f"{name}.sql").read_bytes()

    def run(connection: Connection) -> None:
        connection.execute(sql)

    return Step(name, run)


STEPS = (
    rule("vocabulary"),
    rule("tags"),
    rule("artists"),
    rule("names"),
    rule("sound"),
    rule("text"),
    rule("labels"),
    rule("edges"),
    rule("evidence"),
    Step("adjacency", derive_adjacency),
)


@dataclass(frozen=True)
class Built:
    """A finished build."""

    version: str
    counts: dict[str, int]
    seconds: float


def build(url: str, report: Report) -> Built:
    """Derive the graph from the facts. Raises DatabaseAwayError."""
    started = time.perf_counter()
    with connect(url) as connection:
        clear(connection)
        with connection.transaction():
            take_turn(connection, report)
            version = derive(connection, report)
            swap(connection)
            built = record(connection, version, started)
        clear(connection)
    return built


def derive(connection: Connection, report: Report) -> str:
    """Fill the schema `graph_next`; returns its version.

    That is a digest of the facts and of the rules: equal graphs have equal versions.
    """
    connection.execute("DROP SCHEMA IF EXISTS graph_next CASCADE")
    connection.execute("CREATE SCHEMA graph_next")
    connection.execute("SET LOCAL search_path = graph_next, public, extensions")
    for number, step in enumerate(STEPS):
        report(f"deriving {step.name}", number, len(STEPS))
        step.run(connection)
    version = hashlib.sha256((rules() + _one(connection, fingerprint())).encode()).hexdigest()[:12]
    connection.execute(
        "CREATE TABLE version AS SELECT %s::text AS version, %s::text AS rules,"
        " count(*)::int AS artists FROM artist WHERE has_music",
        [version, rules()],
    )
    report("deriving", len(STEPS), len(STEPS))
    return version


def rules() -> str:
    """A digest of everything that decides how facts become a graph."""
    digest = hashlib.sha256()
    for rule in sorted([*RULES.glob("*.sql"), *RULES.glob("*.py"), *RULES.glob("*.npz")]):
        digest.update(rule.read_bytes())
    return digest.hexdigest()


def swap(connection: Connection) -> None:
    """Let `graph_next` take the place of the graph, for those who may read it, with the commit."""
    connection.execute("SET LOCAL search_path = public, extensions")
    connection.execute(GRANTS)
    connection.execute("CREATE SCHEMA IF NOT EXISTS graph")
    connection.execute("ALTER SCHEMA graph RENAME TO graph_old")
    connection.execute("ALTER SCHEMA graph_next RENAME TO graph")


def record(connection: Connection, version: str, started: float) -> Built:
    """Note down what was built, when and from how much."""
    seconds = time.perf_counter() - started
    connection.execute(
        "INSERT INTO graph_version (version, seconds, counts, models)"
        f" SELECT %s, %s, ({counts()}), ({MODELS})",
        [version, seconds],
    )
    return Built(version, _one(connection, counts()), seconds)


def clear(connection: Connection) -> None:
    """The old graph goes once nobody reads it; under a long read it waits for the next build."""
    with without_waiting(connection):
        connection.execute("DROP SCHEMA IF EXISTS graph_old CASCADE")


def _one(connection: Connection, sql: str) -> Any:  # noqa: ANN401 - one value of any type
    row = connection.execute(sql.encode()).fetchone()
    assert row is not None
    return row[0]
