"""The pane beside the talk: one pick and why, one artist's card, two artists and the ways between them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui import strokes
from tui.app import drawings
from tui.tools import Answer
from tui.wording import telling, years

FAINT = "dim"
BAR = 20  # cells of one signal's strength
SMALL_MAP = 11  # rows
EDGE = 6  # cells that borders and padding take


class Detail(VerticalScroll):
    """Whatever was last spoken of, drawn."""

    can_focus = True

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.border_title = "Why"
        self.drawn: RenderableType | None = None

    def compose(self) -> ComposeResult:
        yield Static(EMPTY, id="drawn")

    def show(self, shows: Mapping[str, Answer], picks: Sequence[Answer], seed: str | None) -> None:
        """Draw the newest of what was answered."""
        for kind, draw in DRAWN.items():
            if kind in shows:
                self.border_title = TITLES[kind]
                self._put(draw(shows[kind]))
                return
        if picks:
            self.pick(picks[0], picks, seed)
        else:
            self.border_title = "Why"
            self._put(EMPTY)

    def pick(self, pick: Answer, picks: Sequence[Answer], seed: str | None) -> None:
        """One pick, and where it stands among the others."""
        self.border_title = "Why"
        parts: list[RenderableType] = [pick_drawn(pick)]
        if seed and not self.screen.has_class("-wide"):  # which has a map of its own
            width = max(self.size.width - EDGE, drawings.LEAST_WIDE)
            parts += [Text(), drawings.neighbourhood(seed, picks, width, SMALL_MAP)]
        self._put(Group(*parts))

    def _put(self, drawn: RenderableType) -> None:
        self.drawn = drawn
        self.query_one("#drawn", Static).update(drawn)
        self.scroll_home(animate=False)


def pick_drawn(pick: Answer) -> RenderableType:
    """Score, each signal with its reason and its sources, and a track to begin with."""
    head = Text(pick["artist_name"], style="bold")
    if pick["exploration"]:
        head.append("  ◇ exploration", style="italic")
    score = strokes.stacked(pick["contributions"], BAR) + Text(
        f" {pick['score']:.3f}", style="bold"
    )
    heard = Text(
        f"{pick['coverage']:.0%} of the weight could speak · found by {', '.join(pick['found_by'])}",
        style="dim",
    )
    parts: list[RenderableType] = [head, score, heard, Text(), *_reasons(pick["contributions"])]
    if track := pick["track"]:
        year = f" ({track['year']})" if track["year"] else ""
        parts.append(Text.assemble(("begin with ", "dim"), f"“{track['title']}”{year}"))
    return Group(*parts)


def _reasons(contributions: Sequence[Answer]) -> Iterator[RenderableType]:
    said = telling(contributions)
    said += [c for c in contributions if c not in said]
    for one in said:
        colour = strokes.COLOURS.get(one["signal"], strokes.OTHER_COLOUR)
        line = Table.grid(padding=(0, 1))
        line.add_column(width=5)
        line.add_column()
        text = Text.assemble((strokes.said_as(one["signal"]), colour))
        text.append(f"  {one['strength']:.2f} × {one['weight']:.2f}\n", style=FAINT)
        text.append(one["reason"] or "no reason in words", style="" if one["reason"] else FAINT)
        if sources := _sources(one):
            text.append(f"\n{sources}", style=FAINT)
        line.add_row(Text(f"+{one['points']:.2f}", style=colour), text)
        yield line


def _sources(one: Answer) -> str:
    told = dict.fromkeys(
        " ".join(
            part
            for part in (s["source"], f"“{s['title']}”" if s["title"] else "", s["url"] or "")
            if part
        )
        for s in one["sources"]
    )
    return "; ".join(told)


def explanation_drawn(answer: Answer) -> RenderableType:
    """What became of somebody, and who stands there instead."""
    evidence = answer["evidence"]
    head = Text(evidence["artist_name"], style="bold")
    place = Text(
        f"number {answer['rank_by_score']:,} of {answer['considered']:,} by score", style="dim"
    )
    score = strokes.stacked(evidence["contributions"], BAR) + Text(
        f" {evidence['score']:.3f}", style="bold"
    )
    parts: list[RenderableType] = [head, score, place, Text(), *_reasons(evidence["contributions"])]
    if change := answer["change"]:
        name = strokes.said_as(change["signal"])
        parts.append(
            Text(
                f"in with {name} at {change['needed']:.2f} instead of {change['weight']:.2f}",
                style="italic",
            )
        )
    if answer["in_its_place"]:
        parts += [Text(), Text("In its place", style="bold")]
        for pick in answer["in_its_place"]:
            parts.append(
                strokes.stacked(pick["contributions"], BAR)
                + Text(f" {pick['score']:.2f} {pick['artist_name']}")
            )
    return Group(*parts)


def comparison_drawn(answer: Answer) -> RenderableType:
    """Every signal from both ends, then the ways between the two."""
    table = Table.grid(padding=(0, 1))
    table.add_column()
    table.add_column()
    table.add_column()
    table.add_row(Text(), Text("there", style="dim"), Text("back", style="dim"))
    for row in answer["signals"]:
        colour = strokes.COLOURS.get(row["signal"], strokes.OTHER_COLOUR)
        table.add_row(
            Text(strokes.said_as(row["signal"]), style=colour),
            _half(row["there"], colour),
            _half(row["back"], colour),
        )
    head = Text.assemble(
        (answer["one"]["name"], "bold"), "  ⇄  ", (answer["other"]["name"], "bold")
    )
    parts: list[RenderableType] = [head, Text(), table]
    for chain in answer["chains"]:
        parts += [Text(), drawings.way(chain)]
    if not answer["chains"]:
        parts += [Text(), Text("no short chain of facts between them", style="dim")]
    return Group(*parts)


def _half(value: float | None, colour: str) -> Text:
    if value is None:
        return Text("· silent", style="dim")
    cells = round(value * 8)
    return Text.assemble(("█" * cells, colour), ("·" * (8 - cells), "dim"), f" {value:.2f}")


def card_drawn(card: Answer) -> RenderableType:
    """All that is known of one artist."""
    known = [part for part in (card["country"], years(card)) if part]
    head = Text(card["name"], style="bold")
    parts: list[RenderableType] = [head]
    if about := card["disambiguation"]:
        parts.append(Text(about, style="dim"))
    if known:
        parts.append(Text(", ".join(known), style="dim"))
    parts += [
        Text(),
        Text(" · ".join(fact["says"] for fact in card["tags"]), style="green"),
        Text(),
    ]
    for track in card["tracks"]:
        year = f" ({track['year']})" if track["year"] else ""
        parts.append(Text(f"♪ {track['title']}{year}"))
    parts.append(Text())
    said: dict[str, Any] = {fact["says"]: fact for fact in card["facts"]}
    for says, fact in said.items():
        parts.append(
            Text.assemble(
                "· ", says, (f"  {fact['sources'][0]['source']}" if fact["sources"] else "", "dim")
            )
        )
    if more := card["facts_known"] - len(card["facts"]):
        parts.append(Text(f"and {more:,} more facts", style="dim"))
    return Group(*parts)


EMPTY = Text(
    "Name an artist, a track or a genre.\n\nWhat speaks for each pick will stand here.", style="dim"
)
DRAWN = {
    "pick": pick_drawn,
    "explanation": explanation_drawn,
    "comparison": comparison_drawn,
    "card": card_drawn,
}
TITLES = {"pick": "Why", "explanation": "Why not", "comparison": "Side by side", "card": "Who"}
