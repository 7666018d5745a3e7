"""Who lies where and who is linked to whom, written into the graph."""

import numpy as np

from core.columns import DIMENSIONS
from core.links import BESIDE, LINEAGE, LISTED, MENTIONED, NAMED, RELATED
from ingest.arrays import copy_arrays, copy_lists
from ingest.database import Connection
from ingest.derive.company import Company, company
from ingest.derive.hubs import agreement, hubs_in_space, hubs_of_links
from ingest.derive.matrices import (
    BLOCK,
    LINKS,
    Dense,
    Roll,
    call_roll,
    columns,
    strongest,
    vectors,
)
from ingest.derive.metric import taught_by
from ingest.derive.senses import Senses, senses

HEARD = "SELECT artist_id, centroid::real[] FROM sound WHERE nth = 1 ORDER BY artist_id"
TAGGED = "SELECT DISTINCT artist_id FROM artist_tag"
# A kind of link is a number (core/links.py), for the sake of a narrow row.
TABLES = """
    CREATE TEMP TABLE near (
        artist_id int, tags halfvec(128), company halfvec(128), text halfvec(128),
        hub_tags real, hub_company real, hub_text real, hub_related real, hub_beside real,
        hub_mentioned real, hub_listed real, hub_named real
    ) ON COMMIT DROP;
    CREATE TABLE taught (query text PRIMARY KEY);
    CREATE TABLE trust (space text PRIMARY KEY, trust real);
    CREATE TABLE links (artist_id int, kind int, other_ids int[], strengths real[]);
    CREATE VIEW link AS
    SELECT artist_id, other_id, kind, strength FROM links, unnest(other_ids, strengths) AS l (other_id, strength);
    CREATE TABLE inferred_tag (artist_id int, tag_id int, weight real);
"""
# All that is asked of every candidate lies in one row: where it lies, in which words it is described, its main
# genre. A vector of zeros says that nothing is known.
PLACE = f"""
    CREATE TABLE place AS
    SELECT near.*, coalesce(words, '{{}}/{DIMENSIONS}') AS words, genre_id, has_music
      FROM near
      JOIN artist USING (artist_id)
      LEFT JOIN (SELECT artist_id,
                        ('{{' || string_agg(tag_id || ':' || weight, ',') || '}}/{DIMENSIONS}')::sparsevec AS words
                   FROM artist_tag GROUP BY artist_id) AS said USING (artist_id)
     ORDER BY artist_id;
"""
INDEXES = """
    ALTER TABLE place ADD PRIMARY KEY (artist_id);
    CREATE INDEX ON place USING hnsw (tags halfvec_cosine_ops) WITH (m = 16, ef_construction = 64) WHERE has_music;
    CREATE INDEX ON place USING hnsw (company halfvec_cosine_ops) WITH (m = 16, ef_construction = 64) WHERE has_music;
    CREATE INDEX ON place USING hnsw (text halfvec_cosine_ops) WITH (m = 16, ef_construction = 64) WHERE has_music;
    ALTER TABLE links ADD PRIMARY KEY (artist_id, kind);
    CREATE INDEX ON inferred_tag (artist_id);
    ANALYZE place;
    ANALYZE links;
"""


def derive_adjacency(connection: Connection) -> None:
    """Fill `place` (a row per artist), `links` (pairs) and `inferred_tag` from the facts."""
    connection.execute(TABLES)
    _write_what_is_near(connection)
    _write_teachers(connection)
    connection.execute(PLACE)
    connection.execute(INDEXES)  # the matrices are gone by now: indexes want their memory


def _write_what_is_near(connection: Connection) -> None:
    roll = call_roll(connection)
    kept = company(connection, roll)
    meant = senses(connection, roll, kept.neighbours)
    _write_places(connection, roll, kept, meant)
    _write_links(connection, roll, kept)
    _write_inferred(connection, roll, meant)
    _write_trust(connection, roll, kept, meant)


def _write_places(connection: Connection, roll: Roll, kept: Company, meant: Senses) -> None:
    spaces = (_padded(meant.tags, 128), _padded(kept.space, 128), _padded(meant.text, 128))
    known = np.any([np.any(space != 0, axis=1) for space in spaces], axis=0)
    known[roll.places(*columns(connection, TAGGED, 1))] = True
    ids = roll.ids[known].astype(np.int32)
    hubs = (
        hubs_in_space(meant.tags),
        hubs_in_space(kept.space),
        hubs_in_space(meant.text),
        *map(hubs_of_links, (kept.related, kept.beside, kept.mentioned, kept.listed, kept.named)),
    )
    written = (*(space[known] for space in spaces), *(h[known].astype(np.float32) for h in hubs))
    copy_arrays(connection, "near", ids, *written)


def _padded(space: Dense, width: int) -> np.ndarray:
    padded = np.zeros((len(space), width), dtype=np.float16)
    padded[:, : space.shape[1]] = space
    return padded


def _write_links(connection: Connection, roll: Roll, kept: Company) -> None:
    """A row per artist and kind, its links side by side: a fifth of what a row per link would take."""
    kinds = {
        RELATED: kept.related,
        LINEAGE: kept.lineage,
        MENTIONED: kept.mentioned,
        LISTED: kept.listed,
        NAMED: kept.named,
        BESIDE: kept.beside,
    }
    for begin in range(0, len(roll), BLOCK):
        pairs = [strongest(m[begin : begin + BLOCK], LINKS).tocoo() for m in kinds.values()]
        rows = np.concatenate([m.row for m in pairs]) + begin
        cols = np.concatenate([m.col for m in pairs])
        kind = np.repeat(list(kinds), [m.nnz for m in pairs])
        strength = np.concatenate([m.data for m in pairs])
        order = np.lexsort((cols, kind, rows))
        keys = np.stack([roll.ids[rows[order]], kind[order]], axis=1).astype(np.int32)
        copy_lists(
            connection,
            "links",
            keys,
            roll.ids[cols[order]].astype(np.int32),
            strength[order].astype(np.float32),
        )


def _write_inferred(connection: Connection, roll: Roll, meant: Senses) -> None:
    m = meant.inferred.tocoo()
    copy_arrays(
        connection,
        "inferred_tag",
        roll.ids[m.row].astype(np.int32),
        meant.tag_ids[m.col].astype(np.int32),
        m.data.astype(np.float32),
    )


def _write_trust(connection: Connection, roll: Roll, kept: Company, meant: Senses) -> None:
    """A model of sound is worth as much as its nearness agrees with the company artists keep, next
    to how well their tags do: a poor ear is heard, but softly. docs/decisions/0005."""
    heard = vectors(connection, roll, HEARD, 512, np.float16)  # as it is stored
    tags = agreement(meant.own_tags, kept.mentioned)
    agreed = min(agreement(heard, kept.mentioned) / tags, 1.0) if tags else 1.0
    trust = agreed**2  # as a correlation explains its square
    connection.execute("INSERT INTO trust VALUES ('sound', %s)", [trust])


def _write_teachers(connection: Connection) -> None:
    """From whose neighbours the metric of words was learned, so that nobody measures it on them."""
    connection.execute("INSERT INTO taught SELECT unnest(%s::text[])", [sorted(taught_by())])
