"""What an artist is called and how it is described, as directions in space.

Words that are used for the same artists mean nearly the same, so two artists can be described alike
without sharing a word. Where an artist has few words of its own, its company's words stand in.
"""

from dataclasses import dataclass

import numpy as np

from ingest.derive.company import voice_of
from ingest.derive.matrices import (
    Dense,
    Matrix,
    Roll,
    averaging,
    columns,
    decompose,
    matrix,
    row_sums,
    strongest,
    unit,
    unit_rows,
    vectors,
)
from ingest.load import Connection

DIMENSIONS = 128
KIN_WORDS = 0.2  # NPMI from which two tags count as kin
KIN_SAY = 0.6  # of kindred tags next to an artist's own
BORROWED = 0.7  # weight of the company's words next to an artist's own
FEWEST = 3  # artists that must carry a tag before it has a meaning
INFERRED = 5  # tags told for an artist that has none of its own

TAGS = "SELECT artist_id, tag_id, weight FROM artist_tag JOIN tag_use USING (tag_id) WHERE artists >= 3"
WORDS = "SELECT artist_id, embedding::real[] FROM text ORDER BY artist_id"


@dataclass(frozen=True)
class Senses:
    """(artists, d) unit rows, zero where nothing is known; `inferred` are (artists, tags) weights."""

    tags: Dense
    text: Dense
    own_tags: Dense  # without what is borrowed
    inferred: Matrix
    tag_ids: np.ndarray


def senses(connection: Connection, roll: Roll, neighbours: Matrix) -> Senses:
    """Where each artist lies by its tags and by what is written about it."""
    own, tag_ids = _tags(connection, roll)
    space = _tag_space(own)
    inferred = strongest(unit_rows((averaging(neighbours) @ own).tocsr()), INFERRED)
    return Senses(
        tags=voice_of(space, neighbours, BORROWED),
        text=voice_of(_text(connection, roll), neighbours, BORROWED),
        own_tags=space,
        inferred=inferred,
        tag_ids=tag_ids,
    )


def _tags(connection: Connection, roll: Roll) -> tuple[Matrix, np.ndarray]:
    artists, tags, weights = columns(connection, TAGS, 3)
    tag_ids, cols = np.unique(tags.astype(np.int64), return_inverse=True)
    shape = (len(roll), max(len(tag_ids), 1))
    own = matrix(roll.places(artists.astype(np.int64)), cols, weights, shape)
    return unit_rows(own), tag_ids


def _tag_space(own: Matrix) -> Dense:
    """Own tags and their kin, projected on the main directions of all tags."""
    widened = unit_rows((own + KIN_SAY * unit_rows((own @ _kin(own)).tocsr())).tocsr())
    _, _, directions = decompose(own, DIMENSIONS)
    return unit(np.asarray(widened @ directions.T))


def _kin(own: Matrix) -> Matrix:
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


def _text(connection: Connection, roll: Roll) -> Dense:
    """Text vectors less their common direction: what all biographies share tells nobody apart."""
    written = vectors(connection, roll, WORDS, 384)
    known = written.any(axis=1)
    if known.any():
        written[known] = unit(written[known] - written[known].mean(axis=0))
    return written
