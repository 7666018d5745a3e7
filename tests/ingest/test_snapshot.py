"""Claims about snapshots: what is carried is the whole graph, and nobody is served half of it."""

import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import orjson
import psycopg
import pytest

from core.db import Database
from core.engine import compare, explain, recommend
from core.errors import BadRequestError, GraphNotReadyError
from core.migrations import migrate
from ingest.derive import build, rules
from ingest.load import load
from ingest.snapshot.arriving import import_snapshot
from ingest.snapshot.container import MANIFEST
from ingest.snapshot.leaving import export_snapshot
from ingest.snapshot.manifest import Manifest, read_manifest, wording
from ingest.snapshot.tables import FACTS
from ingest.sources.facts import read

Facts = Mapping[str, Sequence[object]]
Write = Callable[[Facts], Path]
Held = Callable[[str], dict[str, list[tuple[object, ...]]]]
STATE = "SELECT version, (SELECT count(*) FROM public.artist) FROM graph.version"
NUMBERED = """
    SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = 'public'::regnamespace AND attidentity <> ''
"""
NO_FACTS: set[str] = set()  # tables of "public" that stay behind


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def state(url: str) -> tuple[str, int]:
    """Which graph answers, and how many artists are known."""
    with psycopg.connect(url, prepare_threshold=None) as connection:
        ((version, artists),) = connection.execute(STATE).fetchall()
    return version, artists


async def answers(url: str) -> list[bytes]:
    """What a listener would read."""
    async with Database.open(url) as db:
        return [
            orjson.dumps(answer)
            for answer in (
                await recommend(db, "Nine Inch Nails"),
                await recommend(db, "dub techno", "genre"),
                await recommend(db, "Portishead - Roads"),
                await explain(db, "Coil", "Dolly Parton"),
                await compare(db, "Coil", "Throbbing Gristle"),
            )
        ]


@pytest.fixture
def little_snapshot(
    another_url: str, little_world: Facts, write: Write, tmp_path: Path
) -> Callable[[], Path]:
    """A small snapshot with a fact of every kind, sound among them."""

    def made() -> Path:
        load(another_url, "facts", read(write(little_world), quiet), quiet)
        build(another_url, quiet)
        path = tmp_path / "little.auric"
        export_snapshot(another_url, path, quiet)
        return path

    return made


def retold(path: Path, change: Callable[[Manifest], Manifest]) -> Path:
    """The same snapshot with another manifest."""
    other = path.with_name("retold.auric")
    with ZipFile(path) as old, ZipFile(other, "w") as new:
        for info in old.infolist():
            said = old.read(info)
            new.writestr(
                info, wording(change(read_manifest(said))) if info.filename == MANIFEST else said
            )
    return other


async def test_whoever_takes_it_in_answers_with_the_same_bytes(
    world_url: str, world_snapshot: Path, empty_url: str
) -> None:
    import_snapshot(empty_url, world_snapshot, quiet)
    assert state(empty_url) == state(world_url)
    assert await answers(empty_url) == await answers(world_url)


def test_every_fact_arrives_and_work_goes_on_where_it_stopped(
    little_snapshot: Callable[[], Path],
    write: Write,
    held: Held,
    empty_url: str,
    another_url: str,
) -> None:
    import_snapshot(empty_url, little_snapshot(), quiet)
    assert held(empty_url) == held(another_url)
    more = write({"artists": [{"id": "new", "name": "Somebody New"}]})
    for url in (empty_url, another_url):
        load(url, "facts", read(more, quiet), quiet)
    assert held(empty_url) == held(another_url)
    assert build(empty_url, quiet).version == build(another_url, quiet).version


def test_numbers_go_on_after_the_last_one(
    little_snapshot: Callable[[], Path], empty_url: str
) -> None:
    import_snapshot(empty_url, little_snapshot(), quiet)
    with psycopg.connect(empty_url, prepare_threshold=None) as connection:
        numbered = connection.execute(NUMBERED).fetchall()
        assert len(numbered) > 9
        for table, column in numbered:
            next_one = f"SELECT nextval(pg_get_serial_sequence('public.{table}', '{column}'))"
            newest = f"SELECT coalesce(max({column}), 0) FROM public.{table}"
            ((following, last),) = connection.execute(f"SELECT ({next_one}), ({newest})").fetchall()
            assert following > last, table


def test_the_shape_of_the_graph_arrives_with_it(
    world_url: str, world_snapshot: Path, empty_url: str
) -> None:
    shape = """
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'graph'
         UNION ALL
        SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
         WHERE connamespace = 'graph'::regnamespace ORDER BY 1
    """
    import_snapshot(empty_url, world_snapshot, quiet)
    with psycopg.connect(world_url) as old, psycopg.connect(empty_url) as new:
        there = old.execute(shape).fetchall()
        assert len(there) > 25
        assert new.execute(shape).fetchall() == there


def test_readers_keep_the_old_graph_until_the_new_one_is_whole(
    little_snapshot: Callable[[], Path], world_snapshot: Path, empty_url: str
) -> None:
    import_snapshot(empty_url, world_snapshot, quiet)
    before, seen = state(empty_url), set()

    def look(step: str, _done: int, _total: int) -> None:
        seen.add((step, state(empty_url)))

    import_snapshot(empty_url, little_snapshot(), look, replace=True)
    assert seen == {(step, before) for step in ("checking", "importing", "indexing")}
    assert state(empty_url) != before


@pytest.mark.parametrize("moment", ["importing", "indexing"])
def test_an_interrupted_import_leaves_everything_as_it_was(
    little_snapshot: Callable[[], Path], held: Held, empty_url: str, moment: str, write: Write
) -> None:
    load(empty_url, "facts", read(write({"artists": [{"id": "a", "name": "Alone"}]}), quiet), quiet)
    build(empty_url, quiet)
    facts, graph = held(empty_url), state(empty_url)

    def interrupt(step: str, done: int, _total: int) -> None:
        if step == moment and done > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_snapshot(empty_url, little_snapshot(), interrupt, replace=True)
    assert (held(empty_url), state(empty_url)) == (facts, graph)


def test_facts_are_replaced_only_when_one_says_so(
    little_snapshot: Callable[[], Path], empty_url: str
) -> None:
    snapshot = little_snapshot()
    import_snapshot(empty_url, snapshot, quiet)
    with pytest.raises(BadRequestError, match=r"holds facts already.*--replace"):
        import_snapshot(empty_url, snapshot, quiet)
    import_snapshot(empty_url, snapshot, quiet, replace=True)


def test_facts_that_were_derived_by_other_rules_are_derived_anew(
    little_snapshot: Callable[[], Path], empty_url: str, another_url: str
) -> None:
    snapshot = retold(
        little_snapshot(),
        lambda said: replace(said, rules="of long ago", graph_version="long ago"),
    )
    assert import_snapshot(empty_url, snapshot, quiet) == state(another_url)[0]
    assert state(empty_url) == state(another_url)


def test_a_graph_says_by_which_rules_it_was_derived(
    little_snapshot: Callable[[], Path], another_url: str, tmp_path: Path
) -> None:
    with ZipFile(little_snapshot()) as archive:
        assert read_manifest(archive.read(MANIFEST)).rules == rules()
    with psycopg.connect(another_url, prepare_threshold=None) as connection:
        connection.execute("UPDATE graph.version SET rules = 'of long ago'")
    assert export_snapshot(another_url, tmp_path / "old.auric", quiet).rules == "of long ago"


def test_without_a_graph_there_is_nothing_to_carry(empty_url: str, tmp_path: Path) -> None:
    with pytest.raises(GraphNotReadyError, match="auric build"):
        export_snapshot(empty_url, tmp_path / "none.auric", quiet)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_so(world_url: str, tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match="cannot be written: No such file or directory"):
        export_snapshot(world_url, tmp_path / "no" / "where.auric", quiet)


def test_every_public_table_is_carried_or_known_to_stay(empty_url: str) -> None:
    migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        ).fetchall()
    assert {table for (table,) in rows} == {*FACTS} | NO_FACTS


@pytest.mark.slow
def test_a_large_graph_needs_no_large_memory(
    world_url: str, world_snapshot: Path, empty_url: str, tmp_path: Path
) -> None:
    tracemalloc.start()
    manifest = export_snapshot(world_url, tmp_path / "again.auric", quiet)
    import_snapshot(empty_url, world_snapshot, quiet)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < manifest.size / 2


def test_the_same_graph_makes_the_same_members(
    world_url: str, world_snapshot: Path, tmp_path: Path
) -> None:
    export_snapshot(world_url, tmp_path / "again.auric", quiet)
    with ZipFile(world_snapshot) as one, ZipFile(tmp_path / "again.auric") as other:
        for name in set(one.namelist()) - {MANIFEST}:
            assert one.read(name) == other.read(name), name
