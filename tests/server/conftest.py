"""The service as it is: real uvicorn on a real port, in front of the starter catalogue."""

import asyncio
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn

from core.settings import Settings
from server.app import create_app
from server.serving import configuration

Door = AbstractContextManager[httpx.Client]
Opened = Callable[..., Door]
UNLIMITED = {"requests_per_minute": 0, "requests_per_minute_signed_in": 0}


@contextmanager
def opened(**settings: Any) -> Iterator[httpx.Client]:
    """A service of one's own on these settings, and a client that knows where it is."""
    here = Settings.model_validate(settings)  # and nothing from this machine
    server = uvicorn.Server(configuration(lambda: create_app(here), log_config=None))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        with httpx.Client(base_url=base, timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def door(world_url: str) -> Iterator[httpx.Client]:
    """The service as most tests meet it: on the starter catalogue, without limits."""
    with opened(database_url=world_url, **UNLIMITED) as client:
        yield client


@pytest.fixture
def open_door(world_url: str) -> Callable[..., Door]:
    """Open one with other settings."""
    return lambda **settings: opened(**{"database_url": world_url, **UNLIMITED, **settings})


class Line:
    """A line to the database that can be cut, mended, or go dead without a word."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._to = f"{parse_qs(address.query)['host'][0]}/.s.PGSQL.5432"
        self._ends: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.dead = False
        self.mend()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}{address.path}"

    def mend(self) -> None:
        """Put calls through (again)."""
        listener = socket.create_server(("127.0.0.1", getattr(self, "port", 0)))
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._put_through, args=[listener], daemon=True).start()

    def cut(self) -> None:
        """Every call ends, and nobody answers new ones."""
        if self._listener:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        self._listener = None
        for end in self._ends:
            with_silence(end.shutdown, socket.SHUT_RDWR)
        self._ends.clear()

    def _put_through(self, listener: socket.socket) -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            database = socket.socket(socket.AF_UNIX)
            database.connect(self._to)
            self._ends += [caller, database]
            for one, other in ((caller, database), (database, caller)):
                threading.Thread(target=self._carry, args=[one, other], daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with one, other:
            while heard := with_silence(one.recv, 65536):
                if not self.dead:
                    with_silence(other.sendall, heard)
            with_silence(other.shutdown, socket.SHUT_RDWR)


def with_silence(act: Callable[..., Any], *words: Any) -> Any:
    """Whoever hung up already needs no goodbye."""
    try:
        return act(*words)
    except OSError:
        return None


@pytest.fixture
def line(embedded_world_url: str) -> Iterator[Line]:
    """A line to the starter catalogue."""
    line = Line(embedded_world_url)
    yield line
    line.cut()


@pytest.fixture(scope="session")
def pooled_url(embedded_world_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The starter catalogue behind pgbouncer, which lends a connection for one transaction."""
    command = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if not command:
        pytest.skip("pgbouncer is not installed")
    address = urlsplit(embedded_world_url)
    sockets = parse_qs(address.query)["host"][0]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("pgbouncer")
    (folder / "users").write_text('"postgres" ""\n')
    (folder / "ini").write_text(
        f"""[databases]
        * = host={sockets} port=5432
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {port}
        unix_socket_dir =
        auth_type = trust
        auth_file = {folder}/users
        pool_mode = transaction
        default_pool_size = 3
        server_login_retry = 1
        """.replace("        ", "")
    )
    running = [command, "-q", *run_as(Path(sockets), folder), str(folder / "ini")]
    process = subprocess.Popen(running, stderr=subprocess.DEVNULL)
    with socket.socket() as knock:
        while knock.connect_ex(("127.0.0.1", port)):
            assert process.poll() is None
            time.sleep(0.02)
    yield f"postgresql://postgres@127.0.0.1:{port}{address.path}"
    process.terminate()
    process.wait()


def run_as(sockets: Path, folder: Path) -> list[str]:
    """pgbouncer does not run as root: it takes the database's own user, who must find its way."""
    if sockets.owner() == folder.owner():
        return []
    for step in (folder, *folder.parents):
        if step.owner() == folder.owner():
            step.chmod(step.stat().st_mode | 0o055)
    return ["-u", sockets.owner()]
