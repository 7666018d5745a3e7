"""The picks as a table: name, stacked bar, score, and how much of the weight could speak."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import DataTable

from tui import strokes
from tui.tools import Answer

NAME, LEAST_NAME = 36, 12  # cells
BAR, SHORT_BAR = 16, 8
ROOMY = 62  # cells of width from which everything has its place


class Picks(DataTable[Text]):
    """Enter or a second click asks why; letters do the rest."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "say('why {n}')", "Why"),
        Binding("m", "say('more like {n}')", "More like"),
        Binding("x", "say('exclude {n}')", "Leave out"),
        Binding("t", "say('tell me about {n}')", "Tell"),
        Binding("p", "say('who produced {n}')", "Credits"),
        Binding("c", "compare", "Compare"),
        Binding("slash,escape", "screen.write", "Write", show=False),
    ]

    class Asked(Message):
        """A gesture at the table, as the sentence it stands for."""

        def __init__(self, utterance: str) -> None:
            super().__init__()
            self.utterance = utterance

    class Chosen(Message):
        """Somebody to be shown in the pane."""

        def __init__(self, pick: Answer) -> None:
            super().__init__()
            self.pick = pick

    def __init__(self, *, id: str) -> None:
        super().__init__(
            id=id, cursor_type="row", zebra_stripes=True, cursor_foreground_priority="renderable"
        )
        self.picks: tuple[Answer, ...] = ()
        self.marked: int | None = None
        self.border_title = "Picks"

    def lay_out(self, picks: Sequence[Answer], near: str | None) -> None:
        """Put these picks on the table."""
        self.picks, self.marked = tuple(picks), None
        self.border_title = Text.assemble("Near ", (near, "bold")).markup if near else "Picks"
        self._draw()

    def point_at(self, name: str) -> None:
        """Put the cursor on whoever is spoken of."""
        names = [pick["artist_name"] for pick in self.picks]
        if name in names:
            self.move_cursor(row=names.index(name))

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        row = self.cursor_row
        roomy = self.size.width >= ROOMY
        bar = BAR if roomy else SHORT_BAR
        name = max(LEAST_NAME, min(NAME, self.size.width - bar - (24 if roomy else 18)))
        self.clear(columns=True)
        for label, width in (
            ("", 2),
            ("artist", name),
            ("score", bar + 5),
            *((("heard", 5),) if roomy else ()),
            ("", 1),
        ):
            self.add_column(Text(label, style="dim"), width=width)
        for nth, pick in enumerate(self.picks, start=1):
            self.add_row(*_cells(nth, pick, name, bar, roomy, marked=self.marked == nth - 1))
        if self.picks:
            self.move_cursor(row=min(row, len(self.picks) - 1))

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        if 0 <= event.cursor_row < len(self.picks):
            self.post_message(self.Chosen(self.picks[event.cursor_row]))

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        self.post_message(self.Asked(f"why {event.cursor_row + 1}"))

    def action_say(self, sentence: str) -> None:
        """Say something about the pick under the cursor."""
        if self.picks:
            self.post_message(self.Asked(sentence.format(n=self.cursor_row + 1)))

    def action_compare(self) -> None:
        """Mark one, then another; the two are compared."""
        if not self.picks:
            return
        if self.marked is None:
            self.marked = self.cursor_row
            self._draw()
        elif self.marked == self.cursor_row:
            self.marked = None
            self._draw()
        else:
            one, other = self.marked + 1, self.cursor_row + 1
            self.marked = None
            self._draw()
            self.post_message(self.Asked(f"compare {one} and {other}"))


def _cells(nth: int, pick: Answer, name: int, bar: int, roomy: bool, *, marked: bool) -> list[Text]:
    title = Text(
        pick["artist_name"],
        style="bold reverse" if marked else "bold",
        overflow="ellipsis",
        no_wrap=True,
    )
    title.truncate(name, overflow="ellipsis")
    score = strokes.stacked(pick["contributions"], bar) + Text(f" {pick['score']:.2f}")
    heard = [Text(f"{pick['coverage']:.0%}", style="dim", justify="right")] if roomy else []
    return [
        Text(str(nth), style="dim", justify="right"),
        title,
        score,
        *heard,
        Text("◇" if pick["exploration"] else ""),
    ]
