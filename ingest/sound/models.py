"""Ears: what every model of sound has in common, and which there are.

Adding one is adding a file with a class of this shape and a line in `MODELS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRequestError
from core.settings import Settings
from ingest.sound.decoding import Hearing, Samples

DIMENSIONS = (
    512  # of a vector in the graph; shorter ones are filled with zeros, which keeps their cosines
)

Prepared = NDArray[
    Any
]  # whatever a model makes of windows before its forward pass; first axis windows
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Pipeline:
    """Everything that decides what a vector means. Vectors with different ids are never compared."""

    name: str
    weights: str  # the first digits of the checkpoint's sha256, or what stands in its place
    front: str  # the spectrum it looks at
    windows: str  # how many of what length, and how they become one: "3x10s-mean"
    precision: str

    def __str__(self) -> str:
        return "/".join((self.name, self.weights, self.front, self.windows, self.precision))


class AudioModel(Protocol):
    """A model that turns windows of sound into vectors."""

    pipeline: Pipeline
    hearing: Hearing
    batch: int  # recordings that are worth being embedded together

    def prepare(self, windows: Samples) -> Prepared:
        """(windows, samples) to what `embed` takes. Called by many threads at once."""
        ...

    def embed(self, prepared: Prepared) -> Floats:
        """(windows, d) raw outputs, d at most 512; called by one thread."""
        ...


def opened(name: str, here: Settings) -> AudioModel:
    """A model by name, proved fit by its self-test.

    Raises BadRequestError: unknown, not installed, or its checkpoint is missing or not what it should be.
    """
    if name not in MODELS:
        raise BadRequestError(f"There is no ear called {name}; there are {', '.join(MODELS)}.")
    module, function = MODELS[name].split(":")
    open_model: Callable[[Settings], AudioModel] = getattr(import_module(module), function)
    return open_model(here)


MODELS: Mapping[str, str] = MappingProxyType(
    {
        "clap": "ingest.sound.clap:opened",
        "clap-onnx": "ingest.sound.clap_onnx:opened",
        "laion": "ingest.sound.laion:opened",
        "musicnn": "ingest.sound.musicnn:opened",
        "log-mel": "ingest.sound.log_mel:opened",
    }
)
