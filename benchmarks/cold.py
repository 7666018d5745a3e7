"""From nothing: what a new process, a new server and an empty cache cost the first who asks."""

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.db import Database
from core.embedded import database_url, stop
from core.engine import recommend

TIMES = 7


def processes(url: str, name: str) -> dict[str, dict[str, float]]:
    """Seconds of a process, the median of a few: help, and a first answer. The modules are compiled."""
    env = {**os.environ, "AURIC_DATABASE_URL": url}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        "interpreter": _runs(env, "-c", "pass"),
        "help": _runs(env, "-m", "auric", "--help"),
        "recommend": _runs(env, "-m", "auric", "recommend", name, "--type", "artist"),
    }


def _runs(env: dict[str, str], *words: str) -> dict[str, float]:
    """From start to end, and of CPU."""
    took, used = [], []
    for _ in range(1 + TIMES):
        began, busy = time.perf_counter(), _cpu_of_children()
        subprocess.run([sys.executable, *words], env=env, check=True, capture_output=True)
        took.append(time.perf_counter() - began)
        used.append(_cpu_of_children() - busy)
    return {
        "seconds": round(statistics.median(took[1:]), 3),
        "cpu_seconds": round(statistics.median(used[1:]), 3),
    }


def _cpu_of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def first_answers(data_dir: Path, names: list[str]) -> dict[str, Any]:
    """The server stopped, its files out of the machine's cache, started: the first answers, several times."""
    forgotten, started, answered = zip(
        *(_from_nothing(data_dir, names[nth:] + names[:nth]) for nth in range(TIMES)), strict=True
    )
    first = [took[0] for took in answered]
    return {
        "forgotten_mb": round(forgotten[0] / 2**20),
        "start_seconds": round(statistics.median(started), 3),
        "first_answer_seconds": round(statistics.median(first), 3),
        "slowest_first_answer_seconds": round(max(first), 3),
        "next_ten_p50_ms": round(1000 * statistics.median(_after(answered, 1, 11)), 1),
        "after_p50_ms": round(1000 * statistics.median(_after(answered, 11, None)), 1),
    }


def _from_nothing(data_dir: Path, names: list[str]) -> tuple[int, float, list[float]]:
    """Bytes forgotten, seconds until the server was there, seconds of each answer."""
    stop(data_dir)
    forgotten = forget(data_dir)
    began = time.perf_counter()
    url = database_url(data_dir)
    started = time.perf_counter() - began
    return forgotten, started, asyncio.run(_one_after_the_other(url, names))


def _after(answered: Sequence[list[float]], begin: int, end: int | None) -> list[float]:
    return [seconds for took in answered for seconds in took[begin:end]]


async def _one_after_the_other(url: str, names: list[str]) -> list[float]:
    took = []
    async with Database.open(url, pool_size=1) as db:
        for name in names:
            began = time.perf_counter()
            await recommend(db, name, "artist")
            took.append(time.perf_counter() - began)
    return took


def forget(folder: Path) -> int:
    """Let the machine forget what these files hold, and nothing else; how many bytes that is."""
    total = 0
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            held = os.open(file, os.O_RDONLY)
            os.fsync(held)
            os.posix_fadvise(held, 0, 0, os.POSIX_FADV_DONTNEED)
            total += os.fstat(held).st_size
            os.close(held)
    return total
