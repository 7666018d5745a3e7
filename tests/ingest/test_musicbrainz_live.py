"""Claims about asking MusicBrainz: politely, once, and on where it stopped."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import BadRequestError, DatabaseAwayError, UnknownNameError
from ingest.load import load
from ingest.sources.musicbrainz_live import fetch
from ingest.sources.musicbrainz_live.facts import parse
from ingest.sources.musicbrainz_live.service import polite

Ask = Callable[[str], list[tuple[Any, ...]]]
COIL, PSYCHIC = "5ed20fa2-3f15-4d51-96d0-ff9cb7f8a4b3", "0b3a5f2c-1f0e-4b5d-9a35-2f7a6a2b7d11"
ARTIST = {
    "id": COIL, "name": "Coil", "country": "GB", "disambiguation": "UK industrial",
    "life-span": {"begin": "1982", "end": "2004-11-13"}, "aliases": [{"name": "Sickness of Snakes"}],
    "tags": [{"name": "industrial", "count": 9}, {"name": "bad", "count": -1}], "genres": [{"name": "industrial"}],
    "relations": [
        {"type": "discogs", "url": {"resource": "https://www.discogs.com/artist/2911"}},
        {"type": "collaboration", "direction": "forward", "artist": {"id": PSYCHIC, "name": "Psychic TV"}},
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


class Service:
    """A small MusicBrainz on this machine, that remembers who asked what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.busy = 0

    def answer(self, path: str) -> tuple[int, dict[str, Any]]:
        asked = urlsplit(path)
        if self.busy:
            self.busy -= 1
            return 503, {"error": "busy"}
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        match asked.path.split("/")[1:]:
            case ["artist", id]:
                return (200, ARTIST) if id == COIL else (404, {"error": "Not Found"})
            case ["artist"]:
                return 200, {"artists": [{"id": COIL}] if "Coil" in query["query"] else []}
            case ["recording"]:
                first = int(query["offset"])
                return 200, {
                    "recording-count": 150,
                    "recordings": [self.song(n) for n in range(first, min(first + 100, 150))],
                }
            case _:
                return 200, {"release-count": 1, "releases": [RELEASE]}

    @staticmethod
    def song(number: int) -> dict[str, Any]:
        return {
            "id": f"30000000-0000-4000-8000-{number:012d}", "title": f"Song {number}", "first-release-date": "1991-01",
            "isrcs": ["GBAAA9100001"] if number == 0 else [],
        }  # fmt: skip


@pytest.fixture
def service() -> Iterator[tuple[Service, str]]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append((self.path, self.headers["User-Agent"]))
            status, answer = service.answer(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield service, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_what_it_answers_becomes_facts(
    empty_url: str, ask: Ask, service: tuple[Service, str]
) -> None:
    answers = fetch(empty_url, ["Coil"], polite("us@example.org", service[1], 0), quiet)
    assert load(empty_url, "musicbrainz", parse(answers), quiet).rejects == ()
    assert ask("SELECT name, mbid::text, discogs_id, country, begin_year, end_year FROM artist ORDER BY 1") == [
        ("Coil", COIL, 2911, "GB", 1982, 2004), ("Psychic TV", PSYCHIC, None, None, None, None),
    ]  # fmt: skip
    assert ask("SELECT count(*), min(year) FROM track") == [(150, 1991)]
    assert ask("SELECT title FROM track WHERE isrc = 'GBAAA9100001'") == [("Song 0",)]
    assert ask("SELECT kind FROM relation") == [("collaboration",)]
    assert ask("SELECT tag.name, family, count FROM artist_tag JOIN tag USING (tag_id)") == [
        ("industrial", "genre", 9.0)
    ]
    assert ask("SELECT title, catalogue_number, label.name FROM release JOIN label USING (label_id)") == [
        ("Scatology", "FKK 1", "K.422")
    ]  # fmt: skip


def test_it_asks_at_a_steady_pace_and_says_who_it_is(
    empty_url: str, service: tuple[Service, str]
) -> None:
    started = time.monotonic()
    fetch(empty_url, [COIL], polite("us@example.org", service[1], 0.1), quiet)
    assert len(service[0].asked) == 4
    assert time.monotonic() - started >= 0.3
    assert {agent for _, agent in service[0].asked} == {"Auric/0.1 ( us@example.org )"}


def test_what_was_answered_is_not_asked_again(empty_url: str, service: tuple[Service, str]) -> None:
    get = polite("us@example.org", service[1], 0)
    with pytest.raises(UnknownNameError):
        fetch(empty_url, [COIL, PSYCHIC], get, quiet)
    before = len(service[0].asked)
    assert fetch(empty_url, [COIL], get, quiet)[0]["name"] == "Coil"
    assert len(service[0].asked) == before


def test_when_it_is_busy_it_is_asked_again_a_little_later(
    empty_url: str, service: tuple[Service, str]
) -> None:
    service[0].busy = 2
    assert fetch(empty_url, [COIL], polite("us@example.org", service[1], 0.01), quiet)
    service[0].busy = 99
    with pytest.raises(DatabaseAwayError, match="answers 503"):
        fetch(empty_url, [PSYCHIC], polite("us@example.org", service[1], 0.01), quiet)


def test_without_a_contact_nobody_is_asked() -> None:
    with pytest.raises(BadRequestError, match="AURIC_CONTACT"):
        polite("")


def test_nobody_by_that_name_is_said_so(empty_url: str, service: tuple[Service, str]) -> None:
    with pytest.raises(UnknownNameError, match="nobody called Nobody"):
        fetch(empty_url, ["Nobody"], polite("us@example.org", service[1], 0), quiet)
