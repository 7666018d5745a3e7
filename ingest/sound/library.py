"""A listener's own shelf becomes vectors: files of tracks that we know, a few committed at a time."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from ingest.database import Connection, connect
from ingest.sound.embedder import Heard, Unheard
from ingest.sound.files import audio_files, named, read_mapping
from ingest.sound.models import Floats
from ingest.sound.tracks import heard_already, keep, meant
from ingest.source import Reject, Report

K = TypeVar("K")

KEPT_TOGETHER = 32  # recordings a transaction: what an interruption costs


@dataclass(frozen=True)
class Listened:
    """What a run did: files embedded, files whose track was heard before, and files that were not used."""

    model: str
    embedded: int
    already: int
    rejects: tuple[Reject, ...]
    seconds: float


class Ears(Protocol):
    """Whoever listens, here or elsewhere. `model` is the id that goes with the vectors."""

    @property
    def model(self) -> str: ...

    def stream(self, recordings: Iterable[tuple[K, Path]]) -> Iterator[tuple[K, Heard]]:
        """A vector for each recording, or why there is none, as they come."""
        ...


def embed_files(
    url: str, ears: Ears, paths: Sequence[Path], mapping: Path | None, report: Report
) -> Listened:
    """Embed every file whose track has no vector of this model yet. A run can be resumed.

    Raises BadRequestError for paths or a mapping that make no sense; files that cannot be used are told.
    """
    started = time.perf_counter()
    files = audio_files(paths)
    with connect(url) as connection:
        wanted, already, rejects = _chosen(connection, ears.model, files, mapping)
        heard = ears.stream(((path, ids), path) for path, ids in wanted.items())
        embedded = 0
        for batch in _batches(heard):
            report("listening", embedded, len(wanted))
            vectors, refused = _parted(batch)
            keep(connection, ears.model, vectors)
            embedded += len(batch) - len(refused)
            rejects += refused
        report("listening", len(wanted), len(wanted))
    seconds = time.perf_counter() - started
    return Listened(ears.model, embedded, already, tuple(rejects), seconds)


def _chosen(
    connection: Connection, model: str, files: Sequence[Path], mapping: Path | None
) -> tuple[dict[Path, list[int]], int, list[Reject]]:
    """The files to listen to and their tracks, how many were heard before, and who is out."""
    known = list(named(files, read_mapping(mapping)))
    answers = meant(connection, known)
    every = [track for ids in answers.values() if not isinstance(ids, str) for track in ids]
    done = heard_already(connection, model, every)
    wanted: dict[Path, list[int]] = {}
    already, rejects = 0, []
    for nth, file in enumerate(known):
        ids = answers[nth]
        if isinstance(ids, str):
            rejects.append(Reject(str(file.path), 0, ids))
        elif missing := [track for track in ids if track not in done]:
            wanted[file.path] = missing
            done.update(missing)  # of two files of one track the first is enough
        else:
            already += 1
    return wanted, already, rejects


Listening = tuple[tuple[Path, list[int]], Heard]


def _batches(heard: Iterator[Listening]) -> Iterator[list[Listening]]:
    while batch := list(islice(heard, KEPT_TOGETHER)):
        yield batch


def _parted(batch: Sequence[Listening]) -> tuple[dict[int, Floats], list[Reject]]:
    vectors: dict[int, Floats] = {}
    refused = []
    for (path, ids), one in batch:
        if isinstance(one, Unheard):
            refused.append(Reject(str(path), 0, one.reason))
        else:
            vectors.update(dict.fromkeys(ids, one))
    return vectors, refused
