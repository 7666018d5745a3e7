"""musicnn (Pons & Serra 2019): a small ear that learned fifty tags of a million songs.

Its weights come in the package `musicnn` (ISC licence, 3 MB of them used; install it with --no-deps, for
TensorFlow is not needed). It is no CLAP, but it is real: tests and demonstrations hear with it.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import BadRequestError
from core.settings import Settings
from ingest.sound.decoding import Hearing, Samples
from ingest.sound.mel import Mel, power
from ingest.sound.models import Floats, Pipeline, Prepared
from ingest.sound.self_test import fit_to_listen
from ingest.sound.tensorflow_checkpoint import read_tensors

TAUGHT_BY = "MSD_musicnn"  # the Million Song Dataset with Last.fm's tags
MEL = Mel(rate=16_000, size=512, hop=256, bands=96, lowest=0.0, highest=8_000.0)
FRAMES = 187  # that it looks at together: three seconds
EPSILON = 1e-3  # of TensorFlow's batch normalisation
TEMPORAL = (128, 64, 32)  # frames that the three rhythm filters span
AROUND = (0, 0, 3, 3)  # silence before and after, so that seven frames fit everywhere


def opened(here: Settings) -> "Musicnn":
    """Raises BadRequestError when torch or the package is missing, or when it is unfit."""
    found = find_spec("musicnn")
    if found is None or not found.submodule_search_locations or find_spec("torch") is None:
        raise BadRequestError(
            "musicnn needs the extra `audio` and its package: pip install --no-deps musicnn."
        )
    model = Musicnn(Path(found.submodule_search_locations[0]) / TAUGHT_BY)
    fit_to_listen(model)
    return model


class Musicnn:
    """What musicnn thinks just before it names its tags: 200 numbers a window."""

    hearing = Hearing(rate=MEL.rate, window=(FRAMES - 1) * MEL.hop, most=10)
    batch = 1

    def __init__(self, folder: Path) -> None:
        import torch

        self._torch = torch
        numbers = folder / ".data-00000-of-00001"
        digest = hashlib.sha256(numbers.read_bytes()).hexdigest()[:12]
        self.pipeline = Pipeline("musicnn", digest, "mel96", "10x3s-mean", "fp32")
        self._weights = {
            name: torch.from_numpy(value.copy())
            for name, value in read_tensors(folder / ".index", numbers).items()
        }

    def prepare(self, windows: Samples) -> Prepared:
        """(windows, 187, 96)"""
        return np.log10(10_000 * power(windows, MEL) + 1).astype(np.float32)

    def embed(self, prepared: Prepared) -> Floats:
        with self._torch.inference_mode():
            given = self._torch.from_numpy(prepared)
            output: Floats = self._deeper(self._heard(given)).numpy()
        return output

    def _heard(self, mel: Any) -> Any:  # noqa: ANN401 - torch is an extra
        """(windows, 561, frames): timbres, whatever their pitch, and rhythms."""
        pad, relu = self._torch.nn.functional.pad, self._torch.nn.functional.relu
        sound = self._normal(mel[:, None], 0)
        seen = [
            self._normal(relu(self._filtered(pad(sound, AROUND), nth)), nth + 1).amax(dim=3)
            for nth in range(2)
        ]
        for nth, span in enumerate(TEMPORAL, start=2):
            around = pad(sound, (0, 0, (span - 1) // 2, span // 2))
            seen.append(self._normal(relu(self._filtered(around, nth)), nth + 1).amax(dim=3))
        return self._torch.cat(seen, dim=1)

    def _deeper(self, heard: Any) -> Any:  # noqa: ANN401
        """(windows, 200)"""
        torch = self._torch
        pad, relu = torch.nn.functional.pad, torch.nn.functional.relu
        layers, last = [heard], None
        for nth in range(5, 8):
            given = pad(layers[-1].transpose(1, 2)[:, None], AROUND)
            out = self._normal(relu(self._filtered(given, nth)), nth + 1)[..., 0]
            last = out if last is None else last + out
            layers.append(last)
        everything = torch.cat(layers, dim=1)
        pooled = torch.stack([everything.amax(dim=2), everything.mean(dim=2)], dim=2).flatten(1)
        dense = self._normal(pooled, 9) @ self._weights["dense/kernel"]
        return self._normal(relu(dense + self._weights["dense/bias"]), 10)

    def _filtered(self, sound: Any, nth: int) -> Any:  # noqa: ANN401
        name = "conv2d" + (f"_{nth}" if nth else "")
        kernel = self._weights[f"{name}/kernel"].permute(3, 2, 0, 1)
        return self._torch.nn.functional.conv2d(sound, kernel, self._weights[f"{name}/bias"])

    def _normal(self, sound: Any, nth: int) -> Any:  # noqa: ANN401
        name = "batch_normalization" + (f"_{nth}" if nth else "")
        of = self._weights
        return self._torch.nn.functional.batch_norm(
            sound, of[f"{name}/moving_mean"], of[f"{name}/moving_variance"],
            of[f"{name}/gamma"], of[f"{name}/beta"], eps=EPSILON,
        )  # fmt: skip
