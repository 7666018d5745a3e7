"""Claims about playlists: every format is read, entries find their artists, and nobody is invented."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.db import Database
from core.engine import recommend
from core.errors import BadRequestError
from ingest.derive import build
from ingest.sources.playlists import PARSERS, Shelf, files_of, ingest
from ingest.sources.playlists.listings import Entry, Listing, UnreadableError

Ask = Callable[[str], list[tuple[Any, ...]]]
COIL, SONG = "5ed20fa2-3f15-4d51-96d0-ff9cb7f8a4b3", "30000000-0000-4000-8000-000000000001"
ARTISTS = [
    {"id": "coil", "name": "Coil", "mbid": COIL}, {"id": "tg", "name": "Throbbing Gristle"},
    {"id": "nww", "name": "Nurse With Wound"}, {"id": "us", "name": "Nirvana"}, {"id": "uk", "name": "Nirvana"},
    {"id": "ride", "name": "Ride"}, {"id": "lush", "name": "Lush"}, {"id": "ae", "name": "Autechre"},
]  # fmt: skip
TRACKS = [
    {"id": "1", "artist_id": "tg", "title": "Hamburger Lady", "isrc": "GBAAA7800001"},
    {"id": "2", "artist_id": "nww", "title": "Soliloquy", "mbid": SONG},
    {"id": "3", "artist_id": "uk", "title": "Rainbow Chaser"}, {"id": "4", "artist_id": "us", "title": "Lithium"},
    *({"id": one, "artist_id": one, "title": f"{one} song"} for one in ("coil", "ride", "lush", "ae")),
]  # fmt: skip
JSPF = {
    "playlist": {
        "title": "Night", "identifier": "https://listenbrainz.org/playlist/5c0d0a5e-0000-4000-8000-000000000000/",
        "track": [
            {
                "creator": "C0il", "title": "?",
                "extension": {
                    "https://musicbrainz.org/doc/jspf#track": {
                        "artist_identifiers": [f"https://musicbrainz.org/artist/{COIL}"]
                    }
                },
            },
            {"creator": "x", "title": "y", "identifier": [f"https://musicbrainz.org/recording/{SONG}"]},
            {"creator": "someone", "title": "else", "identifier": "isrc:GB-AAA-78-00001"},
            {"creator": "Nobody Known", "title": "Nothing"}, "no track", {},
        ],
    }
}  # fmt: skip
XSPF = """<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>Dawn</title><trackList>
<track><creator>RIDE</creator><title>Vapour Trail (Live)</title></track>
<track><creator>Nirvana</creator><title>Rainbow Chaser - Remastered 2011</title></track>
<track><creator>Nirvana</creator><title>Something Unknown</title></track>
<track><identifier>GBAAA7800001</identifier></track></trackList></playlist>"""
M3U = """#EXTM3U
#PLAYLIST:Noon
#EXTINF:201,Coil - Ostia
a.mp3
#EXTINF:-1 group="x",Lush – Sweetness & Light
b.mp3
C:\\Music\\03 - Autechre - Bike.flac
#EXTART:Throbbing Gristle
#EXTINF:99,Hamburger Lady
d.mp3
http://radio.example/stream
"""
PLAYER = {"playlists": [{"name": "Mine", "pid": 7, "tracks": [
    {"artist_name": "Ride", "track_name": "x"}, {"track": {"name": "y", "artists": [{"name": "Lush"}]}}]}]}  # fmt: skip


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture
def load(
    empty_url: str, ingest: Callable[..., object], tmp_path: Path
) -> Callable[[Mapping[str, str]], Shelf]:
    """Load a folder of playlists into a database that knows a few artists."""
    ingest({"artists": ARTISTS, "tracks": TRACKS})

    def load(files: Mapping[str, str]) -> Shelf:
        for name, text in files.items():
            (tmp_path / "shelf" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "shelf" / name).write_text(text, encoding="utf-8")
        return shelved(empty_url, tmp_path / "shelf")

    return load


def shelved(url: str, *paths: Path) -> Shelf:
    return ingest(url, paths, "my shelf", quiet)


ON_A_LIST = """
    SELECT title, array_agg(a.name ORDER BY position) FROM playlist JOIN playlist_artist USING (playlist_id)
      JOIN artist AS a USING (artist_id) GROUP BY title ORDER BY title
"""


def test_every_format_finds_its_artists(load: Callable[..., Shelf], ask: Ask) -> None:
    shelf = load(
        {
            "night.jspf": orjson.dumps(JSPF).decode(), "deep/dawn.xspf": XSPF, "noon.m3u8": M3U,
            "player.json": orjson.dumps(PLAYER).decode(), "cover.jpg": "no playlist",
        }
    )  # fmt: skip
    assert (shelf.playlists, shelf.missed, shelf.lonely) == (4, (), 0)
    assert ask(ON_A_LIST) == [
        ("Dawn", ["Ride", "Nirvana", "Throbbing Gristle"]),
        ("Mine", ["Ride", "Lush"]),
        ("Night", ["Coil", "Nurse With Wound", "Throbbing Gristle"]),
        ("Noon", ["Coil", "Lush", "Autechre", "Throbbing Gristle"]),
    ]
    assert (shelf.entries, shelf.matched) == (4 + 4 + 4 + 2, 3 + 3 + 4 + 2)


def test_namesakes_are_told_apart_by_the_title_or_left_out(
    load: Callable[..., Shelf], ask: Ask
) -> None:
    load({"dawn.xspf": XSPF})
    assert ask(
        "SELECT key FROM playlist_artist JOIN fact_key ON kind = 'artist' AND id = artist_id"
        " WHERE key IN ('us', 'uk')"
    ) == [("uk",)]


def test_nobody_is_invented_and_one_alone_is_no_company(
    load: Callable[..., Shelf], ask: Ask
) -> None:
    shelf = load({"x.m3u": "#EXTINF:1,Coil - Ostia\na\n#EXTINF:1,Who Knows - What\nb\n"})
    assert (shelf.playlists, shelf.lonely, shelf.matched) == (0, 1, 1)
    assert ask("SELECT count(*) FROM artist") == [(len(ARTISTS),)]
    assert ask("SELECT count(*) FROM playlist") == [(0,)]


def test_loading_again_changes_nothing_and_a_shorter_list_is_shorter(
    load: Callable[..., Shelf], ask: Ask, held: Callable[[str], object], empty_url: str
) -> None:
    load({"noon.m3u": M3U})
    before = held(empty_url)
    load({"noon.m3u": M3U})
    assert held(empty_url) == before
    load({"noon.m3u": M3U.partition("C:")[0]})
    assert ask(ON_A_LIST) == [("Noon", ["Coil", "Lush"])]


TWO = "#EXTINF:1,Ride - x\na\n#EXTINF:1,Lush - y\nb\n"


def test_playlists_of_the_same_name_in_other_folders_are_others(
    load: Callable[..., Shelf], ask: Ask
) -> None:
    shelf = load({"2019/summer.m3u": TWO, "2020/summer.m3u": TWO, "summer.m3u": TWO})
    assert (shelf.playlists, shelf.missed) == (3, ())
    assert ask("SELECT count(*) FROM playlist") == [(3,)]


def test_the_same_number_in_two_exports_is_no_collision_and_twice_in_one_is(
    load: Callable[..., Shelf], ask: Ask
) -> None:
    mine, twice = orjson.dumps(PLAYER).decode(), {"playlists": PLAYER["playlists"] * 2}
    shelf = load({"a.json": mine, "b.json": mine, "c.json": orjson.dumps(twice).decode()})
    assert ask("SELECT count(*) FROM playlist") == [(3,)]
    assert [one.reason for one in shelf.missed] == [
        "c.json holds Mine, which has the id of another one."
    ]


def test_one_file_in_two_folders_that_were_given_is_said_so(
    load: Callable[..., Shelf], empty_url: str, tmp_path: Path
) -> None:
    load({"2019/summer.m3u": TWO, "2020/summer.m3u": TWO})
    shelf = shelved(empty_url, tmp_path / "shelf" / "2019", tmp_path / "shelf" / "2020")
    assert (shelf.playlists, [one.file for one in shelf.missed]) == (1, ["summer.m3u"])


def test_a_playlist_that_shrank_to_one_artist_says_no_more_what_it_said(
    load: Callable[..., Shelf], ask: Ask
) -> None:
    load({"noon.m3u": TWO})
    shelf = load({"noon.m3u": TWO.partition("a\n")[0] + "a\n"})
    assert (shelf.playlists, shelf.lonely) == (0, 1)
    assert ask("SELECT count(*) FROM playlist_artist") == [(0,)]


async def test_a_recommendation_cites_the_playlist(
    load: Callable[..., Shelf], empty_url: str
) -> None:
    lists = {f"{n}.m3u": "#EXTINF:1,Ride - x\na\n#EXTINF:1,Lush - y\nb\n" for n in range(2)}
    load(
        {"noon.m3u": "#PLAYLIST:Noon\n#EXTINF:1,Coil - x\na\n#EXTINF:1,Autechre - y\nb\n", **lists}
    )
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        answer = await recommend(db, "Coil")
    said = {
        pick.artist_name: [
            (c.reason, c.sources) for c in pick.contributions if c.signal == "co_mention"
        ]
        for pick in answer.artists
    }
    ((reason, sources),) = said["Autechre"]
    assert "Noon" in str(reason)
    assert [source.source for source in sources] == ["my shelf"]


BROKEN = {
    "truncated.jspf": '{"playlist": {"track": [', "type.jspf": '{"playlist": {"track": 3}}', "list.json": "[1, 2",
    "number.json": "17", "several.json": '{"playlists": 5}', "truncated.xspf": XSPF[:150], "html.xspf": "<html/>",
    "bomb.xspf": '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><playlist><title>&b;</title></playlist>',
    "file.xspf": '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><playlist><title>&a;</title></playlist>',
    "binary.m3u": "\0\1\2", "empty.json": "",
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_not_what_it_says_is_refused(name: str) -> None:
    with pytest.raises(UnreadableError):
        list(PARSERS["." + name.split(".")[1]](BROKEN[name].encode(), name))


def test_a_broken_file_stops_no_other(load: Callable[..., Shelf], ask: Ask) -> None:
    shelf = load({**BROKEN, "noon.m3u": M3U})
    assert (shelf.playlists, len(shelf.missed)) == (1, len(BROKEN))
    assert "truncated.jspf is no JSON" in str([one.reason for one in shelf.missed])


def test_a_list_of_three_hundred_keeps_its_order_and_its_limit() -> None:
    text = "".join(f"#EXTINF:1,Band {n} - Song\nx\n" for n in range(30_000))
    (listing,) = PARSERS[".m3u"](text.encode(), "long")
    assert len(listing.entries) == 20_000
    assert listing.entries[299] == Entry("Band 299", "Song")


@pytest.mark.parametrize(
    "body",
    ["{}", "[]", "[[]]", '{"tracks": [null, 3, {"artist": 7, "title": {}}]}', '{"playlist": []}'],
)
def test_odd_json_is_an_empty_list_or_an_error(body: str) -> None:
    try:
        listings: list[Listing] = list(PARSERS[".json"](body.encode(), "odd"))
    except UnreadableError:
        return
    assert all(listing.entries == () for listing in listings)


def test_latin_1_and_a_byte_order_mark_are_read() -> None:
    (old,) = PARSERS[".m3u"]("#EXTINF:1,Björk - Jóga\nx".encode("latin-1"), "old")
    (new,) = PARSERS[".m3u8"]("\ufeff#EXTINF:1,Björk - Jóga\nx".encode(), "new")
    assert old.entries == new.entries == (Entry("Björk", "Jóga"),)


def test_a_path_that_is_no_playlist_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    for path, said in (
        (tmp_path, "no playlists"),
        (tmp_path / "a.txt", "no playlist"),
        (tmp_path / "b", "There is no"),
    ):
        with pytest.raises(BadRequestError, match=said):
            files_of([path])


def test_only_xspf_needs_the_extra() -> None:
    without = (
        "import sys; sys.modules['defusedxml'] = None\n"
        "from core.errors import BadRequestError\n"
        "from ingest.sources.playlists import PARSERS\n"
        "print([one.title for one in PARSERS['.m3u'](b'#EXTINF:1,Ride - x', 'noon')])\n"
        "try:\n    list(PARSERS['.xspf'](b'', 'dawn'))\n"
        "except BadRequestError as error:\n    print(error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, check=True, text=True
    ).stdout.splitlines()
    assert said[0] == "['noon']"
    assert "the extra `editorial`" in said[1]
