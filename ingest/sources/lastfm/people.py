"""Whom to ask Last.fm about, and which of our artists its names mean."""

from collections.abc import Sequence

from core.names import fold
from ingest.database import Connection
from ingest.renown import TOLD
from ingest.sources.lastfm.facts import Heard, Wanted, key_of, mbid_of, similar

AGAIN = "30 days"
TITLES = 3  # tracks of an artist that are asked about

# Last.fm has one page for all who share a name, and it is mostly about the best known of them.
WORKLIST = f"""
    WITH {TOLD}, page AS (
        SELECT DISTINCT ON (folded) artist_id, artist.name, mbid, coalesce(facts, 0) AS facts
          FROM artist
          JOIN artist_name USING (artist_id, name)
          LEFT JOIN told USING (artist_id)
         ORDER BY folded, facts DESC NULLS LAST, artist_id
    )
    SELECT name, artist_id, mbid::text,
           (SELECT array_agg(folded ORDER BY folded) FROM artist_name AS n WHERE n.artist_id = page.artist_id),
           (SELECT array_agg(title ORDER BY rank, track_id)
              FROM (SELECT title, rank, track_id FROM track WHERE track.artist_id = page.artist_id
                     ORDER BY rank, track_id LIMIT %(titles)s) AS first)
      FROM page
     WHERE CASE WHEN %(named)s::text[] IS NULL
                THEN NOT EXISTS (SELECT FROM lastfm.asked AS a
                                  WHERE a.artist_id = page.artist_id AND asked > now() - %(again)s::interval)
                ELSE EXISTS (SELECT FROM artist_name AS n
                              WHERE n.artist_id = page.artist_id AND n.folded = ANY(%(named)s)) END
       AND (%(only)s::int[] IS NULL OR artist_id = ANY(%(only)s))
       AND artist_id <> ALL(%(but)s::int[])
     ORDER BY EXISTS (SELECT FROM track WHERE track.artist_id = page.artist_id) DESC, facts DESC, artist_id
     LIMIT %(most)s
"""

KNOWN_BY_KEY = """
    INSERT INTO fact_key (kind, key, id, how, confidence)
    SELECT 'artist', key, artist_id, 'asked', 1
      FROM unnest(%s::text[], %s::int[]) AS asked (key, artist_id)
        ON CONFLICT DO NOTHING
"""

# A name that one of ours alone goes by is that one's, unless an MBID says otherwise.
KNOWN_BY_NAME = """
    INSERT INTO fact_key (kind, key, id, how, confidence)
    SELECT 'artist', said.key, min(a.artist_id), 'name', 0.75
      FROM unnest(%s::text[], %s::text[], %s::uuid[]) AS said (key, folded, mbid)
      JOIN artist_name AS n USING (folded)
      JOIN artist AS a ON a.artist_id = n.artist_id AND (said.mbid = a.mbid) IS NOT FALSE
     WHERE NOT EXISTS (SELECT FROM artist AS other WHERE other.mbid = said.mbid AND other.artist_id <> a.artist_id)
     GROUP BY said.key
    HAVING count(DISTINCT a.artist_id) = 1
        ON CONFLICT DO NOTHING
"""

NOTED = """
    INSERT INTO lastfm.asked (artist_id)
    SELECT DISTINCT id FROM fact_key WHERE kind = 'artist' AND key = ANY(%s)
        ON CONFLICT (artist_id) DO UPDATE SET asked = now()
"""


def worklist(connection: Connection, most: int, but: Sequence[int] = ()) -> list[Wanted]:
    """Artists who were not asked about lately, the best known first; without those of `but`."""
    return _wanted(connection, None, most, but=but)


def still_due(connection: Connection, ids: Sequence[int]) -> list[Wanted]:
    """Those of the artists who were still not asked about lately."""
    return _wanted(connection, None, len(ids), only=list(ids))


def called(connection: Connection, names: Sequence[str]) -> list[Wanted]:
    """The artists who go by these names; whoever we do not know is asked about all the same."""
    folded = {fold(name): name for name in names}
    known = _wanted(connection, list(folded), len(folded) * 10)
    first: dict[str, Wanted] = {}
    for wanted in known:
        for one in wanted.folded:
            first.setdefault(one, wanted)
    return list(dict.fromkeys(first.get(key, Wanted(name)) for key, name in folded.items()))


def acquaint(connection: Connection, heard: Sequence[Heard]) -> None:
    """Tell the database which of its artists Last.fm's names mean."""
    asked = [(one.key, one.wanted.artist_id) for one in heard if one.wanted.artist_id]
    others = [
        (key_of(o["name"]), fold(o["name"]), mbid_of(o)) for one in heard for o in similar(one)
    ]
    with connection.transaction():
        connection.execute(KNOWN_BY_KEY, _columns(asked, 2))
        connection.execute(KNOWN_BY_NAME, _columns(sorted(set(others), key=str), 3))


def note(connection: Connection, heard: Sequence[Heard]) -> None:
    """Remember who was asked about, once that has become facts."""
    connection.execute(NOTED, [[one.key for one in heard]])


def _wanted(
    connection: Connection,
    named: list[str] | None,
    most: int,
    *,
    only: list[int] | None = None,
    but: Sequence[int] = (),
) -> list[Wanted]:
    values: dict[str, object] = {"named": named, "only": only, "but": list(but)}
    values |= {"most": most, "titles": TITLES, "again": AGAIN}
    return [
        Wanted(name, artist_id, mbid, tuple(folded or ()), tuple(titles or ()))
        for name, artist_id, mbid, folded, titles in connection.execute(WORKLIST, values)
    ]


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [[row[nth] for row in rows] for nth in range(width)]
