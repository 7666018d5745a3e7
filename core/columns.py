"""Numbers by the thousand, between Postgres and NumPy without a Python object for each."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from core.types import Floats, Ids, Vectors

HEAD = 20  # bytes of an array before its items, as array_send writes it: one dimension, no NULL
# Bytes of a sparse vector before its indices: its dimensions, how many are not zero, four that say nothing.
SPARSE_HEAD = 12
# Of a sparse vector of words: pgvector's most, for a word is known by its id.
DIMENSIONS = 1_000_000_000


def listed_ids(ids: Iterable[int]) -> str:
    """Ids as Postgres reads an array, whatever their size: one type, so one prepared statement."""
    return "{" + ",".join(map(str, ids)) + "}"


def listed_vectors(vectors: Vectors) -> list[str]:
    """Each vector as pgvector reads it, in half precision: that is how vectors are kept and compared."""
    halves: list[list[float]] = vectors.astype(np.float16).tolist()  # five digits tell them apart
    return ["[" + ",".join([f"{number:.5g}" for number in vector]) + "]" for vector in halves]


def listed_sparse(indices: Ids, values: Floats) -> str:
    """A sparse vector as pgvector reads it; indices from 1."""
    pairs = zip(indices.tolist(), values.tolist(), strict=True)
    return "{" + ",".join(f"{index}:{value}" for index, value in pairs) + f"}}/{DIMENSIONS}"


def ids_of(sent: bytes | None) -> Ids:
    """An `int[]` that array_send wrote; empty for none."""
    return _items(sent, ">i4").astype(np.int64)


def reals_of(sent: bytes | None) -> Floats:
    """A `real[]` that array_send wrote."""
    return _items(sent, ">f4").astype(np.float64)


def floats_of(sent: bytes | None) -> Floats:
    """A `float8[]` that array_send wrote."""
    return _items(sent, ">f8").astype(np.float64)


def sparse_of(sent: bytes | None) -> tuple[Ids, Floats]:
    """Indices, from 0, and values of a sparse vector that sparsevec_send wrote."""
    if sent is None:
        return np.zeros(0, np.int64), np.zeros(0)
    count = int.from_bytes(sent[4:8])
    indices = np.frombuffer(sent, ">i4", count, SPARSE_HEAD)
    values = np.frombuffer(sent, ">f4", count, SPARSE_HEAD + 4 * count)
    return indices.astype(np.int64), values.astype(np.float64)


def _items(sent: bytes | None, kind: str) -> NDArray[np.generic]:
    """Each item comes after four bytes that say its size."""
    if sent is None:
        return np.zeros(0, kind)
    layout = np.dtype([("size", ">i4"), ("value", kind)])
    return np.frombuffer(sent, layout, offset=HEAD if len(sent) > HEAD else len(sent))["value"]
