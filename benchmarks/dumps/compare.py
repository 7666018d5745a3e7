"""Reading a Discogs dump: ours against `discogskit load`, alternating, into the same Postgres.

    pip install discogskit   (in an environment of its own)
    AURIC_DATA_DIR=... python benchmarks/dumps/compare.py FOLDER --discogskit .../bin/discogskit

discogskit keeps every field; ours keeps those that become facts (no notes, videos, identifiers and
companies) and folds every name. Both end with the same kind of indexes. CPU seconds are those of the
loader's processes and of Postgres; memory is the loader's, Postgres has its own settings.
"""

import argparse
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.dumps.discogs import write
from core.embedded import database_url
from core.migrations import migrate
from core.settings import settings
from ingest.sources.discogs import read_dump
from ingest.sources.discogs.facts import merge

WHOLE = 16_000_000  # releases of the real thing
TICKS = 100  # a second, in /proc


@dataclass(frozen=True)
class Cost:
    """What a load took."""

    seconds: float
    cpu: float
    peak_mb: float

    def line(self, name: str, releases: int) -> str:
        return (
            f"{name:<12} {releases / self.seconds:>9,.0f} releases/s {self.seconds:>7.1f} s"
            f" {1e6 * self.cpu / releases:>7.0f} us CPU a release {self.peak_mb:>6.0f} MB peak"
        )


def tree(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def cpu(pid: int) -> float:
    """Seconds of a process, its living children and those that are gone."""
    total = 0
    for one in tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS


def resident(pid: int) -> float:
    """Megabytes; what processes share counts once each, so this is rather too much."""
    total = 0
    for one in tree(pid):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * 4096
        except OSError:
            continue
    return total / 1e6


def measured(command: Sequence[str], postmaster: int) -> Cost:
    """Run a command and watch it."""
    before, started = cpu(postmaster), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak, ours, over = [0.0], [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            peak[0] = max(peak[0], resident(process.pid))
            ours[0] = max(ours[0], cpu(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - started
    over.set()
    watcher.join()
    if code:
        raise SystemExit(f"{command[0]} ended with {code}")
    return Cost(seconds, ours[0] + cpu(postmaster) - before, peak[0])


def fresh(server: str, name: str) -> str:
    """An empty database of that name."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
        connection.execute("CHECKPOINT")
    return server.replace("/auric?", f"/{name}?")


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def ours(server: str, files: Sequence[Path], postmaster: int, what: str = "--read") -> Cost:
    url = fresh(server, "ours")
    migrate(url)
    return measured(
        [sys.executable, "-m", "benchmarks.dumps.compare", what, url, *map(str, files)], postmaster
    )


def theirs(server: str, files: Sequence[Path], postmaster: int, discogskit: str) -> Cost:
    url = fresh(server, "theirs")
    return measured(
        [discogskit, "load", "--no-progress", "--dsn", url, *map(str, files)], postmaster
    )


def flat(server: str, postmaster: int, folder: Path, sizes: Sequence[int]) -> None:
    """Memory for dumps of growing size."""
    for size in sizes:
        dump = write(folder / str(size), size, ("releases",))
        print(ours(server, [dump], postmaster).line(f"{size:,}", size), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where generated dumps lie")
    parser.add_argument("--releases", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--discogskit", help="the command")
    parser.add_argument(
        "--flat", type=int, nargs="*", default=[], help="sizes to compare memory at"
    )
    parser.add_argument("--whole", action="store_true", help="all four files, and the facts")
    asked = parser.parse_args()
    server = database_url(settings().data_dir)
    postmaster = int((settings().data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    if asked.discogskit:
        compare(server, postmaster, asked)
    flat(server, postmaster, asked.folder, asked.flat)
    if asked.whole:
        dump = write(asked.folder / str(asked.releases), asked.releases)
        cost = ours(server, [dump], postmaster, "--load")
        print(cost.line("with facts", asked.releases))
        print(
            f"{WHOLE:,} releases: about {WHOLE / asked.releases * cost.seconds / 3600:.1f} hours with facts"
        )


def compare(server: str, postmaster: int, asked: argparse.Namespace) -> None:
    dump = write(asked.folder / str(asked.releases), asked.releases)
    releases = [dump / "discogs_20261101_releases.xml.gz"]
    totals: dict[str, list[Cost]] = {"auric": [], "discogskit": []}
    for _ in range(asked.rounds):
        totals["auric"].append(ours(server, releases, postmaster))
        print(totals["auric"][-1].line("auric", asked.releases), flush=True)
        totals["discogskit"].append(theirs(server, releases, postmaster, asked.discogskit))
        print(totals["discogskit"][-1].line("discogskit", asked.releases), flush=True)
    mean = {
        name: Cost(
            *(
                sum(column) / len(costs)
                for column in zip(*((c.seconds, c.cpu, c.peak_mb) for c in costs), strict=True)
            )
        )
        for name, costs in totals.items()
    }
    us, them = mean["auric"], mean["discogskit"]
    print(
        f"throughput {them.seconds / us.seconds:.2f}x, CPU a release {us.cpu / them.cpu:.2f}x,"
        f" peak memory {us.peak_mb / them.peak_mb:.2f}x of discogskit's"
    )
    print(
        f"{WHOLE:,} releases: about {WHOLE / asked.releases * us.seconds / 3600:.1f} hours to read"
    )


if __name__ == "__main__":
    if sys.argv[1] in ("--read", "--load"):
        read_dump(sys.argv[2], [Path(name) for name in sys.argv[3:]], quiet)
        if sys.argv[1] == "--load":
            merge(sys.argv[2], quiet)
    else:
        main()
