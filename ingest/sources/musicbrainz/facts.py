"""From the tables of MusicBrainz to facts about artists."""

from core.errors import BadRequestError
from ingest.bonds import BONDS
from ingest.database import Connection, connect, copy_rows
from ingest.load import MERGE, Loaded, restate
from ingest.mirrors import spell
from ingest.source import Report
from ingest.sources.musicbrainz.tables import SCHEMA_31

SAYS = MERGE / "mirrors" / "musicbrainz.sql"
UNSPELLED = """
    (SELECT name FROM musicbrainz.artist UNION SELECT name FROM musicbrainz.artist_alias
     UNION SELECT name FROM musicbrainz.label UNION SELECT name FROM musicbrainz.recording
     UNION SELECT name FROM musicbrainz.release_group UNION SELECT name FROM musicbrainz.tag)
    EXCEPT SELECT name FROM musicbrainz.spelled
"""


def merge(url: str, report: Report) -> Loaded:
    """Make the facts agree with our copy of MusicBrainz.

    Raises BadRequestError where tables are missing: then nothing is changed.
    """
    with connect(url) as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM musicbrainz.loaded")}
    if missing := sorted(SCHEMA_31.keys() - there):
        raise BadRequestError(
            f"MusicBrainz is not whole yet: {', '.join(missing[:5])}"
            f"{' and more' if len(missing) > 5 else ''} are missing. The facts are as they were;"
            " mbdump.tar.bz2 and mbdump-derived.tar.bz2 are needed."
        )
    spell(url, "musicbrainz", UNSPELLED, report)
    return restate(url, "musicbrainz", _stage, report)


def _stage(connection: Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE bond (name text, kind text, score float4, turned bool) ON COMMIT DROP"
    )
    rows = [(name, bond.kind, bond.score, bond.turned) for name, bond in BONDS.items()]
    copy_rows(connection, "bond", ("text", "text", "float4", "bool"), rows)
    connection.execute(SAYS.read_bytes())
