"""The neighbours somebody else named, read from a file and never fed to the engine."""

import csv
import gzip
import hashlib
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.db import Database
from core.errors import BadRequestError

COLUMNS = ("query_id", "similar_id")
IDS = "SELECT key, id FROM fact_key WHERE kind = 'artist' AND key = ANY(%(keys)s)"
TAUGHT = "SELECT query FROM graph.taught"


@dataclass(frozen=True)
class Truth:
    """Who is similar to whom, by artist id, and how many pairs name somebody unknown.

    `taught` are the queries from which the metric of words has learned (ingest/derive/metric.py): on
    them the engine is measured where it has already seen the answers.
    """

    similar: Mapping[int, frozenset[int]]
    unknown: int
    taught: frozenset[int] = frozenset()


async def read_truth(db: Database, path: Path) -> Truth:
    """Raises BadRequestError for a file without the columns query_id and similar_id."""
    pairs = list(_pairs(path))
    keys = sorted({key for pair in pairs for key in pair})
    ids = {row.key: row.id for row in await db.fetch(IDS, keys=keys)}
    similar: dict[int, set[int]] = defaultdict(set)
    for query, other in pairs:
        if query in ids and other in ids and ids[query] != ids[other]:
            similar[ids[query]].add(ids[other])
    if not similar:
        raise BadRequestError(f"{path.name} names nobody whom this graph knows.")
    known = sum(len(others) for others in similar.values())
    taught = {row.query for row in await db.fetch(TAUGHT)}
    return Truth(
        {q: frozenset(s) for q, s in sorted(similar.items())},
        len(set(pairs)) - known,
        frozenset(ids[key] for key, _ in pairs if key in ids and digest_of(key) in taught),
    )


def digest_of(key: str) -> str:
    """What is kept of a query that something was learned from."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            rows = csv.DictReader(lines)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise BadRequestError(f"{path.name} needs the columns {' and '.join(COLUMNS)}.")
            for row in rows:
                yield row["query_id"], row["similar_id"]
    except (OSError, EOFError, UnicodeDecodeError, zlib.error, csv.Error) as error:
        raise BadRequestError(f"{path} cannot be read as CSV: {error}") from error
