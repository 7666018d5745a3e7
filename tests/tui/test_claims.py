"""Claims about the gate: a model's lies are struck out, and what it truly says in its own words passes."""

import tomllib
from pathlib import Path

import pytest
from pydantic_ai import models

from tests.tui.claiming import said, with_cards
from tui.tools import Tools

models.ALLOW_MODEL_REQUESTS = False

CLAIMS = tomllib.loads(Path(__file__).with_name("claims.toml").read_text())
LIES, TRUTHS = CLAIMS["lies"], CLAIMS["truths"]
CARDS, UNSEEN = CLAIMS["with_cards"], CLAIMS["unseen"]
ON_CARDS = ("Coil", "Throbbing Gristle", "Joy Division")
NAMING = "tell me about Coil, Throbbing Gristle, Joy Division and Madonna"


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_is_struck_out_before_it_is_seen(tools: Tools, lie: str) -> None:
    seen, answer, talker = await said(tools, lie)
    assert talker.struck == 1, answer
    assert f"~~{lie.split('.', maxsplit=1)[0][:20]}" in seen


@pytest.mark.parametrize("truth", TRUTHS)
async def test_a_true_paraphrase_passes(tools: Tools, truth: str) -> None:
    seen, answer, talker = await said(tools, truth)
    assert talker.struck == 0, answer
    assert seen == truth


@pytest.mark.parametrize("lie", CARDS["passed_once"] + CARDS["lies"] + UNSEEN["lies"])
async def test_a_lie_about_what_is_on_the_cards_is_struck_out(tools: Tools, lie: str) -> None:
    asks = await with_cards(tools, *ON_CARDS)
    _seen, answer, talker = await said(tools, lie, asks=asks, utterance=NAMING)
    assert talker.struck == 1, answer


@pytest.mark.parametrize("truth", CARDS["truths"] + UNSEEN["truths"])
async def test_what_is_on_the_cards_may_be_said(tools: Tools, truth: str) -> None:
    asks = await with_cards(tools, *ON_CARDS)
    seen, answer, talker = await said(tools, truth, asks=asks, utterance=NAMING)
    assert talker.struck == 0, answer
    assert seen == truth


async def test_a_lie_among_truths_is_struck_alone(tools: Tools) -> None:
    _seen, answer, talker = await said(tools, TRUTHS[0], LIES[0], TRUTHS[5])
    assert talker.struck == 1
    assert TRUTHS[0] in answer
    assert TRUTHS[5] in answer
    assert f"~~{LIES[0]}~~" in answer
