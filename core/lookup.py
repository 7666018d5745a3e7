"""Who is called this, and who is called anything like it: Postgres narrows a million names to a few dozen.

A name as it stands is found in a moment; only when nobody goes by it, likenesses are looked for.
"""

from collections.abc import Sequence
from typing import LiteralString

from core.db import Question
from core.likeness import FAMOUS, LONGEST_INITIALS, SHORTEST_PART
from core.names import fold, split_track, squash
from core.pointer import pointed_question
from core.types import EntityKind

NEAREST = 5  # names offered to whoever named nobody
LEAST_LIKENESS = 0.15  # of trigrams; below it a name is no help to whoever mistyped another

NAMED: LiteralString = """
    SELECT kind, id, name, folded, squashed, known, initials, mbid::text, disambiguation, country, year,
           NULL::int AS artist_id, NULL::text AS artist_name, NULL::text AS work, NULL::text AS by
      FROM graph.name
"""
# OFFSET 0: first they are found and then sorted. Nobody shall walk down the list of the best known for them.
SAME = f"""
    (SELECT * FROM ({NAMED}
         WHERE kind = ANY(%(kinds)s)
           AND (folded = %(folded)s OR squashed = %(squashed)s OR initials = %(initials)s)
        OFFSET 0
     ) AS same ORDER BY known DESC, kind, id LIMIT 40)
"""
BEGUN = f"""
    (SELECT * FROM ({NAMED}
         WHERE kind = ANY(%(kinds)s) AND folded ~>=~ %(from)s AND folded ~<~ %(until)s
        OFFSET 0
     ) AS begun ORDER BY known DESC, kind, id LIMIT 10)
"""
ALIKE = f"""
    SELECT * FROM ({NAMED}
         WHERE kind = ANY(%(kinds)s) AND folded %% %(folded)s
         ORDER BY similarity(folded, %(folded)s) DESC, known DESC, kind, id
         LIMIT 40
    ) AS alike
"""
# Nobody is called by the end of a name that they went by elsewhere.
SURNAMED = f"""
    (SELECT * FROM ({NAMED}
         WHERE kind = 'artist' AND spelling = name AND known >= %(famous)s AND folded LIKE %(surnamed)s
        OFFSET 0
     ) AS surnamed ORDER BY known DESC, id LIMIT 10)
"""
ON_RECORD: LiteralString = """
    SELECT 'track' AS kind, track_id AS id, title AS name, track.folded, '' AS squashed, artist.known,
           NULL::text AS initials, track.mbid::text, NULL::text AS disambiguation, NULL::text AS country,
           track.year::int, artist.artist_id, artist.name AS artist_name, work
"""
# A title alone.
TITLED = f"""
    SELECT * FROM ({ON_RECORD}, '' AS by
          FROM track JOIN graph.artist AS artist USING (artist_id)
         WHERE track.folded = %(title)s
         ORDER BY known DESC, track_id
         LIMIT 40
    ) AS titled
"""
TITLED_ALIKE = f"""
    SELECT * FROM ({ON_RECORD}, '' AS by
          FROM track JOIN graph.artist AS artist USING (artist_id)
         WHERE track.folded %% %(title)s
         ORDER BY similarity(track.folded, %(title)s) DESC, known DESC, track_id
         LIMIT 40
    ) AS titled
"""
# An artist and a title, in each way to read the dash: first whom it could be, then what they recorded.
BY_ARTIST = f"""
    SELECT * FROM ({ON_RECORD}, by.folded AS by
          FROM unnest(%(artists)s::text[], %(titles)s::text[]) AS said (artist, called)
          JOIN graph.name AS by ON by.kind = 'artist' AND by.folded = said.artist
          JOIN graph.artist AS artist ON artist.artist_id = by.id
          JOIN track ON track.artist_id = artist.artist_id AND said.called IN (track.folded, track.work)
         ORDER BY artist.known DESC, track.rank, track_id, by.folded
         LIMIT 60
    ) AS by_artist
"""
BY_ARTIST_ALIKE = f"""
    SELECT * FROM ({ON_RECORD}, by.folded AS by
          FROM unnest(%(artists)s::text[], %(titles)s::text[]) AS said (artist, called)
         CROSS JOIN LATERAL (
                SELECT id, folded FROM graph.name WHERE kind = 'artist' AND folded %% said.artist OFFSET 0
               ) AS by
          JOIN graph.artist AS artist ON artist.artist_id = by.id
          JOIN LATERAL (
                SELECT * FROM track WHERE track.artist_id = by.id OFFSET 0
               ) AS track ON track.folded %% said.called
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
    """Everyone and everything of these kinds that is called just this, or begins with it."""
    if pointed := pointed_question(said, kinds):
        return pointed
    folded = fold(said)
    short = squash(folded) if len(squash(folded)) <= LONGEST_INITIALS else None
    return _question(
        said,
        kinds,
        (SAME, BEGUN),
        (TITLED, BY_ARTIST),
        {
            "squashed": squash(folded),
            "initials": short,
            "from": f"{folded} ",  # the words that follow come after a blank
            "until": f"{folded}!",  # the next character
        },
    )


def alike_question(said: str, kinds: Sequence[EntityKind]) -> Question:
    """Everyone and everything of these kinds that is called anything like this, or has it for a surname."""
    folded = fold(said)
    # Words alone: a name of signs (!!!) is nobody's surname, and LIKE would read some of them.
    surname = len(folded) >= SHORTEST_PART and squash(folded).isalnum() and "artist" in kinds
    return _question(
        said,
        kinds,
        (ALIKE, SURNAMED) if surname else (ALIKE,),
        (TITLED_ALIKE, BY_ARTIST_ALIKE),
        {"surnamed": f"% {folded}", "famous": FAMOUS},
    )


def _question(
    said: str,
    kinds: Sequence[EntityKind],
    of_names: tuple[LiteralString, ...],
    of_tracks: tuple[LiteralString, LiteralString],
    values: dict[str, object],
) -> Question:
    """Only the parts that can find something: an empty one still has to be planned."""
    named = [kind for kind in kinds if kind != "track"]
    pairs = [(fold(a), fold(t)) for a, t in split_track(said)] if "track" in kinds else []
    # Who says artist and title rarely means a title with a dash in it, unless only tracks will do.
    alone = "track" in kinds and (not pairs or len(kinds) == 1)
    titled, by_artist = of_tracks
    parts = [*(of_names if named else ()), *([titled] * alone), *([by_artist] * bool(pairs))]
    return Question(
        " UNION ALL ".join(parts),
        values
        | {
            "kinds": named,
            "folded": fold(said),
            "title": fold(said),
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
