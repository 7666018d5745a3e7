"""The one screen: talk, picks, reasons, a map where there is room, and a line that everything typed goes to."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Paste
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, Header, Static

from tui.app.detail import Detail
from tui.app.neighbourhood import Neighbourhood
from tui.app.picks import Picks
from tui.app.prompt import Begun, Prompt, Sayable, one_line
from tui.app.transcript import Transcript


class Desk(Screen[None]):
    """What lies where, and where the keys go."""

    class Laid(Message):
        """Everything is where it belongs."""

    def __init__(self, begun: Begun, sayable: Sayable) -> None:
        super().__init__()
        self.begun, self.sayable = begun, sayable

    def compose(self) -> ComposeResult:
        yield Header(icon="♪")
        yield Transcript(id="transcript")
        yield Picks(id="picks")
        yield Detail(id="detail")
        yield Neighbourhood(id="map")
        with Vertical(id="foot"):
            yield Prompt(self.begun, self.sayable, id="prompt")
            yield Static(id="hint")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Prompt).focus()
        self.post_message(self.Laid())

    def on_key(self, event: Key) -> None:
        """A letter that has no meaning where it is typed is meant for the line."""
        if event.is_printable and event.character and event.key not in self.active_bindings:
            self._write(event.character)

    def on_paste(self, event: Paste) -> None:
        """The same for what is pasted."""
        self._write(one_line(event.text))

    def _write(self, text: str) -> None:
        self.action_write()
        self.query_one(Prompt).insert_text_at_cursor(text)

    def action_turn_page(self) -> None:
        """Where there is no room for both: reasons instead of talk, and back."""
        if self.has_class("-narrow"):
            reading = not self.has_class("-reading")
            self.set_class(reading, "-reading")
            self.query_one("#detail" if reading else "#prompt").focus()
        else:
            self.query_one(Detail).focus()

    def action_point(self) -> None:
        """To the table."""
        self.query_one(Picks).focus()

    def action_write(self) -> None:
        """Back to the line."""
        self.query_one(Prompt).focus()
