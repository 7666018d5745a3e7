"""Claims about questions that nobody waits for any more."""

import asyncio

import pytest

from core.db import Database, Question

PREPARED_AFTER = 5  # times that psycopg asks before it prepares (its default prepare_threshold)


def waiting(seconds: float) -> tuple[Question, Question]:
    return Question("SELECT pg_sleep(%(s)s)", {"s": seconds}), Question("SELECT 1 AS one")


async def test_a_question_given_up_half_way_spoils_no_later_one(world_url: str) -> None:
    """What was given up may have been the round trip that prepared its statements, or had not yet."""
    async with Database.open(world_url, pool_size=1) as db:
        for _ in range(PREPARED_AFTER):
            await db.ask(*waiting(0))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await db.ask(*waiting(5))
        for _ in range(2):
            _, ((one,),) = await db.ask(*waiting(0))
            assert one == 1
