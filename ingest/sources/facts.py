"""A folder of facts, one JSON Lines file per kind: the format everybody can write."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from pydantic import ValidationError

from core.errors import BadRequestError
from ingest.records import KINDS, Record
from ingest.source import Fact, Reject, Report, reason

LONGEST_LINE = 4_000_000  # bytes; a biography of a thousand pages still fits
REPORT_EVERY = 5_000  # lines


def read(folder: Path, report: Report) -> Iterator[Fact | Reject]:
    """Every line of every file, in the order in which kinds depend on each other.

    Raises BadRequestError for a folder without facts and for a damaged archive.
    """
    files = _files(folder)
    for kind, record_type in KINDS.items():
        for path in files.pop(kind, []):
            yield from _read_file(path, kind, record_type, report)
    for unknown in (path for paths in files.values() for path in paths):
        yield Reject(
            unknown.name, 0, f"no kind of fact has this name; known are {', '.join(KINDS)}"
        )


def _files(folder: Path) -> dict[str, list[Path]]:
    if not folder.is_dir():
        raise BadRequestError(f"There is no folder {folder}.")
    files: dict[str, list[Path]] = {}
    for path in filter(Path.is_file, sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")])):
        files.setdefault(path.name.split(".jsonl")[0], []).append(path)
    for kind, paths in files.items():
        if len(paths) > 1:
            raise BadRequestError(
                f"There are two files of {kind} in {folder}: keep {paths[0].name} or {paths[1].name}."
            )
    if not files.keys() & KINDS.keys():
        raise BadRequestError(
            f"There are no facts in {folder}: it holds none of the files {', '.join(KINDS)}.jsonl(.gz)."
        )
    return files


def _read_file(
    path: Path, kind: str, record_type: type[Record], report: Report
) -> Iterator[Fact | Reject]:
    size = path.stat().st_size
    number = 0
    with path.open("rb") as raw:
        lines = cast(IO[bytes], gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw)
        try:
            while line := lines.readline(LONGEST_LINE + 1):
                number += 1
                if number % REPORT_EVERY == 0:
                    report(f"reading {kind}", raw.tell(), size)
                if len(line) > LONGEST_LINE:
                    _skip_rest(lines)
                    yield Reject(path.name, number, "longer than 4 MB")
                elif line.strip():
                    yield _fact(path.name, kind, record_type, number, line)
        except (EOFError, OSError, zlib.error) as error:
            raise BadRequestError(
                f"{path.name} is damaged after line {number}; nothing was loaded."
            ) from error
    report(f"reading {kind}", size, size)


def _skip_rest(lines: IO[bytes]) -> None:
    while (part := lines.readline(LONGEST_LINE)) and not part.endswith(b"\n"):
        pass


def _fact(
    file: str, kind: str, record_type: type[Record], number: int, line: bytes
) -> Fact | Reject:
    try:
        return Fact(kind, number, record_type.model_validate_json(line))
    except ValidationError as error:
        return Reject(file, number, reason(error))
