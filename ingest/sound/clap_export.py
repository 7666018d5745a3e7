"""CLAP's ear is written down as an ONNX file, and both are made to listen to the same sounds."""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import BadRequestError
from core.settings import Settings
from ingest.sound.checkpoint import digest_of, read_checkpoint
from ingest.sound.clap import Clap
from ingest.sound.clap_onnx import ORIGIN, ClapOnnx
from ingest.sound.self_test import fit_to_listen, probes, unit

SAME = 1e-4  # of unit vectors: how far the two may be apart
OPSET = 18


@dataclass(frozen=True)
class Exported:
    """A file that was written, its digest, and how far it is from the original at most."""

    sha256: str
    difference: float


def export(here: Settings, path: Path) -> Exported:
    """Write the checkpoint of the settings as ONNX. Raises BadRequestError, and then leaves no file."""
    checkpoint = read_checkpoint(here)
    model = Clap.of(checkpoint, "cpu")
    fit_to_listen(model)
    return written(model, checkpoint.sha256, path)


def written(model: Clap, sha256: str, path: Path) -> Exported:
    """Write a model, prove that the file hears like it, and give it its name only then."""
    unproved = path.with_name(path.name + ".part")
    try:
        unproved.write_bytes(_onnx(model, sha256))
        difference = parity(model, ClapOnnx(unproved))
        if difference > SAME:
            raise BadRequestError(
                f"The exported model differs by {difference:.1e}; it is not kept."
            )
        unproved.replace(path)
    finally:
        unproved.unlink(missing_ok=True)
    return Exported(digest_of(path), difference)


def parity(one: Clap, other: ClapOnnx) -> float:
    """The largest difference between their unit vectors of the seven probes."""
    sounds = probes(one.hearing.rate, one.hearing.window)
    heard = [unit(model.embed(model.prepare(sounds))) for model in (one, other)]
    return float(np.abs(heard[0] - heard[1]).max())


def _onnx(model: Clap, sha256: str) -> bytes:
    try:
        import onnx
        import torch
    except ImportError as error:
        raise BadRequestError(
            "Exporting needs both extras: pip install 'auric-signal[audio,audio-onnx]'."
        ) from error

    file = io.BytesIO()
    with warnings.catch_warnings(), torch.inference_mode():
        # Its older exporter keeps the batch dynamic through HTSAT's reshapes; it warns of its age.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.bare(), (torch.zeros(2, 1, 1001, 64),), file, dynamo=False, opset_version=OPSET,
            input_names=["mel"], output_names=["embedding"],
            dynamic_axes={"mel": {0: "windows"}, "embedding": {0: "windows"}},
        )  # fmt: skip
    graph = onnx.load_from_string(file.getvalue())
    graph.metadata_props.add(key=ORIGIN, value=sha256)
    packed: bytes = graph.SerializeToString()
    return packed
