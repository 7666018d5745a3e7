"""How recordings become vectors, with the plainest ear; CLAP's own numbers are in test_clap.py."""

import hashlib
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import BadRequestError, UnheardError
from core.settings import Settings
from ingest.sound.checkpoint import MUSIC, read_checkpoint
from ingest.sound.clap_pipeline import HEARING, clap_pipeline
from ingest.sound.decoding import cut, decoded, windows
from ingest.sound.embedder import Embedder, Heard, Unheard
from ingest.sound.log_mel import LogMel
from ingest.sound.mel import CLAP_MEL, bank, decibels
from ingest.sound.models import MODELS, Floats, Prepared, opened
from ingest.sound.self_test import fit_to_listen, probes
from tests.ingest.recordings import RATE, as_file, tone

SECOND = HEARING.rate


def vector(heard: Heard) -> Floats:
    assert not isinstance(heard, Unheard), heard
    return heard


def test_a_preview_becomes_one_vector_of_unit_length() -> None:
    (heard,) = Embedder(LogMel()).embed([as_file(tone(440, 30))])
    assert vector(heard).shape == (512,)
    assert vector(heard).dtype == np.float32
    assert np.linalg.norm(vector(heard)) == pytest.approx(1, abs=1e-6)


def test_the_same_preview_gives_the_same_bytes_however_many_threads_decode() -> None:
    previews = [as_file(tone(110 * n, 10)) for n in range(1, 13)]
    one, many = Embedder(LogMel(), threads=1), Embedder(LogMel(), threads=8)
    assert [vector(h).tobytes() for h in one.embed(previews)] == [
        vector(h).tobytes() for h in many.embed(previews)
    ]


@pytest.mark.parametrize("kind", ["MP3", "OGG", "FLAC", "WAV"])
def test_the_pitch_survives_decoding_and_resampling(kind: str) -> None:
    heard = decoded(as_file(tone(1000, 4), kind), 48_000, 30)
    assert len(heard) == pytest.approx(4 * 48_000, abs=3_000)  # an MP3 is padded
    spectrum = np.abs(np.fft.rfft(heard[48_000:96_000]))
    assert int(spectrum.argmax()) == 1000  # one bin is one hertz


def test_two_channels_are_heard_as_their_mean() -> None:
    left, right = tone(500, 4), np.zeros(4 * RATE)
    heard = decoded(as_file(np.stack([left, right], axis=1), "WAV", subtype="FLOAT"), RATE, 30)
    assert np.abs(heard - left / 2).max() < 1e-6


def test_of_a_long_recording_the_middle_is_heard() -> None:
    loud = np.concatenate([np.zeros(40 * RATE), tone(700, 30), np.zeros(40 * RATE)])
    heard = decoded(as_file(loud, "FLAC"), RATE, 30)
    assert len(heard) == 30 * RATE
    assert np.abs(heard - tone(700, 30)).max() < 1e-3


def test_thirty_seconds_are_three_windows_one_after_the_other() -> None:
    sound = np.arange(30 * SECOND, dtype=np.float32)
    assert np.array_equal(cut(sound, HEARING).ravel(), sound)


def test_a_window_that_lacks_half_a_second_begins_earlier_and_one_that_lacks_more_is_dropped() -> (
    None
):
    almost = np.arange(29.6 * SECOND, dtype=np.float32)
    assert cut(almost, HEARING).shape == (3, 10 * SECOND)
    assert cut(almost, HEARING)[2, -1] == almost[-1]
    assert cut(almost[: 29 * SECOND], HEARING).shape == (2, 10 * SECOND)


def test_a_short_sound_is_repeated_and_the_rest_is_silence() -> None:
    short = np.ones(4 * SECOND, dtype=np.float32)
    (window,) = cut(short, HEARING)
    assert window[: 8 * SECOND].all()
    assert not window[8 * SECOND :].any()


NOT_NUMBERS = np.full(5 * RATE, np.nan)
UNUSABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is no audio"),
    "a web page": (b"<!doctype html><title>404</title>" * 50, "is no audio"),
    "silence": (as_file(np.zeros(12 * RATE)), "is silent"),
    "a click": (as_file(tone(440, 0.5)), "lasts 0.5 s"),
    "broken samples": (as_file(NOT_NUMBERS, "WAV", subtype="FLOAT"), "no numbers"),
    "sixteen channels": (as_file(np.ones((RATE * 4, 16)) / 2, "WAV"), "has 16 channels"),
    "two hertz": (as_file(tone(440, 4), "WAV", rate=2), "at 2 Hz"),
}


@pytest.mark.parametrize(("recording", "reason"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_cannot_be_heard_says_why(recording: bytes, reason: str) -> None:
    with pytest.raises(UnheardError, match=reason):
        windows(recording, HEARING)


def test_a_recording_that_was_cut_off_on_the_way_is_refused() -> None:
    whole = as_file(tone(440, 30))
    (heard,) = Embedder(LogMel()).embed([whole[: len(whole) // 3]])
    assert isinstance(heard, Unheard)
    assert "is cut off: 9.8 of 30.0 s are there" in heard.reason


def test_where_it_is_known_how_long_a_preview_must_be_a_shorter_one_is_refused() -> None:
    (heard,) = Embedder(LogMel(), least=25).embed([as_file(tone(440, 9))])
    assert heard == Unheard("lasts 9.0 s; at least 25 s are needed")


def test_a_broken_recording_stops_none_of_the_others() -> None:
    good = [as_file(tone(hertz, 10)) for hertz in (200, 2000)]
    first, broken, second = Embedder(LogMel()).embed([good[0], b"not music", good[1]])
    assert isinstance(broken, Unheard)
    alone = Embedder(LogMel()).embed(good)
    assert np.array_equal(vector(first), vector(alone[0]))
    assert np.array_equal(vector(second), vector(alone[1]))


def test_decoding_stays_only_a_little_ahead_of_the_model() -> None:
    taken = 0

    def shelf() -> Iterator[tuple[int, bytes]]:
        nonlocal taken
        for _ in range(200):
            taken += 1
            yield taken, as_file(tone(440, 3), "WAV")

    embedder = Embedder(LogMel(), threads=2)
    next(embedder.stream(shelf()))
    assert taken <= 2 + 3 * LogMel.batch


def test_a_tone_is_loudest_in_the_band_that_holds_it() -> None:
    sound = tone(1000, 10, 48_000).astype(np.float32)[None]
    (loud,) = decibels(sound)
    assert loud.shape == (1001, 64)
    centre = bank(CLAP_MEL).argmax(axis=0)[loud.mean(axis=0).argmax()] * 48_000 / 1024
    assert centre == pytest.approx(1000, abs=60)


def test_twice_the_amplitude_is_six_decibels() -> None:
    sound = probes(48_000, 480_000)[3:4] / np.float32(4)
    assert np.abs(decibels(2 * sound) - decibels(sound) - 20 * np.log10(2)).max() < 1e-4


class Deaf(LogMel):
    def embed(self, prepared: Prepared) -> Floats:
        return (np.ones((len(prepared), 512)) + 1e-3 * prepared[:, :1]).astype(np.float32)


class Dizzy(LogMel):
    chance = np.random.default_rng(1)

    def embed(self, prepared: Prepared) -> Floats:
        return self.chance.standard_normal((len(prepared), 512)).astype(np.float32)


class Broken(LogMel):
    def embed(self, prepared: Prepared) -> Floats:
        return np.full((len(prepared), 512), np.nan, dtype=np.float32)


@pytest.mark.parametrize(
    ("model", "reason"),
    [(Deaf(), "hears no difference"), (Dizzy(), "the same way twice"), (Broken(), "no numbers")],
)
def test_an_unfit_ear_is_turned_away(model: LogMel, reason: str) -> None:
    with pytest.raises(BadRequestError, match=reason):
        fit_to_listen(model)


def test_vectors_of_different_checkpoints_or_precisions_have_different_ids() -> None:
    ids = {
        str(clap_pipeline(sha, precision))
        for sha in (MUSIC, "0" * 64)
        for precision in ("fp32", "bf16")
    }
    assert len(ids) == 4
    assert f"clap/{MUSIC[:12]}/mel64/3x10s-mean/fp32" in ids


class Trap:
    """A pickle that runs code as it is opened, as any checkpoint can."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


def test_a_checkpoint_of_another_digest_is_not_even_opened(tmp_path: Path) -> None:
    sprung, path = tmp_path / "sprung", tmp_path / "clap.pt"
    path.write_bytes(pickle.dumps(Trap(sprung)))
    with pytest.raises(BadRequestError, match=hashlib.sha256(path.read_bytes()).hexdigest()):
        read_checkpoint(Settings(clap_checkpoint=path))
    assert not sprung.exists()


def test_without_a_checkpoint_it_is_said_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match="music_audioset_epoch_15"):
        read_checkpoint(Settings(clap_checkpoint=tmp_path / "none.pt"))


def test_an_unknown_ear_is_named_with_those_there_are() -> None:
    with pytest.raises(BadRequestError, match=", ".join(MODELS)):
        opened("elephant", Settings())
