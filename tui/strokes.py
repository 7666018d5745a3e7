"""How strength is drawn: each signal in its colour, each point as long as it counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.text import Text

Answer = Mapping[str, Any]

BAR = 24  # cells for a score of 1
COLOURS = {
    "audio_similarity": "cyan",
    "tag_overlap": "green",
    "artist_similarity": "magenta",
    "text_similarity": "yellow",
    "label_affinity": "red",
    "cultural_similarity": "blue",
    "co_mention": "bright_black",
}
OTHER_COLOUR = "white"


def stacked(contributions: Sequence[Answer], cells: int = BAR) -> Text:
    """Each signal's points as cells of its colour; together they are the score."""
    bar = Text()
    drawn = total = 0.0
    for said in contributions:
        total += said["points"] * cells
        own = round(total) - round(drawn)
        drawn = total
        bar.append("█" * own, style=COLOURS.get(said["signal"], OTHER_COLOUR))
    bar.append("·" * (cells - len(bar)), style="dim")
    return bar


def strength(value: float | None, colour: str) -> Text:
    """A strength of 0 to 1 as a bar of ten; silence is no zero."""
    if value is None:
        return Text("· silent", style="dim")
    cells = round(value * 10)
    return Text.assemble(("█" * cells, colour), ("·" * (10 - cells), "dim"), f" {value:.2f}")


def said_as(signal: str) -> str:
    """A signal's name as one says it."""
    return signal.replace("_", " ").replace("co mention", "co-mention")
