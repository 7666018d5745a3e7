"""`auric embed audio`: a listener's shelf, from files to a reason that rests on them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import orjson
import psycopg
import pytest

from core.db import Database
from core.engine import recommend, recommend_sounding
from core.errors import BadRequestError, NothingKnownError
from core.types import Sounding, Source
from ingest.derive import build
from ingest.load import Loaded
from ingest.sound.embedder import Embedder, Unheard
from ingest.sound.library import Listened, embed_files
from ingest.sound.log_mel import LogMel
from ingest.sound.models import AudioModel, Floats, Pipeline, Prepared
from tests.ingest.conftest import Facts, Rows, Start, quiet
from tests.ingest.recordings import as_file, tagged, tone

MBID = "0b3e7a54-4d5a-4fe9-9d1e-1f1d1b8a5a01"
SHELF: Facts = {
    "artists": [{"id": f"a{n}", "name": name} for n, name in enumerate(("Coil", "Swans", "Air", "Air"))],
    "tracks": [
        {"id": "t0", "artist_id": "a0", "title": "Ostia", "isrc": "GBAAA8600001"},
        {"id": "t1", "artist_id": "a1", "title": "Failure", "mbid": MBID},
        {"id": "t2", "artist_id": "a2", "title": "Le Soleil", "isrc": "FRZZZ0000001"},
        {"id": "t3", "artist_id": "a3", "title": "Le Soleil"},
        {"id": "t4", "artist_id": "a1", "title": "Ostia (duet)", "isrc": "GBAAA8600001"},
    ],
    "tags": [{"artist_id": f"a{n}", "tag": "industrial", "count": 1, "source": "me"} for n in range(4)],
}  # fmt: skip
HEARD = "SELECT key, model FROM audio_vector JOIN fact_key ON id = track_id AND kind = 'track' ORDER BY 1, 2"


@pytest.fixture
def listen(
    empty_url: str, ingest: Callable[[Facts], Loaded], tmp_path: Path
) -> Callable[..., Listened]:
    """A world of five tracks, and a way to listen to a shelf of files."""
    ingest(SHELF)
    (tmp_path / "shelf").mkdir()

    def listen(
        files: dict[str, bytes], mapping: str | None = None, model: AudioModel | None = None
    ) -> Listened:
        for name, recording in files.items():
            (tmp_path / "shelf" / name).write_bytes(recording)
        table = None
        if mapping is not None:
            table = tmp_path / "shelf" / "map.csv"
            table.write_text(mapping)
        return embed_files(
            empty_url, Embedder(model or LogMel()), [tmp_path / "shelf"], table, quiet
        )

    return listen


def heard(ask: Callable[[str], Rows]) -> list[str]:
    return [key for key, _ in ask(HEARD)]


def test_a_file_is_known_by_the_mapping(
    listen: Callable[..., Listened], ask: Callable[[str], Rows]
) -> None:
    listen({"x.mp3": as_file(tone(300, 4))}, "file,track_id\nx.mp3,t2\n")
    assert heard(ask) == ["t2"]


def test_a_file_is_known_by_its_isrc_and_is_every_track_that_has_it(
    listen: Callable[..., Listened], ask: Callable[[str], Rows]
) -> None:
    listen({"x.mp3": tagged(as_file(tone(300, 4)), TSRC="GB-AAA-86-00001", TIT2="Whatever")})
    assert heard(ask) == ["t0", "t4"]


def test_a_file_is_known_by_artist_and_title(
    listen: Callable[..., Listened], ask: Callable[[str], Rows]
) -> None:
    listen({"x.mp3": tagged(as_file(tone(300, 4)), TPE1="COIL", TIT2="ostia")})
    assert heard(ask) == ["t0"]


def test_a_file_without_tags_is_known_by_its_name(
    listen: Callable[..., Listened], ask: Callable[[str], Rows]
) -> None:
    listen({"Swans - Failure.ogg": as_file(tone(300, 4), "OGG")})
    assert heard(ask) == ["t1"]


def test_files_that_cannot_be_used_are_told_and_stop_none_of_the_others(
    listen: Callable[..., Listened], ask: Callable[[str], Rows]
) -> None:
    whole = as_file(tone(300, 4))
    done = listen(
        {
            "a.mp3": tagged(whole, TPE1="Air", TIT2="Le Soleil"),
            "b.mp3": tagged(whole, TPE1="Nobody", TIT2="Nothing"),
            "c.mp3": whole,
            "d.mp3": whole,
            "Coil - Ostia.mp3": b"no music at all",
            "Swans - Failure.mp3": whole,
        },
        "file,track_id\nd.mp3,t99\n",
    )
    assert {Path(r.file).name: r.reason for r in done.rejects} == {
        "a.mp3": "could be 2 tracks by artists of the same name",
        "b.mp3": "no track is called nobody - nothing",
        "c.mp3": "has no tags that name a track",
        "d.mp3": "track_id 't99' is no track",
        "Coil - Ostia.mp3": done.rejects[-1].reason,
    }
    assert done.rejects[-1].reason.startswith("is no audio that can be read")
    assert (done.embedded, heard(ask)) == (1, ["t1"])


class Tired(LogMel):
    """Gives up after some recordings, as a machine does whose power goes."""

    batch = 1

    def __init__(self, lasts: int) -> None:
        self.lasts = lasts

    def embed(self, prepared: Prepared) -> Floats:
        if not self.lasts:
            raise KeyboardInterrupt
        self.lasts -= 1
        return super().embed(prepared)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    listen: Callable[..., Listened],
    ask: Callable[[str], Rows],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.sound.library.KEPT_TOGETHER", 1)
    shelf = {f"{n}.wav": as_file(tone(100 * (n + 1), 4), "WAV") for n in range(4)}
    mapping = "file,track_id\n" + "".join(f"{n}.wav,t{n}\n" for n in range(4))
    with pytest.raises(KeyboardInterrupt):
        listen(shelf, mapping, Tired(2))
    assert heard(ask) == ["t0", "t1"]
    again = listen({}, mapping, Tired(2))
    assert (again.embedded, again.already, heard(ask)) == (2, 2, ["t0", "t1", "t2", "t3"])
    assert listen({}, mapping, Tired(0)).already == 4


class OtherEar(LogMel):
    pipeline = Pipeline("log-mel", "none", "mel64", "3x10s-mean", "elsewhere")


def test_each_ear_keeps_its_own_vectors(
    listen: Callable[..., Listened], ask: Callable[[str], Rows]
) -> None:
    mapping = "file,track_id\nx.wav,t0\n"
    listen({"x.wav": as_file(tone(300, 4), "WAV")}, mapping)
    assert listen({}, mapping, OtherEar()).embedded == 1
    assert ask(HEARD) == [
        ("t0", str(OtherEar.pipeline)),
        ("t0", str(LogMel.pipeline)),
    ]


def test_what_is_kept_is_what_was_heard(
    listen: Callable[..., Listened], empty_url: str, tmp_path: Path
) -> None:
    recording = as_file(tone(300, 12), "WAV")
    listen({"x.wav": recording}, "file,track_id\nx.wav,t0\n")
    (vector,) = Embedder(LogMel()).embed([recording])
    with psycopg.connect(empty_url) as connection:
        kept = connection.execute("SELECT embedding::real[] FROM audio_vector").fetchall()
    assert np.abs(np.array(kept[0][0]) - vector).max() < 1e-3  # half precision


@pytest.mark.parametrize("mapping", ["path,id\nx.wav,t0\n", ""])
def test_a_mapping_of_another_shape_is_refused(
    listen: Callable[..., Listened], mapping: str
) -> None:
    with pytest.raises(BadRequestError, match="must begin with the line file,track_id"):
        listen({"x.wav": as_file(tone(300, 4), "WAV")}, mapping)


async def test_from_the_command_to_a_reason_that_they_sound_alike(
    start: Start, listen: Callable[..., Listened], empty_url: str, tmp_path: Path
) -> None:
    for n, hertz in enumerate((200, 210, 6000, 6100)):
        (tmp_path / "shelf" / f"{n}.wav").write_bytes(as_file(tone(hertz, 10), "WAV"))
    table = tmp_path / "map.csv"
    table.write_text("file,track_id\n" + "".join(f"shelf/{n}.wav,t{n}\n" for n in range(4)))
    words = ["embed", "audio", str(tmp_path / "shelf"), "--map", str(table), "--model", "log-mel"]
    out, err = start(*words, "--json").communicate(timeout=60)
    told = orjson.loads(out)
    assert (told["embedded"], told["already"], told["rejected"]) == (4, 0, 0), err
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        answer = await recommend(db, "Coil")
    nearest = answer.artists[0]
    assert nearest.artist_name == "Swans"
    assert "sound" in nearest.found_by
    said = next(c for c in nearest.contributions if c.signal == "audio_similarity")
    assert said.sources == (Source(str(LogMel.pipeline), title="1 track"),)
    assert said.reason is not None
    assert "similar" in said.reason


async def test_a_sound_in_words_finds_who_sounds_like_it(
    listen: Callable[..., Listened], empty_url: str
) -> None:
    shelf = {f"{n}.wav": as_file(tone(h, 10), "WAV") for n, h in enumerate((200, 6000, 3000, 1000))}
    listen(shelf, "file,track_id\n" + "".join(f"{n}.wav,t{n}\n" for n in range(4)))
    build(empty_url, quiet)
    # The text tower's part is played by the ear itself: "a deep tone" is where one is.
    (deep,) = Embedder(LogMel()).embed([as_file(tone(210, 10), "WAV")])
    others = Embedder(LogMel()).embed(
        [as_file(tone(h, 10), "WAV") for h in (200, 6000, 3000, 1000)]
    )
    assert not isinstance(deep, Unheard)
    direction = deep - np.mean(
        [other for other in others if not isinstance(other, Unheard)], axis=0
    )
    wanted = Sounding(
        "a deep tone",
        str(LogMel.pipeline),
        tuple(map(float, direction / np.linalg.norm(direction))),
    )
    async with Database.open(empty_url) as db:
        answer = await recommend_sounding(db, wanted)
        with pytest.raises(NothingKnownError, match="listened to with log-mel"):
            await recommend_sounding(db, Sounding("a deep tone", "clap", wanted.direction))
    assert answer.artists[0].artist_name == "Coil"
    assert [c.signal for c in answer.artists[0].contributions] == ["audio_similarity"]
    assert all(pick.found_by == ("sound",) for pick in answer.artists)
    assert (answer.query, answer.entity.kind) == ("a deep tone", "sound")
