"""Where a listener writes: with the past at the arrow keys, and names completed while they are typed."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.suggester import Suggester
from textual.widgets import Input

LONGEST_PASTE = 2_000  # characters; nobody asks for music at greater length
FEWEST_LETTERS = 3  # of a name that is completed
MOST_WORDS = 3  # of a name that has been begun
Begun = Callable[[str], Awaitable[list[str]]]
Sayable = Callable[[], list[str]]


class Prompt(Input):
    """One line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier", "Earlier", show=False),
        Binding("down", "later", "Later", show=False),
        Binding("tab", "complete", "Complete", show=False),
    ]

    def __init__(self, begun: Begun, sayable: Sayable, *, id: str) -> None:
        super().__init__(
            placeholder="an artist, a track, a genre, or an argument",
            id=id,
            suggester=Completion(begun, sayable),
            select_on_focus=False,
        )
        self.past: list[str] = []
        self.place = 0
        self.draft = ""

    def remember(self, utterance: str) -> None:
        """Keep what was said at the arrow keys."""
        if not self.past or self.past[-1] != utterance:
            self.past.append(utterance)
        self.place = len(self.past)

    def action_earlier(self) -> None:
        """What was said before."""
        if self.place == len(self.past):
            self.draft = self.value
        self._go(max(self.place - 1, 0))

    def action_later(self) -> None:
        """What was said after, and at last what was being written."""
        self._go(min(self.place + 1, len(self.past)))

    def action_complete(self) -> None:
        """Take the completion; where there is none, go on to the table."""
        if self._suggestion and self.cursor_position == len(self.value):
            self.action_cursor_right()
        else:
            self.screen.focus_next()

    def _go(self, place: int) -> None:
        if not self.past:
            return
        self.place = place
        self.value = self.past[place] if place < len(self.past) else self.draft
        self.cursor_position = len(self.value)

    def _on_paste(self, event: Paste) -> None:
        """Never more than a line."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(one_line(event.text))


def one_line(text: str) -> str:
    """A page of text as one line of bearable length."""
    return " ".join(text.split())[:LONGEST_PASTE]


class Completion(Suggester):
    """Sentences that would work here, then names that begin like the last words."""

    def __init__(self, begun: Begun, sayable: Sayable) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.begun, self.sayable = begun, sayable

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line, completed."""
        folded = value.casefold()
        for sentence in self.sayable():
            if (
                len(value) > 1
                and sentence.casefold().startswith(folded)
                and len(sentence) > len(value)
            ):
                return value + sentence[len(value) :]
        words = value.split(" ")
        for count in range(min(MOST_WORDS, len(words)), 0, -1):
            start = " ".join(words[-count:])
            if len(start) < FEWEST_LETTERS or not start.strip():
                continue
            for name in await self.begun(start):
                if name.casefold().startswith(start.casefold()) and len(name) > len(start):
                    return value + name[len(start) :]
        return None


def hint(suggestions: tuple[str, ...]) -> Text:
    """What could be said next, under the line."""
    text = Text("try ", style="dim") if suggestions else Text()
    for nth, suggestion in enumerate(suggestions):
        text.append("  or  " if nth else "", style="dim")
        text.append(suggestion, style="italic")
    return text
