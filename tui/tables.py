"""The words of listeners, kept as text beside the grammars."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

LINES = Path(__file__).parent / "intents" / "lines"


def lines_of(file: str) -> list[str]:
    """The lines of a file, comments and gaps left out."""
    text = (LINES / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


@cache
def table(file: str) -> Mapping[str, str]:
    """A file of lines such as `word: meaning`."""
    pairs = (line.split(": ", 1) for line in lines_of(file))
    return dict(pairs)


def words_of(name: str) -> frozenset[str]:
    """One of the sets of words."""
    return frozenset(table("sets.txt")[name].split("|"))
