"""The service with 1, 8 and 64 clients who ask all the time, next to what the machine's cores allow."""

import asyncio
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from benchmarks.effort import Spread, backends, busy, children, cpu_of

CLIENTS = (1, 8, 64)
WORKERS = 2
WARMING = 3.0  # seconds


@contextmanager
def running(url: str, workers: int = WORKERS) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """`auric serve` without limits for strangers; its port and its process."""
    words = [sys.executable, "-m", "auric", "serve", "--port", "0", "--workers", str(workers)]
    env = {
        **os.environ,
        "AURIC_DATABASE_URL": url,
        "AURIC_REQUESTS_PER_MINUTE": "0",
        "AURIC_LOG_FORMAT": "json",
    }
    process = subprocess.Popen(
        words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout
        found = re.search(r"http://[^:]+:(\d+)", process.stdout.readline())
        assert found
        port = int(found[1])
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready"):
                    break
            except OSError:
                time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


def measure(url: str, names: list[str], seconds: float) -> dict[str, Any]:
    """Requests a second, latency and errors by number of clients."""
    told: dict[str, Any] = {"workers": WORKERS}
    with running(url) as (port, process):
        asyncio.run(_load(port, names, 8, WARMING))
        for clients in CLIENTS:
            told[str(clients)] = asyncio.run(
                _measured(url, port, process.pid, names, clients, seconds)
            )
    return told


async def _measured(
    url: str, port: int, serving: int, names: list[str], clients: int, seconds: float
) -> dict[str, Any]:
    ours, workers = children(serving), backends(url)
    before = (cpu_of(ours), cpu_of(workers), busy(), time.process_time())
    began = time.perf_counter()
    took, ended = await _load(port, names, clients, seconds)
    wall = time.perf_counter() - began
    python, postgres, all_of_us = (
        cpu_of(ours) - before[0],
        cpu_of(workers) - before[1],
        busy() - before[2],
    )
    asking = time.process_time() - before[3]
    others = max(all_of_us - python - postgres - asking, 0.0)
    answered = ended["200"]
    return {
        **asdict(Spread.of(took)),
        "per_second": round(answered / wall, 1),
        "errors": sum(ended.values()) - answered,
        "ended": dict(ended),
        "cpu_ms": {
            "service": round(1000 * python / answered, 2),
            "postgres": round(1000 * postgres / answered, 2),
            "clients": round(1000 * asking / answered, 2),
        },
        # Cores that were left to us while others worked on the same machine.
        "cores_left": round((os.cpu_count() or 1) - others / wall, 2),
    }


async def _load(
    port: int, names: list[str], clients: int, seconds: float
) -> tuple[list[float], Counter[str]]:
    took: list[float] = []
    ended: Counter[str] = Counter()
    until = time.perf_counter() + seconds

    async def ask(nth: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        turn = nth * 7
        while time.perf_counter() < until:
            turn += 1
            query = urllib.parse.urlencode({"q": names[turn % len(names)], "type": "artist"})
            began = time.perf_counter()
            writer.write(f"GET /recommend?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            assert length
            await reader.readexactly(int(length[1]))
            ended[head.split(b" ", 2)[1].decode()] += 1
            took.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(ask(nth) for nth in range(clients)))
    return took, ended
