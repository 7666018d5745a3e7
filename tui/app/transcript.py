"""What was said, from top to bottom; an answer appears as it is written."""

import asyncio

from textual.containers import Vertical, VerticalScroll
from textual.widgets import Markdown, Static
from textual.widgets.markdown import MarkdownStream

WELCOME = """\
**What is this music actually adjacent to, and why?**

Name an artist, a track or a genre. Then argue: *why #2*, *why not Ministry*, *more like 3*, *less metal*, \
*only before 1990*. `F1` tells the rest."""
LONGEST_SHOWN = 400  # characters of what a listener said


class Transcript(VerticalScroll):
    """The conversation."""

    can_focus = True

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.border_title = "Talk"

    async def on_mount(self) -> None:
        self.anchor()
        await self.mount(Markdown(WELCOME, classes="answer"))

    async def heard(self, utterance: str) -> "Answering":
        """Show what the listener said, as it was typed, with room for the answer below it."""
        shown = utterance if len(utterance) <= LONGEST_SHOWN else f"{utterance[:LONGEST_SHOWN]} …"
        markdown = Markdown("", classes="answer")
        self.anchor()
        await self.mount(
            Static(f"› {shown}", classes="said", markup=False), Vertical(markdown, classes="turn")
        )
        return Answering(markdown)

    async def wipe(self) -> None:
        """An empty page."""
        await self.remove_children()


class Answering:
    """One answer, as it grows."""

    def __init__(self, markdown: Markdown) -> None:
        self.markdown = markdown
        self.stream: MarkdownStream | None = None
        self.text = ""

    async def write(self, part: str) -> None:
        """More of it."""
        self.stream = self.stream or Markdown.get_stream(self.markdown)
        self.text += part
        await self.stream.write(part)

    async def end(self, whole: str | None = None) -> None:
        """It is complete; `whole` replaces what was written, where that was corrected."""
        if self.stream:
            await asyncio.sleep(0)  # a stream that has not begun to run cannot be stopped
            await self.stream.stop()
        if whole is not None and whole != self.text:
            self.text = whole
            await self.markdown.update(whole)
