"""What the graph holds and how far each signal reaches, so that silence can be told from distance."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.db import Database, Question
from core.signals import SIGNALS

LATEST = """
    SELECT version.version, latest.built_at::text, latest.counts, latest.models,
           current_setting('server_version') AS server,
           (SELECT max(version) FROM supabase_migrations.schema_migrations) AS schema,
           (SELECT count(*) FROM graph.artist WHERE has_music) AS artists
      FROM graph.version
      LEFT JOIN LATERAL (
            SELECT * FROM graph_version WHERE graph_version.version = version.version
             ORDER BY build_id DESC LIMIT 1
           ) AS latest ON true
"""
REACHED = (
    "SELECT count(*) AS artists FROM reached JOIN graph.artist USING (artist_id) WHERE has_music"
)


@dataclass(frozen=True)
class Status:
    """The state of a graph. `coverage` is by signal, the share of artists it can speak for."""

    server: str
    schema: str
    graph_version: str
    built_at: str
    rows: Mapping[str, int]
    models: Mapping[str, Mapping[str, int]]
    coverage: Mapping[str, float]


async def status(db: Database) -> Status:
    """Raises GraphNotReadyError, DatabaseAwayError."""
    (latest,), *reached = await db.ask(
        Question(LATEST), *(Question(f"WITH reached AS ({s.reach}) {REACHED}") for s in SIGNALS)
    )
    artists = max(latest.artists, 1)
    return Status(
        server=f"PostgreSQL {latest.server}",
        schema=latest.schema,
        graph_version=latest.version,
        built_at=latest.built_at,
        rows=latest.counts,
        models=latest.models,
        coverage={
            signal.name: rows[0].artists / artists
            for signal, rows in zip(SIGNALS, reached, strict=True)
        },
    )
