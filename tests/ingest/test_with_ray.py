"""Claims about a shelf that is listened to by many: Ray hears what one ear hears, whoever dies meanwhile."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from core.errors import BadRequestError
from core.settings import Settings
from ingest.sound.embedder import Embedder
from ingest.sound.log_mel import LogMel
from ingest.sound.with_ray import Fleet, Listener, RayEars, fleet
from tests.ingest.recordings import as_file, assert_each_has_its_own_vector, tone

Ask = Callable[[str], list[tuple[Any, ...]]]
Load = Callable[..., object]
SHELF, PITCHES, KILLS = 1_400, (110, 220, 440, 880, 1760), 5
DAMAGED = 13


def test_a_listener_gives_vectors_or_reasons_and_keeps_their_order(tmp_path: Path) -> None:
    for name, recording in (
        ("a", as_file(tone(300, 4))),
        ("b", b"none"),
        ("c", as_file(tone(90, 4))),
    ):
        (tmp_path / name).write_bytes(recording)
    paths = [str(tmp_path / name) for name in "abc"]
    listener = Listener("log-mel", str(LogMel.pipeline), {}, 2)
    heard = listener({"nth": np.array([7, 8, 9]), "path": np.array(paths, dtype=object)})
    right = Embedder(LogMel()).embed([Path(path) for path in paths])
    assert heard["nth"].tolist() == [7, 8, 9]
    assert [bool(reason) for reason in heard["reason"]] == [False, True, False]
    assert np.array_equal(heard["vector"][0], np.asarray(right[0]))
    assert np.array_equal(heard["vector"][2], np.asarray(right[2]))


def test_a_listener_with_another_ear_is_sent_away() -> None:
    with pytest.raises(BadRequestError, match="instead of clap"):
        Listener("log-mel", "clap/of/somebody/else", {}, 1)


@pytest.mark.parametrize(
    ("machines", "listeners", "expected"),
    [
        ([(2, 0)], None, Fleet(1, 1, 0)),
        ([(16, 0)], 4, Fleet(4, 3, 0)),
        ([(4, 0), (2, 0)], 1, Fleet(1, 3, 0)),
        ([(2, 0)], 8, Fleet(8, 1, 0)),
        ([(96, 8)], None, Fleet(8, 11, 1)),
        ([(64, 0), (16, 1), (16, 1)], None, Fleet(2, 15, 1)),
        ([(96, 8), (4, 1)], None, Fleet(9, 3, 1)),
        ([(16, 1)], 4, Fleet(4, 3, 0)),
    ],
)
def test_a_listener_asks_for_no_more_than_one_machine_has(
    machines: list[tuple[int, int]], listeners: int | None, expected: Fleet
) -> None:
    assert fleet(machines, listeners) == expected


@pytest.mark.parametrize("address", ["auto", "127.0.0.1:9"])
def test_a_cluster_that_is_not_there_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    pytest.importorskip("ray", reason="needs the extra `ray`")
    monkeypatch.setenv("RAY_ADDRESS", address)
    monkeypatch.setenv("RAY_TMPDIR", str(tmp_path))
    ears = RayEars("log-mel", str(LogMel.pipeline), Settings())
    with pytest.raises(BadRequestError, match=f"no Ray cluster at RAY_ADDRESS={address}"):
        list(ears.stream([(1, tmp_path / "a.wav")]))


def descendants(pid: int) -> dict[int, str]:
    """The processes below one of ours, and what they call themselves."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    below = {pid}
    while more := {one for one, parent in parents.items() if parent in below} - below:
        below |= more
    names = {}
    for one in below - {pid}:
        try:
            names[one] = (Path("/proc") / str(one) / "cmdline").read_text().rstrip("\0")
        except OSError:
            continue
    return names


def listeners_of(pid: int) -> list[int]:
    return sorted(
        one
        for one, name in descendants(pid).items()
        if name.startswith("ray::") and "Listener" in name
    )


@pytest.mark.slow
def test_listeners_killed_at_random_moments_lose_nothing_and_double_nothing(
    empty_url: str, ask: Ask, ingest: Load, tmp_path: Path
) -> None:
    pytest.importorskip("ray", reason="needs the extra `ray`")
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    recordings = [as_file(tone(pitch, 10), "WAV", rate=16_000) for pitch in PITCHES]
    for n in range(SHELF):
        sound = b"damaged" if n == DAMAGED else recordings[n % len(recordings)]
        (shelf / f"{n}.wav").write_bytes(sound)
    (tmp_path / "map.csv").write_text(
        "file,track_id\n" + "".join(f"shelf/{n}.wav,t{n}\n" for n in range(SHELF))
    )
    ingest(
        {
            "artists": [{"id": "a", "name": "A"}],
            "tracks": [{"id": f"t{n}", "artist_id": "a", "title": f"{n}"} for n in range(SHELF)],
        }
    )
    words = ["embed", "audio", str(shelf), "--map", str(tmp_path / "map.csv"), "--model", "log-mel"]
    process = subprocess.Popen(
        [sys.executable, "-m", "auric", *words, "--ray", "--listeners", "2", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            "AURIC_DATABASE_URL": empty_url,
            "AURIC_DATA_DIR": str(tmp_path / "data"),
            "PATH": os.environ["PATH"],
        },
    )
    dice = random.Random(48)
    killed = 0
    while killed < KILLS and process.poll() is None:
        if alive := listeners_of(process.pid):
            time.sleep(dice.random() * 1.5)
            try:
                os.kill(dice.choice(alive), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                continue
            time.sleep(1)
        time.sleep(0.1)
    out, complaint = process.communicate(timeout=400)
    assert process.returncode == 0, complaint
    told = orjson.loads(out)
    assert killed == KILLS, "the kills came too late"
    assert (told["embedded"], told["rejected"]) == (SHELF - 1, 1)
    assert_each_has_its_own_vector(empty_url, SHELF - 1, "title::int", recordings)
