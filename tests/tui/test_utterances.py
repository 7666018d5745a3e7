"""Claims about understanding: what listeners say is taken as it was meant, or honestly not at all."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.tui.conftest import Given
from tui.conversation import turn
from tui.tools import Tools
from tui.turns import INTENTS

HERE = Path(__file__).parent
ENOUGH = 0.97
LEAST_PHRASINGS = 8
LEAST_UTTERANCES = 250


@dataclass(frozen=True)
class Utterance:
    said: str
    given: str
    intent: str
    arguments: dict[str, Any]


def utterances(name: str) -> Iterator[Utterance]:
    """The utterances of one file."""
    for group in tomllib.loads((HERE / name).read_text())["said"]:
        for said, *arguments in group["as"]:
            yield Utterance(
                said, group["given"], group["intent"], arguments[0] if arguments else {}
            )


async def misunderstood(name: str, tools: Tools, given: Given) -> list[str]:
    """Every utterance that was taken otherwise than it was meant, with what it was taken for."""
    wrong = []
    for one in utterances(name):
        done = await turn(await given(one.given), one.said, tools)
        got = {key: as_told(done.arguments.get(key)) for key in one.arguments}
        if done.intent != one.intent or got != one.arguments:
            wrong.append(
                f"{one.said!r}: {done.intent} {dict(done.arguments)}, meant {one.intent} {one.arguments}"
            )
    return wrong


def as_told(value: object) -> object:
    """A value as it stands in a file."""
    return list(value) if isinstance(value, tuple) else value


async def test_nearly_everything_is_understood(tools: Tools, given: Given) -> None:
    wrong = await misunderstood("utterances.toml", tools, given)
    total = len(list(utterances("utterances.toml")))
    assert 1 - len(wrong) / total >= ENOUGH, "\n".join(wrong)


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        pytest.param("utterances_second.toml", 0.95, marks=pytest.mark.slow),
        pytest.param("utterances_third.toml", 0.8, marks=pytest.mark.slow),
        ("utterances_unseen.toml", 0.8),
    ],
)
async def test_what_was_written_later_is_mostly_understood(
    tools: Tools, given: Given, name: str, floor: float
) -> None:
    wrong = await misunderstood(name, tools, given)
    rate = 1 - len(wrong) / len(list(utterances(name)))
    assert rate >= floor, "\n".join(wrong)


def test_every_intent_is_said_in_many_ways() -> None:
    said = list(utterances("utterances.toml"))
    assert len(said) >= LEAST_UTTERANCES
    for intent in INTENTS:
        assert len({one.said for one in said if one.intent == intent}) >= LEAST_PHRASINGS, intent


@pytest.mark.parametrize(
    "typed", ["", "   ", "\x00\x1b[31m", "why " * 2500, "🎸" * 400, "שלום " * 60, "more like " * 40]
)  # fmt: skip
async def test_whatever_is_typed_gets_an_answer(tools: Tools, given: Given, typed: str) -> None:
    for standing in ("nothing", "list"):
        done = await turn(await given(standing), typed, tools)
        assert done.intent in INTENTS
        assert done.answer


async def test_what_is_not_understood_is_said_so_with_two_suggestions(
    tools: Tools, given: Given
) -> None:
    done = await turn(await given("list"), "book me a table for two", tools)
    assert done.answer.startswith("I did not understand “book me a table for two”")
    assert len(done.suggestions) == 2
    for suggestion in done.suggestions:
        assert (await turn(await given("list"), suggestion, tools)).intent != "unknown"
