"""A dump is cut into chunks of whole records as it is unpacked; nobody ever holds more than a few."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.errors import BadRequestError

CHUNK = 4_000_000  # bytes of XML; some 900 releases, and a tenth of a second's work
LONGEST = 4 * CHUNK  # no record is nearly as long: where none ends by then, none is understood
PIECE = 1 << 16  # bytes of the archive; no more than this is lost where it is damaged
RULES = 1  # raised whenever records are read differently, so that they are all read again
KINDS = ("artists", "labels", "masters", "releases")  # as files are named, in this order
BEGINNING = {
    "artists": re.compile(rb"<artist>\s*<(?=images|id)"),
    "labels": re.compile(rb"<label>\s*<(?=images|id)"),
    "masters": re.compile(rb"<master id="),
    "releases": re.compile(rb"<release (?=id=|status=)"),
}
ENVELOPE = re.compile(rb"\s*</[a-z]+>\s*$")


@dataclass(frozen=True)
class File:
    """One file of a dump."""

    path: Path
    kind: str

    @property
    def digest(self) -> str:
        """What tells this file from next month's, without reading all of it."""
        size = self.path.stat().st_size
        with self.path.open("rb") as file:
            head = file.read(1 << 16)
            file.seek(max(0, size - (1 << 16)))
            told = b"%d %d %d " % (RULES, CHUNK, size) + head + file.read()
        return hashlib.blake2b(told, digest_size=12).hexdigest()


@dataclass(frozen=True)
class Chunk:
    """Some whole records, and where they stand in the unpacked file."""

    start_at: int
    xml: bytes


class TornError(Exception):
    """The archive ends, or is damaged, before the dump is over."""


def files(paths: list[Path]) -> list[File]:
    """The files of one dump, in the order in which they are read. Raises BadRequestError."""
    found = [
        one for path in paths for one in (sorted(path.glob("*.xml*")) if path.is_dir() else [path])
    ]
    dump: dict[str, File] = {}
    for path in found:
        kind = next((kind for kind in KINDS if kind in path.name), None)
        if kind is None or not path.is_file():
            raise BadRequestError(
                f"{path} is no file of a Discogs dump: they are named like discogs_20260801_releases.xml.gz."
            )
        if kind in dump:
            raise BadRequestError(
                f"There are two files of {kind}: name {dump[kind].path.name} or {path.name}, not both."
            )
        dump[kind] = File(path, kind)
    if not dump:
        raise BadRequestError(f"There is no Discogs dump in {', '.join(map(str, paths))}.")
    return [dump[kind] for kind in KINDS if kind in dump]


def chunks(blocks: Iterable[bytes], kind: str) -> Iterator[Chunk]:
    """Cut a dump where records begin. Raises TornError after the last whole record, BadRequestError where
    nothing is a record."""
    beginning, closing = BEGINNING[kind], b"</%b>" % kind[:-1].encode()
    held, held_at, torn = b"", 0, TornError("the dump ends in the middle")
    try:
        for block in blocks:
            held += block
            if len(held) >= CHUNK:
                starts = [found.start() for found in beginning.finditer(held)]
                if len(starts) > 1:
                    yield Chunk(held_at + starts[0], held[starts[0] : starts[-1]])
                    held, held_at = held[starts[-1] :], held_at + starts[-1]
                elif len(held) >= LONGEST:
                    raise TornError(f"no record ends within {LONGEST:,} bytes after {held_at:,}")
    except TornError as error:
        torn = error
    starts = [found.start() for found in beginning.finditer(held)]
    if not starts and held_at == 0 and len(held) >= LONGEST:
        raise _odd(kind)
    whole = held.rstrip().endswith(b"</%b>" % kind.encode())
    end = len(held) if whole or held.rstrip().endswith(closing) else starts[-1] if starts else 0
    if starts and starts[0] < end:
        yield Chunk(held_at + starts[0], held[starts[0] : end])
    if not whole:
        raise torn
    if not starts and held_at == 0:
        raise _odd(kind)


def _odd(kind: str) -> BadRequestError:
    return BadRequestError(
        f"No record of the file of {kind} is written as Discogs writes them. Nothing was changed."
    )


def unpacked(packed: IO[bytes], gzipped: bool) -> Iterator[bytes]:
    """A dump as XML, piece by piece. Raises TornError where it cannot be unpacked any further."""
    from isal import isal_zlib

    pieces = iter(lambda: packed.read(PIECE), b"")
    if not gzipped:
        yield from pieces
        return
    member = isal_zlib.decompressobj(wbits=31)
    for piece in pieces:
        rest = piece
        while rest:
            if member.eof:  # an archive may be several, one after another
                member = isal_zlib.decompressobj(wbits=31)
            try:
                yield member.decompress(rest)
            except isal_zlib.IsalError as error:  # type: ignore[misc]  # it is one; its stub does not say so
                raise TornError(f"damaged near byte {packed.tell():,}: {error}") from error
            rest = member.unused_data if member.eof else b""
    if not member.eof:
        raise TornError("the archive ends in the middle")


def records(chunk: Chunk, kind: str) -> Iterator[tuple[int, bytes]]:
    """Each record of a chunk and its offset in the unpacked file."""
    starts = [found.start() for found in BEGINNING[kind].finditer(chunk.xml)]
    for start, end in zip(starts, [*starts[1:], len(chunk.xml)], strict=True):
        record = chunk.xml[start:end].rstrip()
        closing = ENVELOPE.search(record) if end == len(chunk.xml) else None
        if closing and closing[0].strip() == b"</%b>" % kind.encode():
            record = record[: closing.start()]
        yield chunk.start_at + start, record
