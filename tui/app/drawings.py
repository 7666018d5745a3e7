"""Small drawings: who stands how near, and the way from one artist to another."""

import math
from collections.abc import Sequence

from rich.text import Text

from tui import strokes
from tui.tools import Answer

LEAST_WIDE, LEAST_TALL = 24, 7  # cells
NAMED = 46  # cells of width from which names stand beside the numbers
LONGEST_NAME = 18
TURN = math.pi * (3 - math.sqrt(5))  # between neighbours, so that numbers keep apart
STEPS = 60  # on the search for room
Grid = dict[tuple[int, int], tuple[str, str]]  # by row and column: a letter and its style


def neighbourhood(seed: str, picks: Sequence[Answer], width: int, tall: int) -> Text:
    """The seed in the middle, each pick as near as its score is high, in the colour of what speaks
    loudest for it."""
    width, tall = max(width, LEAST_WIDE), max(tall, LEAST_TALL)
    middle, across = tall // 2, width // 2
    grid: Grid = {}
    _write(grid, middle, across, "◉", "bold")
    if width >= NAMED:
        _write(grid, middle, across + 2, seed[:LONGEST_NAME], "bold")
    furthest = max((1 - pick["score"] for pick in picks), default=1.0)
    for nth, pick in enumerate(picks, start=1):
        label = f"{nth} {pick['artist_name'][:LONGEST_NAME]}" if width >= NAMED else str(nth)
        reach = max(0.2, (1 - pick["score"]) / furthest)
        row, column = _free(grid, nth, reach, (width, tall), len(label))
        number, _, name = label.partition(" ")
        _write(grid, row, column, number, f"bold {_loudest(pick)}")
        _write(grid, row, column + len(number) + 1, name, "")
    text = Text()
    for row in range(tall):
        for column in range(width):
            letter, style = grid.get((row, column), (" ", ""))
            text.append(letter, style=style)
        text.append("\n")
    text.append(f"◉ {seed}, nearer is higher in score", style="dim")
    return text


def _write(grid: Grid, row: int, column: int, letters: str, style: str) -> None:
    for offset, letter in enumerate(letters):
        grid[row, column + offset] = (letter, style)


def _free(
    grid: Grid, nth: int, reach: float, size: tuple[int, int], length: int
) -> tuple[int, int]:
    """A place at this distance where a label of this length touches no other."""
    width, tall = size
    middle, across = tall // 2, width // 2
    row = column = 0
    for step in range(STEPS):
        angle = TURN * (nth + step * 0.37)
        row = middle + round(reach * middle * math.sin(angle))
        column = (
            across
            + round(reach * across * math.cos(angle))
            - (length if math.cos(angle) < 0 else 0)
        )
        row, column = min(max(row, 0), tall - 1), min(max(column, 0), max(width - length - 1, 0))
        if all((row, column + near) not in grid for near in range(-2, length + 2)):
            break
    return row, column


def _loudest(pick: Answer) -> str:
    loudest = max(pick["contributions"], key=lambda said: said["points"], default=None)
    return (
        strokes.COLOURS.get(loudest["signal"], strokes.OTHER_COLOUR)
        if loudest
        else strokes.OTHER_COLOUR
    )


def way(chain: Answer) -> Text:
    """A chain of facts from top to bottom, each hop with its verb, its record and its source."""
    hops = chain["hops"]
    text = Text()
    text.append("● ", style="cyan")
    text.append(hops[0]["start"], style="bold")
    for hop in hops:
        detail = f" ({hop['detail']})" if hop["detail"] else ""
        text.append("\n│ ", style="cyan")
        text.append(f"{hop['how']}{detail}")
        text.append(f"  {hop['source']['source']}", style="dim")
        text.append("\n● ", style="cyan")
        text.append(hop["end"], style="bold")
    return text
