"""Claims about machines that die: their work is done by others, once, and none of it is lost."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from ingest.queue.board import fill
from ingest.sound.log_mel import LogMel
from tests.ingest.local_web import Asked, LocalWeb, Reply, served, told
from tests.ingest.recordings import as_file, assert_each_has_its_own_vector, tone

Ask = Callable[[str], list[tuple[Any, ...]]]
Load = Callable[..., object]
ARTISTS, SONGS, SHARE, KILLS = 30, 4, 3, 10
MODEL = str(LogMel.pipeline)
PITCHES = (110, 220, 440, 880, 1760)
PATIENCE = "1.5"


class SlowShop:
    """A Deezer that takes its time, and what it was asked for."""

    def __init__(self, host: LocalWeb) -> None:
        self.host = host
        self.previews = [as_file(tone(pitch, 21), "WAV", rate=16_000) for pitch in PITCHES]
        self.heard: Counter[int] = Counter()
        host.answer = self.answer

    def answer(self, asked: Asked) -> Reply:
        time.sleep(0.05)
        match asked.path.strip("/").split("/"):
            case ["search"]:
                _, name, _, title, _ = asked.query["q"].split('"')
                id = int(title.removeprefix("Song "))
                address = f"{self.host.address}/stream/{id}"
                return told({"data": [{"id": id, "title": title, "duration": 30, "preview": address,
                                       "artist": {"name": name}}]})  # fmt: skip
            case ["stream", id]:
                self.heard[int(id)] += 1
                sound = self.previews[int(id) % len(self.previews)]
                return Reply(sound, headers={"Content-Type": "audio/wav"})
            case _:
                return Reply(status=404)


@pytest.fixture
def shop() -> Iterator[SlowShop]:
    with served() as host:
        yield SlowShop(host)


@pytest.fixture
def machine(
    empty_url: str, shop: SlowShop, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a worker on a machine of its own."""
    started: list[subprocess.Popen[str]] = []

    def machine(*words: str) -> subprocess.Popen[str]:
        env = {
            "AURIC_DATABASE_URL": empty_url,
            "AURIC_DATA_DIR": str(tmp_path / f"machine-{len(started)}"),
            "AURIC_SERVICES": orjson.dumps({"deezer": shop.host.address}).decode(),
            "PATH": os.environ["PATH"],
        }
        options = ["--only", "deezer", "--model", "log-mel", "--patience", PATIENCE, "--json"]
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "auric", "worker", *options, *words],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=env,
            )
        )
        return started[-1]

    yield machine
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def work(empty_url: str, ingest: Load) -> None:
    """A hundred and twenty songs, in jobs of three."""
    artists = [{"id": f"a{n}", "name": f"Artist {n}"} for n in range(ARTISTS)]
    tracks = [
        {"id": f"t{n}", "artist_id": f"a{n % ARTISTS}", "title": f"Song {n + 1}", "rank": 1 + n}
        for n in range(ARTISTS * SONGS)
    ]
    ingest({"artists": artists, "tracks": tracks})
    while fill(empty_url, "deezer", MODEL, SHARE).jobs:
        pass


def in_the_middle(process: subprocess.Popen[str], shop: SlowShop, dice: random.Random) -> None:
    """Wait until somebody works, and then for a moment that nobody chose."""
    before = len(shop.host.asked)
    while len(shop.host.asked) == before and process.poll() is None:
        time.sleep(0.01)
    time.sleep(dice.random() * 0.7)


@pytest.mark.slow
@pytest.mark.usefixtures("work")
def test_workers_killed_at_random_moments_lose_nothing_and_double_nothing(
    empty_url: str, ask: Ask, shop: SlowShop, machine: Callable[..., subprocess.Popen[str]]
) -> None:
    dice = random.Random(24)
    working = [machine(), machine()]
    for _ in range(KILLS):
        unlucky = working.pop(dice.randrange(2))
        in_the_middle(unlucky, shop, dice)
        unlucky.send_signal(signal.SIGKILL)
        working.append(machine())
    for process in working:
        process.send_signal(signal.SIGKILL)
        process.wait()
    time.sleep(0.5)  # what they had asked for last arrives

    # One is not dead but asleep, and wakes up when another has done its work.
    sleeper = machine()
    in_the_middle(sleeper, shop, dice)
    sleeper.send_signal(signal.SIGSTOP)
    assert ask("SELECT count(*) FROM queue.procrastinate_jobs") > [(0,)], "the kills came too late"
    out, complaint = (last := machine("--until-empty")).communicate(timeout=240)
    assert (last.returncode, complaint) == (0, "")
    assert orjson.loads(out).get("rescued", 0) > 0
    sleeper.send_signal(signal.SIGCONT)
    time.sleep(2)
    sleeper.send_signal(signal.SIGTERM)
    _, complaint = sleeper.communicate(timeout=60)
    assert (sleeper.returncode, complaint) == (0, "")

    songs = ARTISTS * SONGS
    assert ask("SELECT how, count(*) FROM deezer.lookup GROUP BY 1") == [("search", songs)]
    assert ask("SELECT * FROM queue.procrastinate_jobs") == []
    assert_each_has_its_own_vector(empty_url, songs, "deezer_id", shop.previews)
    # What was heard twice is what somebody had in hand when they died: three jobs of three songs each.
    assert sum(shop.heard.values()) - songs <= (KILLS + 3) * 3 * SHARE
