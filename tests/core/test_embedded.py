"""Claims about the Postgres in the back room."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from core.embedded import database_url, stop


def served_by(url: str) -> int:
    """The process that answers."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        return int(row[0])


def found_by_another_process(data_dir: Path) -> str:
    """The address as the next command finds it."""
    ask = f"from pathlib import Path; from core.embedded import database_url as d; print(d(Path({str(data_dir)!r})))"
    return subprocess.run(
        [sys.executable, "-c", ask], check=True, capture_output=True, text=True, timeout=60
    ).stdout.strip()


def test_a_server_whose_installation_was_removed_is_replaced(tmp_path: Path) -> None:
    served_by(database_url(tmp_path))
    pgdata = tmp_path / "postgres"
    before = (pgdata / "postmaster.pid").read_text().splitlines()[0]
    command = (pgdata / "postmaster.opts").read_text()
    (pgdata / "postmaster.opts").write_text("/removed" + command)
    try:
        assert served_by(found_by_another_process(tmp_path))
        assert (pgdata / "postmaster.pid").read_text().splitlines()[0] != before
        assert (pgdata / "postmaster.opts").read_text() == command
    finally:
        stop(tmp_path)


def test_a_server_that_was_stopped_is_started_again_by_the_same_process(tmp_path: Path) -> None:
    for _ in range(2):
        assert served_by(database_url(tmp_path))
        assert stop(tmp_path)


def test_a_second_process_finds_the_running_server(tmp_path: Path) -> None:
    first = database_url(tmp_path)
    try:
        assert found_by_another_process(tmp_path) == first
        assert served_by(first)
        assert stop(tmp_path)
        assert not stop(tmp_path)
    finally:
        stop(tmp_path)


@pytest.mark.slow
def test_a_server_that_takes_long_to_recover_is_waited_for(tmp_path: Path) -> None:
    lock = tmp_path / "postgres" / "postmaster.pid"
    served_by(database_url(tmp_path))
    os.kill(int(lock.read_text().split()[0]), signal.SIGKILL)
    lock.unlink()

    def hold_up() -> None:
        while not lock.exists():
            time.sleep(0.001)
        postmaster = int(lock.read_text().split()[0])
        os.kill(postmaster, signal.SIGSTOP)
        time.sleep(12)  # longer than the package that starts it waits
        os.kill(postmaster, signal.SIGCONT)

    thread = threading.Thread(target=hold_up)
    thread.start()
    try:
        assert served_by(found_by_another_process(tmp_path))
    finally:
        thread.join()
        stop(tmp_path)
