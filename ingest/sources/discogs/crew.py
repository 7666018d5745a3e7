"""Several processes read chunks at once; each writes what it reads itself, a chunk a transaction."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from types import MappingProxyType

from core.errors import AuricError, DatabaseAwayError
from ingest.database import CLASHES, Connection, DatabaseError, connect
from ingest.sources.discogs.grammar import OddError, plainly
from ingest.sources.discogs.mirror import Dump, Rejected, changed, claim, replace
from ingest.sources.discogs.people import artist, label, master
from ingest.sources.discogs.reading import Chunk, records
from ingest.sources.discogs.releases import Rows, release
from ingest.sources.discogs.text import copyable, escaped

READERS: Mapping[str, Callable[[bytes, bytes], Rows]] = MappingProxyType(
    {"artists": artist, "labels": label, "masters": master, "releases": release}
)
ID_OF = b"0123456789"
TRIES = (
    50  # of a chunk that shares records with others; more than there are readers, who win one each
)


@dataclass(frozen=True)
class Done:
    """What became of a chunk."""

    records: int
    changed: int
    rejected: int


# Hand in a chunk; what has become of earlier ones comes back. None waits for all that are out.
HandIn = Callable[[Dump, Chunk | None], Iterator[Done]]


def hands() -> int:
    """How many readers keep this machine busy."""
    return max(
        1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )


@contextmanager
def alone(connection: Connection) -> Iterator[HandIn]:
    """For a small file: starting readers would take longer than reading."""

    def hand_in(dump: Dump, chunk: Chunk | None) -> Iterator[Done]:
        if chunk is not None:
            yield read_chunk(connection, dump, chunk)

    yield hand_in


@contextmanager
def crew(url: str, size: int) -> Iterator[HandIn]:
    """Readers at work, each a process."""
    spawn = get_context("spawn")  # a forked child would inherit our connection
    idle: list[Pipe] = []
    busy = set[Pipe]()
    readers = []
    for _ in range(size):
        ours, theirs = spawn.Pipe()
        reader = spawn.Process(target=_read_on, args=(theirs, url), daemon=True)
        reader.start()
        theirs.close()  # so that each side notices when the other is gone
        idle.append(ours)
        readers.append(reader)

    def hand_in(dump: Dump, chunk: Chunk | None) -> Iterator[Done]:
        while busy and (not idle or chunk is None):
            for end in wait(list(busy)):
                assert isinstance(end, Pipe)
                busy.discard(end)
                idle.append(end)
                yield _outcome(end)
        if chunk is not None:
            end = idle.pop()
            busy.add(end)
            end.send((dump, chunk))

    try:
        yield hand_in
    finally:
        for end in (*idle, *busy):
            end.close()
        for reader in readers:
            reader.join()


def _outcome(end: Pipe) -> Done:
    try:
        outcome = end.recv()
    except EOFError as error:
        raise DatabaseAwayError(
            "A reader was ended from outside; run it again to go on."
        ) from error
    if isinstance(outcome, BaseException):
        raise outcome
    assert isinstance(outcome, Done)
    return outcome


def _read_on(end: Pipe, url: str) -> None:
    """A reader's life: until nobody is at the other end."""
    with suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        try:
            with connect(url) as connection:
                connection.execute("SET synchronous_commit = off")  # a lost chunk is read again
                while True:
                    dump, chunk = end.recv()
                    end.send(read_chunk(connection, dump, chunk))
        except (AuricError, DatabaseError) as error:  # raised again where it is awaited
            end.send(error)


def read_chunk(connection: Connection, dump: Dump, chunk: Chunk) -> Done:
    """Bring the mirror up to this chunk, in one transaction.

    Another reader may have a chunk with the same record: then one of the two waits and begins anew.
    Which of them counts is decided once all are read (`settle`).
    """
    for _ in range(TRIES - 1):
        with suppress(*CLASHES):
            return _read_chunk(connection, dump, chunk)
    return _read_chunk(connection, dump, chunk)


def _read_chunk(connection: Connection, dump: Dump, chunk: Chunk) -> Done:
    # A record without a number keeps its place; of two with one number the later counts.
    found = {
        number_of(record) or -at: (at, record, _digest(record))
        for at, record in records(chunk, dump.kind)
    }
    ids = {number: digest for number, (_, _, digest) in found.items() if number > 0}
    with connection.transaction():
        news = changed(connection, dump, ids)
        mine = [one for number, one in found.items() if number in news or number <= 0]
        if not claim(connection, dump, chunk.start_at, list(ids), len(news)):
            return Done(0, 0, 0)
        rows, rejects = rows_of(dump.kind, mine)
        replace(connection, dump, sorted(news), rows, rejects)
    return Done(len(found), len(news), len(rejects))


def number_of(record: bytes) -> int:
    """A record's id, where it can be made out; 0 otherwise."""
    at = record.find(b'id="', 0, 200) + 4 if record[:9] in HEADS else record.find(b"<id>") + 4
    end = at
    while record[end : end + 1] in ID_OF and end < len(record) and end - at < 9:
        end += 1
    return int(record[at:end] or 0) if at > 3 else 0


HEADS = frozenset({b"<release ", b"<master i"})


def _digest(record: bytes) -> int:
    return int.from_bytes(blake2b(record, digest_size=8).digest(), signed=True)


def rows_of(
    kind: str, found: Sequence[tuple[int, bytes, int]]
) -> tuple[Mapping[str, bytes], list[Rejected]]:
    """The rows of some records, ready to be copied, and the records that are none."""
    together: Rows = {}
    rejects: list[Rejected] = []
    for at, record, digest in found:
        try:
            rows = _rows_of_one(kind, record, digest)
        except OddError as error:
            rejects.append(Rejected(at, str(error)))
            continue
        for table, lines in rows.items():
            together.setdefault(table, []).extend(lines)
    try:
        return {table: copyable(lines) for table, lines in together.items()}, rejects
    except OddError as error:  # something that no text can hold: among half as many it is found
        if len(found) == 1:
            return {}, [Rejected(found[0][0], str(error))]
    half = len(found) // 2
    (first, wrong), (last, wrong_too) = rows_of(kind, found[:half]), rows_of(kind, found[half:])
    return {
        table: first.get(table, b"") + last.get(table, b"") for table in {*first, *last}
    }, wrong + wrong_too


def _rows_of_one(kind: str, record: bytes, digest: int) -> Rows:
    try:
        return READERS[kind](escaped(record), b"%d" % digest)
    except OddError:
        return READERS[kind](escaped(plainly(record)), b"%d" % digest)
