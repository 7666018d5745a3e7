"""Sources of which we keep a copy, and how to take back what they said."""

from core.errors import BadRequestError
from ingest.load import Connection, Loaded, restate
from ingest.source import Report

TABLES_OF = "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname = %s"
MIRRORED = ("discogs", "musicbrainz")


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
