"""Claims about how often one may ask: counted once for all copies of the service, and never in vain."""

import time
from collections.abc import Callable, Iterator

import httpx
import jwt
import psycopg
import pytest

from tests.server.conftest import Line, Opened

SECRET = "a secret that is long enough for a signature of this kind"
PROJECT = "http://127.0.0.1:9"
QUESTION = "/resolve?q=Coil"
Headers = dict[str, str]
pytestmark = pytest.mark.usefixtures("nobody_has_asked")


def statuses(client: httpx.Client, times: int, headers: Headers | None = None) -> list[int]:
    """How so many questions ended."""
    return [client.get(QUESTION, headers=headers).status_code for _ in range(times)]


def signed_in(subject: str) -> Headers:
    """Somebody with a good token."""
    claims = {
        "sub": subject, "aud": "authenticated", "iss": f"{PROJECT}/auth/v1", "exp": time.time() + 99,
    }  # fmt: skip
    return {"Authorization": f"Bearer {jwt.encode(claims, SECRET, 'HS256')}"}


def from_(*addresses: str) -> Headers:
    """As proxies hand it on."""
    return {"X-Forwarded-For": ", ".join(addresses)}


def test_a_stranger_may_ask_so_often_and_is_told_when_again(open_door: Opened) -> None:
    with open_door(requests_per_minute=3) as client:
        left = [client.get(QUESTION).headers["ratelimit"].split(";")[1] for _ in range(3)]
        assert left == ["r=2", "r=1", "r=0"]
        refused = client.get(QUESTION)
        assert refused.status_code == 429
        assert refused.json()["type"] == "urn:auric:problem:too-many-requests"
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert refused.headers["ratelimit-policy"] == '"stranger";q=3;w=60'
        assert refused.headers["ratelimit"].startswith('"stranger";r=0;t=')


def test_who_waits_may_ask_again(open_door: Opened) -> None:
    with open_door(requests_per_minute=60) as client:
        answers = (client.get(QUESTION) for _ in range(200))  # a second gives one back
        wait = next(answer for answer in answers if answer.status_code == 429)
        time.sleep(int(wait.headers["retry-after"]))
        assert statuses(client, 1) == [200]


def test_two_copies_of_the_service_count_as_one(open_door: Opened) -> None:
    with open_door(requests_per_minute=4) as one, open_door(requests_per_minute=4) as other:
        answers = [
            status for _ in range(4) for client in (one, other) for status in statuses(client, 1)
        ]
        assert answers.count(200) == 4
        assert answers[4:] == [429] * 4


def test_who_signed_in_is_counted_by_name_and_may_ask_more(open_door: Opened) -> None:
    here = {"supabase_url": PROJECT, "supabase_jwt_secret": SECRET}
    with open_door(requests_per_minute=2, requests_per_minute_signed_in=5, **here) as client:
        assert statuses(client, 3) == [200, 200, 429]
        assert statuses(client, 6, signed_in("ada")) == [200] * 5 + [429]
        assert statuses(client, 1, signed_in("bob")) == [200]


def test_guessing_tokens_is_counted(open_door: Opened) -> None:
    with open_door(requests_per_minute=2) as client:
        assert statuses(client, 3, {"Authorization": "Bearer guess"}) == [401, 401, 429]


def test_what_a_stranger_says_of_their_address_counts_nothing(open_door: Opened) -> None:
    with open_door(requests_per_minute=2) as client:
        assert [statuses(client, 1, from_(f"192.0.2.{n}"))[0] for n in range(3)] == [200, 200, 429]


def test_behind_a_proxy_strangers_are_told_apart(open_door: Opened) -> None:
    with open_door(requests_per_minute=2, trusted_proxies=1) as client:
        assert statuses(client, 3, from_("192.0.2.1")) == [200, 200, 429]
        assert statuses(client, 1, from_("192.0.2.2")) == [200]
        # What the stranger wrote stands left of what the proxy heard.
        assert statuses(client, 1, from_("198.51.100.7", "192.0.2.1")) == [429]


def test_one_household_is_one_stranger(open_door: Opened) -> None:
    with open_door(requests_per_minute=2, trusted_proxies=1) as client:
        own = [from_(f"2001:db8:1:2::{n}") for n in range(3)]
        assert [statuses(client, 1, one)[0] for one in own] == [200, 200, 429]
        assert statuses(client, 1, from_("2001:db8:1:3::1")) == [200]


def test_who_watches_over_the_service_is_not_counted(open_door: Opened) -> None:
    with open_door(requests_per_minute=1) as client:
        for path in ("/health", "/ready", "/metrics"):
            assert [client.get(path).status_code for _ in range(3)] == [200] * 3
        assert statuses(client, 2) == [200, 429]


def test_assistants_are_counted_like_everybody(open_door: Opened) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Accept": "application/json, text/event-stream"}
    with open_door(requests_per_minute=2) as client:
        answers = [client.post("/mcp", json=call, headers=headers).status_code for _ in range(3)]
        assert answers == [200, 200, 429]


def test_the_service_needs_no_more_than_to_read(
    world_url: str, open_door: Opened, reader: str
) -> None:
    own = world_url.replace("postgres@", f"{reader}@", 1)
    with open_door(database_url=own, requests_per_minute=1) as client:
        assert statuses(client, 2) == [200, 429]


@pytest.fixture
def reader(world_url: str) -> Iterator[str]:
    """Somebody who may only read."""
    with psycopg.connect(world_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE of_the_service LOGIN IN ROLE auric_reader")
        yield "of_the_service"
        connection.execute("DROP ROLE of_the_service")


def test_no_address_is_kept(open_door: Opened, world_url: str) -> None:
    with open_door(requests_per_minute=9) as client:
        statuses(client, 1)
    with psycopg.connect(world_url) as connection:
        rows = connection.execute("SELECT caller FROM doorkeeper.caller").fetchall()
    assert [len(caller) for (caller,) in rows] == [16]


def test_where_nobody_can_count_everybody_is_answered(
    world_url: str, open_door: Opened, without_a_counter: Callable[[], None]
) -> None:
    with open_door(requests_per_minute=1) as client:
        assert statuses(client, 1) == [200]
        without_a_counter()
        assert statuses(client, 3) == [200] * 3


@pytest.fixture
def without_a_counter(world_url: str, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Take the counter away, until the test is over."""

    def rename(old: str, new: str) -> None:
        with psycopg.connect(world_url, autocommit=True) as connection:
            connection.execute(f"ALTER FUNCTION doorkeeper.{old} RENAME TO {new}".encode())

    def take_away() -> None:
        rename("may_ask", "may_not_ask")
        request.addfinalizer(lambda: rename("may_not_ask", "may_ask"))

    return take_away


def test_a_database_that_is_away_refuses_nobody_for_asking_too_often(
    line: Line, open_door: Opened
) -> None:
    with open_door(database_url=line.url, requests_per_minute=1) as client:
        assert statuses(client, 1) == [200]
        line.cut()
        assert statuses(client, 2) == [503, 503]
        # Nobody asks a house that cannot count its callers, whatever they ask for.
        assert client.get("/nowhere").status_code == 503
