"""Claims about errors over HTTP: each is a problem, told in one sentence, with the right status."""

import socket
from typing import Any

import httpx
import pytest

from core.db import Database
from core.settings import Settings
from server.app import create_app
from tests.server.conftest import Opened, with_silence

MISTAKES: list[tuple[str, int, str]] = [
    ("/recommend?q=qwxzv+plonk", 404, "unknown-name"),
    ("/recommend?q=%20", 400, "bad-request"),
    ("/recommend?q=%00", 400, "bad-request"),
    ("/recommend?q=Coil&explore=11", 400, "bad-request"),
    ("/recommend?q=Coil&year_from=2000&year_to=1990", 400, "bad-request"),
    ("/recommend?q=Coil&exclude=qwxzv+plonk", 404, "unknown-name"),
    ("/recommend?q=Coil&country=GB&year_to=1900", 404, "nothing-known"),
    ("/explain?q=Coil&other=Coil", 400, "bad-request"),
    ("/compare?one=Coil&other=Coil", 400, "bad-request"),
    ("/recommend", 422, "invalid"),
    ("/recommend?q=", 422, "invalid"),
    (f"/recommend?q={'x' * 1000}", 422, "invalid"),
    ("/recommend?q=Coil&limit=0", 422, "invalid"),
    ("/recommend?q=Coil&limit=51", 422, "invalid"),
    ("/recommend?q=Coil&limit=many", 422, "invalid"),
    ("/recommend?q=Coil&type=band", 422, "invalid"),
    ("/recommend?q=Coil&weights=smell=1", 422, "invalid"),
    ("/recommend?q=Coil&profile=loud", 422, "invalid"),
    ("/recommend?q=Coil&country=Germany", 422, "invalid"),
    ("/recommend?q=Coil" + "&exclude=Can" * 21, 422, "invalid"),
    ("/compare?one=Coil", 422, "invalid"),
    ("/nowhere", 404, "not-found"),
    ("/recommend/", 404, "not-found"),
    (f"/recommend?q=Coil&x={'x' * 9000}", 414, "uri-too-long"),
]


def problem(answer: httpx.Response) -> dict[str, Any]:
    """The problem, whole."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert isinstance(told, dict)
    assert {"type", "title", "status", "detail", "instance", "request_id"} <= set(told)
    assert told["status"] == answer.status_code
    assert told["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"
    return told


@pytest.mark.parametrize(("url", "status", "name"), MISTAKES, ids=lambda v: str(v)[:60])
def test_every_mistake_is_told_in_a_sentence(
    door: httpx.Client, url: str, status: int, name: str
) -> None:
    told = problem(door.get(url))
    assert (told["status"], told["type"]) == (status, f"urn:auric:problem:{name}")
    assert told["detail"].endswith(".")
    assert "\n" not in told["detail"]


def test_who_names_nobody_is_offered_the_nearest_names(door: httpx.Client) -> None:
    told = problem(door.get("/recommend", params={"q": "Portisheadington Spa"}))
    assert "Portishead" in told["nearest"]
    assert "Portishead" in told["detail"]


def test_each_wrong_option_is_named(door: httpx.Client) -> None:
    told = problem(door.get("/recommend?limit=0&type=band"))
    assert {one["option"] for one in told["errors"]} == {"q", "limit", "type"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_is_told_what_is_allowed(door: httpx.Client, method: str) -> None:
    answer = door.request(method, "/recommend", params={"q": "Coil"})
    assert problem(answer)["status"] == 405
    assert answer.headers["allow"] == "GET"


def test_a_long_body_is_not_read(door: httpx.Client) -> None:
    answer = door.post("/mcp", content=b"x" * 200_000, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


NONSENSE = {
    "endless": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 400_000,
    "encrypted": b"\x16\x03\x01\x02\x00",
    "old": b"GET",
}


@pytest.mark.parametrize("head", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_on_the_line_ends_the_call_and_nothing_else(
    door: httpx.Client, head: bytes
) -> None:
    with socket.create_connection((door.base_url.host, door.base_url.port or 0), timeout=5) as call:
        with_silence(call.sendall, head + b"\r\n\r\n")
        said = with_silence(call.recv, 100) or b""  # it may hang up while we still talk
        assert said == b"" or said.startswith(b"HTTP/1.1 400")
    assert door.get("/health").status_code == 200


def test_odd_bytes_in_headers_are_no_crash(door: httpx.Client) -> None:
    odd = {"X-Request-ID": b"\xff\xfe", "If-None-Match": b"\xff", "Authorization": b"Bearer \xff"}
    assert door.get("/health", headers=odd).status_code == 200  # type: ignore[arg-type]
    assert door.get("/resolve?q=Coil", headers=odd).status_code == 401  # type: ignore[arg-type]


def test_a_database_without_a_graph_is_not_ready(empty_url: str, open_door: Opened) -> None:
    with open_door(database_url=empty_url) as client:
        for path in ("/ready", "/recommend?q=Coil", "/signals"):
            answer = client.get(path)
            told = problem(answer)
            assert (told["status"], told["type"]) == (503, "urn:auric:problem:graph-not-ready")
            assert answer.headers["retry-after"].isdigit()
        assert client.get("/health").status_code == 200


async def test_what_nobody_foresaw_is_told_without_details(
    world_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(Settings.model_validate({"database_url": world_url}))

    @app.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError("a secret detail")

    async with Database.open(world_url) as app.state.db:
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, base_url="http://auric.test") as client:
            answer = await client.get("/broken")
    told = problem(answer)
    assert (told["status"], told["type"]) == (500, "urn:auric:problem:failure")
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    written = capsys.readouterr()
    assert "a secret detail" in written.out + written.err
