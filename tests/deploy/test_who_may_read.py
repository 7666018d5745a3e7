"""Claims about who may read: strangers nothing, the service everything it asks for and no more."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import psycopg
import pytest

from core.db import Database
from core.engine import compare, explain, recommend
from core.migrations import migrate
from core.resolve import resolve
from core.status import status
from ingest.derive import build
from ingest.snapshot.arriving import import_snapshot

# The roles of a Supabase project: a user who may make roles but is no superuser, and those behind its API.
HOST = """
    CREATE ROLE host LOGIN CREATEROLE PASSWORD 'host';
    CREATE ROLE anon NOLOGIN;
    CREATE ROLE authenticated NOLOGIN;
    CREATE ROLE authenticator LOGIN NOINHERIT PASSWORD 'authenticator' IN ROLE anon, authenticated;
    CREATE DATABASE hosted OWNER host;
"""
# Which a host lets its users make; our own server keeps it to itself.
EXTENSIONS = """
    CREATE SCHEMA extensions;
    CREATE EXTENSION vector WITH SCHEMA extensions;
    CREATE EXTENSION pg_trgm WITH SCHEMA extensions;
    GRANT USAGE ON SCHEMA extensions TO PUBLIC;
"""
# What such a project gives away by itself.
GIVEN_AWAY = """
    ALTER SCHEMA extensions OWNER TO host;
    ALTER SCHEMA public OWNER TO host;
    GRANT USAGE ON SCHEMA public TO anon, authenticated;
    ALTER DEFAULT PRIVILEGES FOR ROLE host IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated;
    ALTER DEFAULT PRIVILEGES FOR ROLE host IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated;
    ALTER DEFAULT PRIVILEGES FOR ROLE host IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated;
"""
TABLES = """
    SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND nspname !~ '^(pg_|information_schema)' ORDER BY 1, 2
"""
WITHOUT_SECURITY = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity
"""
SEQUENCES = """
    SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""
FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
     WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace,
                                'extensions'::regnamespace)
       AND has_function_privilege('anon', oid, 'EXECUTE')
       AND has_schema_privilege('anon', pronamespace, 'USAGE')
"""
TRIED = (
    "SELECT * FROM {}",
    "INSERT INTO {} DEFAULT VALUES",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "DROP TABLE {}",
)


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture(scope="module")
def hosted(own_server: str, world_snapshot: Path) -> Iterator[str]:
    """A project as Supabase makes it, with the catalogue in it; the address of its owner."""
    with psycopg.connect(own_server, autocommit=True) as boss:
        for statement in HOST.split(";"):
            boss.execute(statement.encode())
        mine = psycopg.conninfo.make_conninfo(own_server, dbname="hosted")
        with psycopg.connect(mine, autocommit=True) as connection:
            connection.execute((EXTENSIONS + GIVEN_AWAY).encode())
        owner = psycopg.conninfo.make_conninfo(mine, user="host", password="host")
        import_snapshot(owner, world_snapshot, quiet)
        yield owner
        boss.execute("DROP DATABASE hosted WITH (FORCE)")


@contextmanager
def as_role(url: str, role: str) -> Iterator[psycopg.Connection]:
    """A connection as PostgREST makes one: the authenticator puts on the caller's role."""
    with psycopg.connect(
        url, user="authenticator", password="authenticator", autocommit=True
    ) as connection:
        connection.execute(f"SET ROLE {role}".encode())
        yield connection


@pytest.fixture(scope="module")
def reader(hosted: str) -> str:
    """The address of a login that is a member of auric_reader and nothing else."""
    with psycopg.connect(hosted, autocommit=True) as owner:
        owner.execute("CREATE ROLE front_door LOGIN PASSWORD 'front' IN ROLE auric_reader")
    return psycopg.conninfo.make_conninfo(hosted, user="front_door", password="front")


@pytest.fixture(scope="module")
async def through_the_front(reader: str) -> AsyncIterator[Database]:
    async with Database.open(reader) as db:
        yield db


# Nobody may write through a view that is none; Postgres says that before it asks who.
A_VIEW = "graph.link"
REFUSED_BY_A_VIEW = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.ObjectNotInPrerequisiteState,
    psycopg.errors.WrongObjectType,
)


def tables(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [f"{schema}.{table}" for schema, table in connection.execute(TABLES).fetchall()]


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_strangers_get_at_nothing(hosted: str, role: str) -> None:
    found = tables(hosted)
    assert len(found) > 40
    with as_role(hosted, role) as stranger:
        for table in found:
            for attempt in TRIED:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    stranger.execute(attempt.format(table).encode())


@pytest.mark.parametrize("role", ["anon", "authenticated"])
def test_strangers_turn_no_counter_and_call_no_function(hosted: str, role: str) -> None:
    with psycopg.connect(hosted) as owner:
        sequences = [name for (name,) in owner.execute(SEQUENCES).fetchall()]
        assert owner.execute(FUNCTIONS).fetchall() == []
    assert len(sequences) > 9
    with as_role(hosted, role) as stranger:
        for sequence in sequences:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                stranger.execute(f"SELECT nextval('{sequence}')".encode())


def test_a_table_made_later_is_not_given_away(hosted: str) -> None:
    with psycopg.connect(hosted, autocommit=True) as owner:
        owner.execute("CREATE TABLE public.made_later (id int GENERATED ALWAYS AS IDENTITY)")
    try:
        with (
            as_role(hosted, "anon") as stranger,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            stranger.execute("SELECT * FROM public.made_later")
    finally:
        with psycopg.connect(hosted, autocommit=True) as owner:
            owner.execute("DROP TABLE public.made_later")


def test_every_public_table_has_row_level_security(hosted: str) -> None:
    with psycopg.connect(hosted) as owner:
        assert owner.execute(WITHOUT_SECURITY).fetchall() == []


def test_a_grant_alone_opens_no_table(hosted: str) -> None:
    with psycopg.connect(hosted, autocommit=True) as owner:
        owner.execute("GRANT SELECT ON public.artist TO anon")
        with as_role(hosted, "anon") as stranger:
            seen = stranger.execute("SELECT count(*) FROM public.artist").fetchone()
        owner.execute("REVOKE SELECT ON public.artist FROM anon")
    assert seen == (0,)


async def test_every_verb_works_at_the_front_door(through_the_front: Database, hosted: str) -> None:
    db = through_the_front
    async with Database.open(hosted) as own:
        assert await recommend(db, "Coil") == await recommend(own, "Coil")
        assert await recommend(db, "shoegaze", "genre") == await recommend(own, "shoegaze", "genre")
        assert await explain(db, "Coil", "Can") == await explain(own, "Coil", "Can")
        assert await compare(db, "Coil", "Can") == await compare(own, "Coil", "Can")
        assert await resolve(db, "Nin") == await resolve(own, "Nin")
        assert await status(db) == await status(own)


def test_the_front_door_changes_nothing(reader: str) -> None:
    with psycopg.connect(reader, autocommit=True) as guest:
        for table in tables(reader):
            refused = REFUSED_BY_A_VIEW if table == A_VIEW else psycopg.errors.InsufficientPrivilege
            for attempt in TRIED[1:]:
                with pytest.raises(refused):
                    guest.execute(attempt.format(table).encode())


async def test_the_front_door_stays_open_after_a_build(
    through_the_front: Database, hosted: str
) -> None:
    before = await recommend(through_the_front, "Coil")
    build(hosted, quiet)
    assert await recommend(through_the_front, "Coil") == before


def test_who_changes_the_database_is_named_apart_from_who_asks(hosted: str, reader: str) -> None:
    def migrate_as(**who: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": "/usr/bin:/bin", "AURIC_DATABASE_URL": reader, **who}
        words = [sys.executable, "-m", "auric", "migrate", "--json"]
        return subprocess.run(words, env=env, capture_output=True, text=True, check=False)

    refused = migrate_as()
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "AURIC_OWNER_URL" in refused.stderr
    assert orjson.loads(migrate_as(AURIC_OWNER_URL=hosted).stdout)["applied"] == []


def test_without_these_roles_and_without_the_right_to_make_them_the_schema_still_comes(
    own_server: str,
) -> None:
    plain = psycopg.conninfo.make_conninfo(
        own_server, dbname="plain", user="tenant", password="tenant"
    )
    with psycopg.connect(own_server, autocommit=True) as boss:
        boss.execute("CREATE ROLE tenant LOGIN PASSWORD 'tenant'")
        boss.execute("CREATE DATABASE plain OWNER tenant")
        with psycopg.connect(own_server, dbname="plain", autocommit=True) as connection:
            connection.execute(EXTENSIONS.encode())
        try:
            assert migrate(plain)
            build(plain, quiet)
        finally:
            boss.execute("DROP DATABASE plain WITH (FORCE)")
