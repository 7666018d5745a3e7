"""Claims about a database that goes away: it is said at once, and nobody has to restart anything."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg

from tests.server.conftest import Line, Opened

QUESTION = "/recommend?q=Coil"
AT_ONCE = 1.0  # seconds; waiting for a connection takes two


def until_answered(client: httpx.Client) -> float:
    """Seconds until a question is answered again."""
    began = time.monotonic()
    while client.get(QUESTION).status_code != 200:
        assert time.monotonic() - began < 10
        time.sleep(0.05)
    return time.monotonic() - began


def test_while_the_database_is_away_it_is_said_at_once(line: Line, open_door: Opened) -> None:
    with open_door(database_url=line.url) as client:
        assert client.get(QUESTION).status_code == 200
        line.cut()
        client.get(QUESTION)  # whoever finds out may wait for a connection
        began = time.monotonic()
        with ThreadPoolExecutor(16) as callers:
            answers = list(callers.map(lambda _: client.get(QUESTION), range(32)))
        assert time.monotonic() - began < AT_ONCE
        assert {answer.status_code for answer in answers} == {503}
        assert answers[0].json()["type"] == "urn:auric:problem:database-away"
        assert answers[0].headers["retry-after"].isdigit()
        assert client.get("/ready").status_code == 503
        assert client.get("/health").status_code == 200
        line.mend()
        assert until_answered(client) < 2


def test_a_database_that_restarted_unnoticed_costs_no_answer(line: Line, open_door: Opened) -> None:
    with open_door(database_url=line.url, pool_size=4) as client:
        with ThreadPoolExecutor(8) as callers:  # so that there are several idle connections
            list(callers.map(lambda _: client.get(QUESTION), range(16)))
        line.cut()
        line.mend()
        assert [client.get(QUESTION).status_code for _ in range(5)] == [200] * 5


def test_the_service_comes_up_before_its_database(line: Line, open_door: Opened) -> None:
    line.cut()
    with open_door(database_url=line.url) as client:
        assert client.get("/health").status_code == 200
        assert client.get("/ready").status_code == 503
        line.mend()
        assert until_answered(client) < 3


def test_a_slow_question_is_given_up_and_stops_nobody_else(
    world_url: str, open_door: Opened
) -> None:
    with open_door(statement_timeout_ms=300) as client:
        with psycopg.connect(world_url) as other:
            other.execute("LOCK TABLE graph.text")  # the seed is not to be had
            slow = client.get(QUESTION)
            assert slow.status_code == 503
            assert "too long" in slow.json()["detail"]
            assert client.get("/resolve?q=Coil").status_code == 200
            other.rollback()
        assert client.get(QUESTION).status_code == 200


def test_a_database_that_falls_silent_is_given_up(line: Line, open_door: Opened) -> None:
    with open_door(database_url=line.url, statement_timeout_ms=1500) as client:
        assert client.get(QUESTION).status_code == 200
        line.dead = True
        began = time.monotonic()
        assert client.get(QUESTION).status_code == 503
        assert time.monotonic() - began < 12
