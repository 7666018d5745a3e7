"""Claims about answers over HTTP: the seed's client works, and every answer has a receipt."""

import subprocess
from collections.abc import Callable

import httpx
import orjson
import pytest

from tests.server.conftest import Opened

ROUTES = {
    "/recommend": {"q": "Coil"},
    "/resolve": {"q": "Nin"},
    "/explain": {"q": "Coil", "other": "Dolly Parton"},
    "/compare": {"one": "Coil", "other": "Can"},
    "/names": {"q": "thro"},
    "/signals": {},
}
every_route = pytest.mark.parametrize(("path", "options"), ROUTES.items(), ids=ROUTES)


def test_the_seeds_client_works_unchanged(door: httpx.Client) -> None:
    BASE = str(door.base_url).rstrip("/")  # noqa: N806 - as the seed document has it
    r = httpx.get(BASE + "/recommend", params={"q": "Nine Inch Nails", "type": "artist"})
    picks = r.json()["artists"][:5]
    assert len(picks) == 5
    for pick in picks:
        assert isinstance(pick["artist_name"], str)
        assert 0 <= pick["score"] <= 1
        assert pick["explanation"]


def test_the_answer_is_the_same_through_the_command(
    door: httpx.Client, auric: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    said = auric("recommend", "Coil", "--limit", "3", "--country", "gb", "--json").stdout
    answer = door.get("/recommend", params={"q": "Coil", "limit": 3, "country": "gb"})
    assert answer.json() == orjson.loads(said)


def test_every_wish_arrives(door: httpx.Client) -> None:
    wishes: dict[str, str | int | list[str]] = {
        "q": "Kraftwerk", "limit": 4, "explore": 0, "exclude": ["Can", "Neu!"], "country": "de",
        "year_from": 1960, "year_to": 1990, "weights": "tag_overlap=1,co_mention=0",
    }  # fmt: skip
    answer = door.get("/recommend", params=wishes).json()
    names = {pick["artist_name"] for pick in answer["artists"]}
    assert 0 < len(names) <= 4
    assert not names & {"Can", "Neu!"}
    assert answer["weights"]["co_mention"] == 0
    assert not any(pick["exploration"] for pick in answer["artists"])


def test_every_signal_tells_its_question_weight_and_reach(door: httpx.Client) -> None:
    answer = door.get("/signals").json()
    assert len(answer["signals"]) >= 7
    for profile in answer["profiles"]:
        weights = [signal["weights"][profile] for signal in answer["signals"]]
        assert sum(weights) == pytest.approx(1)
    for signal in answer["signals"]:
        assert signal["asks"].endswith("?")
        assert 0 <= signal["coverage"] <= 1


def test_names_are_completed(door: httpx.Client) -> None:
    answer = door.get("/names", params={"q": "throbb"}).json()
    assert answer["names"] == ["Throbbing Gristle"]
    assert len(door.get("/names", params={"q": "a", "limit": 3}).json()["names"]) == 3
    genres = door.get("/names", params={"q": "dub", "type": "genre"}).json()
    assert "dub techno" in genres["names"]


@pytest.mark.parametrize("options", [{"q": ""}, {"q": "Roads", "type": "track"}], ids=str)
def test_names_of_which_nothing_is_typed_or_kept_are_not_looked_for(
    door: httpx.Client, options: dict[str, str]
) -> None:
    assert door.get("/names", params=options).status_code == 422


@every_route
def test_equal_requests_give_equal_bytes(
    door: httpx.Client, path: str, options: dict[str, str]
) -> None:
    one, other = (door.get(path, params=options) for _ in range(2))
    assert one.status_code == 200
    assert one.content == other.content
    assert one.headers["etag"] == other.headers["etag"]
    assert one.headers["x-request-id"] != other.headers["x-request-id"]


@every_route
def test_who_has_the_answer_is_not_sent_it_again(
    door: httpx.Client, path: str, options: dict[str, str]
) -> None:
    tag = door.get(path, params=options).headers["etag"]
    again = door.get(path, params=options, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag


def test_another_question_has_another_tag(door: httpx.Client) -> None:
    asked: list[dict[str, str | int]] = [
        {"q": "Coil"}, {"q": "Can"}, {"q": "Coil", "limit": 3}, {"q": "Coil", "type": "artist"}
    ]  # fmt: skip
    tags = {door.get("/recommend", params=options).headers["etag"] for options in asked}
    assert len(tags) == len(asked)
    ways = ("/recommend?q=Coil&limit=3", "/recommend?limit=3&q=Coil")
    assert len({door.get(way).headers["etag"] for way in ways}) == 1


def test_the_stages_tell_how_long_they_took(door: httpx.Client) -> None:
    stages = door.get("/recommend", params={"q": "Coil"}).headers["server-timing"]
    named = [part.partition(";")[0].strip() for part in stages.split(",")]
    assert named == [
        "resolve", "seed", "gather", "score", "diversify", "cite", "write", "total"
    ]  # fmt: skip


def test_a_long_answer_is_packed_for_who_can_unpack_it(door: httpx.Client) -> None:
    packed = door.get("/recommend", params={"q": "Coil"})
    plain = door.get("/recommend", params={"q": "Coil"}, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["vary"] == "Accept-Encoding"


def test_a_sane_request_id_is_kept_and_no_other(door: httpx.Client) -> None:
    assert door.get("/health", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
    for strange in ("x" * 200, "a b", '"}{"', ""):
        given = door.get("/health", headers={"X-Request-ID": strange}).headers["x-request-id"]
        assert given not in ("", strange)


@pytest.mark.parametrize("path", ["/recommend?q=Coil", "/recommend", "/health", "/nowhere"])
def test_no_answer_can_be_taken_for_a_page(door: httpx.Client, path: str) -> None:
    headers = door.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in headers


def test_pages_elsewhere_may_ask_only_where_that_is_set(
    door: httpx.Client, open_door: Opened
) -> None:
    elsewhere = {"Origin": "https://a.example"}
    assert "access-control-allow-origin" not in door.get("/health", headers=elsewhere).headers
    with open_door(cors_origins="https://a.example, https://b.example") as kind:
        allowed = kind.get("/resolve", params={"q": "Coil"}, headers=elsewhere).headers
        assert allowed["access-control-allow-origin"] == "https://a.example"
        asked = {**elsewhere, "Access-Control-Request-Method": "GET"}
        assert kind.options("/resolve", headers=asked).status_code == 200
        other = {"Origin": "https://c.example"}
        assert "access-control-allow-origin" not in kind.get("/health", headers=other).headers


def test_the_service_is_alive_and_ready(door: httpx.Client) -> None:
    assert door.get("/health").json() == {"alive": True}
    version = door.get("/recommend", params={"q": "Coil"}).json()["graph_version"]
    assert door.get("/ready").json() == {"graph_version": version}


def test_figures_count_routes_and_never_addresses(door: httpx.Client) -> None:
    door.get("/recommend", params={"q": "Coil"})
    door.get("/a-made-up-path")
    door.post("/mcp", json={})
    page = door.get("/metrics").text
    assert 'auric_requests_total{route="/recommend",status="200"}' in page
    assert 'auric_requests_total{route="/mcp",' in page
    assert 'auric_stage_seconds_count{stage="score"}' in page
    assert "made-up" not in page
    assert "Coil" not in page


def test_a_look_without_the_body_is_an_answer(door: httpx.Client) -> None:
    for path in ("/recommend?q=Coil", "/health", "/", "/resolve?q=qwxzv+plonk"):
        whole, head = door.get(path), door.head(path)
        assert head.status_code == whole.status_code
        assert head.headers.get("etag") == whole.headers.get("etag")
        assert head.content == b""


def test_whoever_only_looks_at_the_assistants_door_does_not_wait_for_ever(
    door: httpx.Client,
) -> None:
    answer = door.get("/mcp", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert answer.json()["detail"] == "/mcp does not understand GET."


def test_assistants_find_their_door(door: httpx.Client) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Accept": "application/json, text/event-stream"}
    answer = door.post("/mcp", json=call, headers=headers)
    assert answer.status_code == 200
    assert "recommend" in answer.text
