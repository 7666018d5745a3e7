"""The facts as sparse matrices over all artists, and the few operations that derive from them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.columns import floats_of
from ingest.arrays import blocks_of_vectors
from ingest.database import Connection

Matrix = Any  # scipy.sparse.csr_matrix, which comes without types
Dense = NDArray[np.floating[Any]]
Column = NDArray[np.int64]

SEED = 20_261_122
LINKS = 200  # kept per artist and kind of link
BLOCK = 25_000  # artists whose products are held in memory at once
OVERSAMPLING = 16
POWER_STEPS = 3


@dataclass(frozen=True)
class Roll:
    """Every artist's place in the matrices: ids ascending."""

    ids: Column

    def __len__(self) -> int:
        return len(self.ids)

    def places(self, ids: Column | Dense) -> Column:
        """Where these artists stand, in whatever numbers they came; all of them must be on the roll."""
        return np.searchsorted(self.ids, ids.astype(np.int64, copy=False))


def call_roll(connection: Connection) -> Roll:
    """All artists of the graph being built."""
    (ids,) = columns(connection, "SELECT artist_id FROM artist ORDER BY artist_id", 1)
    return Roll(ids.astype(np.int64))


def columns(connection: Connection, sql: str, width: int) -> tuple[Dense, ...]:
    """A query's columns of numbers as arrays, NULL as NaN. They come whole: no row is touched by Python."""
    names = [f"c{nth}" for nth in range(width)]
    sent = ", ".join(f"array_send(array_agg(coalesce({name}::float8, 'NaN')))" for name in names)
    asked = f"SELECT {sent} FROM ({sql}) AS t ({', '.join(names)})"
    with connection.cursor(binary=True) as cursor:
        row = cursor.execute(asked.encode()).fetchone()
    assert row is not None
    return tuple(floats_of(column) for column in row)


def vectors(
    connection: Connection, roll: Roll, sql: str, width: int, precision: type = np.float32
) -> Dense:
    """(artists, width) of that precision, from rows of an id and a `real[]`; zero where there is none."""
    space: Dense = np.zeros((len(roll), width), dtype=precision)
    for ids, stacked in blocks_of_vectors(connection, sql):
        space[roll.places(ids)] = stacked
    return space


def matrix(rows: Column, cols: Column, values: Dense, shape: tuple[int, int]) -> Matrix:
    """A sparse matrix; equal places add up."""
    return sparse.csr_matrix((values, (rows, cols)), shape=shape)


def per_row(weights: Dense, m: Matrix) -> Matrix:
    """Each row times its weight."""
    return sparse.csr_matrix(sparse.diags(weights) @ m)


def per_column(m: Matrix, weights: Dense) -> Matrix:
    """Each column times its weight."""
    return sparse.csr_matrix(m @ sparse.diags(weights))


def row_sums(m: Matrix) -> Dense:
    """(rows,)"""
    return np.asarray(m.sum(axis=1)).ravel()


def unit_rows(m: Matrix) -> Matrix:
    """Rows of length 1; empty rows stay empty."""
    lengths = np.sqrt(row_sums(m.multiply(m).tocsr()))
    return per_row(1 / np.maximum(lengths, 1e-9), m)


def unit(vectors: Dense) -> Dense:
    """(n, d) rows of length 1; zero rows stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Dense = vectors / np.maximum(lengths, 1e-9)
    return scaled


def averaging(m: Matrix) -> Matrix:
    """Rows that add up to 1: what an artist's neighbours are, on average."""
    return per_row(1 / np.maximum(row_sums(m), 1e-9), m)


def off_diagonal(m: Matrix) -> Matrix:
    """Without what relates an artist to itself. Takes `m` as its own: a copy might not fit in memory."""
    m = m.tocsr()
    rows = np.repeat(np.arange(m.shape[0], dtype=np.int32), np.diff(m.indptr))
    m.data[m.indices == rows] = 0
    m.eliminate_zeros()
    return m


def strongest(m: Matrix, most: int) -> Matrix:
    """The strongest `most` entries of each row; of equals those that come first."""
    m = m.tocsr()
    m.sort_indices()
    keep = np.ones(m.nnz, dtype=bool)
    for row in np.flatnonzero(np.diff(m.indptr) > most):
        part = slice(m.indptr[row], m.indptr[row + 1])
        order = np.argsort(-m.data[part], kind="stable")
        keep[m.indptr[row] + order[most:]] = False
    rows = np.repeat(np.arange(m.shape[0]), np.diff(m.indptr))
    return matrix(rows[keep], m.indices[keep], m.data[keep], m.shape)


def by_blocks(m: Matrix, derive: Callable[[Matrix], Matrix]) -> Matrix:
    """What is derived from each row alone, some rows at a time: a product of all would not fit in memory."""
    blocks = [derive(m[begin : begin + BLOCK]) for begin in range(0, m.shape[0], BLOCK)]
    return sparse.vstack(blocks, format="csr") if blocks else m


def decompose(m: Matrix, dimensions: int) -> tuple[Dense, Dense, Dense]:
    """Truncated SVD by randomised range finding (Halko, Martinsson and Tropp 2011, algorithm 4.4).

    (n, d) left, (d,) singular values descending, (d, m) right; d is at most the smaller side.
    """
    d = min(dimensions, *m.shape)
    if m.nnz == 0:
        return np.zeros((m.shape[0], d)), np.zeros(d), np.zeros((d, m.shape[1]))
    width = min(d + OVERSAMPLING, m.shape[1])
    m = m.astype(np.float32)
    reach = m @ np.random.default_rng(SEED).standard_normal((m.shape[1], width), dtype=np.float32)
    for _ in range(POWER_STEPS):
        reach = m @ _orthonormal(m.T @ _orthonormal(reach))
    reach = _orthonormal(reach)
    across = (m.T @ reach).T.astype(np.float64)
    energy, turn = np.linalg.eigh(across @ across.T)
    best = np.argsort(-energy)[:d]
    values = np.sqrt(np.maximum(energy[best], 0))
    right = turn[:, best].T @ across / np.maximum(values, 1e-9)[:, None]
    return reach @ turn[:, best], values, right


def _orthonormal(y: NDArray[np.float32]) -> NDArray[np.float32]:
    """An orthonormal basis of the columns, by way of their small Gram matrix."""
    y = y / np.maximum(np.linalg.norm(y, axis=0), 1e-12)
    energy, turn = np.linalg.eigh(y.T.astype(np.float64) @ y)
    scale = np.where(energy > 1e-9 * energy[-1], 1 / np.sqrt(np.maximum(energy, 1e-300)), 0.0)
    basis: NDArray[np.float32] = (y @ (turn * scale)).astype(np.float32)
    return basis
