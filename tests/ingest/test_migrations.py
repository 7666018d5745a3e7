"""Claims about the schema: it moves forward once, and keeps the ledger that Supabase keeps."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.errors import DatabaseAwayError, GraphNotReadyError
from core.migrations import is_current, known_migrations, migrate, remember

Ask = Callable[[str], list[tuple[Any, ...]]]
LEDGER = "supabase_migrations.schema_migrations"


def test_the_ledger_is_the_one_supabase_keeps(ask: Ask) -> None:
    columns = ask(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'supabase_migrations' AND table_name = 'schema_migrations' ORDER BY 1"
    )
    assert columns == [("name", "text"), ("statements", "ARRAY"), ("version", "text")]
    assert ask(f"SELECT version, name, statements FROM {LEDGER} ORDER BY 1") == [
        (step.version, step.name, [step.sql]) for step in known_migrations()
    ]


def test_versions_are_timestamps_in_order() -> None:
    versions = [step.version for step in known_migrations()]
    assert versions == sorted(set(versions))
    assert all(len(version) == 14 and version.isdigit() for version in versions)


def test_migrating_twice_applies_nothing(empty_url: str, ask: Ask) -> None:
    before = ask(f"SELECT version FROM {LEDGER}")
    assert migrate(empty_url) == ()
    assert ask(f"SELECT version FROM {LEDGER}") == before


def test_many_who_migrate_at_once_apply_each_step_once(server: str, empty_url: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE contested")
        with ThreadPoolExecutor(4) as crowd:
            url = server.replace("/auric?", "/contested?")
            applied = [step for steps in crowd.map(migrate, [url] * 4) for step in steps]
        assert sorted(applied, key=attrgetter("version")) == list(known_migrations())
        assert path_of(url) == path_of(empty_url)  # which is a copy, and set by hand
        connection.execute("DROP DATABASE contested WITH (FORCE)")


def path_of(url: str) -> object:
    """Where a database looks for what is named without its schema."""
    with psycopg.connect(url) as connection:
        return connection.execute("SHOW search_path").fetchone()


def test_a_database_from_the_future_is_refused_in_words(empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute(f"INSERT INTO {LEDGER} VALUES ('99991231000000', '{{}}', 'cylinders')")
    with pytest.raises(GraphNotReadyError, match=r"made by a newer Auric \(schema 99991231000000"):
        migrate(empty_url)


def test_steps_of_others_in_the_same_ledger_are_left_alone(empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute(f"INSERT INTO {LEDGER} VALUES ('20200101000000', '{{}}', 'theirs')")
    assert migrate(empty_url) == ()


def test_a_database_that_is_away_is_said_to_be() -> None:
    with pytest.raises(DatabaseAwayError, match="does not answer"):
        migrate("postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2")


def test_a_prepared_folder_remembers_its_schema(tmp_path: Path) -> None:
    assert not is_current(tmp_path)
    remember(tmp_path)
    assert is_current(tmp_path)
    (tmp_path / "schema").write_text("20200101000000")
    assert not is_current(tmp_path)


def test_every_column_that_refers_to_another_table_has_an_index(ask: Ask) -> None:
    slow_to_let_go = """
        SELECT conrelid::regclass, attname FROM pg_constraint
          JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
         WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
               SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1])
    """
    assert ask(slow_to_let_go) == []
