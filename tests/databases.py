"""Databases that tests make for themselves, on the embedded server or on one that is named to them."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


@contextmanager
def copied(server: str, name: str, like: str) -> Iterator[str]:
    """A database like another, for a while."""
    url = made(server, name, like)
    # What a migration sets for its database is not copied with it.
    _order(server, f'ALTER DATABASE {name} SET search_path = "$user", public, extensions')
    try:
        yield url
    finally:
        _order(server, f"DROP DATABASE {name} WITH (FORCE)")


def in_a_hurry(server: str) -> str:
    """Nothing here has to outlive a power failure: databases come and go several times as fast."""
    _order(server, "ALTER SYSTEM SET fsync = off")
    _order(server, "SELECT pg_reload_conf()")
    return server


def made(server: str, name: str, like: str = "template1") -> str:
    """The address of a new database beside the server's own."""
    _order(server, f"CREATE DATABASE {name} TEMPLATE {like}")
    return server.replace("/auric?", f"/{name}?")


def _order(server: str, command: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command.encode())
