"""Claims about the ways in: over standard input, and over HTTP with the manners of the service."""

import sys
import time
from pathlib import Path
from typing import Any

import httpx
import httpx2
import jwt
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from tests.server.conftest import UNLIMITED, opened

SECRET = "a secret of at least thirty-two bytes"
PROJECT = "http://127.0.0.1:9"  # nobody answers there: tokens are checked by the secret alone
SIGN_IN = {
    "supabase_url": PROJECT,
    "supabase_jwt_secret": SECRET,
    "sign_in": "required",
    "public_url": "https://auric.example",
}
ASKED = {"query": "Coil", "limit": 3}
HEADERS = {
    "Accept": "application/json, text/event-stream",
    "MCP-Protocol-Version": "2025-11-25",
}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


def token(**claims: Any) -> str:
    known = {
        "sub": "somebody",
        "aud": "authenticated",
        "iss": f"{PROJECT}/auth/v1",
        "exp": time.time() + 60,
    }
    return jwt.encode({**known, **claims}, SECRET, "HS256")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_over_http_the_tools_answer_both_protocols(
    door: httpx.Client, mode: str, tools: Any
) -> None:
    async with Client(tools) as near, Client(f"{door.base_url}/mcp", mode=mode) as far:
        here = await near.call_tool("recommend", ASKED)
        there = await far.call_tool("recommend", ASKED)
    assert there.structured_content == here.structured_content


async def test_over_standard_input_nothing_but_the_protocol_is_printed(
    world_url: str, tmp_path: Path
) -> None:
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "auric", "mcp"],
        env={"AURIC_DATABASE_URL": world_url, "AURIC_DATA_DIR": str(tmp_path)},
    )
    async with Client(started) as client:
        result = await client.call_tool("recommend", ASKED)
    assert len((result.structured_content or {})["picks"]) == 3


def test_a_missing_or_wrong_token_is_answered_as_everywhere_else(world_url: str) -> None:
    with opened(database_url=world_url, **UNLIMITED, **SIGN_IN) as client:
        for headers in ({}, {"Authorization": "Bearer nonsense"},
                        {"Authorization": f"Bearer {token(exp=1)}"}):  # fmt: skip
            asked = client.post("/mcp", json=LIST, headers={**HEADERS, **headers})
            elsewhere = client.get("/resolve?q=Coil", headers=headers)
            assert asked.status_code == elsewhere.status_code == 401
            assert asked.json()["title"] == elsewhere.json()["title"]
            assert "Bearer" in asked.headers["WWW-Authenticate"]


async def test_with_a_token_the_tools_answer(world_url: str) -> None:
    with opened(database_url=world_url, **UNLIMITED, **SIGN_IN) as door:
        bearer = httpx2.AsyncClient(headers={"Authorization": f"Bearer {token()}"})
        transport = streamable_http_client(f"{door.base_url}/mcp", http_client=bearer)
        async with bearer, Client(transport) as client:
            assert not (await client.call_tool("recommend", ASKED)).is_error


def test_a_client_finds_out_where_to_sign_in(world_url: str) -> None:
    with opened(database_url=world_url, **UNLIMITED, **SIGN_IN) as client:
        metadata = client.get("/.well-known/oauth-protected-resource/mcp").json()
    assert metadata["resource"] == "https://auric.example/mcp"
    assert metadata["authorization_servers"] == [f"{PROJECT}/auth/v1"]


@pytest.mark.usefixtures("nobody_has_asked")
def test_questions_are_counted_as_everywhere_else(world_url: str) -> None:
    with opened(database_url=world_url, requests_per_minute=3) as client:
        answers = [client.post("/mcp", json=LIST, headers=HEADERS) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"].isdigit()


def test_under_a_strange_name_nobody_is_let_in(world_url: str) -> None:
    settings = {"public_url": "https://auric.example", "allowed_hosts": "music.example"}
    with opened(database_url=world_url, **UNLIMITED, **settings) as client:
        for host, status in (
            ("evil.example", 421),
            ("auric.example", 200),
            ("music.example:8443", 200),
            ("localhost", 200),
        ):
            answer = client.post("/mcp", json=LIST, headers={**HEADERS, "Host": host})
            assert answer.status_code == status, host


def test_an_endless_question_is_refused(door: httpx.Client) -> None:
    long = {**LIST, "params": {"cursor": "x" * 100_000}}
    assert door.post("/mcp", json=long, headers=HEADERS).status_code == 413
