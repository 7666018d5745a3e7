"""A conversation without a screen: one sentence, or a file of them, for scripts and pipes."""

import re
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager

import orjson

from tui import cards
from tui.keeping import Kept
from tui.renewed import renewed
from tui.state import State
from tui.talkers import BuiltIn, Talker
from tui.tools import Tools
from tui.turns import Turn

COMMENT = "#"
NOT_UNDERSTOOD = 2  # as every door says that it was the question
Reached = AbstractAsyncContextManager[Tools]


async def converse(
    reached: Reached,
    utterances: Iterable[str],
    talker: Talker | None = None,
    kept: Kept | None = None,
) -> AsyncIterator[Turn]:
    """One turn after another; each stands on those before it."""
    state = kept.state if kept else State()

    async def nowhere(_part: str) -> None:
        """Nobody watches it being written."""

    async with reached as tools:
        state = await renewed(state, tools) if kept else state
        for utterance in utterances:
            done = await (talker or BuiltIn()).say(state, utterance, tools, nowhere)
            state = done.state
            yield done


async def printed(turns: AsyncIterator[Turn], *, json: bool, script: bool) -> int:
    """Print each turn, as one line of JSON or as text. The exit code: what kept the tools from
    answering, or a single sentence from being understood."""
    fault = 0
    async for done in turns:
        fault = fault or done.fault
        if not script and done.intent == "unknown":
            fault = fault or NOT_UNDERSTOOD
        if json:
            sys.stdout.write(orjson.dumps(done.told()).decode() + "\n")
        else:
            _shown(done, script=script)
        sys.stdout.flush()
    return fault


def lines(text: str) -> list[str]:
    """The utterances of a script: one a line; empty lines and comments are left out."""
    said = (line.strip() for line in text.splitlines())
    return [line for line in said if line and not line.startswith(COMMENT + " ")]


def _shown(done: Turn, *, script: bool) -> None:
    from rich.markdown import Markdown

    console = cards.console()
    if script:
        console.print(f"\n› {done.utterance}\n", style="bold", markup=False)
    if console.is_terminal:
        console.print(Markdown(done.answer))
    else:
        sys.stdout.write(plain(done.answer) + "\n")


def plain(markdown: str) -> str:
    """An answer for a pipe: its words and lines, without the marks."""
    unlinked = re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", markdown)
    unmarked = re.sub(r"(?<!\\)[*`]+", "", unlinked)
    return re.sub(r"\\([\\`*_\[\]<>#|~])", r"\1", unmarked)
