"""A map of the neighbourhood: the nearer, the higher in score."""

from collections.abc import Sequence

from rich.text import Text
from textual.widgets import Static

from tui.app import drawings
from tui.tools import Answer


class Neighbourhood(Static):
    """Drawn as large as there is room."""

    can_focus = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.border_title = "Map"
        self.picks: tuple[Answer, ...] = ()
        self.seed: str | None = None

    def lay_out(self, picks: Sequence[Answer], seed: str | None) -> None:
        """Draw these picks around the seed."""
        self.picks, self.seed = tuple(picks), seed
        self.refresh(layout=True)

    def render(self) -> Text:
        if self.seed is None:
            return Text()
        return drawings.neighbourhood(
            self.seed, self.picks, self.size.width - 1, self.size.height - 2
        )
