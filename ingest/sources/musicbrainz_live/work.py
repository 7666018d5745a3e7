"""Which artists to ask MusicBrainz about next, and who was asked about."""

from collections.abc import Sequence

from ingest.database import Connection
from ingest.renown import TOLD

AGAIN = "90 days"

# Whoever has an MBID and no tracks cannot be listened to; the most told about come first.
WORKLIST = f"""
    WITH {TOLD}
    SELECT artist_id
      FROM artist
      LEFT JOIN told USING (artist_id)
     WHERE mbid IS NOT NULL
       AND NOT EXISTS (SELECT FROM track WHERE track.artist_id = artist.artist_id)
       AND NOT EXISTS (SELECT FROM musicbrainz.asked AS a
                        WHERE a.artist_id = artist.artist_id AND asked > now() - %(again)s::interval)
       AND artist_id <> ALL(%(but)s::int[])
     ORDER BY facts DESC NULLS LAST, artist_id
     LIMIT %(most)s
"""

STILL_DUE = """
    SELECT artist_id, mbid::text
      FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS said (artist_id, nth)
      JOIN artist USING (artist_id)
     WHERE mbid IS NOT NULL
       AND NOT EXISTS (SELECT FROM musicbrainz.asked AS a
                        WHERE a.artist_id = said.artist_id AND asked > now() - %(again)s::interval)
     ORDER BY nth
"""

NOTED = """
    INSERT INTO musicbrainz.asked (artist_id) SELECT artist_id FROM artist WHERE artist_id = ANY(%s)
        ON CONFLICT (artist_id) DO UPDATE SET asked = now()
"""


def worklist(connection: Connection, most: int, but: Sequence[int] = ()) -> list[int]:
    """Artists without tracks, the best known first; without those of `but`."""
    values = {"most": most, "but": list(but), "again": AGAIN}
    return [artist_id for (artist_id,) in connection.execute(WORKLIST, values)]


def still_due(connection: Connection, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Those of the artists who were still not asked about lately, with their MBIDs."""
    return list(connection.execute(STILL_DUE, {"ids": list(ids), "again": AGAIN}))


def note(connection: Connection, ids: Sequence[int]) -> None:
    """Remember who was asked about, once that has become facts."""
    connection.execute(NOTED, [list(ids)])
