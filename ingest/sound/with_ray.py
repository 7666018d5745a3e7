"""A shelf of recordings for many GPUs: Ray Data hands out files and brings back vectors.

For a backfill of audio that lies where every machine can read it. The machines that listen hold no password:
vectors come back here, and only here are they written. What dies among them, Ray starts again.
"""

import logging
import math
import os
import socket
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from core.errors import AuricError, BadRequestError
from core.extras import extra
from core.settings import Settings
from ingest.sound.embedder import Embedder, Heard, Unheard
from ingest.sound.models import DIMENSIONS, opened

K = TypeVar("K")
Batch = dict[str, Any]

SHARE = 128  # files: what a listener takes at a time, and what its death costs
MOST_SHARES = 20_000  # of which Ray keeps a record each
KNOCK = 5.0  # seconds to wait for a cluster to open
TRIES = 10  # deaths of a listener over the same files, until they are taken for the reason
LOST = "was lost with those who listened to it; run it again, or leave it out"
OF_SOUND = frozenset({"sound_device", "sound_precision", "clap_checkpoint", "clap_sha256"})


@dataclass(frozen=True)
class Fleet:
    """Listeners on a cluster, each with processors, and with a GPU where there are any."""

    listeners: int
    cpus: int
    gpus: int


class Listener:
    """One ear, in a process of its own, anywhere."""

    def __init__(self, name: str, expected: str, said: Mapping[str, Any], threads: int) -> None:
        self._ear = Embedder(opened(name, Settings(**said)), threads=threads)
        if self._ear.model != expected:
            raise BadRequestError(f"A listener hears with {self._ear.model} instead of {expected}.")

    def __call__(self, batch: Batch) -> Batch:
        """Paths to vectors, or to reasons for having none."""
        vectors = np.zeros((len(batch["nth"]), DIMENSIONS), dtype=np.float32)
        reasons = []
        for row, heard in enumerate(self._ear.embed([Path(path) for path in batch["path"]])):
            reasons.append(heard.reason if isinstance(heard, Unheard) else "")
            if not isinstance(heard, Unheard):
                vectors[row] = heard
        return {"nth": batch["nth"], "vector": vectors, "reason": np.array(reasons, dtype=object)}


@dataclass(frozen=True)
class RayEars:
    """Hears what an `Embedder` hears, elsewhere and many at a time. `model`: the id that all must agree on."""

    name: str
    model: str
    here: Settings
    listeners: int | None = None  # a listener a GPU unless said otherwise

    def stream(self, recordings: Iterable[tuple[K, Path]]) -> Iterator[tuple[K, Heard]]:
        """A vector for each file, or why there is none; in any order. Raises AuricError."""
        asked = list(recordings)
        missing = set(range(len(asked)))
        with redirect_stdout(sys.stderr):  # Ray tells there whom it lost
            for nth, heard in self._heard([str(path) for _, path in asked]) if asked else ():
                if nth in missing:
                    missing.remove(nth)
                    yield asked[nth][0], heard
        for nth in sorted(missing):
            yield asked[nth][0], Unheard(LOST)

    def _heard(self, paths: list[str]) -> Iterator[tuple[int, Heard]]:
        ray = installed()
        from ray.exceptions import RayError

        joined = _joined(ray, self.listeners)
        shares = min(math.ceil(len(paths) / SHARE), MOST_SHARES)
        rows = [{"nth": nth, "path": path} for nth, path in enumerate(paths)]
        said = self.here.model_dump(include=set(OF_SOUND), exclude_none=True)
        listening = ray.data.from_items(rows, override_num_blocks=shares)
        with warnings.catch_warnings():  # Ray renames this option in 2.64, which the extra excludes
            warnings.simplefilter("ignore", DeprecationWarning)
            heard = listening.map_batches(
                Listener,
                fn_constructor_args=(self.name, self.model, said, joined.cpus),
                batch_size=SHARE,
                compute=ray.data.ActorPoolStrategy(size=joined.listeners),
                num_cpus=joined.cpus,
                num_gpus=joined.gpus,
                ray_remote_args_fn=lambda: {"max_task_retries": TRIES, "max_restarts": -1},
            )
        try:
            for batch in heard.iter_batches(batch_size=None, batch_format="numpy"):
                for nth, vector, reason in zip(
                    *(batch[c] for c in ("nth", "vector", "reason")), strict=True
                ):
                    yield int(nth), Unheard(str(reason)) if reason else vector
        except RayError as error:
            raise AuricError(f"Ray gave up: {str(error).strip().splitlines()[-1]}") from error
        finally:
            ray.shutdown()


def installed() -> Any:  # noqa: ANN401 - the package is an extra
    """Ray. Raises BadRequestError when it is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers
    with extra("ray", "--ray needs"):
        import ray
        import ray.data
    return ray


def _joined(ray: Any, listeners: int | None) -> Fleet:  # noqa: ANN401
    """The cluster that RAY_ADDRESS names, or one of this machine alone. Raises BadRequestError."""
    address = os.environ.get("RAY_ADDRESS", "")
    try:
        _knock(address)
        ray.init(log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, RuntimeError, ValueError) as error:
        raise BadRequestError(
            f"There is no Ray cluster at RAY_ADDRESS={address}: start one with"
            " `ray start --head`, or leave the setting out to use this machine alone."
        ) from error
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1  # files that no listener survives stop none of the others
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    machines = [node["Resources"] for node in ray.nodes() if node["Alive"]]
    return fleet([(int(m.get("CPU", 0)), int(m.get("GPU", 0))) for m in machines], listeners)


def _knock(address: str) -> None:
    """Raises OSError where nobody listens: Ray would go on asking for more than ten minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=KNOCK).close()


def fleet(machines: Sequence[tuple[int, int]], listeners: int | None) -> Fleet:
    """Listeners for machines of so many processors and GPUs. One must fit on a machine: Ray waits for a
    machine that is large enough, for ever if there is none. One processor of each is left to Ray."""
    gpus = sum(gpu for _, gpu in machines)
    count = listeners or gpus or 1
    on_gpus = gpus >= count

    def places(cpus: int) -> int:
        return sum(min(max(cpu - 1, 0) // cpus, gpu if on_gpus else count) for cpu, gpu in machines)

    largest = max(cpu for cpu, _ in machines)
    cpus = next((cpus for cpus in range(largest, 1, -1) if places(cpus) >= count), 1)
    return Fleet(count, cpus, int(on_gpus))
