"""Recordings to listen to, made here: tones in files of every kind, whole and damaged."""

import io
import struct
from collections.abc import Sequence
from typing import LiteralString

import numpy as np
import psycopg
import soundfile
from numpy.typing import NDArray

from ingest.sound.embedder import Embedder
from ingest.sound.log_mel import LogMel

Sound = NDArray[np.float64]
RATE = 44_100


def tone(hertz: float, seconds: float, rate: int = RATE) -> Sound:
    """A sine at half of full scale."""
    wave: Sound = 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return wave


def as_file(sound: Sound, kind: str = "MP3", rate: int = RATE, subtype: str | None = None) -> bytes:
    """The bytes of an audio file."""
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format=kind, subtype=subtype)
    return file.getvalue()


def tagged(mp3: bytes, **frames: str) -> bytes:
    """An MP3 with an ID3v2.3 tag before it: TPE1 is the artist, TIT2 the title, TSRC the ISRC."""
    body = b"".join(
        name.encode() + struct.pack(">IH", len(text.encode()) + 1, 0) + b"\x00" + text.encode()
        for name, text in frames.items()
    )
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body + mp3


def assert_each_has_its_own_vector(
    url: str, tracks: int, number: LiteralString, recordings: Sequence[bytes]
) -> None:
    """So many tracks were heard, each once, as the recording of its `number` (SQL): those are dealt out
    over and over."""
    right = [np.asarray(one) for one in Embedder(LogMel()).embed(recordings)]
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            f"SELECT {number}, track_id, embedding::real[] FROM audio_vector JOIN track USING (track_id)"
        ).fetchall()
    assert len(rows) == len({track_id for _, track_id, _ in rows}) == tracks
    for n, _, kept in rows:
        assert np.abs(np.array(kept) - right[n % len(right)]).max() < 1e-3
