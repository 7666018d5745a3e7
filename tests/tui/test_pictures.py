"""Claims about looks: a conversation that was kept is drawn as it was, narrow, usual and wide.

The conversation comes from a file, so that these pictures change only when the drawing does.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tui.app.chat import ChatApp
from tui.keeping import reopen
from tui.remote import over_http
from tui.tools import Tools

KEPT = Path(__file__).parent / "kept.json"


@asynccontextmanager
async def nowhere() -> AsyncIterator[Tools]:
    """Nothing is asked while a picture is taken."""
    async with over_http("http://127.0.0.1:9", None) as tools:
        yield tools


async def still(pilot: Pilot[None]) -> None:
    """Nothing moves while a picture is taken."""
    await pilot.pause()
    pilot.app.query_one("#prompt").cursor_blink = False  # type: ignore[attr-defined]
    await pilot.pause(0.4)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=["narrow", "usual", "wide"])
def test_the_chat_looks_as_it_did(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    assert snap_compare(ChatApp(nowhere, kept=reopen(KEPT)), terminal_size=size, run_before=still)


def test_the_reasons_have_a_page_where_it_is_narrow(snap_compare: Callable[..., bool]) -> None:
    async def turned(pilot: Pilot[None]) -> None:
        await still(pilot)
        await pilot.press("f2")
        await pilot.pause(0.2)

    assert snap_compare(
        ChatApp(nowhere, kept=reopen(KEPT)), terminal_size=(80, 24), run_before=turned
    )
