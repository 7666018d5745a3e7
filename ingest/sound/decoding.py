"""A recording as a listener's ear gets it: mono, at the rate its model expects, no more than is heard."""

import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UnheardError
from core.extras import extra

Samples = NDArray[np.float32]  # (n,) mono, or (windows, samples); -1..1
Recording = bytes | Path

SHORTEST = 3.0  # seconds; below that there is no music to speak of
SLACK = 1.0  # seconds by which a recording may be longer than the excerpt and still begin at its beginning
SILENCE = 1e-4  # a peak of -80 dB
RATES = range(4_000, 192_001)  # Hz; others are damage, and would cost memory
MOST_CHANNELS = 8


@dataclass(frozen=True)
class Hearing:
    """What a model listens to: `most` windows of `window` samples, one after the other, at `rate` Hz."""

    rate: int
    window: int
    most: int

    @property
    def seconds(self) -> float:
        """The longest excerpt that is used."""
        return self.window * self.most / self.rate


def windows(recording: Recording, hearing: Hearing, least: float = SHORTEST) -> Samples:
    """(1..most, window): the middle of a recording, cut into windows.

    Raises UnheardError: no audio, damaged, silent, or shorter than `least` seconds.
    """
    return cut(decoded(recording, hearing.rate, hearing.seconds, least), hearing)


def decoded(recording: Recording, rate: int, seconds: float, least: float = SHORTEST) -> Samples:
    """(n,) the middle `seconds` of a recording, mono (the mean of its channels), at `rate` Hz."""
    sound, own_rate = _read(recording, seconds)
    heard = len(sound) / own_rate
    if heard < least:
        raise UnheardError(f"lasts {heard:.1f} s; at least {least:.0f} s are needed")
    mono: Samples = sound.mean(axis=1, dtype=np.float32)
    if not np.isfinite(mono).all():
        raise UnheardError("holds samples that are no numbers")
    if np.abs(mono).max() < SILENCE:
        raise UnheardError("is silent")
    return mono if own_rate == rate else _resampled(mono, own_rate, rate)


def cut(sound: Samples, hearing: Hearing) -> Samples:
    """(1..most, window): consecutive windows.

    What is left over is dropped, as LAION's own tool drops it, unless it is a whole window but for a
    half second (an MP3 is seldom exactly 30 s long): then the last window begins that much earlier.
    A sound that does not fill one window is repeated, and the rest filled with silence ("repeatpad").
    """
    size = hearing.window
    if len(sound) < size:
        repeated = np.tile(sound, size // len(sound))
        return np.pad(repeated, (0, size - len(repeated)))[None]
    count = min((len(sound) + hearing.rate // 2) // size, hearing.most)
    starts = [min(nth * size, len(sound) - size) for nth in range(count)]
    return np.stack([sound[start : start + size] for start in starts])


def _read(recording: Recording, seconds: float) -> tuple[Samples, int]:
    """(n, channels) of the middle of a recording, and its own rate."""
    soundfile = installed()
    try:
        with soundfile.SoundFile(
            io.BytesIO(recording) if isinstance(recording, bytes) else recording
        ) as file:
            rate, channels = file.samplerate, file.channels
            if rate not in RATES or channels > MOST_CHANNELS:
                raise UnheardError(f"has {channels} channels at {rate:,} Hz")
            wanted = math.ceil(seconds * rate)
            spare = file.frames - wanted
            if file.seekable() and spare > SLACK * rate:
                file.seek(spare // 2)
            promised = min(wanted, max(file.frames, 0))
            sound: Samples = file.read(wanted, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise UnheardError(f"is no audio that can be read ({_said(error)})") from error
    if len(sound) < promised - SLACK * rate:
        raise UnheardError(
            f"is cut off: {len(sound) / rate:.1f} of {promised / rate:.1f} s are there"
        )
    return sound, rate


def _said(error: Exception) -> str:
    return str(getattr(error, "error_string", None) or error).rstrip(".")


def _resampled(mono: Samples, own_rate: int, rate: int) -> Samples:
    import soxr

    heard: Samples = soxr.resample(mono, own_rate, rate, quality="HQ")
    return heard


def installed() -> Any:  # noqa: ANN401 - the package is an extra
    """The decoder. Raises BadRequestError when it is not installed."""
    with extra("audio", "Listening needs"):
        import soundfile
        import soxr  # noqa: F401
    return soundfile
