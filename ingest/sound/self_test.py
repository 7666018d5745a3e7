"""Before a model is believed: does it hear that different sounds are different?

A checkpoint that was converted wrongly loads, runs and gives unit vectors like any other; only that they
all point the same way. So every ear first listens to seven sounds that nobody could mistake for one
another.
"""

import numpy as np

from core.errors import BadRequestError
from ingest.sound.decoding import Samples
from ingest.sound.models import AudioModel, Floats

MOST_ALIKE = 0.9  # mean cosine between different sounds; an untaught network lies at 0.95 and above
SEED = 7
SAME = 1e-3  # of a unit vector, between two hearings of one sound


def fit_to_listen(model: AudioModel) -> None:
    """Raises BadRequestError for a model that must not be used, and says what is wrong with it."""
    sounds = probes(model.hearing.rate, model.hearing.window)
    raw = model.embed(model.prepare(sounds))
    if raw.ndim != 2 or not np.isfinite(raw).all():
        raise BadRequestError(f"{model.pipeline} gives vectors that are no numbers.")
    heard = unit(raw)
    likeness = mean_cosine(heard)
    if likeness > MOST_ALIKE:
        raise BadRequestError(
            f"{model.pipeline} hears no difference between a tone, noise and a drum (their mean cosine"
            f" is {likeness:.3f}): the checkpoint is untaught, collapsed or of another model."
        )
    again = unit(model.embed(model.prepare(sounds[-1:])))
    if np.abs(again - heard[-1]).max() > SAME:
        raise BadRequestError(f"{model.pipeline} does not hear the same sound the same way twice.")


def mean_cosine(heard: Floats) -> float:
    """Between different rows of unit vectors."""
    cosines = heard @ heard.T
    return float(cosines[~np.eye(len(heard), dtype=bool)].mean())


def unit(vectors: Floats) -> Floats:
    """(n, d) of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def probes(rate: int, samples: int) -> Samples:
    """(7, samples): a low tone, a high tone, a chord, hiss, rumble, a drum, a siren."""
    time = np.arange(samples) / rate
    chance = np.random.default_rng(SEED)
    hiss = chance.standard_normal(samples)
    beat = np.exp(-30 * (time % 0.5))
    sounds = (
        np.sin(2 * np.pi * 110 * time),
        np.sin(2 * np.pi * 3520 * time),
        sum(np.sin(2 * np.pi * pitch * time) for pitch in (261.6, 329.6, 392.0)),
        hiss,
        np.convolve(hiss, np.ones(rate // 200), mode="same"),
        hiss * beat + np.sin(2 * np.pi * 60 * time) * beat,
        np.sin(2 * np.pi * (600 * time + 60 * np.sin(2 * np.pi * 2 * time))),
    )
    return np.stack([0.5 * s / np.abs(s).max() for s in sounds]).astype(np.float32)
