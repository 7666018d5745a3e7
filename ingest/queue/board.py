"""What is in the queue: filling it, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.database import Connection, connect
from ingest.queue.lines import LINES, queue_name

FILLERS_LOCK = 0x5168  # one fills at a time, or both would find the same things due
# What is in somebody's hands or waits; what failed is due anew.
WAITING = """
    SELECT said::int
      FROM queue.procrastinate_jobs, jsonb_array_elements_text(args -> 'ids') AS said
     WHERE queue_name = %s AND status IN ('todo', 'doing')
"""
FORGET_FAILED = """
    DELETE FROM queue.procrastinate_jobs
     WHERE queue_name = %s AND status NOT IN ('todo', 'doing')
"""
PUT = """
    WITH share AS (
        SELECT (nth - 1) / %(share)s AS number, jsonb_agg(id ORDER BY nth) AS ids
          FROM unnest(%(ids)s::int[]) WITH ORDINALITY AS due (id, nth)
         GROUP BY 1
    )
    SELECT cardinality(queue.procrastinate_defer_jobs_v1(array_agg(
               ROW (%(queue)s, %(task)s, 0, NULL, NULL, jsonb_build_object('ids', ids), NULL)
               ::queue.procrastinate_job_to_defer_v1 ORDER BY number)))
      FROM share
"""
STANDING = """
    SELECT queue_name,
           count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
           count(*) FILTER (WHERE status NOT IN ('todo', 'doing')),
           coalesce(sum(jsonb_array_length(args -> 'ids')) FILTER (WHERE status IN ('todo', 'doing')), 0)
      FROM queue.procrastinate_jobs GROUP BY 1 ORDER BY 1
"""
WORKERS = "SELECT count(*) FROM queue.procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'"


@dataclass(frozen=True)
class Filled:
    """What was put into a queue: jobs, and the tracks or artists in them."""

    queue: str
    jobs: int
    things: int
    waiting: int  # tracks or artists that were in it already


def fill(url: str, line: str, model: str | None, most: int) -> Filled:
    """Put what is due into the queue, the most useful first; what waits there already is not put twice."""
    of = LINES[line]
    queue = queue_name(line, model)
    with connect(url) as connection, connection.transaction():
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [FILLERS_LOCK])
        connection.execute(FORGET_FAILED, [queue])
        waiting = [number for (number,) in connection.execute(WAITING, [queue])]
        ids = of.due(connection, model, most, waiting)
        jobs = _put(connection, queue, line, ids, of.share) if ids else 0
    return Filled(queue, jobs, len(ids), len(waiting))


def _put(connection: Connection, queue: str, task: str, ids: list[int], share: int) -> int:
    values = {"queue": queue, "task": task, "ids": ids, "share": share}
    put = connection.execute(PUT, values).fetchone()
    assert put is not None
    return int(put[0])


def standing(url: str) -> Mapping[str, Any]:
    """How the queue stands: jobs that wait, are being done or failed, by line, and the machines at work."""
    with connect(url) as connection:
        rows = connection.execute(STANDING).fetchall()
        ((workers,),) = connection.execute(WORKERS).fetchall()
    lines = {
        queue: {"waiting": todo, "doing": doing, "failed": failed, "left": left}
        for queue, todo, doing, failed, left in rows
    }
    return {"workers": workers, "queues": lines}
