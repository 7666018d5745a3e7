"""Who is called anything like this: Postgres narrows a million names to a few dozen.

The same folded, squashed or initial form, similar trigrams, or the beginning of a name.
"""

from collections.abc import Iterable, Sequence

from core.db import Question
from core.likeness import LONGEST_INITIALS
from core.names import fold, split_track, squash
from core.types import EntityKind

NEAREST = 5  # names offered to whoever named nobody
LEAST_LIKENESS = 0.15  # of trigrams; below it a name is no help to whoever mistyped another

NAMED_ALIKE = """
    SELECT * FROM (
        SELECT kind, id, name, folded, squashed, known, initials, mbid::text, disambiguation, country, year
          FROM graph.name
         WHERE kind = ANY(%(kinds)s)
           AND (folded = %(folded)s OR squashed = %(squashed)s OR initials = %(initials)s)
         ORDER BY known DESC, kind, id
         LIMIT 40
    ) AS same
    UNION ALL
    SELECT * FROM (
        SELECT kind, id, name, folded, squashed, known, initials, mbid::text, disambiguation, country, year
          FROM graph.name
         WHERE kind = ANY(%(kinds)s) AND folded %% %(folded)s
         ORDER BY similarity(folded, %(folded)s) DESC, known DESC, kind, id
         LIMIT 40
    ) AS alike
    UNION ALL
    SELECT * FROM (
        SELECT kind, id, name, folded, squashed, known, initials, mbid::text, disambiguation, country, year
          FROM graph.name
         WHERE kind = ANY(%(kinds)s) AND folded LIKE %(prefix)s
         ORDER BY known DESC, kind, id
         LIMIT 10
    ) AS begun
"""
TRACKS_NAMED = """
    SELECT track.track_id AS id, track.title AS name, track.folded, track.work, track.year,
           track.mbid::text, artist.artist_id, artist.name AS artist_name, artist.known,
           by.folded AS by
      FROM unnest(%(artists)s::text[], %(titles)s::text[]) AS said (artist, title)
      JOIN graph.name AS by ON by.kind = 'artist' AND (said.artist = '' OR by.folded %% said.artist)
      JOIN graph.artist AS artist ON artist.artist_id = by.id
      JOIN track ON track.artist_id = artist.artist_id AND track.folded %% said.title
     ORDER BY artist.known DESC, track.rank, track.track_id
     LIMIT 60
"""
TRACKS_TITLED = """
    SELECT track.track_id AS id, track.title AS name, track.folded, track.work, track.year,
           track.mbid::text, artist.artist_id, artist.name AS artist_name, artist.known, '' AS by
      FROM track JOIN graph.artist AS artist USING (artist_id)
     WHERE track.folded = %(title)s OR track.folded %% %(title)s
     ORDER BY similarity(track.folded, %(title)s) DESC, artist.known DESC, track.track_id
     LIMIT 40
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


def name_question(said: str, kinds: Sequence[str]) -> Question:
    """Who is called anything like this."""
    folded = fold(said)
    short = squash(folded) if len(squash(folded)) <= LONGEST_INITIALS else None
    prefix = folded.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + " %"
    return Question(
        NAMED_ALIKE,
        {
            "kinds": list(kinds),
            "folded": folded,
            "squashed": squash(folded),
            "initials": short,
            "prefix": prefix,
        },
    )


def questions(said: str, kinds: Sequence[EntityKind]) -> Iterable[Question]:
    """Everything to ask about a name that may mean any of these kinds."""
    if named := [kind for kind in kinds if kind != "track"]:
        yield name_question(said, named)
    if "track" in kinds:
        pairs = [(fold(artist), fold(title)) for artist, title in split_track(said)]
        if pairs:
            artists, titles = zip(*pairs, strict=True)
            yield Question(TRACKS_NAMED, {"artists": list(artists), "titles": list(titles)})
        if len(kinds) == 1 or not pairs:
            yield Question(TRACKS_TITLED, {"title": fold(said)})


def nearest_question(said: str, kinds: Sequence[EntityKind]) -> Question:
    """The names that come closest to one that nobody goes by."""
    return Question(
        LEAST_UNLIKE,
        {"kinds": list(kinds), "folded": fold(said), "limit": NEAREST, "least": LEAST_LIKENESS},
    )
