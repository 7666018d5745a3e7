"""Many recordings become vectors: decoded by several threads while the model listens to earlier ones."""

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np

from core.errors import UnheardError
from ingest.sound.decoding import SHORTEST, Recording, windows
from ingest.sound.models import DIMENSIONS, AudioModel, Floats, Prepared
from ingest.sound.self_test import unit

K = TypeVar("K")


@dataclass(frozen=True)
class Unheard:
    """Why a recording has no vector."""

    reason: str


Heard = Floats | Unheard  # (512,) of unit length, or why not


@dataclass
class Spent:
    """Seconds, added up. The last two are on the thread that leads, and share its time."""

    decoding: float = 0.0  # of a processor, over all threads
    listening: float = 0.0  # in the model
    waiting: float = 0.0  # for recordings to be decoded


@dataclass(frozen=True)
class Decoded:
    """A recording on its way to the model."""

    prepared: Prepared | Unheard
    seconds: float


class Embedder:
    """An ear that takes many recordings. `model` is the id that goes with its vectors."""

    def __init__(
        self, model: AudioModel, *, threads: int | None = None, least: float = SHORTEST
    ) -> None:
        """`least`: seconds that a recording must last. Of a preview it is known how long it should be."""
        self.model = str(model.pipeline)
        self.spent = Spent()
        self._model = model
        self._threads = threads or os.cpu_count() or 1
        self._least = least

    def embed(self, recordings: Sequence[Recording]) -> list[Heard]:
        """A vector for each recording (the bytes of a file, or where it lies), or why there is none."""
        return [heard for _, heard in self.stream((None, recording) for recording in recordings)]

    def stream(self, recordings: Iterable[tuple[K, Recording]]) -> Iterator[tuple[K, Heard]]:
        """The same for any number of them, in their order, a few in memory at a time."""
        coming = iter(recordings)
        ahead = self._threads + 2 * self._model.batch
        with ThreadPoolExecutor(self._threads, thread_name_prefix="decode") as pool:
            under_way: deque[tuple[K, Future[Decoded]]] = deque()
            try:
                while True:
                    for key, recording in islice(coming, ahead - len(under_way)):
                        under_way.append((key, pool.submit(self._decode, recording)))
                    if not under_way:
                        return
                    count = min(self._model.batch, len(under_way))
                    batch = [under_way.popleft() for _ in range(count)]
                    yield from self._listened(batch)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _decode(self, recording: Recording) -> Decoded:
        """In a thread: libsndfile, soxr and NumPy let others run meanwhile."""
        started = time.thread_time()
        try:
            heard = windows(recording, self._model.hearing, self._least)
            prepared: Prepared | Unheard = self._model.prepare(heard)
        except UnheardError as error:
            prepared = Unheard(str(error))
        return Decoded(prepared, time.thread_time() - started)

    def _listened(self, batch: Sequence[tuple[K, Future[Decoded]]]) -> Iterator[tuple[K, Heard]]:
        started = time.perf_counter()
        decoded = [(key, future.result()) for key, future in batch]
        ready = time.perf_counter()
        heard = [one.prepared for _, one in decoded if not isinstance(one.prepared, Unheard)]
        vectors = iter(self._embedded(heard) if heard else ())
        self.spent.decoding += sum(one.seconds for _, one in decoded)
        self.spent.waiting += ready - started
        self.spent.listening += time.perf_counter() - ready
        for key, one in decoded:
            yield key, one.prepared if isinstance(one.prepared, Unheard) else next(vectors)

    def _embedded(self, prepared: Sequence[Prepared]) -> Floats:
        """(recordings, 512): each the mean of what the model says of its windows, of unit length."""
        raw = self._model.embed(np.concatenate(prepared))
        starts = np.cumsum([0, *(len(one) for one in prepared[:-1])])
        counts = np.array([[len(one)] for one in prepared])
        means = np.add.reduceat(raw, starts, axis=0) / counts
        return unit(np.pad(means, ((0, 0), (0, DIMENSIONS - means.shape[1]))))
