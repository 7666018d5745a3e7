"""From nothing to a graph that answers: schema, starter catalogue, build."""

from dataclasses import dataclass
from typing import LiteralString

from core.migrations import migrate
from ingest import starter
from ingest.database import connect
from ingest.derive import Built, build
from ingest.load import load
from ingest.source import Report
from ingest.starter.vectors import load_vectors


@dataclass(frozen=True)
class Prepared:
    """What a preparation found and did."""

    already: bool  # facts were there; nothing was touched
    built: Built | None


def prepare(url: str, report: Report, *, empty: bool = False) -> Prepared:
    """Bring a database to the point where it can be asked. Nothing that is there is removed."""
    report("preparing the database", 0, 1)
    migrate(url)
    report("preparing the database", 1, 1)
    if holds_facts(url) and empty:
        return Prepared(already=True, built=None)
    if not empty:
        load(url, starter.SOURCE, starter.read(), report)
        load_vectors(url)
    return Prepared(already=False, built=build(url, report))


def prepare_where_skipped(url: str, report: Report) -> None:
    """Bring the schema up to date; with the starter catalogue where nobody has initialised yet."""
    migrate(url)
    if not was_ever_built(url):
        prepare(url, report)


def holds_facts(url: str) -> bool:
    """Whether anybody has loaded anything."""
    return _any(url, "SELECT EXISTS (SELECT FROM artist)")


def was_ever_built(url: str) -> bool:
    """Whether there is, or was, a graph: an empty one counts."""
    return _any(url, "SELECT EXISTS (SELECT FROM graph_version)")


def _any(url: str, question: LiteralString) -> bool:
    with connect(url) as connection:
        return connection.execute(question).fetchone() == (True,)
