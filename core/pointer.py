"""Pointing instead of naming: auric://artist/277, as an answer gave it, tells apart who share a name."""

import re
from collections.abc import Sequence

from core.db import Question
from core.names import fold
from core.types import Entity, EntityKind

POINTER = re.compile(r"auric://(artist|track|genre)/(\d{1,9})")

# The columns that a search for names has; what is pointed at is meant exactly.
POINTED_AT = """
    SELECT 'artist' AS kind, artist_id AS id, name, %(said)s AS folded, '' AS squashed, known,
           NULL::text AS initials, mbid::text, disambiguation, country, begin_year::int AS year,
           NULL::int AS artist_id, NULL::text AS artist_name, NULL::text AS work, ''::text AS by
      FROM graph.artist
     WHERE 'artist' = ANY(%(kinds)s) AND artist_id = %(id)s
    UNION ALL
    SELECT kind, id, name, %(said)s, '', known, NULL, mbid::text, NULL, NULL, NULL, NULL, NULL, NULL, ''
      FROM graph.name
     WHERE 'genre' = ANY(%(kinds)s) AND kind = 'genre' AND id = %(id)s
    UNION ALL
    SELECT 'track', track_id, title, %(said)s, '', known, NULL, track.mbid::text, NULL, NULL, track.year::int,
           artist_id, artist.name, work, ''
      FROM public.track JOIN graph.artist USING (artist_id)
     WHERE 'track' = ANY(%(kinds)s) AND track_id = %(id)s
"""


def pointer_to(entity: Entity) -> str:
    """What can be said in place of the name, and means nobody else."""
    return f"auric://{entity.kind}/{entity.id}"


def pointed_question(said: str, kinds: Sequence[EntityKind]) -> Question | None:
    """Who is pointed at, if `said` points at somebody of these kinds."""
    pointer = POINTER.fullmatch(said)
    if not pointer:
        return None
    return Question(
        POINTED_AT,
        {
            "said": fold(said),
            "kinds": [kind for kind in kinds if kind == pointer[1]],
            "id": int(pointer[2]),
        },
    )
