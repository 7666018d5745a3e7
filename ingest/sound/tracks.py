"""Which of our tracks a file is, which of them were heard already, and their vectors."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from ingest.arrays import copy_arrays
from ingest.database import Connection, copy_rows, short_transaction
from ingest.sound.files import Named
from ingest.sound.models import Floats

# The surest way that finds anything decides. A recording may be several tracks of ours: that of each of
# its artists. A name that means several artists' tracks means none.
MEANT = """
    WITH found AS (
        SELECT nth, 1 AS way, id AS track_id
          FROM played JOIN fact_key AS k ON k.kind = 'track' AND k.key = played.key
         UNION ALL
        SELECT nth, 2, track_id FROM played JOIN track USING (mbid)
         UNION ALL
        SELECT nth, 3, track_id FROM played JOIN track USING (isrc)
         UNION ALL
        SELECT nth, 4, track_id
          FROM played
          JOIN artist_name ON artist_name.folded = played.artist
          JOIN track ON track.artist_id = artist_name.artist_id AND track.folded = played.title
    ), surest AS (
        SELECT *, min(way) OVER (PARTITION BY nth) AS best FROM found
    )
    SELECT nth, best, array_agg(DISTINCT track_id)
      FROM surest WHERE way = best GROUP BY nth, best ORDER BY nth
"""
BY_NAME = 4
PLAYED = """
    CREATE TEMP TABLE played (nth int4, key text, mbid uuid, isrc text, artist text, title text)
        ON COMMIT DROP
"""


def meant(connection: Connection, files: Sequence[Named]) -> dict[int, list[int] | str]:
    """For the place of each file the tracks that it is, or why it is none."""
    with connection.transaction():
        connection.execute(PLAYED)
        rows = (
            (nth, f.key, _uuid(f.mbid), f.isrc, f.artist, f.title) for nth, f in enumerate(files)
        )
        copy_rows(connection, "played", ("int4", "text", "uuid", "text", "text", "text"), rows)
        found = {nth: (way, ids) for nth, way, ids in connection.execute(MEANT)}
    answers: dict[int, list[int] | str] = {}
    for nth, file in enumerate(files):
        way, ids = found.get(nth, (0, []))
        if way == BY_NAME and len(ids) > 1:
            answers[nth] = f"could be {len(ids)} tracks by artists of the same name"
        else:
            answers[nth] = ids or _unknown(file)
    return answers


def _unknown(file: Named) -> str:
    if file.key is not None:
        return f"track_id {file.key!r} is no track"
    if file.artist and file.title:
        return f"no track is called {file.artist} - {file.title}"
    return "has no tags that name a track"


def _uuid(said: str | None) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def heard_already(connection: Connection, model: str, track_ids: Sequence[int]) -> set[int]:
    """Those of the tracks that this model has a vector of."""
    return {
        track_id
        for (track_id,) in connection.execute(
            "SELECT track_id FROM audio_vector WHERE model = %s AND track_id = ANY(%s)",
            [model, list(track_ids)],
        )
    }


def keep(connection: Connection, model: str, vectors: Mapping[int, Floats]) -> None:
    """Write (512,) vectors by track, in place of older ones. A track that has gone meanwhile is left out."""
    if not vectors:
        return
    with short_transaction(connection):
        connection.execute(
            "CREATE TEMP TABLE heard (track_id int, embedding halfvec(512)) ON COMMIT DROP"
        )
        ids = np.array(list(vectors), dtype=np.int32)
        copy_arrays(connection, "heard", ids, np.stack(list(vectors.values())).astype(np.float16))
        connection.execute(
            "INSERT INTO audio_vector (track_id, model, embedding)"
            " SELECT track_id, %s, embedding FROM heard JOIN track USING (track_id) ORDER BY track_id"
            " ON CONFLICT (track_id, model)"
            " DO UPDATE SET embedding = excluded.embedding, source = excluded.source",
            [model],
        )
