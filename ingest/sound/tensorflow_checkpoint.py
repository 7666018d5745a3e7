"""Weights that TensorFlow has saved, read without TensorFlow.

A checkpoint is an index (a LevelDB table: sorted keys, each beginning like the one before) and a file of
plain numbers. https://github.com/google/leveldb/blob/main/doc/table_format.md and
tensorflow/core/protobuf/tensor_bundle.proto describe them.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRequestError

MAGIC = 0xDB4775248B80FB57
FLOAT = 1  # of TensorFlow's kinds of number
TRAILER = 5  # bytes after a block: how it is compressed, and a checksum
# Fields of BundleEntryProto and of TensorShapeProto within it.
DTYPE, SHAPE, OFFSET, SIZE = 1, 2, 4, 5
DIMENSION, LENGTH = 2, 1


def read_tensors(index: Path, numbers: Path) -> dict[str, NDArray[np.float32]]:
    """Every tensor of single precision by its name. Raises BadRequestError for a damaged checkpoint."""
    table, stored = index.read_bytes(), numbers.read_bytes()
    if len(table) < 48 or struct.unpack("<Q", table[-8:])[0] != MAGIC:
        raise BadRequestError(f"{index} is no index of TensorFlow's.")
    tensors = {}
    for name, value in _entries(table):
        entry = dict(_fields(value))
        if name and entry.get(DTYPE) == FLOAT:
            # Fields whose value is nought are left out.
            start = _number(entry.get(OFFSET, 0))
            numbers_of = np.frombuffer(stored[start : start + _number(entry[SIZE])], "<f4")
            tensors[name.decode()] = numbers_of.reshape(_shape(entry.get(SHAPE, b"")))
    return tensors


def _entries(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    footer = table[-48:]
    _, at = _varint(footer, 0)  # the index of further blocks, which TensorFlow leaves empty
    _, at = _varint(footer, at)
    for _, handle in _block(table, *_handle(footer, at)):
        yield from _block(table, *_handle(handle, 0))


def _handle(packed: bytes, at: int) -> tuple[int, int]:
    offset, at = _varint(packed, at)
    size, _ = _varint(packed, at)
    return offset, size


def _block(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    block = table[offset : offset + size]
    if table[offset + size]:
        raise BadRequestError(
            "The index of the checkpoint is compressed, which TensorFlow never did."
        )
    restarts = struct.unpack("<I", block[-4:])[0]
    end, at, key = size - 4 * (restarts + 1), 0, b""
    while at < end:
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + length]
        at += own + length


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a protocol buffer: numbers, or bytes."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        wire = tag & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield tag >> 3, value
        else:
            size, at = _varint(message, at) if wire == 2 else ({1: 8, 5: 4}[wire], at)
            yield tag >> 3, message[at : at + size]
            at += size


def _shape(message: int | bytes) -> tuple[int, ...]:
    assert isinstance(message, bytes)
    sizes = [
        dict(_fields(one)).get(LENGTH, 0)
        for field, one in _fields(message)
        if field == DIMENSION and isinstance(one, bytes)
    ]
    return tuple(_number(size) for size in sizes)


def _number(value: int | bytes) -> int:
    assert isinstance(value, int)
    return value


def _varint(packed: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = packed[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
