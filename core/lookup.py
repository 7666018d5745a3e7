"""Who is called anything like this: Postgres narrows a million names to a few dozen.

The same folded, squashed or initial form, similar trigrams, or the beginning of a name.
"""

from collections.abc import Sequence

from core.db import Question
from core.likeness import LONGEST_INITIALS
from core.names import fold, split_track, squash
from core.pointer import pointed_question
from core.types import EntityKind

NEAREST = 5  # names offered to whoever named nobody
LEAST_LIKENESS = 0.15  # of trigrams; below it a name is no help to whoever mistyped another

CALLED = """
    SELECT * FROM (
        SELECT kind, id, name, folded, squashed, known, initials, mbid::text, disambiguation, country, year,
               NULL::int AS artist_id, NULL::text AS artist_name, NULL::text AS work, NULL::text AS by
          FROM graph.name
         WHERE kind = ANY(%(kinds)s)
           AND (folded = %(folded)s OR squashed = %(squashed)s OR initials = %(initials)s)
         ORDER BY known DESC, kind, id
         LIMIT 40
    ) AS same
    UNION ALL
    SELECT * FROM (
        SELECT kind, id, name, folded, squashed, known, initials, mbid::text, disambiguation, country, year,
               NULL::int, NULL::text, NULL::text, NULL::text
          FROM graph.name
         WHERE kind = ANY(%(kinds)s) AND folded %% %(folded)s
         ORDER BY similarity(folded, %(folded)s) DESC, known DESC, kind, id
         LIMIT 40
    ) AS alike
    UNION ALL
    SELECT * FROM (
        SELECT kind, id, name, folded, squashed, known, initials, mbid::text, disambiguation, country, year,
               NULL::int, NULL::text, NULL::text, NULL::text
          FROM graph.name
         WHERE kind = ANY(%(kinds)s) AND folded LIKE %(prefix)s
         ORDER BY known DESC, kind, id
         LIMIT 10
    ) AS begun
    UNION ALL
    -- A title alone.
    SELECT * FROM (
        SELECT 'track', track_id, title, track.folded, '', known, NULL::text,
               track.mbid::text, NULL::text, NULL::text, track.year,
               artist_id, artist.name, work, ''
          FROM track JOIN graph.artist USING (artist_id)
         WHERE track.folded = %(title)s OR track.folded %% %(title)s
         ORDER BY similarity(track.folded, %(title)s) DESC, known DESC, track_id
         LIMIT 40
    ) AS titled
    UNION ALL
    -- An artist and a title, in each way to read the dash.
    SELECT * FROM (
        SELECT 'track', track_id, title, track.folded, '', artist.known, NULL::text,
               track.mbid::text, NULL::text, NULL::text, track.year,
               artist.artist_id, artist.name, work, by.folded
          FROM unnest(%(artists)s::text[], %(titles)s::text[]) AS said (artist, called)
          JOIN graph.name AS by ON by.kind = 'artist' AND (said.artist = '' OR by.folded %% said.artist)
          JOIN graph.artist AS artist ON artist.artist_id = by.id
          JOIN track ON track.artist_id = artist.artist_id AND track.folded %% said.called
         ORDER BY artist.known DESC, track.rank, track_id, by.folded
         LIMIT 60
    ) AS by_artist
"""
LEAST_UNLIKE = """
    SELECT name
      FROM (SELECT name, max(similarity(folded, %(folded)s)) AS likeness, max(known) AS known
              FROM (SELECT name, folded, known FROM graph.name
                     WHERE kind = ANY(%(kinds)s) ORDER BY known DESC LIMIT 50000) AS known_best
             GROUP BY name) AS names
     WHERE likeness >= %(least)s
     ORDER BY likeness DESC, known DESC, name
     LIMIT %(limit)s
"""


def name_question(said: str, kinds: Sequence[EntityKind]) -> Question:
    """Everyone and everything of these kinds that is called anything like this."""
    if pointed := pointed_question(said, kinds):
        return pointed
    folded = fold(said)
    short = squash(folded) if len(squash(folded)) <= LONGEST_INITIALS else None
    prefix = folded.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + " %"
    pairs = [(fold(a), fold(t)) for a, t in split_track(said)] if "track" in kinds else []
    # Who says artist and title rarely means a title with a dash in it, unless only tracks will do.
    alone = "track" in kinds and (not pairs or len(kinds) == 1)
    return Question(
        CALLED,
        {
            "kinds": [kind for kind in kinds if kind != "track"],
            "folded": folded,
            "squashed": squash(folded),
            "initials": short,
            "prefix": prefix,
            "title": folded if alone else None,
            "artists": [artist for artist, _ in pairs],
            "titles": [title for _, title in pairs],
        },
    )


def nearest_question(said: str, kinds: Sequence[EntityKind]) -> Question:
    """The names that come closest to one that nobody goes by."""
    return Question(
        LEAST_UNLIKE,
        {"kinds": list(kinds), "folded": fold(said), "limit": NEAREST, "least": LEAST_LIKENESS},
    )
