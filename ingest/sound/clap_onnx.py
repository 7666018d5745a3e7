"""CLAP for small machines: the same ear, run by ONNX Runtime, without torch."""

from pathlib import Path
from typing import Any

import numpy as np

from core.errors import BadRequestError
from core.extras import extra
from core.settings import Settings
from ingest.sound.checkpoint import digest_of
from ingest.sound.clap_pipeline import HEARING, clap_pipeline
from ingest.sound.decoding import Samples
from ingest.sound.mel import decibels
from ingest.sound.models import Floats, Prepared
from ingest.sound.self_test import fit_to_listen

ORIGIN = "auric.checkpoint.sha256"  # in the file's metadata: what it was exported from
ADVICE = "Make one with `auric embed export clap.onnx` where torch and LAION's checkpoint are."


def opened(here: Settings) -> "ClapOnnx":
    """The exported model that the settings name, proved fit.

    Raises BadRequestError: ONNX Runtime or the file is missing, it is another one, or unfit.
    """
    path = here.clap_checkpoint
    if path is None or not path.is_file():
        raise BadRequestError(f"AURIC_CLAP_CHECKPOINT names no exported model. {ADVICE}")
    if here.clap_sha256 and digest_of(path) != here.clap_sha256.lower():
        raise BadRequestError(f"{path} is another file than AURIC_CLAP_SHA256 expects.")
    model = ClapOnnx(path)
    fit_to_listen(model)
    return model


class ClapOnnx:
    """CLAP's ear, exported."""

    hearing = HEARING
    batch = 1

    def __init__(self, path: Path) -> None:
        with extra("audio-onnx", "This ear needs"):
            import onnxruntime
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(path), providers=["CPUExecutionProvider"]
            )
        except (
            Exception
        ) as error:  # its own classes are made as it is imported, and have no common base
            raise BadRequestError(f"{path} is no model that ONNX Runtime can read.") from error
        told = self._session.get_modelmeta().custom_metadata_map
        if ORIGIN not in told:
            raise BadRequestError(f"{path} does not say which checkpoint it comes from. {ADVICE}")
        self.pipeline = clap_pipeline(told[ORIGIN], "fp32")

    def prepare(self, windows: Samples) -> Prepared:
        return decibels(windows)

    def embed(self, prepared: Prepared) -> Floats:
        # One window at a time: a processor gains nothing by more, and its memory stays warm.
        outputs = [self._session.run(None, {"mel": one[None, None]})[0] for one in prepared]
        return np.concatenate(outputs)
