"""Claims about dumps that are damaged, interrupted, or come again a month later."""

import gzip
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from subprocess import Popen
from typing import Any

import psycopg
import pytest

from core.errors import BadRequestError
from ingest.load import Loaded
from ingest.mirrors import forget
from ingest.sources.discogs import read_dump
from ingest.sources.discogs.facts import merge
from ingest.sources.discogs.reading import chunks
from tests.ingest.discogs_xml import artist, credit, label, release, track, write
from tests.ingest.killing import killed_at_ten_random_moments, seconds_of

Ask = Callable[[str], list[tuple[Any, ...]]]
Held = Callable[[str], dict[str, list[tuple[Any, ...]]]]
MUTE = '<label name="Mute" catno="STUMM{}" id="1"/>'
MIRROR = [
    "artist",
    "bond",
    "label",
    "master",
    "release",
    "release_artist",
    "release_label",
    "track",
    "track_artist",
    "credit",
]


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def record(id: int, title: str = "", artist: int = 0) -> str:
    tracks = [track(str(nth), f"Song {nth} of {id}") for nth in range(1, 4)]
    return release(
        id,
        title or f"Record {id}",
        [artist or 10 + id % 5],
        tracks,
        labels=MUTE.format(id),
        credits=credit(10 + (id + 1) % 5, "Producer"),
    )


ARTISTS = [artist(10 + nth, f"Artist {nth}") for nth in range(6)]
LABELS = [label(1, "Mute")]


def loads(url: str, folder: Path) -> None:
    read_dump(url, [folder], quiet)
    merge(url, quiet)


@pytest.fixture
def mirrored() -> Callable[[str], dict[str, list[tuple[Any, ...]]]]:
    """All of our copy of Discogs."""

    def mirrored(url: str) -> dict[str, list[tuple[Any, ...]]]:
        with psycopg.connect(url) as connection:
            return {
                table: connection.execute(
                    f"SELECT t::text FROM discogs.{table} AS t ORDER BY 1".encode()
                ).fetchall()
                for table in MIRROR
            }

    return mirrored


DAMAGE: dict[str, tuple[bytes, str]] = {
    "a tag is not closed": (record(2).replace("<tracklist>", "").encode(), "no XML"),
    "bytes are no text": (record(2).encode().replace(b"Record", b"\xff\xfe"), "no XML|UTF-8"),
    "a character is none": (record(2, "Null &#0; and void").encode(), "no XML|no character"),
    "an entity is unknown": (record(2, "Rock &nbsp; Roll").encode(), "no XML|ampersand"),
    "a control character": (record(2, "Bell \x07").encode(), "no XML|control"),
    "it has no id": (record(2).replace(' id="2"', "").encode(), "does not begin"),
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_record_is_rejected_with_its_place_and_the_others_are_kept(
    empty_url: str, ask: Ask, tmp_path: Path, how: str
) -> None:
    damaged, why = DAMAGE[how]
    first = record(1)
    folder = write(tmp_path, releases=[first, damaged, record(3)])
    (reject,) = read_dump(empty_url, [folder], quiet).rejects
    assert reject.line == len("<releases>\n") + len(first.encode()) + 1
    assert any(word in reject.reason for word in why.split("|"))
    assert ask("SELECT id FROM discogs.release ORDER BY 1") == [(1,), (3,)]
    assert ask("SELECT DISTINCT release_id FROM discogs.track ORDER BY 1") == [(1,), (3,)]


@pytest.mark.parametrize("how", ["cut off", "damaged inside"])
def test_of_a_torn_archive_what_came_before_is_kept_and_nothing_is_gone(
    empty_url: str, ask: Ask, tmp_path: Path, how: str
) -> None:
    dice = random.Random(1)
    records = [record(id).replace("Le Pig.", dice.randbytes(3_000).hex()) for id in range(1, 201)]
    loads(empty_url, write(tmp_path / "old", artists=ARTISTS, labels=LABELS, releases=records))
    changed = [one.replace("Le Pig.", "").replace("Record", "Recording") for one in records]
    path = write(tmp_path / "new", releases=changed) / "discogs_19940308_releases.xml.gz"
    whole = path.read_bytes()
    half = len(whole) // 2
    path.write_bytes(
        whole[:half] if how == "cut off" else whole[:half] + bytes(99) + whole[half + 99 :]
    )
    dump = read_dump(empty_url, [path], quiet)
    assert dump.files[0].torn is not None
    assert any("what came before was kept" in sentence for sentence in dump.sentences)
    ((renamed, all_of_them),) = ask(
        "SELECT count(*) FILTER (WHERE title LIKE 'Recording%'), count(*) FROM discogs.release"
    )
    assert 60 < renamed < 130
    assert all_of_them == 200


def test_a_second_dump_changes_only_what_changed_and_takes_back_what_is_gone(
    empty_url: str, another_url: str, held: Held, mirrored: Held, ask: Ask, tmp_path: Path
) -> None:
    records = [record(id) for id in range(1, 9)]
    later = [
        *records[:3],
        record(4, "Another Title", artist=15),
        record(5).replace("1994", "1995"),
        *records[5:7],
        record(9),
    ]
    old = write(tmp_path / "old", artists=ARTISTS, labels=LABELS, releases=records)
    new = write(tmp_path / "new", artists=ARTISTS, labels=LABELS, releases=later)
    loads(empty_url, old)
    untouched = "SELECT id, xmin::text FROM discogs.release WHERE id IN (1, 2, 3, 6, 7) ORDER BY 1"
    rows = "SELECT release_id, xmin::text FROM release WHERE title IN ('Record 1', 'Record 2') ORDER BY 1"
    before, before_as_facts = ask(untouched), ask(rows)
    (_, _, read) = read_dump(empty_url, [new], quiet).files
    assert (read.records, read.changed, read.gone) == (8, 3, 1)
    merge(empty_url, quiet)
    assert (ask(untouched), ask(rows)) == (before, before_as_facts)
    loads(another_url, new)
    assert mirrored(empty_url) == mirrored(another_url)
    assert comparable(held(empty_url)) == comparable(held(another_url))


def comparable(tables: Mapping[str, list[tuple[Any, ...]]]) -> dict[str, Any]:
    """Numbers are given in the order of arrival, so only what bears none of ours can be compared."""
    return {"rows": {name: len(rows) for name, rows in tables.items()}, "keys": keys(tables)}


def keys(tables: Mapping[str, Sequence[tuple[Any, ...]]]) -> list[str]:
    return sorted(",".join(row[0].split(",")[:2]) for row in tables["fact_key"])


def test_a_dump_in_which_nothing_is_understood_takes_nothing_away(
    empty_url: str, mirrored: Held, tmp_path: Path
) -> None:
    read_dump(empty_url, [write(tmp_path / "old", artists=ARTISTS)], quiet)
    before = mirrored(empty_url)
    later = [one.replace("<artist>", '<artist v="2">', 1) for one in ARTISTS]
    with pytest.raises(BadRequestError, match="No record of the file of artists"):
        read_dump(empty_url, [write(tmp_path / "new", artists=later)], quiet)
    assert mirrored(empty_url) == before


def test_what_is_not_understood_is_not_held_without_end() -> None:
    def without_end() -> Iterator[bytes]:
        while True:
            yield b"<artist v='2'><id>1</id></artist>" * 100_000

    with pytest.raises(BadRequestError, match="No record of the file of artists"):
        list(chunks(without_end(), "artists"))


def test_a_dump_that_lacks_most_of_what_is_known_takes_nothing_away(
    empty_url: str, ask: Ask, tmp_path: Path
) -> None:
    read_dump(empty_url, [write(tmp_path / "old", artists=ARTISTS)], quiet)
    new = write(tmp_path / "new", artists=ARTISTS[:2])
    with pytest.raises(
        BadRequestError, match="Of 6 artists that are known, 4 are not in this file"
    ):
        read_dump(empty_url, [new], quiet)
    assert ask("SELECT count(*) FROM discogs.artist") == [(6,)]


def test_the_same_dump_again_is_not_even_read(empty_url: str, held: Held, tmp_path: Path) -> None:
    folder = write(tmp_path, artists=ARTISTS, labels=LABELS, releases=[record(1)])
    loads(empty_url, folder)
    once = held(empty_url)
    assert [file.records for file in read_dump(empty_url, [folder], quiet).files] == [0, 0, 0]
    merge(empty_url, quiet)
    assert held(empty_url) == once


def test_of_a_record_that_comes_twice_the_last_counts(
    empty_url: str, ask: Ask, tmp_path: Path
) -> None:
    far_apart = [
        record(1, "First"),
        *(record(id).replace("Le Pig.", "x" * 9_000) for id in range(2, 600)),
    ]
    read_dump(empty_url, [write(tmp_path, releases=[*far_apart, record(1, "Last")])], quiet)
    assert ask("SELECT title FROM discogs.release WHERE id = 1") == [("Last",)]
    assert ask("SELECT count(*) FROM discogs.track WHERE release_id = 1") == [(3,)]
    assert ask("SELECT count(*) FROM discogs.release") == [(599,)]


def many_chunks(folder: Path, *repeated: str) -> Path:
    """A plain file that is large enough for several readers: the repeated records stand in each chunk."""
    long = "x" * 500_000
    records = [
        one
        for chunk, last in enumerate(repeated)
        for one in (
            *(record(100 * chunk + nth).replace("Le Pig.", long) for nth in range(2, 9)),
            last,
            record(100 * chunk + 9).replace("Le Pig.", long),
        )
    ]
    path = write(folder, releases=records) / "discogs_19940308_releases.xml.gz"
    path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
    path.unlink()
    return folder


def test_a_record_that_two_readers_meet_ends_as_the_file_has_it_last(
    empty_url: str, ask: Ask, tmp_path: Path
) -> None:
    read_dump(empty_url, [write(tmp_path / "old", releases=[record(1, "Of old")])], quiet)
    titles = [f"Version {nth}" for nth in range(1, 6)]
    dump = read_dump(
        empty_url, [many_chunks(tmp_path / "new", *(record(1, title) for title in titles))], quiet
    )
    assert dump.files[0].records == 5 * 9
    assert ask("SELECT title FROM discogs.release WHERE id = 1") == [("Version 5",)]
    assert ask("SELECT count(*) FROM discogs.track WHERE release_id = 1") == [(3,)]
    assert ask("SELECT count(*) FROM discogs.release") == [(5 * 8 + 1,)]


def test_a_record_that_is_rejected_and_read_again_is_told_once(
    empty_url: str, tmp_path: Path
) -> None:
    damaged = record(50).replace("<tracklist>", "")
    folder = many_chunks(tmp_path, *(f"{damaged}\n{record(1, title)}" for title in ("A", "B")))
    dump = read_dump(empty_url, [folder], quiet)
    assert dump.files[0].records == 2 * 10
    assert len(dump.rejects) == 2  # it stands in the file twice


def test_undo_leaves_what_others_said(
    empty_url: str, held: Held, ingest: Callable[..., Loaded], tmp_path: Path
) -> None:
    ingest(
        {
            "artists": [{"id": "a", "name": "Artist 1", "discogs_id": 11}],
            "labels": [{"id": "l", "name": "Mute"}],
            "artist_labels": [{"artist_id": "a", "label_id": "l", "source": "us"}],
            "tracks": [{"id": "t", "artist_id": "a", "title": "Song 1 of 1", "year": 1994}],
        }
    )
    before = held(empty_url)
    loads(
        empty_url, write(tmp_path, artists=ARTISTS, labels=LABELS, releases=[record(1), record(2)])
    )
    assert held(empty_url) != before
    forget(empty_url, "discogs", quiet)
    after = held(empty_url)
    ((was,),), ((has,),) = before["track"], after["track"]
    assert has.replace(",1,247)", ",,)") == was  # its rank and length were nobody's
    assert {**after, "track": []} == {**before, "track": []}


@pytest.mark.slow
def test_killed_at_ten_random_moments_it_ends_with_the_rows_of_an_undisturbed_run(
    empty_url: str,
    another_url: str,
    held: Held,
    mirrored: Held,
    ask: Ask,
    start: Callable[..., Popen[str]],
    tmp_path: Path,
) -> None:
    records = [
        record(id).replace("Le Pig.", f"{random.Random(id).randbytes(1_500).hex()}")
        for id in range(1, 20_001)
    ]
    folder = write(tmp_path, artists=ARTISTS, labels=LABELS, releases=records)
    killed_at_ten_random_moments(
        lambda: start("ingest", "discogs", str(folder)),
        seconds_of(lambda: loads(another_url, folder)) / 3,
        lambda: ask("SELECT count(*) FROM discogs.chunk") > [(0,)],
    )
    assert mirrored(empty_url) == mirrored(another_url)
    assert held(empty_url) == held(another_url)


def test_a_plain_file_is_read_as_well(empty_url: str, ask: Ask, tmp_path: Path) -> None:
    path = write(tmp_path, releases=[record(1)]) / "discogs_19940308_releases.xml.gz"
    plain = path.with_suffix("")
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    read_dump(empty_url, [plain], quiet)
    assert ask("SELECT id FROM discogs.release") == [(1,)]


def test_songs_last_as_long_as_most_pressings_say(empty_url: str, ask: Ask, tmp_path: Path) -> None:
    said = {"4:07": 247, "1:02:03": 3723, "99:59": 5999, "0:00": None, "4'07": None, "9:99": None}
    songs = [track(str(nth), f"Song {nth}", duration=one) for nth, one in enumerate(said)]
    other = [track("0", "Song 0", duration="4:30")]
    pressings = [
        release(id, "A record", [11], tracks) for id, tracks in enumerate((songs, songs, other), 1)
    ]
    loads(empty_url, write(tmp_path, artists=ARTISTS, releases=pressings))
    assert ask("SELECT seconds FROM track ORDER BY title") == [(one,) for one in said.values()]
