"""Claims about ListenBrainz: who is heard with whom, and who was put on a playlist together."""

from collections.abc import Callable
from typing import Any

import pytest

from core.db import Database
from core.engine import recommend
from core.errors import BadRequestError
from ingest.derive import build
from ingest.load import load
from ingest.sources.listenbrainz import playlists
from ingest.sources.listenbrainz.facts import parse_heard, parse_playlists, shares
from ingest.sources.listenbrainz.service import ListenBrainz, playlist_id
from ingest.web import Web
from tests.ingest.local_web import Asked, LocalWeb, Reply, told

Ask = Callable[[str], list[tuple[Any, ...]]]
COIL, CURRENT, NURSE, ABBA, FRIDA = (f"{n}0000000-0000-4000-8000-000000000000" for n in range(1, 6))
VARIOUS = "89ad4ac3-39f7-470e-963a-56509c546377"
LIST, OTHER = (f"{n}0000000-0000-4000-8000-00000000000a" for n in (1, 2))


def track(*artists: tuple[str, str], plain: bool = False) -> dict[str, Any]:
    """A track as it stands in a playlist of ListenBrainz."""
    about: dict[str, Any] = {
        "artist_identifiers": [f"https://musicbrainz.org/artist/{mbid}" for mbid, _ in artists],
        "additional_metadata": {
            "artists": [{"artist_mbid": m, "artist_credit_name": n, "join_phrase": ""} for m, n in artists]
        },
    }  # fmt: skip
    if plain:
        del about["additional_metadata"]
    return {
        "title": "A song", "creator": " & ".join(name for _, name in artists),
        "identifier": ["https://musicbrainz.org/recording/863dd3b3-c525-427c-a0fb-faa75b1dde37"],
        "extension": {"https://musicbrainz.org/doc/jspf#track": about},
    }  # fmt: skip


TRACKS = [
    track((COIL, "Coil")), track((NURSE, "Nurse With Wound"), plain=True), 
    track((COIL, "Coil"), (CURRENT, "Current 93")),
    track((VARIOUS, "Various Artists")), {"title": "By somebody", "creator": "Somebody"},
]  # fmt: skip


def answer(asked: Asked) -> Reply:
    match asked.path.split("/")[1:]:
        case ["playlist", id] if id == LIST:
            return told({"playlist": {"title": "England's hidden reverse", "track": TRACKS}})
        case ["playlist", id] if id == OTHER:
            tracks = [track((ABBA, "Abba")), track((FRIDA, "Frida"))]
            return told({"playlist": {"title": "Stockholm", "track": tracks}})
        case ["similar-artists", "json"]:
            names = [
                (CURRENT, "Current 93", 800),
                (NURSE, "Nurse With Wound", 200),
                (VARIOUS, "Various Artists", 900),
            ]
            return told(
                [{"artist_mbid": m, "name": n, "score": s, "comment": ""} for m, n, s in names]
            )
        case _:
            return told({"code": 404, "error": "not found"}, 404)


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture
def service(host: LocalWeb, web: Web) -> ListenBrainz:
    return ListenBrainz(web, host.address, host.address)


async def test_a_playlist_names_its_artists_in_order(
    empty_url: str, ask: Ask, service: ListenBrainz
) -> None:
    found, missed = await playlists([f"https://listenbrainz.org/playlist/{LIST}/"], service, quiet)
    assert missed == []
    assert load(empty_url, "listenbrainz", parse_playlists(found), quiet).rejects == ()
    assert ask("SELECT title, source FROM playlist") == [
        ("England's hidden reverse", "listenbrainz")
    ]
    assert ask("SELECT name, position FROM playlist_artist JOIN artist USING (artist_id) ORDER BY 2") == [
        ("Coil", 1), ("Nurse With Wound", 2), ("Current 93", 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "odd", [7, {"extension": [7]}, {"extension": {"x": 3}, "creator": ["Coil"]}]
)
async def test_a_track_of_another_shape_says_nothing_and_the_others_count(
    host: LocalWeb, service: ListenBrainz, odd: object
) -> None:
    host.answer = lambda _asked: told({"playlist": {"title": "Odd", "track": [odd, *TRACKS]}})
    (found,), missed = await playlists([LIST], service, quiet)
    assert (list(found.artists.values()), missed) == (
        ["Coil", "Nurse With Wound", "Current 93"],
        [],
    )


async def test_a_playlist_whose_tracks_are_no_list_is_missed(
    host: LocalWeb, service: ListenBrainz
) -> None:
    host.answer = lambda _asked: told({"playlist": {"track": "many"}})
    found, missed = await playlists([LIST], service, quiet)
    assert found == []
    assert [one.reason for one in missed] == [f"{LIST}: the answer is not as documented"]


async def test_similar_artists_are_weighed_by_the_most_similar_one(service: ListenBrainz) -> None:
    said = {one["name"]: share for one, share in shares(await service.similar(COIL))}
    assert said == pytest.approx({"Current 93": 8 / 9, "Nurse With Wound": 2 / 9})


async def test_whom_it_does_not_know_it_says_nothing_about(
    host: LocalWeb, service: ListenBrainz
) -> None:
    host.answer = lambda _asked: told({"error": "none"}, 404)
    assert await service.similar(COIL) == []


async def test_one_playlist_that_is_not_to_be_had_does_not_stop_the_others(
    host: LocalWeb, service: ListenBrainz, fault: Reply
) -> None:
    host.fails(fault, lambda asked: OTHER in asked.path)
    found, missed = await playlists([OTHER, LIST], service, quiet)
    assert [one.id for one in found] == [LIST]
    assert [one.line for one in missed] == [1]
    assert missed[0].reason.startswith(OTHER)


@pytest.mark.parametrize("name", ["", "weekly jams", "https://example.org/playlist/1"])
def test_what_is_no_playlist_is_said_before_anybody_is_asked(name: str) -> None:
    with pytest.raises(BadRequestError, match="no playlist"):
        playlist_id(name)


async def test_from_the_web_to_a_reason_that_cites_it(
    empty_url: str, ingest: Callable[..., object], service: ListenBrainz
) -> None:
    people = {COIL: "Coil", CURRENT: "Current 93", NURSE: "Nurse With Wound", ABBA: "Abba"}
    ingest({
        "artists": [{"id": f"musicbrainz:{mbid}", "name": name, "mbid": mbid} for mbid, name in people.items()],
        "tracks": [{"id": mbid, "artist_id": f"musicbrainz:{mbid}", "title": "A song"} for mbid in people],
    })  # fmt: skip
    found, _ = await playlists([LIST, OTHER], service, quiet)
    load(empty_url, "listenbrainz", parse_playlists(found), quiet)
    heard = parse_heard({COIL: "Coil"}, {COIL: await service.similar(COIL)}, {})
    load(empty_url, "listenbrainz", heard, quiet)
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        picks = (await recommend(db, "Coil")).artists
    assert {pick.artist_name for pick in picks} == {"Current 93", "Nurse With Wound"}
    for pick in picks:
        said = {one.signal: one for one in pick.contributions}
        assert "heard as similar to Coil" in (said["artist_similarity"].reason or "")
        assert {source.source for source in said["artist_similarity"].sources} == {"listenbrainz"}
        assert any(source.title == "England's hidden reverse"
                   for one in pick.contributions for source in one.sources)  # fmt: skip
