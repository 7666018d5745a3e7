"""The company artists keep: who is written about, listed and related together, and how tightly.

Two artists who share a page share little if both are on every page. Normalised pointwise mutual
information (Bouma 2009) measures how much more often they meet than chance would have it; long
documents and playlists count less for each pair they hold.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ingest.database import Connection
from ingest.derive.matrices import (
    BLOCK,
    LINKS,
    Dense,
    Matrix,
    Roll,
    averaging,
    by_blocks,
    columns,
    decompose,
    matrix,
    off_diagonal,
    per_row,
    row_sums,
    strongest,
    unit,
)

# A document's say per pair falls with the root of its length; below SHORT it is as loud as it gets.
SHORT_DOCUMENT = 9
LOUDNESS = 3.0
PLAYLIST_LOUDNESS = 3.0
PLAYLIST_FALL = 0.25
LONGEST = 400  # names; a longer document or playlist is an index, not company
NEIGHBOURS = 50  # by mention, who stand for an artist's company
PLAYLIST_NEIGHBOURS = 30
PLAYLIST_SAY = 0.3
DIMENSIONS = 128
DAMPING = 0.75  # of singular values: between the raw (1) and the whitened (0) space
WIDEST = 300  # artists that a walk spreads to from each
SECOND_STEP = 0.5
FEW_NAMES = 5  # a shorter list of names makes none of them weightier
MOST_LINEAGE = 2.0  # shared people count up to two
WALK_FADE = 0.7  # per further step of a walk along relations
WALK_STEPS = 3

MENTIONS = """
    SELECT document_id, artist_id FROM mention
    UNION SELECT document_id, about_id FROM document WHERE about_id IS NOT NULL
"""
NAMED = """
    SELECT about_id, artist_id, sum(count)
      FROM mention JOIN document USING (document_id)
     WHERE about_id IS NOT NULL AND about_id <> artist_id
     GROUP BY about_id, artist_id
"""
PAGES = "SELECT artist_id, count(*) FROM mention GROUP BY artist_id"
PLAYLISTS = "SELECT playlist_id, artist_id FROM playlist_artist"
# How near a relation of each kind puts two artists, next to a source's own score.
RELATIONS = """
    SELECT from_id, to_id,
           max(score * CASE kind WHEN 'similar' THEN 1.0 WHEN 'side project' THEN 1.0
                                 WHEN 'collaboration' THEN 0.7 WHEN 'remix' THEN 0.5
                                 WHEN 'influence' THEN 0.6 WHEN 'member of' THEN 0.8 ELSE 0.5 END)
      FROM relation GROUP BY from_id, to_id
"""
# Production lineage: the same person in two artists' credits or line-ups; the busier, the less it says.
PEOPLE = """
    SELECT person_id, artist_id, max(say)
      FROM (SELECT person_id, artist_id,
                   CASE role WHEN 'producer' THEN 1.0 WHEN 'writer' THEN 0.6 WHEN 'performer' THEN 0.6
                             WHEN 'remixer' THEN 0.7 ELSE 0.5 END AS say
              FROM credit
            UNION ALL SELECT from_id, to_id, 1.0 FROM relation WHERE kind = 'member of'
            UNION ALL SELECT artist_id, artist_id, 1.0 FROM artist WHERE has_music) AS involved
     GROUP BY person_id, artist_id
"""


@dataclass(frozen=True)
class Company:
    """Pairs (artists, artists), sparse and symmetric, and where each artist lies among the others."""

    mentioned: Matrix  # NPMI times the log of how often
    listed: Matrix  # the same over playlists
    related: Matrix  # a walk along relations, 0..
    lineage: Matrix  # shared people
    named: Matrix  # one is named in a text about the other
    beside: Matrix  # related to those whom the other is named with
    neighbours: Matrix  # whose facts may speak for an artist about whom little is known
    space: Dense  # (artists, DIMENSIONS) unit rows, zero where nothing is known


def company(connection: Connection, roll: Roll) -> Company:
    """Everything that places artists next to each other."""
    mentioned = _together(
        _incidence(connection, roll, MENTIONS),
        lambda length: np.sqrt(LOUDNESS / np.sqrt(np.maximum(length, SHORT_DOCUMENT))),
    )
    listed = _together(
        _incidence(connection, roll, PLAYLISTS),
        lambda length: np.sqrt(PLAYLIST_LOUDNESS) * (length + 1) ** -PLAYLIST_FALL,
    )
    relations = _relations(connection, roll)
    lineage = _lineage(connection, roll)
    neighbours = (
        strongest(mentioned, NEIGHBOURS)
        + relations
        + lineage
        + PLAYLIST_SAY * strongest(listed, PLAYLIST_NEIGHBOURS)
    ).tocsr()
    left, values, _ = decompose(mentioned, DIMENSIONS)
    return Company(
        mentioned=mentioned,
        listed=listed,
        related=_walk(relations),
        lineage=lineage,
        named=_named(connection, roll),
        beside=_beside(mentioned, relations),
        neighbours=neighbours,
        space=unit(left * values**DAMPING).astype(np.float32),
    )


def _incidence(connection: Connection, roll: Roll, sql: str) -> Matrix:
    """(documents, artists) of ones, without the endless."""
    documents, artists = columns(connection, sql, 2)
    _, rows = np.unique(documents, return_inverse=True)
    shape = (int(rows.max(initial=-1)) + 1, len(roll))
    m = matrix(rows, roll.places(artists), np.ones(len(rows)), shape)
    m.data[:] = 1
    return m[row_sums(m) <= LONGEST]


def _together(m: Matrix, loudness: Callable[[Dense], Dense]) -> Matrix:
    """NPMI x log(1 + how often) for every pair that meets."""
    if m.nnz == 0:
        return sparse.csr_matrix((m.shape[1], m.shape[1]))
    loud = per_row(loudness(row_sums(m)), m)
    pairs = (loud.T @ loud).tocoo()
    apart = pairs.row != pairs.col
    rows, cols, often = pairs.row[apart], pairs.col[apart], pairs.data[apart]
    alone = row_sums(loud.power(2).T.tocsr())
    total = m.shape[0]
    surprise = np.log(often * total / (alone[rows] * alone[cols]))
    npmi = surprise / np.maximum(-np.log(often / total), 1e-9)
    value = np.maximum(npmi, 0) * np.log1p(often)
    kept = value > 0
    return matrix(rows[kept], cols[kept], value[kept], (m.shape[1], m.shape[1]))


def _relations(connection: Connection, roll: Roll) -> Matrix:
    one, other, score = columns(connection, RELATIONS, 3)
    shape = (len(roll), len(roll))
    m = matrix(roll.places(one), roll.places(other), score, shape)
    return (m + m.T).tocsr()


def _step(relations: Matrix) -> Matrix:
    """One step along a relation; a step through a crowd is shared out among the crowd."""
    spread = 1 / np.sqrt(np.maximum(row_sums(relations), 1e-9))
    return sparse.csr_matrix(sparse.diags(spread) @ relations @ sparse.diags(spread))


def _walk(relations: Matrix) -> Matrix:
    """Nearness along chains of relations; further steps fade."""
    step = _step(relations)

    def walked(total: Matrix) -> Matrix:
        far = total
        for nth in range(1, WALK_STEPS + 1):
            far = strongest(far @ step, WIDEST)
            total = total + WALK_FADE**nth * far
        return strongest(total, LINKS + 1)  # one of them may be itself

    return off_diagonal(by_blocks(step, walked))


def _beside(mentioned: Matrix, relations: Matrix) -> Matrix:
    """From an artist to those it is named with, and from there along one or two relations."""
    step = _step(relations)
    onward = by_blocks(
        step, lambda rows: strongest((rows + SECOND_STEP * rows @ step).tocsr(), WIDEST)
    )
    across = by_blocks(
        averaging(strongest(mentioned, NEIGHBOURS)),
        lambda rows: strongest(rows @ onward, WIDEST).astype(np.float32),
    )
    back = across.T.tocsr()
    both = [
        strongest(across[begin : begin + BLOCK] + back[begin : begin + BLOCK], LINKS + 1)
        for begin in range(0, across.shape[0], BLOCK)
    ]
    return off_diagonal(sparse.vstack(both, format="csr") if both else across)


def _named(connection: Connection, roll: Roll) -> Matrix:
    """Who is named in a text about whom, both ways: often counts a little, rare names a lot, and the
    longer a text's list of names, the less each."""
    about, artist, count = columns(connection, NAMED, 3)
    (documents,) = columns(connection, "SELECT greatest(count(*), 1) FROM document", 1)
    artists, pages = columns(connection, PAGES, 2)
    rare = np.zeros(len(roll))
    rare[roll.places(artists)] = np.log(documents[0] / pages) ** 2
    rows, cols = roll.places(about), roll.places(artist)
    m = matrix(rows, cols, (1 + np.log(count)) * rare[cols], (len(roll), len(roll)))
    names = np.asarray((m > 0).sum(axis=1)).ravel()
    m = per_row(1 / np.sqrt(np.maximum(names, FEW_NAMES)), m)
    return off_diagonal(m + m.T)


def _lineage(connection: Connection, roll: Roll) -> Matrix:
    """Shared people, each worth the less the more artists they have worked with."""
    person, artist, say = columns(connection, PEOPLE, 3)
    shape = (len(roll), len(roll))
    m = matrix(roll.places(person), roll.places(artist), say, shape)
    clients = np.asarray((m > 0).sum(axis=1)).ravel()
    rare = per_row(1 / np.sqrt(np.maximum(clients - 1, 1)), m)
    pairs = off_diagonal(rare.T @ m)
    pairs.data = np.minimum(pairs.data, MOST_LINEAGE)
    return pairs
