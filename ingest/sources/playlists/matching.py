"""Which artist an entry means: by ids where it has them, else by name and title together."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from core.names import fold, work_title
from ingest.database import Connection, copy_rows
from ingest.sources.playlists.listings import Entry

STAGE = """
    CREATE TEMP TABLE listed_track (
        nth int, mbids uuid[], recording uuid, isrc text, artist text, work text
    ) ON COMMIT DROP
"""
TYPES = ("int4", "uuid[]", "uuid", "text", "text", "text")
# An id counts more than a name, and a name with one of its artist's titles more than a name alone. A
# name alone is enough when one artist only is called so. Of equals nobody is meant.
MEANT = """
    WITH found AS (
        SELECT nth, artist_id, 1 AS way FROM listed_track JOIN artist ON mbid = mbids[1]
        UNION
        SELECT nth, track.artist_id, 2 FROM listed_track JOIN track ON track.mbid = recording
        UNION
        SELECT nth, track.artist_id, 3 FROM listed_track JOIN track USING (isrc)
        UNION
        SELECT nth, n.artist_id, 4
          FROM listed_track AS l
          JOIN artist_name AS n ON n.folded = l.artist
          JOIN track ON track.artist_id = n.artist_id AND track.work = l.work
        UNION
        SELECT nth, n.artist_id, 5 FROM listed_track AS l JOIN artist_name AS n ON n.folded = l.artist
    ), surest AS (
        SELECT nth, min(artist_id) AS artist_id
          FROM (SELECT *, rank() OVER (PARTITION BY nth ORDER BY way) AS place FROM found) AS ranked
         WHERE place = 1
         GROUP BY nth
        HAVING count(DISTINCT artist_id) = 1
    )
    SELECT nth, min(key) FROM surest JOIN fact_key ON kind = 'artist' AND id = artist_id GROUP BY nth
"""


def matched(connection: Connection, entries: Sequence[Entry]) -> list[str | None]:
    """For each entry the id of its artist as facts speak of them, or None. One question for all."""
    keys: list[str | None] = [None] * len(entries)
    with connection.transaction():
        connection.execute(STAGE)
        copy_rows(connection, "listed_track", TYPES, _rows(entries))
        connection.execute("ANALYZE listed_track")
        for nth, key in connection.execute(MEANT):
            keys[nth] = key
    return keys


def _rows(entries: Sequence[Entry]) -> Iterator[tuple[object, ...]]:
    for nth, entry in enumerate(entries):
        recording = UUID(entry.recording_mbid) if entry.recording_mbid else None
        artist = fold(entry.artist) if entry.artist else None
        work = work_title(entry.title) if entry.title else None
        yield nth, [UUID(mbid) for mbid in entry.artist_mbids], recording, entry.isrc, artist, work
