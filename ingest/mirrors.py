"""Sources of which we keep a copy, and how to take back what they said."""

from importlib.util import find_spec
from typing import LiteralString

from core.errors import BadRequestError
from core.names import fold, work_title
from ingest.database import Connection, connect, copy_rows, stream
from ingest.load import Loaded, restate
from ingest.source import Report
from ingest.stage import without_company

LONGEST = 400  # characters; what is folded from more would not fit into an index

TABLES_OF = "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = %s"
MIRRORED = ("discogs", "musicbrainz")


def need_readers() -> None:
    """Raises BadRequestError where the extra `dumps` is not installed."""
    missing = [name for name in ("indexed_bzip2", "isal", "lxml") if find_spec(name) is None]
    if missing:
        raise BadRequestError("Dumps need the extra `dumps`: pip install -e '.[dumps]'.")


def spell(url: str, source: str, unspelled: LiteralString, report: Report) -> None:
    """Fold every name and title of a source that was not met before, each once."""
    report("spelling titles", 0, 1)
    with connect(url) as reader, connect(url) as writer, reader.transaction():
        rows = (_spelled(name) for (name,) in stream(reader, unspelled))
        with writer.transaction():
            copy_rows(writer, (source, "spelled"), ("text",) * 4, rows)
            writer.execute(f"ANALYZE {source}.spelled".encode())
    report("spelling titles", 1, 1)


def _spelled(name: str) -> tuple[str, str, str, str]:
    told = name[:LONGEST]
    folded = fold(told)
    versioned = "(" in told or "[" in told or " - " in told
    return name, folded, work_title(told) if versioned else folded, without_company(folded)


def forget(url: str, source: str, report: Report) -> Loaded:
    """Empty the copy of a source, and with it go the facts that only it has stated.

    Raises BadRequestError for a source of which there is no copy.
    """
    if source not in MIRRORED:
        raise BadRequestError(f"Only what a dump said can be taken back: {' or '.join(MIRRORED)}.")

    def nothing(connection: Connection) -> None:
        tables = [name for (name,) in connection.execute(TABLES_OF, [source])]
        connection.execute(f"TRUNCATE {', '.join(tables)}".encode())

    return restate(url, source, nothing, report)
