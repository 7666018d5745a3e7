"""Claims about a graph that knows nothing yet: it says so in a sentence."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from core.db import Database
from core.engine import recommend
from core.errors import AuricError, GraphNotReadyError, NothingKnownError, UnknownNameError
from core.types import EntityKind
from ingest.derive import build
from ingest.load import Loaded

Facts = Mapping[str, Sequence[object]]
Ingest = Callable[[Facts], Loaded]


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.mark.parametrize("kind", ["artist", "track", "genre"])
async def test_an_empty_graph_answers_in_words(empty_url: str, kind: EntityKind) -> None:
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        with pytest.raises(UnknownNameError) as told:
            await recommend(db, "Coil", kind)
    assert_is_a_sentence(told.value)


async def test_a_database_without_a_graph_says_what_to_do(empty_url: str) -> None:
    async with Database.open(empty_url) as db:
        with pytest.raises(GraphNotReadyError, match="auric build") as told:
            await recommend(db, "Coil")
    assert_is_a_sentence(told.value)


async def test_somebody_known_by_name_only_is_told_so(ingest: Ingest, empty_url: str) -> None:
    ingest({"artists": [{"id": "coil", "name": "Coil"}]})
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        with pytest.raises((NothingKnownError, UnknownNameError)) as told:
            await recommend(db, "Coil")
    assert_is_a_sentence(told.value)


def assert_is_a_sentence(error: AuricError) -> None:
    assert str(error)[0].isupper() or str(error)[0] == "“"
    assert str(error)[-1] in ".?"
    assert "\n" not in str(error)
