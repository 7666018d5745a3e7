"""What handing out work costs: jobs a second through the queue, files a second through Ray.

    python benchmarks/machines.py queue     # needs the extra `worker`
    python benchmarks/machines.py ray       # needs the extra `ray`

The work itself is next to nothing, so what is left is the price of the machinery. A database of its own is
made and removed.
"""

import asyncio
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from core.embedded import database_url, stop
from core.migrations import migrate

JOBS, FILES = 5_000, 20_000
PUT = """
    SELECT queue.procrastinate_defer_jobs_v1(array_agg(
               ROW ('trifles', 'deezer', 0, NULL, NULL, jsonb_build_object('ids', jsonb_build_array(n)), NULL)
               ::queue.procrastinate_job_to_defer_v1))
      FROM generate_series(1, %s) AS n
"""


def queue() -> None:
    """Jobs that do nothing, through the queue: putting them in, and one worker's pace."""
    from types import MappingProxyType
    from unittest.mock import patch

    from ingest.queue import worker as at_work
    from ingest.queue.lines import Came, Kit, Line

    async def nothing(_kit: Kit, ids: Sequence[int]) -> Came:
        return Came(len(ids))

    line = Line(1, lambda *_: [], nothing, owners=False)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        url = database_url(Path(folder))
        try:
            migrate(url)
            with psycopg.connect(url, autocommit=True) as connection:
                started = time.perf_counter()
                connection.execute(PUT, [JOBS])
                print(f"put in: {JOBS / (time.perf_counter() - started):,.0f} jobs/s")
            for at_once in (1, 3, 8):
                with psycopg.connect(url, autocommit=True) as connection:
                    connection.execute("DELETE FROM queue.procrastinate_jobs")
                    connection.execute(PUT, [JOBS])
                    connection.execute("VACUUM ANALYZE queue.procrastinate_jobs")
                kit = Kit(url, None, None, None, None)  # type: ignore[arg-type]
                terms = at_work.Terms({"deezer": "trifles"}, at_once, until_empty=True)
                with patch.object(at_work, "LINES", MappingProxyType({"deezer": line})):
                    started = time.perf_counter()
                    asyncio.run(at_work.Worker(kit, terms, lambda _: None).run())
                print(
                    f"done, {at_once} at once: {JOBS / (time.perf_counter() - started):,.0f} jobs/s"
                )
        finally:
            stop(Path(folder))
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def ray() -> None:
    """Rows that do nothing, through Ray Data with two actors: time to the first and to the last."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    started = time.perf_counter()
    import ray
    import ray.data

    ray.init(log_to_driver=False)
    print(f"started: {time.perf_counter() - started:.1f} s")
    ray.data.DataContext.get_current().enable_progress_bars = False
    rows = [{"nth": n, "path": f"/shelf/{n}.mp3"} for n in range(FILES)]

    class Idle:
        def __call__(self, batch: dict[str, object]) -> dict[str, object]:
            return batch

    began = time.perf_counter()
    seen = 0
    heard = ray.data.from_items(rows, override_num_blocks=FILES // 128).map_batches(
        Idle, batch_size=128, compute=ray.data.ActorPoolStrategy(size=2), num_cpus=0.5
    )
    for batch in heard.iter_batches(batch_size=None):
        if not seen:
            print(f"first row after {time.perf_counter() - began:.1f} s")
        seen += len(batch["nth"])
    print(f"{seen:,} rows, {seen / (time.perf_counter() - began):,.0f}/s with the start")
    print(f"memory of all its processes: {_resident():,.0f} MB")
    ray.shutdown()


def _resident() -> float:
    """MB of this process and all below it: what only they hold (PSS would count shared pages once)."""
    import psutil

    me = psutil.Process()
    return float(sum(p.memory_info().rss for p in [me, *me.children(recursive=True)]) / 2**20)


if __name__ == "__main__":
    {"queue": queue, "ray": ray}[sys.argv[1]]()
