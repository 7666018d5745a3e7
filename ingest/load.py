"""Facts go in here, whoever states them: COPY to a stage, find out who is who, merge, commit.

One transaction a folder: readers see none of it or all of it, and an interrupted load leaves nothing.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ingest.database import Connection, connect, copy_rows, count_rows, take_turn
from ingest.records import KINDS
from ingest.source import Fact, Reject, Report
from ingest.stage import STAGES

MERGE = Path(__file__).parent / "merge"
MEMORY = "256MB"  # for a sort or a hash of a dump


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows read per kind, the lines that were not, and how long it took."""

    rows: Mapping[str, int]
    rejects: tuple[Reject, ...]
    seconds: float


def load(url: str, source: str, facts: Iterable[Fact | Reject], report: Report) -> Loaded:
    """Merge a source's facts into the database. Loading the same facts again changes nothing.

    `facts` come grouped by kind, in the order of `KINDS`.
    """
    return _merged(url, source, lambda connection: _stage(connection, facts), (), report)


def restate(url: str, source: str, stage: Callable[[Connection], None], report: Report) -> Loaded:
    """Merge all that a mirrored source says, staged by SQL; what it no longer says is taken back."""

    def counted(connection: Connection) -> tuple[Counter[str], list[Reject]]:
        connection.execute(f"SET LOCAL work_mem = '{MEMORY}'")  # hash joins over whole catalogues
        stage(connection)
        return Counter(
            {kind: count_rows(connection, one.table) for kind, one in STAGES.items()}
        ), []

    return _merged(url, source, counted, (MERGE / "mirrors" / "restate.sql",), report)


def _merged(
    url: str,
    source: str,
    stage: Callable[[Connection], tuple[Counter[str], list[Reject]]],
    afterwards: Sequence[Path],
    report: Report,
) -> Loaded:
    started = time.perf_counter()
    with connect(url) as connection, connection.transaction():
        take_turn(connection, report)
        connection.execute("SELECT set_config('auric.source', %s, true)", [source])
        begin, *steps = (*sorted(MERGE.glob("*.sql")), *afterwards)
        connection.execute(begin.read_bytes())
        staged, rejects = stage(connection)
        for number, step in enumerate(steps):
            report("merging", number, len(steps))
            connection.execute(step.read_bytes())
        report("merging", len(steps), len(steps))
        rejects += _found_later(connection, f"{source} " if afterwards else "")
        rows = {kind: staged[kind] for kind in KINDS if staged[kind]}
        loaded = Loaded(rows, tuple(rejects), time.perf_counter() - started)
        connection.execute(
            "INSERT INTO ingest_run (source, seconds, loaded, rejected) VALUES (%s, %s, %s, %s)",
            [source, loaded.seconds, json.dumps(rows), len(rejects)],
        )
    return loaded


def _stage(
    connection: Connection, facts: Iterable[Fact | Reject]
) -> tuple[Counter[str], list[Reject]]:
    rejects: list[Reject] = []
    staged: Counter[str] = Counter()

    def good(found: Iterable[Fact | Reject]) -> Iterator[Fact]:
        for fact in found:
            if isinstance(fact, Fact):
                yield fact
            else:
                rejects.append(fact)

    for kind, of_kind in groupby(good(facts), key=lambda fact: fact.kind):
        stage = STAGES[kind]
        rows = ((fact.line, *stage.row(fact.record)) for fact in of_kind)
        staged[kind] += copy_rows(connection, stage.table, ("int4", *stage.types), rows)
    return staged, rejects


def _found_later(connection: Connection, mirror: str) -> list[Reject]:
    rows = connection.execute("SELECT kind, line, reason FROM rejected ORDER BY kind, line, reason")
    return [
        Reject(f"{mirror}{kind}" if mirror else f"{kind}.jsonl", line, reason)
        for kind, line, reason in rows
    ]
