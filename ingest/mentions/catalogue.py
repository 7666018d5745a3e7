"""Everybody in the database who can be named, with what helps to recognise them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.database import Connection
from ingest.mentions.gazetteer import Gazetteer, Known

# A relation says who is near; so does a credit, and a playlist says too little.
ARTISTS = """
    WITH near AS (
        SELECT artist_id, array_agg(DISTINCT other) AS others
          FROM (SELECT from_id AS artist_id, to_id AS other FROM relation
                UNION SELECT to_id, from_id FROM relation
                UNION SELECT person_id, artist_id FROM credit WHERE person_id <> artist_id
                UNION SELECT artist_id, person_id FROM credit WHERE person_id <> artist_id) AS said
         GROUP BY artist_id
    ), tags AS (
        SELECT artist_id, array_agg(DISTINCT tag.name) AS tags
          FROM artist_tag JOIN tag USING (tag_id) GROUP BY artist_id
    ), labels AS (
        SELECT artist_id, array_agg(DISTINCT label.name) AS labels
          FROM artist_label JOIN label USING (label_id) GROUP BY artist_id
    ), names AS (
        SELECT artist_id, array_agg(name ORDER BY name) AS names FROM artist_name GROUP BY artist_id
    ), keys AS (
        SELECT id AS artist_id, min(key) AS key FROM fact_key WHERE kind = 'artist' GROUP BY id
    )
    SELECT artist_id, key, name, names, tags, labels, others
      FROM artist JOIN keys USING (artist_id) LEFT JOIN names USING (artist_id) LEFT JOIN tags USING (artist_id)
      LEFT JOIN labels USING (artist_id) LEFT JOIN near USING (artist_id)
     ORDER BY artist_id
"""


@dataclass(frozen=True)
class Catalogue:
    """The gazetteer, and the id under which facts speak of each artist."""

    gazetteer: Gazetteer
    keys: Mapping[int, str]


def catalogue(connection: Connection) -> Catalogue:
    """Everybody in the database."""
    rows = connection.execute(ARTISTS).fetchall()
    return Catalogue(Gazetteer.of(map(_known, rows)), {row[0]: row[1] for row in rows})


def _known(row: tuple[Any, ...]) -> Known:
    artist_id, _, name, names, tags, labels, near = row
    called = (name, *(other for other in names or () if other != name))
    return Known(
        artist_id, called, frozenset(tags or ()), frozenset(labels or ()), frozenset(near or ())
    )
