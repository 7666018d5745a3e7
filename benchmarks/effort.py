"""What a question costs, wherever the cost falls: seconds of this process, of Postgres, of everybody."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

TICK = os.sysconf("SC_CLK_TCK")
BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE backend_type IN ('client backend', 'parallel worker')"
)


@dataclass(frozen=True)
class Spread:
    """Milliseconds."""

    p50: float
    p95: float
    p99: float
    mean: float
    count: int

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Spread":
        ranked = sorted(1000 * s for s in seconds)

        def at(share: float) -> float:
            return round(ranked[min(int(len(ranked) * share), len(ranked) - 1)], 2)

        mean = round(sum(ranked) / len(ranked), 2)
        return cls(at(0.5), at(0.95), at(0.99), mean, len(ranked))


def backends(url: str) -> list[int]:
    """The server processes that answer questions now."""
    with psycopg.connect(url) as connection:
        return [pid for (pid,) in connection.execute(BACKENDS)]


def cpu_of(processes: Sequence[int]) -> float:
    """Seconds of CPU that these processes have used."""
    return sum(map(_cpu, processes))


def _cpu(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def children(process: int) -> list[int]:
    """The process and all that it started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(pid for child in listed for pid in children(int(child)))]


def busy() -> float:
    """Seconds that all cores together have worked, for whomever."""
    user, nice, system, _idle, _wait, irq, soft, *_ = map(
        int, Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    )
    return (user + nice + system + irq + soft) / TICK


def machine() -> str:
    """The machine in words."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "unknown processor",
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    load = " ".join(f"{mean:.1f}" for mean in os.getloadavg())
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, load {load}"
