"""Which tracks to listen to next, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector

from ingest.database import Connection, short_transaction
from ingest.renown import TOLD
from ingest.sources.deezer.matching import Track

PER_ARTIST = 5  # tracks; the middle of five hardly moves with a sixth
AGAIN = "90 days"  # what was not there may be there then

# One track of everybody before a second one of anybody; among equals the best known artists first.
WORKLIST = f"""
    WITH {TOLD}, work AS (
        SELECT DISTINCT ON (artist_id, work) *
          FROM track ORDER BY artist_id, work, length(title), rank, track_id
    ), useful AS (
        SELECT track_id, artist_id, row_number() OVER (PARTITION BY artist_id ORDER BY rank, track_id) AS nth
          FROM work
         WHERE NOT EXISTS (SELECT FROM deezer.lookup AS l
                            WHERE l.track_id = work.track_id AND how NOT IN ('isrc', 'search')
                              AND looked_up > now() - %(again)s::interval)
    )
    SELECT track_id, artist.name,
           (SELECT array_agg(folded ORDER BY folded) FROM artist_name AS n WHERE n.artist_id = artist.artist_id),
           title, isrc, seconds
      FROM useful
      JOIN track USING (track_id, artist_id)
      JOIN artist USING (artist_id)
      LEFT JOIN told USING (artist_id)
     WHERE nth <= %(each)s
       AND NOT EXISTS (SELECT FROM audio_vector AS v WHERE v.track_id = useful.track_id AND v.model = %(model)s)
       AND track_id <> ALL(%(but)s::int[])
     ORDER BY nth, facts DESC NULLS LAST, track_id
     LIMIT %(most)s
"""

# Of some tracks those that nobody has listened to, or looked for in vain, in the meantime.
STILL_DUE = """
    SELECT track_id, artist.name,
           (SELECT array_agg(folded ORDER BY folded) FROM artist_name AS n WHERE n.artist_id = artist.artist_id),
           title, isrc, seconds
      FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS said (track_id, nth)
      JOIN track USING (track_id)
      JOIN artist USING (artist_id)
     WHERE NOT EXISTS (SELECT FROM audio_vector AS v WHERE v.track_id = said.track_id AND v.model = %(model)s)
       AND NOT EXISTS (SELECT FROM deezer.lookup AS l
                        WHERE l.track_id = said.track_id AND how NOT IN ('isrc', 'search')
                          AND looked_up > now() - %(again)s::interval)
     ORDER BY nth
"""


@dataclass(frozen=True)
class Outcome:
    """What became of a track; `vector` is (512,) of unit length where it was heard."""

    track_id: int
    how: str  # isrc, search, not found, no preview, unplayable
    deezer_id: int | None
    vector: NDArray[np.float32] | None
    why: str = ""  # it is unplayable


def worklist(connection: Connection, model: str, most: int, but: Sequence[int] = ()) -> list[Track]:
    """Tracks without a vector of this model, the most useful first; without those of `but`."""
    values = {"model": model, "most": most, "each": PER_ARTIST, "again": AGAIN, "but": list(but)}
    return [_track(row) for row in connection.execute(WORKLIST, values)]


def still_due(connection: Connection, model: str, ids: Sequence[int]) -> list[Track]:
    """Those of the tracks that still have neither a vector of this model nor a reason for having none."""
    values = {"model": model, "ids": list(ids), "again": AGAIN}
    return [_track(row) for row in connection.execute(STILL_DUE, values)]


def _track(row: tuple[Any, ...]) -> Track:
    track_id, name, folded, title, isrc, seconds = row
    return Track(track_id, name, tuple(folded or ()), title, isrc, seconds)


def keep(connection: Connection, model: str, outcomes: Sequence[Outcome]) -> None:
    """Remember a batch: vectors, ids on Deezer, and what was not to be had. All of it or nothing."""
    with short_transaction(connection), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO deezer.lookup (track_id, how) SELECT track_id, %s FROM track WHERE track_id = %s"
            " ON CONFLICT (track_id) DO UPDATE SET how = excluded.how, looked_up = now()",
            [(one.how, one.track_id) for one in outcomes],
        )
        cursor.executemany(
            "UPDATE track SET deezer_id = %s WHERE track_id = %s AND deezer_id IS DISTINCT FROM %s",
            [(o.deezer_id, o.track_id, o.deezer_id) for o in outcomes if o.deezer_id],
        )
        cursor.executemany(
            "INSERT INTO audio_vector (track_id, model, embedding, source)"
            " SELECT track_id, %s, %s, 'deezer' FROM track WHERE track_id = %s"
            " ON CONFLICT (track_id, model)"
            " DO UPDATE SET embedding = excluded.embedding WHERE audio_vector.source = 'deezer'",
            [
                (model, HalfVector(one.vector), one.track_id)
                for one in outcomes
                if one.vector is not None
            ],
        )
