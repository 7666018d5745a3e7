"""Claims about a pooler that lends a connection for one transaction: the service does not mind."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from core.db import Database, Question
from core.errors import DatabaseAwayError
from tests.server.conftest import Opened
from tests.server.test_answers import ROUTES

SETTINGS = Question(
    "SELECT current_setting('statement_timeout') AS patience,"
    " current_setting('hnsw.ef_search', true) AS reach, pg_backend_pid() AS server"
)
UNSETTLED = "SELECT setting FROM pg_settings WHERE name = 'statement_timeout'"


async def test_each_transaction_brings_its_settings(pooled_url: str) -> None:
    opened = Database.open(pooled_url, statement_timeout_ms=1234, transaction_pooler=True)
    async with opened as db:
        for _ in range(3):
            ((here,),) = await db.ask(SETTINGS)
            assert (here.patience, here.reach) == ("1234ms", "400")
        assert (db.effort.statements, db.effort.round_trips) == (3, 3)


async def test_nothing_stays_behind_for_others(pooled_url: str) -> None:
    async with Database.open(pooled_url, statement_timeout_ms=99, transaction_pooler=True) as one:
        for _ in range(10):
            await one.ask(SETTINGS)
        other = Database.open(pooled_url, statement_timeout_ms=5678, transaction_pooler=True)
        async with other as db:
            ((here,),) = await db.ask(SETTINGS)
            assert here.patience == "5678ms"


async def test_a_slow_question_is_given_up_through_a_pooler(pooled_url: str) -> None:
    opened = Database.open(pooled_url, statement_timeout_ms=100, transaction_pooler=True)
    async with opened as db:
        with pytest.raises(DatabaseAwayError, match="too long"):
            await db.ask(SETTINGS, Question("SELECT pg_sleep(5)"))
        assert len(await db.ask(SETTINGS)) == 1


@pytest.mark.parametrize(
    ("url", "lent"),
    [
        ("postgresql://u@db.example:5432/postgres", False),
        ("postgresql://u@aws-0.pooler.example:6543/postgres", True),
        ("postgresql://u@pgbouncer.internal:5432/postgres", True),
        ("postgresql://u@/auric?host=/run/pg", False),
    ],
)
def test_a_pooler_is_known_by_its_address(url: str, lent: bool) -> None:
    from core.connection import Terms

    assert Terms.at(url, 1000, None).lent is lent
    assert Terms.at(url, 1000, not lent).lent is not lent


def test_every_route_answers_alike_through_a_pooler(
    pooled_url: str, door: httpx.Client, open_door: Opened
) -> None:
    with open_door(
        database_url=pooled_url, transaction_pooler=True, requests_per_minute=9999
    ) as client:
        with ThreadPoolExecutor(8) as callers:
            asked = list(ROUTES.items()) * 4
            answers = list(callers.map(lambda way: client.get(way[0], params=way[1]), asked))
        for (path, options), answer in zip(asked, answers, strict=True):
            assert answer.content == door.get(path, params=options).content
