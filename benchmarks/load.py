"""The service under load, with its database killed in the middle: python benchmarks/load.py

64 connections ask all the time. Meanwhile the embedded database is killed (SIGKILL) and started again,
and once more everything is left in peace; at last the service gets SIGTERM while everybody asks.
Prints what was answered how, how long recovery took, which connections stayed behind, and what was
dropped.
"""

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from core.embedded import database_url, stop
from ingest.setup import prepare

CONNECTIONS = 64
QUESTIONS = ("Nine Inch Nails", "Coil", "Portishead", "Kraftwerk", "Can", "shoegaze", "Burial")
AWAY = 3.0  # seconds that the database stays dead
# What a request can meet that never reached the service: nothing was promised to it.
NEVER_BEGAN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass
class Tally:
    """How the requests of one phase ended."""

    ended: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    last_refusal: float = 0.0

    def note(self, how: str, seconds: float) -> None:
        self.ended[how] += 1
        self.seconds.append(seconds)
        if how == "503":
            self.last_refusal = time.monotonic()


@dataclass
class Load:
    """Everybody who asks, and where what they hear is counted."""

    client: httpx.AsyncClient
    tally: Tally = field(default_factory=Tally)
    leaving: bool = False

    async def ask(self, nth: int) -> None:
        """Ask until told to leave, one question after the other."""
        turn = nth
        while not self.leaving:
            turn += 1
            asked = {"q": QUESTIONS[turn % len(QUESTIONS)]}
            began, how = time.monotonic(), ""
            try:
                how = str((await self.client.get("/recommend", params=asked)).status_code)
            except NEVER_BEGAN:
                how = "never began"
                await asyncio.sleep(0.05)
            except httpx.HTTPError as error:
                how = f"dropped ({type(error).__name__})"
            self.tally.note(how, time.monotonic() - began)

    def turn_page(self) -> Tally:
        """Count anew from here; what was counted so far."""
        done, self.tally = self.tally, Tally()
        return done


@asynccontextmanager
async def service(data_dir: Path, workers: int) -> AsyncIterator[tuple[str, subprocess.Popen[str]]]:
    """`auric serve`, without limits for strangers."""
    words = [sys.executable, "-m", "auric", "serve", "--port", "0", "--workers", str(workers)]
    env = {**os.environ, "AURIC_DATA_DIR": str(data_dir), "AURIC_REQUESTS_PER_MINUTE": "0"}
    env.pop("AURIC_DATABASE_URL", None)
    with tempfile.TemporaryFile("w") as log:
        process = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        async with httpx.AsyncClient(base_url=found[0]) as client:
            while True:
                try:
                    if (await client.get("/ready")).is_success:
                        break
                except httpx.HTTPError:
                    await asyncio.sleep(0.1)
        try:
            yield found[0], process
        finally:
            process.kill()
            process.wait()


def kill_database(data_dir: Path) -> None:
    """As if the power failed: the postmaster and all that hang on it."""
    postmaster = int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for process in (postmaster, *map(int, children)):
        os.kill(process, signal.SIGKILL)


def start_database(data_dir: Path) -> None:
    """As any command of `auric` would; in a process of its own, since the package that starts servers
    believes for as long as a process lives that the one it started is still there."""
    start = f"from core.embedded import database_url; database_url(Path({str(data_dir)!r}))"
    words = [sys.executable, "-c", f"from pathlib import Path; {start}"]
    subprocess.run(words, check=True, timeout=330)


def connections(url: str) -> int:
    """Connections to the database besides our own."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    assert row
    return int(row[0])


async def measure(data_dir: Path, seconds: float, workers: int) -> None:
    fresh = not data_dir.exists()
    url = database_url(data_dir)
    if fresh:
        prepare(url, lambda *_: None)
    before = connections(url)
    many = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    async with (
        service(data_dir, workers) as (base, process),
        httpx.AsyncClient(base_url=base, timeout=30, limits=many) as client,
    ):
        load = Load(client)
        asking = [asyncio.create_task(load.ask(nth)) for nth in range(CONNECTIONS)]
        await asyncio.sleep(seconds / 2)
        show("in peace", load.turn_page())

        kill_database(data_dir)
        await asyncio.sleep(AWAY)
        back = time.monotonic()
        await asyncio.to_thread(start_database, data_dir)
        answers = time.monotonic()
        await asyncio.sleep(seconds / 4)
        killed = load.turn_page()
        show("database killed and restarted", killed)
        print(f"    database back after {answers - back:.1f} s of recovery of its own;"
              f" last 503 {max(killed.last_refusal - answers, 0):.2f} s later")  # fmt: skip
        await asyncio.sleep(seconds / 4)
        show("in peace again", load.turn_page())
        print(f"    connections to the database under load: {connections(url) - before}")

        process.send_signal(signal.SIGTERM)
        told = time.monotonic()
        await asyncio.to_thread(process.wait, 60)
        print(f"    the service ended {time.monotonic() - told:.1f} s after SIGTERM,"
              f" exit code {process.returncode}")  # fmt: skip
        load.leaving = True
        await asyncio.gather(*asking)
        show("SIGTERM under load", load.turn_page())
    await asyncio.sleep(1)
    print(f"    connections left behind: {connections(url) - before}")


def show(phase: str, tally: Tally) -> None:
    took = time.monotonic() - tally.began
    ranked = sorted(tally.seconds)
    total, middle = len(ranked), ranked[len(ranked) // 2] if ranked else 0.0
    late = ranked[int(len(ranked) * 0.99)] if ranked else 0.0
    ended = ", ".join(f"{how}: {count}" for how, count in sorted(tally.ended.items()))
    print(f"{phase:30} {took:5.1f} s {total:6} requests {total / took:6.1f}/s"
          f"  p50 {middle * 1000:5.0f} ms  p99 {late * 1000:5.0f} ms   {ended}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--data-dir", type=Path, help="An embedded database to be ill-treated.")
    wanted = parser.parse_args()
    # The database's own user must reach it: a folder below /var/tmp, not below a private home.
    with tempfile.TemporaryDirectory(prefix="auric-http-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        data_dir = wanted.data_dir or Path(folder) / "data"
        try:
            asyncio.run(measure(data_dir, wanted.seconds, wanted.workers))
        finally:
            stop(data_dir)


if __name__ == "__main__":
    main()
