"""Claims about `auric serve`: it says where it listens, and nobody is shown the door in mid-sentence."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

QUESTION = "/recommend?q=Coil"


@contextmanager
def serving(*words: str, **env: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command as a person would run it, and where it says that it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "auric", "serve", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "AURIC_REQUESTS_PER_MINUTE": "0", **env},
    )
    try:
        assert process.stdout
        said = process.stdout.readline()
        where = re.search(r"http://\S+", said)
        assert where, said
        while process.poll() is None:
            try:
                if httpx.get(f"{where[0]}/ready", timeout=30).is_success:
                    break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield where[0], process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_under_load_drops_no_request(world_url: str, workers: str) -> None:
    ended: Counter[str] = Counter()
    words = ("--port", "0", "--workers", workers)
    with serving(*words, AURIC_DATABASE_URL=world_url) as (base, process):

        def ask() -> None:
            with httpx.Client(base_url=base, timeout=30) as client:
                while True:
                    try:
                        ended[str(client.get(QUESTION).status_code)] += 1
                    except httpx.ConnectError:
                        return  # closed, and said so
                    except httpx.HTTPError as error:
                        ended[type(error).__name__] += 1
                        return

        callers = [threading.Thread(target=ask) for _ in range(8)]
        for caller in callers:
            caller.start()
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        for caller in callers:
            caller.join()
        assert process.wait(10) in (0, -signal.SIGTERM)
    assert set(ended) == {"200"}, ended


def test_the_port_may_come_from_the_environment(world_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with serving(AURIC_DATABASE_URL=world_url, PORT=str(port)) as (base, process):
        assert base == f"http://127.0.0.1:{port}"
        assert httpx.get(f"{base}{QUESTION}", timeout=30).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, written = process.communicate(timeout=20)
    lines = [line for line in written.splitlines() if '"answered"' in line]
    assert any('"route": "/recommend"' in line for line in lines)
    assert "Coil" not in written  # what was asked is nobody's business
    assert "Traceback" not in written


@pytest.mark.slow  # three processes
def test_several_workers_answer_and_are_counted_together(world_url: str) -> None:
    with serving("--port", "0", "--workers", "2", AURIC_DATABASE_URL=world_url) as (base, process):
        answers = [httpx.get(f"{base}{QUESTION}", timeout=30) for _ in range(8)]
        assert {answer.status_code for answer in answers} == {200}
        counted = 'auric_requests_total{route="/recommend",status="200"} 8.0'
        assert counted in httpx.get(f"{base}/metrics", timeout=30).text
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_an_address_that_is_none_is_told_in_a_sentence(
    auric: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = auric("serve", "--workers", "2", url="nonsense")
    assert done.returncode == 2
    assert "AURIC_DATABASE_URL" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_place_that_is_taken_is_told_in_a_sentence(
    auric: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = auric("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert done.stderr.startswith("Nobody can listen on 127.0.0.1:")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow  # makes a database and fills it
def test_a_fresh_machine_answers_the_seeds_client(tmp_path: Path) -> None:
    from core.embedded import stop

    here = {"AURIC_DATA_DIR": str(tmp_path / "auric"), "HOME": os.environ["HOME"]}
    try:
        with serving("--port", "0", **here) as (base, _):
            r = httpx.get(base + "/recommend", params={"q": "Nine Inch Nails", "type": "artist"})
            assert len(r.json()["artists"][:5]) == 5
    finally:
        stop(tmp_path / "auric")
