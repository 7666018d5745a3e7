"""Discogs: who made which record, with whom and for which label, as published once a month.

`read_dump` keeps our copy of it (schema "discogs") up to date; `ingest/merge/mirrors/discogs.sql`
says what becomes a fact of it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.database import Connection, connect
from ingest.source import Reject, Report
from ingest.sources.discogs.crew import Done, HandIn, alone, crew, hands
from ingest.sources.discogs.mirror import Dump, close_dump, done_already, open_dump, settle
from ingest.sources.discogs.reading import File, TornError, chunks, files, unpacked

LARGE = 8_000_000  # bytes of archives; below that one process has it read before others have begun


@dataclass(frozen=True)
class ReadFile:
    """What became of one file of a dump."""

    file: str
    records: int  # read in this run
    changed: int
    gone: int
    seconds: float
    torn: str | None


@dataclass(frozen=True)
class ReadDump:
    """What became of a dump."""

    files: tuple[ReadFile, ...]
    rejects: tuple[Reject, ...]

    @property
    def sentences(self) -> list[str]:
        """What a person should know of it."""
        said = [
            f"{file.file}: {file.records:,} records read in {file.seconds:.1f} s, {file.changed:,} of them new or"
            f" changed, {file.gone:,} gone."
            if file.records or file.torn
            else f"{file.file} was read before."
            for file in self.files
        ]
        return said + [f"Attention: {file.torn}." for file in self.files if file.torn]


def read_dump(url: str, paths: Sequence[Path], report: Report) -> ReadDump:
    """Bring our copy up to these files. An interrupted run is continued where it stopped.

    Raises BadRequestError for files that are no dump, DatabaseAwayError.
    """
    found = files(list(paths))
    with connect(url) as connection:
        connection.execute("SET synchronous_commit = off")  # what is lost is read again
        large = sum(file.path.stat().st_size for file in found) > LARGE
        with crew(url, hands()) if large else alone(connection) as hand_in:
            done = tuple(_read_file(connection, file, hand_in, report) for file in found)
        rejects = connection.execute(
            "SELECT file, start_at, reason FROM discogs.reject JOIN discogs.dump USING (dump_id) ORDER BY 1, 2"
        ).fetchall()
    return ReadDump(done, tuple(Reject(*row) for row in rejects))


def _read_file(connection: Connection, file: File, hand_in: HandIn, report: Report) -> ReadFile:
    started = time.perf_counter()
    dump = open_dump(connection, file)
    if dump.finished:
        return ReadFile(file.path.name, 0, 0, 0, 0.0, None)
    done, torn = _read_chunks(connection, file, dump, hand_in, report)
    with connection.transaction():
        twice = settle(connection, dump)
    if twice:  # their rows were taken out: the chunks that hold them are read once more
        with alone(connection) as in_order:
            _read_chunks(connection, file, replace(dump, fresh=False), in_order, report)
    with connection.transaction():
        if torn:  # what was not reached is not gone
            connection.execute(
                "UPDATE discogs.dump SET torn = %s WHERE dump_id = %s", [torn, dump.id]
            )
            gone = 0
        else:
            gone = close_dump(connection, dump)
    seconds = time.perf_counter() - started
    return ReadFile(file.path.name, done.records, done.changed, gone, seconds, torn)


def _read_chunks(
    connection: Connection, file: File, dump: Dump, hand_in: HandIn, report: Report
) -> tuple[Done, str | None]:
    size, torn = file.path.stat().st_size, None
    step = f"reading {file.kind}"
    before = done_already(connection, dump)
    total = Done(0, 0, 0)
    with file.path.open("rb") as packed:
        try:
            for chunk in chunks(unpacked(packed, file.path.suffix == ".gz"), file.kind):
                report(step, packed.tell(), size)
                if chunk.start_at in before:
                    continue
                for done in hand_in(dump, chunk):
                    total = _add(total, done)
        except TornError as error:
            torn = f"{file.path.name} ends too early or is damaged ({error}); what came before was kept"
        for done in hand_in(dump, None):
            total = _add(total, done)
    report(step, size, size)
    return total, torn


def _add(one: Done, other: Done) -> Done:
    return Done(
        one.records + other.records, one.changed + other.changed, one.rejected + other.rejected
    )
