"""The plainest ear: how loud each pitch band is and how much it varies. It learned nothing.

What a learned model must beat by a margin; and an ear for machines that have no model.
"""

import numpy as np

from core.settings import Settings
from ingest.sound.decoding import Hearing, Samples, installed
from ingest.sound.mel import decibels
from ingest.sound.models import Floats, Pipeline, Prepared


def opened(here: Settings) -> "LogMel":
    """Raises BadRequestError when nothing can be decoded."""
    installed()
    return LogMel()


class LogMel:
    """Mean and standard deviation of each of CLAP's 64 bands: 128 numbers."""

    pipeline = Pipeline("log-mel", "none", "mel64", "3x10s-mean", "fp32")
    hearing = Hearing(rate=48_000, window=480_000, most=3)
    batch = 8

    def prepare(self, windows: Samples) -> Prepared:
        loud = decibels(windows)
        return np.concatenate([loud.mean(axis=1), loud.std(axis=1)], axis=1)

    def embed(self, prepared: Prepared) -> Floats:
        return prepared.astype(np.float32)
