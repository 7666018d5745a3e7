"""Claims about SQL: every question that the engine can ask fits the schema."""

import contextlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from importlib import import_module
from pkgutil import walk_packages

import numpy as np
import psycopg
import pytest

import core
from core.begun import names_begun
from core.candidates import PATHS, gather, together
from core.card import artist_card
from core.db import Database, Question, Row
from core.engine import compare, explain, recommend, recommend_sounding
from core.errors import NothingKnownError, UnknownNameError
from core.fusion import score
from core.pointer import pointer_to
from core.profiles import PROFILES
from core.resolve import resolve
from core.seeds import choose_seed
from core.signals import SIGNALS
from core.status import status
from core.types import Seed, Sounding, Wishes

# They make the database, or agree on terms with it; they ask it nothing.
WRITERS = ("core.connection", "core.embedded", "core.migrations")
MEASURES = "core.evaluation"  # asks on behalf of whoever measures, not of a listener
EVERY_WISH = Wishes(
    limit=5, explore=1, exclude=("Can",), country="GB", year_from=1960, year_to=2020
)
SOMEWHERE = np.full((1, 512), 512**-0.5, dtype=np.float32)  # in the space of sound
QUERIES = ("Coil", "Portishead - Roads", "shoegaze")  # an artist, a track, a genre


class Listening(Database):
    """The database, remembering what it was asked."""

    asked: set[str]

    async def ask(self, *questions: Question) -> list[list[Row]]:
        self.asked |= {str(question.sql) for question in questions}
        return await super().ask(*questions)


@pytest.fixture(scope="module")
async def asked(world_url: str) -> AsyncIterator[set[str]]:
    """Every statement behind every verb, for every kind of seed, with every option."""
    async with Listening.open(world_url) as db:
        db.asked = set()
        for query in QUERIES:
            await recommend(db, query)
            await recommend(db, query, wishes=EVERY_WISH)
            await explain(db, query, "Kraftwerk")
        await compare(db, "Coil", "Throbbing Gristle")
        await resolve(db, "Roads", "track")
        await resolve(db, "Portishaed - Roads")
        with contextlib.suppress(UnknownNameError):
            await resolve(db, "qwxzv plonk")
        coil = (await resolve(db, "Coil")).entity
        await resolve(db, pointer_to(coil))
        await artist_card(db, coil.id)
        await names_begun(db, "co", ["artist"], 10)
        await names_begun(db, "", ["artist"], 10)
        await status(db)
        await ask_about_sound(db)
        yield db.asked


async def as_if_heard(db: Database) -> Seed:
    """The starter catalogue has no recordings: a seed with a made-up centre."""
    seed = (await choose_seed(db, (await resolve(db, "Coil")).entity)).seed
    return replace(seed, sound=SOMEWHERE, sound_model="clap")


async def ask_about_sound(db: Database) -> None:
    """With a made-up centre, and in words."""
    heard = await as_if_heard(db)
    await gather(db, heard, EVERY_WISH)
    candidates = await gather(db, heard, Wishes(), also=[heard.artist_ids[0] + 1])
    await score(db, heard, candidates, SIGNALS, PROFILES["published"])
    with pytest.raises(NothingKnownError, match="with no ear at all"):
        await recommend_sounding(
            db, Sounding("rain on a tin roof", "clap", tuple(SOMEWHERE[0].tolist()))
        )


def constants() -> Iterator[tuple[str, str]]:
    """Each SQL constant in core, by where it is."""
    for found in walk_packages(core.__path__, "core."):
        if found.name.startswith(WRITERS):
            continue
        for name, value in vars(import_module(found.name)).items():
            if name.isupper() and isinstance(value, str) and re.search(r"\bSELECT\b", value):
                yield f"{found.name}.{name}", value


def test_every_question_can_be_prepared(world_url: str, asked: set[str]) -> None:
    measuring = {sql for where, sql in constants() if where.startswith(MEASURES)}
    with psycopg.connect(world_url, autocommit=True) as connection:
        for number, sql in enumerate(sorted(asked | measuring)):
            connection.execute(f"PREPARE q{number} AS {numbered(sql)}".encode())


def test_every_constant_is_among_the_questions(asked: set[str]) -> None:
    ours = {where: sql for where, sql in constants() if not where.startswith(MEASURES)}
    assert len(ours) > 8
    assert [w for w, sql in ours.items() if not any(sql in question for question in asked)] == []


async def test_every_signal_and_path_was_asked(world: Database, asked: set[str]) -> None:
    for signal in SIGNALS:  # each reach is counted inside a question of `status`
        assert any(f"({signal.reach})" in sql for sql in asked), signal.name
    seed = await as_if_heard(world)
    for path in PATHS:
        question = path.ask(seed, EVERY_WISH)
        assert question, path.name
        assert together(question).sql in asked, path.name


async def test_no_signal_reaches_further_than_everyone(world: Database) -> None:
    coverage = (await status(world)).coverage
    assert list(coverage) == [signal.name for signal in SIGNALS]
    assert all(0 <= share <= 1 for share in coverage.values())
    assert coverage["audio_similarity"] == 0  # the starter catalogue has no recordings
    assert coverage["tag_overlap"] > 0.9


def test_nothing_asked_changes_anything(asked: set[str]) -> None:
    changing = re.compile(r"\b(?:INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE|COPY)\b")
    assert not [sql for sql in asked if changing.search(sql)]


def numbered(sql: str) -> str:
    """Named placeholders as Postgres numbers them."""
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
    return re.sub(r"%\((\w+)\)s", lambda m: f"${names.index(m[1]) + 1}", sql).replace("%%", "%")
