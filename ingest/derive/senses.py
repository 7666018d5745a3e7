"""What an artist is called and how it is described, as directions in space.

Two artists can be described alike without sharing a word, and where an artist has few words of its
own, its company's words stand in.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ingest.database import Connection
from ingest.derive.matrices import (
    Dense,
    Matrix,
    Roll,
    columns,
    matrix,
    row_sums,
    strongest,
    unit,
    unit_rows,
    vectors,
)
from ingest.derive.metric import (
    around,
    load_metric,
    place_by_text,
    place_by_words,
    text_around,
)

KIN_WORDS = 0.2  # NPMI from which two tags count as kin
INFERRED = 5  # tags told for an artist that has none of its own

# Three artists must carry a tag before it has a meaning.
TAGS = """
    SELECT artist_id, tag_id, weight FROM artist_tag JOIN tag_use USING (tag_id) WHERE artists >= 3
"""
NAMES = "SELECT tag_id, name FROM tag WHERE tag_id = ANY(%s)"
WRITTEN = "SELECT artist_id, embedding::real[] FROM text ORDER BY artist_id"


@dataclass(frozen=True)
class Words:
    """What is said: (artists, tags) and (artists, 384) rows of length 1, empty where nothing is."""

    own: Matrix
    around: Matrix  # of an artist's company
    text: Dense
    text_around: Dense
    tag_ids: np.ndarray
    names: tuple[str, ...]  # of the tags


@dataclass(frozen=True)
class Senses:
    """(artists, d) unit rows, zero where nothing is known; `inferred` are (artists, tags) weights."""

    tags: Dense
    text: Dense
    own_tags: Dense  # without what its company is called
    inferred: Matrix
    tag_ids: np.ndarray


def senses(connection: Connection, roll: Roll, neighbours: Matrix) -> Senses:
    """Where each artist lies by its tags and by what is written about it."""
    said = words(connection, roll, neighbours)
    metric = load_metric()
    kin = kindred(said.own)
    nothing = sparse.csr_matrix(said.own.shape)
    return Senses(
        tags=place_by_words(metric, said.names, kin, said.own, said.around),
        text=place_by_text(metric, said.text, said.text_around),
        own_tags=place_by_words(metric, said.names, kin, said.own, nothing),
        inferred=strongest(said.around, INFERRED),
        tag_ids=said.tag_ids,
    )


def words(connection: Connection, roll: Roll, neighbours: Matrix) -> Words:
    """What is said about every artist and about its company."""
    own, tag_ids = _tags(connection, roll)
    text = _text(connection, roll)
    names: dict[int, str] = dict(connection.execute(NAMES, [tag_ids.tolist()]).fetchall())
    return Words(
        own=own,
        around=around(own, neighbours),
        text=text,
        text_around=text_around(text, neighbours),
        tag_ids=tag_ids,
        names=tuple(names[tag] for tag in tag_ids.tolist()),
    )


def kindred(own: Matrix) -> Matrix:
    """(tags, tags) NPMI of tags that are used for the same artists, by at least two."""
    used = (own > 0).astype(np.float64)
    pairs = (used.T @ used).tocoo()
    apart = (pairs.row != pairs.col) & (pairs.data >= 2)
    rows, cols, often = pairs.row[apart], pairs.col[apart], pairs.data[apart]
    alone = row_sums(used.T.tocsr())
    total = max(float((row_sums(used) > 0).sum()), 2.0)
    npmi = np.log(often * total / (alone[rows] * alone[cols])) / np.maximum(
        -np.log(often / total), 1e-9
    )
    kept = npmi >= KIN_WORDS
    return matrix(rows[kept], cols[kept], npmi[kept], (own.shape[1], own.shape[1]))


def _tags(connection: Connection, roll: Roll) -> tuple[Matrix, np.ndarray]:
    artists, tags, weights = columns(connection, TAGS, 3)
    tag_ids, cols = np.unique(tags.astype(np.int64), return_inverse=True)
    shape = (len(roll), len(tag_ids))
    return unit_rows(matrix(roll.places(artists), cols, weights, shape)), tag_ids


def _text(connection: Connection, roll: Roll) -> Dense:
    """(artists, 384) less their common direction: what all biographies share tells nobody apart."""
    written = vectors(connection, roll, WRITTEN, 384)
    known = written.any(axis=1)
    if known.any():
        written[known] = unit(written[known] - written[known].mean(axis=0))
    return written
