"""From Discogs' own records to facts about artists."""

from pathlib import Path

from core.names import fold, squash
from ingest.database import Connection, copy_rows
from ingest.load import MERGE, Loaded, restate
from ingest.mirrors import spell
from ingest.source import Report

SAYS: Path = MERGE / "mirrors" / "discogs.sql"
UNSPELLED = """
    (SELECT title FROM discogs.track UNION SELECT title FROM discogs.release)
    EXCEPT SELECT name FROM discogs.spelled
"""
WORDS = """
    SELECT DISTINCT name, family
      FROM discogs.release
     CROSS JOIN LATERAL (SELECT unnest(genres) AS name, 'genre' AS family
                         UNION SELECT unnest(styles), 'style') AS said
"""


def merge(url: str, report: Report) -> Loaded:
    """Make the facts agree with our copy of Discogs."""
    spell(url, "discogs", UNSPELLED, report)
    return restate(url, "discogs", _stage, report)


def _stage(connection: Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE style_name (name text, family text, tag text, folded text) ON COMMIT DROP"
    )
    words = connection.execute(WORDS).fetchall()
    rows = [
        (name, family, " ".join(name.casefold().split()), squash(fold(name)))
        for name, family in words
    ]
    copy_rows(connection, "style_name", ("text",) * 4, rows)
    connection.execute(SAYS.read_bytes())
