"""A machine at work: it takes jobs from the queue until there are none, or until it is told to stop."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AppNotOpen, ConnectorException
from procrastinate.jobs import Job
from procrastinate.signals import on_stop

from core.errors import BadRequestError, DatabaseAwayError, NotReachedError
from ingest.queue.lines import LINES, Came, Kit
from ingest.queue.pool import QueuePool

TRIES = 6  # then a job has failed, and its tracks are due again when the line is filled next
GROWING, LONGEST = (
    3,
    300,
)  # seconds before the second try, nine before the third, five minutes at most
ASK = 1.0  # seconds between two looks at an empty queue
GRACE = 30.0  # seconds for what is under way when a worker is told to stop
PAUSE, OUTAGES = 10.0, 60  # seconds between two tries to reach the database, and how many in a row
WENT_WELL = (
    60.0  # seconds at work after which earlier outages are forgotten; a try takes half of that
)

# A worker without a sign of life is lost, or its row is gone: others get its jobs, after all that wait, so
# that one that takes its workers with it does so last; when it has lost several, it is taken for the reason.
# `adrift` are jobs of our own that nobody is at any more. SKIP LOCKED: of two rescuers each finds others.
RESCUE = """
    WITH lost AS (
        SELECT job.id, attempts, priority
          FROM procrastinate_jobs AS job
          LEFT JOIN procrastinate_workers AS w ON w.id = worker_id
         WHERE status = 'doing' AND queue_name = ANY(%(queues)s)
           AND (w.id IS NULL OR last_heartbeat < now() - make_interval(secs => %(patience)s)
                OR job.id = ANY(%(adrift)s::bigint[]))
         ORDER BY job.id FOR UPDATE OF job SKIP LOCKED
    )
    SELECT id, CASE WHEN attempts < %(tries)s
                    THEN procrastinate_retry_job_v2(id, now(), priority - 1, NULL, NULL)
                    ELSE procrastinate_finish_job_v1(id, 'failed', false) END
      FROM lost
"""
LEFT = """
    SELECT EXISTS (SELECT FROM procrastinate_jobs
                    WHERE queue_name = ANY(%(queues)s) AND status IN ('todo', 'doing')) AS some
"""
OURS = """
    SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %(me)s AND id <> ALL(%(in_hand)s::bigint[])
"""
# Procrastinate gives no further sign of life once a single one did not get through, and says nothing of it.
ALIVE = """
    UPDATE procrastinate_workers SET last_heartbeat = now()
     WHERE id = %(me)s AND last_heartbeat < now() - make_interval(secs => %(patience)s / 2)
"""
Say = Callable[[str], None]


class LaterError(NotReachedError):
    """Some of a share could not be had this time; the rest of it is done."""


class Later(BaseRetryStrategy):
    """Again, after a pause that grows."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None once it was tried often enough."""
        if job.attempts >= TRIES:
            return None
        return RetryDecision(retry_in={"seconds": min(GROWING ** (job.attempts + 1), LONGEST)})


@dataclass(frozen=True)
class Terms:
    """How a worker works: the queues by line, jobs at a time, and whether it leaves when all is done.

    `patience`: seconds without a sign of life after which a worker counts as lost.
    """

    queues: Mapping[str, str]
    at_once: int = 3
    patience: float = 30.0
    until_empty: bool = False


class Worker:
    """Takes jobs. Its `done` counts what came of them."""

    def __init__(self, kit: Kit, terms: Terms, say: Say) -> None:
        self.done: Counter[str] = Counter()
        self._kit, self._terms, self._say = kit, terms, say
        self._fault: BadRequestError | None = None
        self._over = asyncio.Event()
        self._me: int | None = None
        self._in_hand: set[int] = set()
        connecting = {
            "autocommit": True,
            "prepare_threshold": None,
            "application_name": "auric worker",
        }
        self._app = App(
            connector=PsycopgConnector(
                pool_factory=QueuePool, conninfo=kit.url, kwargs=connecting, min_size=1, max_size=4
            )
        )
        for line in terms.queues:
            self._app.task(name=line, retry=Later(), pass_context=True)(self._task_of(line))

    async def run(self) -> None:
        """Work until told to stop, or until the queue is empty. Raises DatabaseAwayError, BadRequestError."""
        for library in ("procrastinate", "psycopg"):
            logging.getLogger(library).setLevel(logging.CRITICAL)  # they tell us, and we tell
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._unacknowledged)
        outages = 0
        while not self._over.is_set():
            began = loop.time()
            try:
                await self._at_work()
                break
            except ConnectorException as error:
                outages = 1 if loop.time() - began > WENT_WELL else outages + 1
                if outages > OUTAGES:
                    raise DatabaseAwayError("The database does not answer.") from error
                self._say(f"The database does not answer; once more in {PAUSE:.0f} s.")
                await self._pause()
        if self._fault:
            raise self._fault

    async def _pause(self) -> None:
        """For a while, or until told to stop: procrastinate listens for that only while it is at work."""
        with on_stop(self._over.set), suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), PAUSE)

    async def _at_work(self) -> None:
        terms = self._terms
        self._me = None
        async with self._app.open_async():
            working = asyncio.create_task(
                self._app.run_worker_async(
                    queues=list(terms.queues.values()),
                    concurrency=terms.at_once,
                    fetch_job_polling_interval=ASK,
                    listen_notify=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=GRACE,
                    update_heartbeat_interval=terms.patience / 3,
                    stalled_worker_timeout=terms.patience,
                )
            )
            looking = asyncio.create_task(self._look_after_others())
            await asyncio.wait({working, looking}, return_when=asyncio.FIRST_COMPLETED)
            looking.cancel()
            working.cancel()  # which lets it finish what is under way
            ended = await asyncio.gather(working, looking, return_exceptions=True)
            for error in ended:
                if isinstance(error, Exception):
                    raise error

    async def _look_after_others(self) -> None:
        """Be seen alive, give the jobs of lost workers to others; end when all is done or something is wrong."""
        tell = self._app.connector.execute_query_async
        ask = self._app.connector.execute_query_all_async
        queues = list(self._terms.queues.values())
        unseen: set[int] = set()
        while True:
            await tell(ALIVE, me=self._me, patience=self._terms.patience)
            # Done, but it could not be ticked off: seen twice, it is not about to be.
            before, unseen = (
                unseen,
                {row["id"] for row in await ask(OURS, me=self._me, in_hand=list(self._in_hand))},
            )
            lost = await ask(
                RESCUE,
                queues=queues,
                patience=self._terms.patience,
                tries=TRIES,
                adrift=list(before & unseen),
            )
            if lost:
                self.done["rescued"] += len(lost)
                self._say(f"{len(lost):,} jobs of workers that were lost are given to others.")
            if self._terms.until_empty and not (await ask(LEFT, queues=queues))[0]["some"]:
                self._over.set()
            try:
                await asyncio.wait_for(self._over.wait(), min(self._terms.patience / 4, 2.0))
                return
            except TimeoutError:
                continue

    def _unacknowledged(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A job that could not be ticked off: others did it while we were taken for lost, or will do so,
        as when somebody had no patience (a second Ctrl+C)."""
        error = context.get("exception")
        if isinstance(error, ConnectorException):
            self._say("A job was given to others meanwhile.")
        elif isinstance(error, AppNotOpen):
            self._say("A job is left to others.")
        else:
            loop.default_exception_handler(context)

    def _task_of(self, line: str) -> Callable[..., object]:
        async def task(context: JobContext, ids: Sequence[int]) -> None:
            job = context.job
            assert job.id is not None
            self._me = job.worker_id
            self._in_hand.add(job.id)
            try:
                came = await LINES[line].work(self._kit, ids)
            except BadRequestError as error:  # a key that is not accepted: no use going on
                self._fault = error
                self._over.set()
                raise
            finally:
                self._in_hand.discard(job.id)
            self._tell(line, came)
            if came.later:
                raise LaterError(came.later[0])

        return task

    def _tell(self, line: str, came: Came) -> None:
        self.done[line] += came.done
        self.done["later"] += len(came.later)
        self.done["unplayable"] += len(came.unplayable)
        for reason in came.unplayable:  # nobody comes back to it for a while
            self._say(f"{line}: {reason}")
        rest = f", {len(came.later)} later ({came.later[0]})" if came.later else ""
        self._say(f"{line}: {came.done} done{rest}")
