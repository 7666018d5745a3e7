"""Stage 2: what to measure against. An artist is its whole work, a track itself, a genre its best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.db import Database, Question, Row
from core.errors import NothingKnownError
from core.names import fold
from core.stopwatch import timed
from core.types import Entity, Floats, Seed, Sounding, Tags, Vectors
from core.wording import counted

STRATA = 4  # of a genre's artists, from the best to the least known
PER_STRATUM = 8  # artists sampled from each, those who are most of the genre first
GENRE_POOL = 400  # artists that a genre is sampled from
MOST_TAGS = 40  # of a seed that speaks for many artists

# Which graph it is comes first, before any other of its tables is looked for: a build may end meanwhile.
OF_ONE_GRAPH = "WITH standing AS (SELECT version, artists FROM graph.version), "
OF_THE_ARTIST = "chosen AS (SELECT %(id)s::int AS artist_id, NULL::int AS track_id)"
# Whoever is best known by just this name: nearly always who is meant, and then a round trip is saved.
OF_THE_NAMED = """
    chosen AS (
        SELECT id AS artist_id, NULL::int AS track_id
          FROM (SELECT id, known FROM graph.name WHERE kind = 'artist' AND folded = %(folded)s OFFSET 0) AS called
         ORDER BY known DESC, id
         LIMIT 1)"""
OF_THE_TRACK = """
    chosen AS (SELECT artist_id, track_id FROM track WHERE track_id = %(id)s)"""
OF_THE_GENRE = f"""
    tagged AS (
        SELECT artist_id, weight, known
          FROM (SELECT artist_id, weight, rank() OVER (ORDER BY weight DESC) AS place
                  FROM graph.artist_tag WHERE tag_id = %(id)s) AS carrying
          JOIN graph.artist USING (artist_id)
         WHERE place <= {GENRE_POOL}
         ORDER BY weight DESC, known DESC, artist_id
         LIMIT {GENRE_POOL}
    ), strata AS (
        SELECT artist_id, weight, known, ntile({STRATA}) OVER (ORDER BY known DESC, artist_id) AS stratum
          FROM tagged
    ), chosen AS (
        SELECT artist_id, NULL::int AS track_id
          FROM (SELECT artist_id,
                       row_number() OVER (PARTITION BY stratum ORDER BY weight DESC, known DESC, artist_id) AS nth
                  FROM strata) AS ranked
         WHERE nth <= {PER_STRATUM}
    )"""
WHAT_IS_KNOWN = """
    SELECT artist.artist_id, artist.facts, artist.tag_ids, artist.tag_weights, artist.label_ids,
           (SELECT array_agg(tag.name ORDER BY place)
              FROM unnest(artist.tag_ids) WITH ORDINALITY AS own (tag_id, place)
              JOIN tag USING (tag_id)) AS tag_names,
           sound.model AS sound_model,
           -- Not EXISTS, which a planner may answer by reading every recording that was ever heard.
           (SELECT true FROM audio_vector AS own WHERE own.track_id = chosen.track_id LIMIT 1) AS track_heard,
           (SELECT trust FROM graph.trust WHERE space = 'sound') AS sound_trust,
           coalesce(
               (SELECT ARRAY[l2_normalize(own.embedding - sound_model.mean)::real[]]
                  FROM audio_vector AS own JOIN graph.sound_model USING (model)
                 WHERE own.track_id = chosen.track_id),
               sound.centroids) AS centroids,
           text.embedding::real[] AS text,
           standing.version, standing.artists
      FROM chosen
      JOIN graph.artist USING (artist_id)
      LEFT JOIN (SELECT artist_id, min(model) AS model, array_agg(centroid::real[] ORDER BY nth) AS centroids
                   FROM graph.sound JOIN chosen USING (artist_id) GROUP BY artist_id) AS sound
        USING (artist_id)
      LEFT JOIN graph.text USING (artist_id)
     CROSS JOIN standing
     ORDER BY artist.artist_id
"""
FORESEEN = OF_ONE_GRAPH + OF_THE_NAMED + WHAT_IS_KNOWN
KNOWN = {
    "artist": OF_ONE_GRAPH + OF_THE_ARTIST + WHAT_IS_KNOWN,
    "track": OF_ONE_GRAPH + OF_THE_TRACK + WHAT_IS_KNOWN,
    "genre": OF_ONE_GRAPH + OF_THE_GENRE + WHAT_IS_KNOWN,
}
WHO_LISTENED = (
    "SELECT version, artists, (SELECT model FROM graph.sound_model) AS model FROM graph.version"
)


@dataclass(frozen=True)
class Planted:
    """A seed and the version of the graph it was taken from."""

    seed: Seed
    graph_version: str
    note: str | None = None  # what a listener should know about it


def foresight(query: str) -> Question:
    """Everything the graph knows of the artist who is probably meant, to be asked along with who is."""
    return Question(FORESEEN, {"folded": fold(query)})


@timed("seed")
async def choose_seed(db: Database, entity: Entity, foreseen: Sequence[Row] = ()) -> Planted:
    """Everything the graph knows of what was meant. `foreseen` is used where it is about just that.

    Raises NothingKnownError when there is a name and nothing else.
    """
    if entity.kind == "artist" and [row.artist_id for row in foreseen] == [entity.id]:
        rows = list(foreseen)
    else:
        rows = await db.fetch(KNOWN[entity.kind], id=entity.id)
    if not rows or not any(row.facts for row in rows):
        raise NothingKnownError(f"Nothing but the name of {entity.title} is known here yet.")
    artist_ids = tuple(row.artist_id for row in rows)
    seed = Seed(
        entity=entity,
        artist_ids=artist_ids,
        off_limits=() if entity.kind == "genre" else artist_ids,
        tags=_tags(rows),
        label_ids=np.unique([label for row in rows for label in row.label_ids or ()]).astype(
            np.int64
        ),
        sound=_centre([row.centroids for row in rows if row.centroids], together=len(rows) > 1),
        sound_model=next((row.sound_model for row in rows if row.sound_model), None),
        sound_trust=rows[0].sound_trust or 0.0,
        text=_centre([[row.text] for row in rows if row.text], together=True),
        facts=sum(row.facts for row in rows),
        artists=rows[0].artists,
    )
    return Planted(seed, rows[0].version, _note(entity, rows))


@timed("seed")
async def plant(db: Database, sounding: Sounding) -> Planted:
    """A seed of which nothing is known but how it sounds.

    Raises NothingKnownError when nobody has listened here with the model that understood the words.
    """
    (here,) = await db.fetch(WHO_LISTENED)
    if here.model != sounding.model:
        heard = f"with {here.model}" if here.model else "with no ear at all"
        raise NothingKnownError(
            f"The recordings here were listened to {heard}; these words are understood by {sounding.model}."
        )
    nothing = np.array([], dtype=np.int64)
    seed = Seed(
        entity=Entity(id=0, kind="sound", name=sounding.words),
        artist_ids=(),
        off_limits=(),
        tags=Tags(nothing, np.array([]), ()),
        label_ids=nothing,
        sound=np.array([sounding.direction], dtype=np.float32),
        sound_model=sounding.model,
        sound_trust=1.0,  # nothing else speaks that it could be weighed against
        text=None,
        facts=1,
        artists=here.artists,
    )
    return Planted(seed, here.version)


def _note(entity: Entity, rows: Sequence[Row]) -> str | None:
    if entity.kind == "track" and not rows[0].track_heard:
        return f"Nobody has listened to this track for Auric yet; these are neighbours of {entity.artist_name}."
    if entity.kind == "genre":
        return (
            f"Measured against {counted(len(rows), 'artist')} of the genre;"
            " each reason speaks of one or more of them."
        )
    return None


def _tags(rows: Sequence[Row]) -> Tags:
    """The tags of all rows, each row's voice as loud, the loudest first."""
    weights: dict[int, float] = {}
    names: dict[int, str] = {}
    for row in rows:
        for tag, weight, name in zip(
            row.tag_ids, row.tag_weights, row.tag_names or (), strict=True
        ):
            weights[tag] = weights.get(tag, 0.0) + weight
            names[tag] = name
    loudest = sorted(weights, key=lambda tag: (-weights[tag], tag))[:MOST_TAGS]
    values = np.array([weights[tag] for tag in loudest])
    length = float(np.linalg.norm(values)) or 1.0
    return Tags(
        np.array(loudest, dtype=np.int64), values / length, tuple(names[t] for t in loudest)
    )


def _centre(stacks: Sequence[Sequence[Sequence[float]]], *, together: bool) -> Vectors | None:
    """Unit vectors: one seed's own ones, or the middle of many artists'."""
    if not stacks:
        return None
    vectors: Floats = np.array([vector for stack in stacks for vector in stack])
    if together:
        vectors = vectors.mean(axis=0, keepdims=True)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
