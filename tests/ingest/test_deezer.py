"""Claims about Deezer: the right recording is found, heard once, and forgotten."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from numpy.typing import NDArray

from core.db import Database
from core.engine import recommend
from core.errors import WebError
from ingest.database import connect
from ingest.derive import build
from ingest.sources.deezer import Listened, fetch, ingest
from ingest.sources.deezer.matching import Track, best, is_near, is_same
from ingest.sources.deezer.service import Deezer
from ingest.sources.deezer.work import worklist
from ingest.web import Web
from tests.ingest.local_web import BROKEN, Asked, LocalWeb, Reply, told
from tests.ingest.recordings import as_file, tone

Ask = Callable[[str], list[tuple[Any, ...]]]
Load = Callable[..., object]
PEOPLE = {"a": "Coil", "b": "Current 93", "c": "Abba"}
SOUND = {"Coil": b"drone drone", "Current 93": b"drone dronf", "Abba": b"\xff\x00\xff\x00"}


@dataclass(frozen=True)
class Silent:
    reason: str


class ByteEar:
    """Hears how often each byte occurs: a real, if modest, way to tell recordings apart."""

    model = "bytes/512"

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def embed(self, recordings: Sequence[bytes]) -> list[NDArray[np.float32] | Silent]:
        self.heard += recordings
        return [self._one(recording) for recording in recordings]

    @staticmethod
    def _one(recording: bytes) -> NDArray[np.float32] | Silent:
        if recording.startswith(b"damaged"):
            return Silent("is damaged")
        counts = np.bincount(np.frombuffer(recording, np.uint8), minlength=512).astype(np.float32)
        unit: NDArray[np.float32] = counts / np.linalg.norm(counts)
        return unit


class Shop:
    """A small Deezer: tracks by id, each with a preview on the same machine."""

    def __init__(self, host: LocalWeb) -> None:
        self.host = host
        self.tracks: dict[int, dict[str, Any]] = {}
        self.previews: dict[int, Reply] = {}
        host.answer = self.answer

    def add(self, artist: str, title: str, **more: Any) -> int:
        id = len(self.tracks) + 1
        preview = f"{self.host.address}/stream/{id}.mp3?hdnea=exp"
        self.tracks[id] = {"id": id, "title": title, "duration": 200, "rank": 1000, "preview": preview,
                           "artist": {"id": 1, "name": artist}, **more}  # fmt: skip
        self.previews[id] = Reply(
            SOUND.get(artist, b"noise"), headers={"Content-Type": "audio/mpeg"}
        )
        return id

    def answer(self, asked: Asked) -> Reply:
        match asked.path.strip("/").split("/"):
            case ["track", wanted]:
                found = [t for t in self.tracks.values() if f"isrc:{t.get('isrc')}" == wanted]
                return told(found[0]) if found else told(NO_DATA)
            case ["search"]:
                words = asked.query["q"].casefold()
                found = [t for t in self.tracks.values() if t["artist"]["name"].casefold() in words]
                return told({"data": found, "total": len(found)})
            case ["stream", name]:
                return self.previews[int(name.removesuffix(".mp3"))]
            case _:
                return Reply(status=404)


NO_DATA = {"error": {"type": "DataException", "message": "no data", "code": 800}}


@pytest.fixture
def shop(host: LocalWeb) -> Shop:
    return Shop(host)


@pytest.fixture
def service(shop: Shop, web: Web) -> Deezer:
    return Deezer(web, shop.host.address)


@pytest.fixture
def songs(ingest: Load) -> None:
    """A song of each, in our own tables; the second has an ISRC."""
    tracks = [
        {"id": key, "artist_id": key, "title": f"Song of {name}", "rank": 1}
        for key, name in PEOPLE.items()
    ]
    tracks[1] |= {"isrc": "GB-AAA-91-00001", "seconds": 200}
    ingest(
        {"artists": [{"id": key, "name": name} for key, name in PEOPLE.items()], "tracks": tracks}
    )


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


async def listen(
    url: str, service: Deezer, ear: ByteEar | None = None, most: int = 100
) -> Listened:
    return await ingest(url, ear or ByteEar(), most, service, quiet)


@pytest.mark.usefixtures("songs")
async def test_a_track_is_found_by_its_isrc_or_by_name_and_heard(
    empty_url: str, ask: Ask, shop: Shop, service: Deezer
) -> None:
    shop.add("Coil", "Song of Coil")
    shop.add("Current 93", "Quite another title", isrc="GBAAA9100001")
    done = await listen(empty_url, service)
    assert done.outcomes == {"search": 1, "isrc": 1, "not found": 1}
    assert (done.embedded, done.missed, done.model) == (2, (), "bytes/512")
    assert ask("SELECT title, how, deezer_id, model, source FROM track JOIN deezer.lookup USING (track_id)"
               " LEFT JOIN audio_vector USING (track_id) ORDER BY 1") == [
        ("Song of Abba", "not found", None, None, None), ("Song of Coil", "search", 1, "bytes/512", "deezer"),
        ("Song of Current 93", "isrc", 2, "bytes/512", "deezer"),
    ]  # fmt: skip


@pytest.mark.usefixtures("songs")
async def test_nothing_of_a_preview_is_kept(
    empty_url: str, shop: Shop, service: Deezer, tmp_path: Path
) -> None:
    shop.add("Coil", "Song of Coil")
    ear = ByteEar()
    await listen(empty_url, service, ear)
    assert ear.heard == [SOUND["Coil"]]
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert all(SOUND["Coil"] not in one for one in kept)


@pytest.mark.usefixtures("songs")
async def test_a_run_goes_on_where_the_last_one_stopped(
    empty_url: str, shop: Shop, service: Deezer
) -> None:
    for name in ("Coil", "Current 93"):
        shop.add(name, f"Song of {name}")
    assert (await listen(empty_url, service, most=1)).embedded == 1
    ear = ByteEar()
    assert (await listen(empty_url, service, ear)).embedded == 1
    assert len(ear.heard) == 1
    before = len(shop.host.asked)
    assert (await listen(empty_url, service)).outcomes == {}
    assert len(shop.host.asked) == before


@pytest.mark.usefixtures("songs")
async def test_another_model_hears_everything_anew(
    empty_url: str, ask: Ask, shop: Shop, service: Deezer
) -> None:
    shop.add("Coil", "Song of Coil")
    await listen(empty_url, service)
    other = ByteEar()
    other.model = "bytes/other"
    assert (await listen(empty_url, service, other)).embedded == 1
    assert ask("SELECT model FROM audio_vector ORDER BY 1") == [("bytes/512",), ("bytes/other",)]


@pytest.mark.usefixtures("songs")
async def test_what_cannot_be_heard_is_remembered(
    empty_url: str, ask: Ask, shop: Shop, service: Deezer
) -> None:
    shop.add("Coil", "Song of Coil", preview="")
    shop.previews[shop.add("Abba", "Song of Abba")] = Reply(
        b"damaged", headers={"Content-Type": "audio/mpeg"}
    )
    done = await listen(empty_url, service)
    assert done.outcomes == {"no preview": 1, "unplayable": 1, "not found": 1}
    assert [one.reason for one in done.missed] == ["Abba - Song of Abba: is damaged"]
    assert (await listen(empty_url, service)).outcomes == {}
    assert ask("SELECT count(*) FROM audio_vector") == [(0,)]


async def test_a_preview_that_is_not_to_be_had_may_be_had_another_time(
    shop: Shop, service: Deezer, fault: Reply
) -> None:
    shop.previews[shop.add("Abba", "Waterloo")] = fault
    fetched = await fetch(Track(1, "Abba", ("abba",), "Waterloo"), service)
    assert (fetched.preview, fetched.again) == (None, True)
    assert fetched.reason


@pytest.mark.usefixtures("songs")
async def test_one_that_is_not_to_be_had_does_not_stop_the_others(
    empty_url: str, ask: Ask, shop: Shop, service: Deezer
) -> None:
    shop.add("Coil", "Song of Coil")
    broken = shop.add("Abba", "Song of Abba")
    good, shop.previews[broken] = shop.previews[broken], BROKEN
    done = await listen(empty_url, service)
    assert done.outcomes == {"search": 1, "not found": 1}
    assert [one.reason.split(":")[0] for one in done.missed] == ["Abba - Song of Abba"]
    shop.previews[broken] = good
    assert (await listen(empty_url, service)).embedded == 1
    assert ask("SELECT count(*) FROM audio_vector") == [(2,)]


@pytest.mark.parametrize(
    "odd", [{"id": "x"}, {"preview": "file:///etc/passwd"}, {"contributors": [7]}]
)
async def test_an_answer_of_another_shape_is_a_miss(
    shop: Shop, service: Deezer, odd: dict[str, Any]
) -> None:
    shop.tracks[shop.add("Abba", "Waterloo")] |= odd
    fetched = await fetch(Track(1, "Abba", ("abba",), "Waterloo"), service)
    assert (fetched.preview, fetched.again) == (None, True)


async def test_one_look_up_that_fails_is_a_miss(shop: Shop, service: Deezer, fault: Reply) -> None:
    shop.host.faults = [fault] * 2
    with pytest.raises(WebError):
        await service.find(Track(1, "Coil", ("coil",), "Ostia"))


async def test_an_exceeded_quota_says_200_and_is_waited_for(shop: Shop, service: Deezer) -> None:
    shop.add("Coil", "Ostia")
    busy = {"error": {"type": "Exception", "message": "Service busy", "code": 700}}
    shop.host.faults = [told(busy)]
    assert await service.find(Track(1, "Coil", ("coil",), "Ostia"))
    quota = {"error": {"type": "Exception", "message": "Quota limit exceeded", "code": 4}}
    shop.host.faults = [told(quota)]
    with pytest.raises(WebError, match="rest"):  # five seconds are too long for a test
        await service.find(Track(1, "Coil", ("coil",), "Another"))


@pytest.mark.usefixtures("songs")
async def test_where_nobody_answers_the_run_ends_early(
    empty_url: str, shop: Shop, service: Deezer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.sources.deezer.BATCH", 1)
    shop.host.answer = lambda _asked: told({}, 503)
    done = await listen(empty_url, service)
    assert (len(done.missed), done.left) == (1, 2)


@pytest.mark.parametrize(
    ("title", "seconds", "same"),
    [
        ("Ostia", 200, True),
        ("OSTIA (Remastered 2011)", 203, True),
        ("Ostia (feat. Marc Almond)", 200, True),
        ("Ostia - Mono Version", 200, True),
        ("Ostia (2011 Digital Remaster)", 200, True),
        ("Ostia (Mono) [Remastered, 2011]", 200, True),
        ("Ostia - 2011 - Remaster", 200, True),
        ("Ostia - Deluxe Edition", 200, True),
        ("Ostia (Live)", 200, False),
        ("Ostia (Live at Leeds, Remastered 2010)", 200, False),
        ("Ostia - Live - 2010 Remaster", 200, False),
        ("Ostia - Live (Remastered)", 200, False),
        ("Ostia (Live) [Remastered]", 200, False),
        ("Ostia (Aphex Twin Remix - Remastered)", 200, False),
        ("Ostia (Demo, Bonus Track)", 200, False),
        ("Ostia (feat. Marc Almond - Radio Edit)", 200, False),
        ("Ostia (with strings, BBC session)", 200, False),
        ("Ostia (Version)", 200, False),
        ("Ostia (Autechre Remix)", 200, False),
        ("Ostia", 340, False),
        ("Ostia II", 200, False),
    ],
)
def test_the_same_recording_is_told_from_another(title: str, seconds: int, same: bool) -> None:
    track = Track(1, "Coil", ("coil", "sickness of snakes"), "Ostia", seconds=200)
    answer = {"id": 1, "title": title, "duration": seconds, "artist": {"name": "Coil"}}
    assert is_same(track, answer) == same
    assert not is_same(track, {**answer, "artist": {"name": "Coil Tribute Band"}})
    assert is_same(track, {**answer, "artist": {"name": "Sickness of Snakes"}}) == same


def test_of_several_the_nearest_in_length_is_meant() -> None:
    track = Track(1, "Coil", ("coil",), "Ostia", seconds=200)
    answers = [
        {
            "id": 1,
            "title": "Ostia (Remastered)",
            "duration": 200,
            "rank": 9,
            "artist": {"name": "Coil"},
        },
        {"id": 2, "title": "Ostia", "duration": 205, "rank": 9, "artist": {"name": "Coil"}},
        {"id": 3, "title": "Ostia", "duration": 201, "rank": 1, "artist": {"name": "Coil"}},
    ]
    assert (best(track, answers) or {})["id"] == 3
    assert best(track, []) is None


def test_an_isrc_that_leads_to_somebody_else_is_mistyped() -> None:
    track = Track(1, "Coil", ("coil",), "Ostia")
    assert is_near(
        track, {"id": 1, "title": "Ostia (Death of Pasolini)", "artist": {"name": "Coil"}}
    )
    assert not is_near(track, {"id": 1, "title": "Dancing Queen", "artist": {"name": "Abba"}})


@pytest.mark.usefixtures("songs")
def test_one_track_of_everybody_comes_before_a_second_of_anybody(
    empty_url: str, ingest: Load
) -> None:
    more = [{"id": f"a{n}", "artist_id": "a", "title": f"Song {n}", "rank": n} for n in range(2, 9)]
    tags = [{"artist_id": "b", "tag": "neofolk", "count": 1, "source": "x"}]
    ingest({"tracks": more, "tags": tags})
    with connect(empty_url) as connection:
        titles = [track.title for track in worklist(connection, "bytes/512", 100)]
    assert titles[0] == "Song of Current 93"  # the best known
    assert {*titles[1:3]} == {"Song of Coil", "Song of Abba"}
    assert titles[3:] == ["Song 2", "Song 3", "Song 4", "Song 5"]  # five of each are enough


@pytest.mark.usefixtures("songs")
async def test_from_the_web_to_a_reason_that_cites_it(
    empty_url: str, shop: Shop, service: Deezer
) -> None:
    for name in PEOPLE.values():
        shop.add(name, f"Song of {name}")
    await listen(empty_url, service)
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        (first, *_) = (await recommend(db, "Coil")).artists
    assert first.artist_name == "Current 93"
    said = {one.signal: one for one in first.contributions}["audio_similarity"]
    assert said.reason is not None
    assert "similar" in said.reason
    assert {source.source for source in said.sources} == {"bytes/512", "deezer"}


@pytest.mark.usefixtures("songs")
def test_the_command_listens_to_real_recordings(
    empty_url: str, ask: Ask, shop: Shop, tmp_path: Path
) -> None:
    for name, hertz in (("Coil", 110.0), ("Current 93", 116.0), ("Abba", 1760.0)):
        mp3 = as_file(tone(hertz, 30))
        id = shop.add(
            name, f"Song of {name}", isrc="GBAAA9100001" if name == "Current 93" else None
        )
        shop.previews[id] = Reply(mp3, headers={"Content-Type": "audio/mpeg"})
    cut_off = shop.previews[3].body[: len(shop.previews[3].body) // 3]
    shop.previews[3] = Reply(cut_off, headers={"Content-Type": "audio/mpeg"})
    done = subprocess.run(
        [sys.executable, "-m", "auric", "ingest", "deezer", "--model", "log-mel", "--json"],
        capture_output=True, check=False, text=True, timeout=120,
        env={"AURIC_DATABASE_URL": empty_url, "AURIC_DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"],
             "AURIC_SERVICES": f'{{"deezer": "{shop.host.address}"}}'},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = orjson.loads(done.stdout)
    assert said["outcomes"] == {"search": 1, "isrc": 1, "unplayable": 1}
    near = "SELECT (a.embedding <=> b.embedding) < 0.2 FROM audio_vector AS a, audio_vector AS b"
    assert ask(f"{near} WHERE a.track_id < b.track_id") == [(True,)]
    assert not list(tmp_path.rglob("*.mp3"))
