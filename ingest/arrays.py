"""Arrays into tables and vectors out of them, by whole blocks: no row is touched by Python."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.columns import HEAD
from ingest.database import Connection, copying

VECTORS_AT_ONCE = 10_000
OIDS = {"i": 23, "f": 700}  # of int4 and float4


def copy_arrays(connection: Connection, table: str, *columns: NDArray[Any]) -> None:
    """COPY whole arrays: integers, floats, or (n, d) float16 as halfvec. No row is touched by Python.

    The binary format of COPY (PostgreSQL documentation, "COPY", file formats), laid out by NumPy.
    """
    layout: list[tuple[Any, ...]] = [("fields", ">i2")]
    for nth, column in enumerate(columns):
        layout.append((f"size{nth}", ">i4"))
        if column.ndim == 2:
            layout += [(f"dim{nth}", ">i2"), (f"unused{nth}", ">i2")]
        layout.append((f"value{nth}", column.dtype.newbyteorder(">"), column.shape[1:]))
    rows = np.zeros(len(columns[0]), dtype=layout)
    rows["fields"] = len(columns)
    for nth, column in enumerate(columns):
        vector = column.ndim == 2
        rows[f"size{nth}"] = column[:1].nbytes + 4 * vector
        rows[f"value{nth}"] = column
        if vector:
            rows[f"dim{nth}"] = column.shape[1]
    _send(connection, table, rows.tobytes())


def copy_lists(
    connection: Connection, table: str, keys: NDArray[np.int32], *columns: NDArray[Any]
) -> None:
    """COPY a row for each run of equal keys: the keys as integers, then each column's run as an array.

    `keys` is (n, k); columns are (n,) int32 or float32. Laid out by NumPy, as in copy_arrays, in
    words of two bytes: rows are of different length.
    """
    if not len(keys):
        return
    first = np.flatnonzero(np.r_[True, np.any(keys[1:] != keys[:-1], axis=1)])
    lengths = np.diff(np.r_[first, len(keys)])
    width = keys.shape[1]
    sizes = 1 + 4 * width + len(columns) * (2 + HEAD // 2 + 4 * lengths)
    begins = np.cumsum(sizes) - sizes
    words = np.zeros(int(sizes.sum()), dtype=">u2")

    def put(at: NDArray[np.int64], values: Any) -> None:  # noqa: ANN401 - a number or as many as places
        pattern = np.asarray(values, dtype=np.int64)
        words[at], words[at + 1] = pattern >> 16 & 0xFFFF, pattern & 0xFFFF

    words[begins] = width + len(columns)
    at = begins + 1
    for key in keys[first].T:
        put(at, 4)
        put(at + 2, key)
        at = at + 4
    within = np.arange(len(keys)) - np.repeat(first, lengths)
    for column in columns:
        head = (HEAD + 8 * lengths, 1, 0, OIDS[column.dtype.kind], lengths, 1)
        for nth, value in enumerate(head):
            put(at + 2 * nth, value)
        items = np.repeat(at + 2 * len(head), lengths) + 4 * within
        put(items, 4)
        put(items + 2, column.view(np.int32))
        at = at + 2 * len(head) + 4 * lengths
    _send(connection, table, words.tobytes())


def blocks_of_vectors(
    connection: Connection, question: str
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Ids and (n, d) vectors from a large answer of ids and `real[]`, some thousand rows at a time."""
    sent = f"SELECT id, array_send(vector) FROM ({question}) AS t (id, vector)"  # noqa: S608 - a rule's own
    layout = np.dtype([("size", ">i4"), ("value", ">f4")])
    with connection.cursor(name="vectors", binary=True) as cursor:
        cursor.execute(sent.encode())
        while rows := cursor.fetchmany(VECTORS_AT_ONCE):
            ids = np.array([one for one, _ in rows], dtype=np.int64)
            together = b"".join(vector[HEAD:] for _, vector in rows)
            values = np.frombuffer(together, layout)["value"].astype(np.float32)
            yield ids, values.reshape(len(rows), -1)


def _send(connection: Connection, table: str, rows: bytes) -> None:
    with copying(connection, table) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        copy.write(rows)
        copy.write(b"\xff\xff")
