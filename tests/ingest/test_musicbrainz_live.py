"""Claims about asking MusicBrainz: politely, once, and on where it stopped."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadRequestError, UnknownNameError, UnreachableError, WebError
from ingest.load import load
from ingest.sources.musicbrainz_live import fetch
from ingest.sources.musicbrainz_live.facts import parse
from ingest.sources.musicbrainz_live.service import MusicBrainz, need_contact
from ingest.web import Web
from tests.ingest.local_web import Asked, LocalWeb, Reply, told

Ask = Callable[[str], list[tuple[Any, ...]]]
COIL, PSYCHIC = "5ed20fa2-3f15-4d51-96d0-ff9cb7f8a4b3", "0b3a5f2c-1f0e-4b5d-9a35-2f7a6a2b7d11"
ARTIST = {
    "id": COIL, "name": "Coil", "country": "GB", "disambiguation": "UK industrial",
    "life-span": {"begin": "1982", "end": "2004-11-13"}, "aliases": [{"name": "Sickness of Snakes"}],
    "tags": [{"name": "industrial", "count": 9}, {"name": "bad", "count": -1}], "genres": [{"name": "industrial"}],
    "relations": [
        {"type": "discogs", "url": {"resource": "https://www.discogs.com/artist/2911"}},
        {"type": "collaboration", "direction": "forward", "artist": {"id": PSYCHIC, "name": "Psychic TV"}},
        {"type": "teacher", "direction": "backward", "artist": {"id": PSYCHIC, "name": "Psychic TV"}},
        {"type": "sibling", "direction": "forward", "artist": {"id": PSYCHIC, "name": "Psychic TV"}},
    ],
}  # fmt: skip
K422 = {"id": "20000000-0000-4000-8000-000000000001", "name": "K.422"}
RELEASE = {
    "id": "10000000-0000-4000-8000-000000000001", "title": "Scatology", "date": "1985",
    "label-info": [{"catalog-number": "FKK 1", "label": K422}],
}  # fmt: skip


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def answer(asked: Asked) -> Reply:
    """A small MusicBrainz."""
    match asked.path.split("/")[1:]:
        case ["artist", id]:
            return told(ARTIST) if id == COIL else told({"error": "Not Found"}, 404)
        case ["artist"]:
            return told({"artists": [{"id": COIL}] if "Coil" in asked.query["query"] else []})
        case ["recording"]:
            first = int(asked.query["offset"])
            songs = [song(n) for n in range(first, min(first + 100, 150))]
            return told({"recording-count": 150, "recordings": songs})
        case _:
            return told({"release-count": 1, "releases": [RELEASE]})


def song(number: int) -> dict[str, Any]:
    return {
        "id": f"30000000-0000-4000-8000-{number:012d}", "title": f"Song {number}", "first-release-date": "1991-01",
        "isrcs": ["GBAAA9100001"] if number == 0 else [],
    }  # fmt: skip


@pytest.fixture
async def service(host: LocalWeb, tmp_path: Path) -> AsyncIterator[MusicBrainz]:
    limits = host.limits(silence=0.5, tries=2)
    async with Web.open(tmp_path / "web", "us@example.org", limits=limits) as web:
        yield MusicBrainz(web, host.address)


async def test_what_it_answers_becomes_facts(
    empty_url: str, ask: Ask, service: MusicBrainz
) -> None:
    answers, missed = await fetch(["Coil"], service, quiet)
    assert missed == []
    assert load(empty_url, "musicbrainz", parse(answers), quiet).rejects == ()
    assert ask("SELECT name, mbid::text, discogs_id, country, begin_year, end_year FROM artist ORDER BY 1") == [
        ("Coil", COIL, 2911, "GB", 1982, 2004), ("Psychic TV", PSYCHIC, None, None, None, None),
    ]  # fmt: skip
    assert ask("SELECT count(*), min(year) FROM track") == [(150, 1991)]
    assert ask("SELECT DISTINCT rank FROM track") == [(None,)]  # they come in no order
    assert ask("SELECT title FROM track WHERE isrc = 'GBAAA9100001'") == [("Song 0",)]
    assert ask("SELECT kind, round(score::numeric, 1)::float, a.name FROM relation"
               " JOIN artist AS a ON a.artist_id = from_id ORDER BY 1") == [
        ("collaboration", 1.0, "Coil"), ("influence", 0.8, "Psychic TV"),
    ]  # fmt: skip
    assert ask("SELECT tag.name, family, count FROM artist_tag JOIN tag USING (tag_id)") == [
        ("industrial", "genre", 9.0)
    ]
    assert ask("SELECT title, catalogue_number, label.name FROM release JOIN label USING (label_id)") == [
        ("Scatology", "FKK 1", "K.422")
    ]  # fmt: skip


async def test_what_was_answered_is_not_asked_again(host: LocalWeb, service: MusicBrainz) -> None:
    assert (await fetch([COIL], service, quiet))[0]
    before = len(host.asked)
    assert before == 4
    answers, _ = await fetch([COIL], service, quiet)
    assert answers[0]["name"] == "Coil"
    assert len(host.asked) == before


async def test_one_artist_who_is_not_to_be_had_does_not_stop_the_others(
    host: LocalWeb, service: MusicBrainz, fault: Reply
) -> None:
    host.fails(fault, lambda asked: PSYCHIC in asked.path)
    answers, missed = await fetch([PSYCHIC, COIL], service, quiet)
    assert [one["name"] for one in answers] == ["Coil"]
    (miss,) = missed
    assert miss.line == 1
    assert miss.reason.startswith(PSYCHIC)


ODD: list[tuple[str, dict[str, Any]]] = [
    ("Koyl", {"artists": [7]}),
    ("Koyl", {"artists": [{"id": "no MBID"}]}),
    ("Koyl", {"artists": {"id": COIL}}),
    (PSYCHIC, {"name": "an artist without an id"}),
    (PSYCHIC, {"id": PSYCHIC, "recordings": 5}),
    (PSYCHIC, {"id": PSYCHIC, "recording-count": "many"}),
]


@pytest.mark.parametrize(("who", "odd"), ODD)
async def test_an_answer_of_another_shape_does_not_stop_the_others(
    host: LocalWeb, service: MusicBrainz, who: str, odd: dict[str, Any]
) -> None:
    host.answer = lambda asked: told(odd) if _is_about(asked, who) else answer(asked)
    answers, missed = await fetch([who, COIL], service, quiet)
    assert [one["name"] for one in answers] == ["Coil"]
    assert [one.reason for one in missed] == [f"{who}: the answer is not as documented."]


def _is_about(asked: Asked, who: str) -> bool:
    return who in asked.path or who in str(dict(asked.query))


async def test_when_nobody_is_to_be_had_that_is_said(host: LocalWeb, service: MusicBrainz) -> None:
    with pytest.raises(UnknownNameError, match="nobody called Koyl"):
        await fetch(["Koyl"], service, quiet)
    with pytest.raises(UnknownNameError, match="knows no artist"):
        await fetch([PSYCHIC], service, quiet)
    host.answer = lambda _asked: told({}, 503)
    with pytest.raises(UnreachableError, match="503"):
        await fetch([PSYCHIC], service, quiet)


async def test_a_busy_service_is_asked_again_a_little_later(
    host: LocalWeb, service: MusicBrainz
) -> None:
    host.faults = [told({}, 503)]
    assert (await fetch([COIL], service, quiet))[0]


def test_without_a_contact_nobody_is_asked() -> None:
    with pytest.raises(BadRequestError, match="AURIC_CONTACT"):
        need_contact("")


async def test_an_answer_that_is_a_list_is_none(host: LocalWeb, service: MusicBrainz) -> None:
    host.answer = lambda _asked: told([1, 2])
    with pytest.raises(WebError, match="something else"):
        await fetch([COIL], service, quiet)
