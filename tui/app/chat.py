"""The application: a listener writes or points, the conversation answers, the panes show why."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import ClassVar

import orjson
from textual import on, work
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Footer, Header, Input, Static
from textual.worker import Worker, WorkerState

from tui.app.colours import AURIC, SIGNALS
from tui.app.detail import Detail
from tui.app.neighbourhood import Neighbourhood
from tui.app.opening import Opening
from tui.app.picks import Picks
from tui.app.prompt import Prompt, hint
from tui.app.transcript import Answering, Transcript
from tui.keeping import Kept, keep, reopen
from tui.state import State
from tui.suggestions import possible, suggested
from tui.talkers import BuiltIn, Talker
from tui.tools import NoAnswerError, Tools
from tui.turns import Turn

Connect = Callable[[], AbstractAsyncContextManager[Tools]]
BUSY = "…"
NOT_KEPT = (
    "In a browser nothing is kept here; copy the answer with Ctrl+Y."  # visitors share the host
)


class ChatApp(App[None]):
    """Auric in a terminal."""

    TITLE = "Auric"
    CSS_PATH = "style.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"),
        (110, "-usual"),
        (170, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "say('help')", "Help"),
        Binding("f2", "turn_page", "Reasons"),
        Binding("ctrl+z", "say('undo')", "Undo", priority=True),
        Binding("ctrl+n", "say('start over')", "New", priority=True),
        Binding("ctrl+s", "keep", "Keep", show=False, priority=True),
        Binding("ctrl+o", "open", "Open", show=False, priority=True),
        Binding("ctrl+y", "copy('markdown')", "Copy", priority=True),
        Binding("ctrl+j", "copy('json')", "Copy JSON", show=False),
        Binding("ctrl+t", "point", "Picks", show=False, priority=True),
        Binding("ctrl+c", "stop", "Stop", show=False, priority=True),
        Binding("ctrl+q", "quit", "Quit"),
    ]

    def __init__(
        self, connect: Connect, talker: Talker | None = None, kept: Kept | None = None
    ) -> None:
        super().__init__()
        self.connect, self.talker = connect, talker or BuiltIn()
        self.state, self.opened = State(), kept
        self.said: list[tuple[str, str]] = []
        self.last: Turn | None = None
        self.tools: Tools | None = None
        self.reached = asyncio.Event()
        self.away = "The tools cannot be reached."

    def compose(self) -> ComposeResult:
        yield Header(icon="♪")
        yield Transcript(id="transcript")
        yield Picks(id="picks")
        yield Detail(id="detail")
        yield Neighbourhood(id="map")
        with Vertical(id="foot"):
            yield Prompt(self._begun, lambda: possible(self.state), id="prompt")
            yield Static(id="hint")
        yield Footer()

    async def on_mount(self) -> None:
        self.register_theme(AURIC)
        self.theme = AURIC.name
        self.ansi_theme_dark = SIGNALS
        self.sub_title = self.talker.name
        self.query_one("#prompt").focus()
        self.call_after_refresh(self.hold)  # the line stands there first
        if self.opened:
            await self._show_kept(self.opened)
        self.query_one("#hint", Static).update(hint(suggested(self.state, "help")))

    @work(group="connection", exit_on_error=False)
    async def hold(self) -> None:
        """Keep the tools at hand for as long as the application lives."""
        try:
            async with self.connect() as tools:
                self.tools = tools
                self.reached.set()
                await asyncio.Event().wait()
        except NoAnswerError as why:
            self.away = str(why)
        finally:
            self.reached.set()

    @on(Input.Submitted, "#prompt")
    def submit(self, event: Input.Submitted) -> None:
        utterance = event.value.strip()
        if utterance:
            event.input.clear()
            self.query_one(Prompt).remember(utterance)
            self.answer(utterance)

    @on(Picks.Asked)
    def ask(self, event: Picks.Asked) -> None:
        self.answer(event.utterance)

    @on(Picks.Chosen)
    def choose(self, event: Picks.Chosen) -> None:
        if (
            self.screen.focused is self.query_one(Picks)
            or self.last is None
            or "list" in self.last.shows
        ):
            self.query_one(Detail).pick(event.pick, self.state.picks, self.state.seed_name)

    @work(exclusive=True, group="answer", exit_on_error=False)
    async def answer(self, utterance: str) -> None:
        """One turn: what was said, the answer as it grows, then the panes."""
        transcript = self.query_one(Transcript)
        await transcript.heard(utterance)
        answering = await transcript.answering()
        self.sub_title = f"{self.talker.name} {BUSY}"
        try:
            done = await self._turn(utterance, answering)
        except asyncio.CancelledError:
            await answering.end(f"{answering.text}\n\n*Stopped.*".strip())
            raise
        finally:
            self.sub_title = self.talker.name
        await answering.end(done.answer)
        self._show(done)

    async def _turn(self, utterance: str, answering: Answering) -> Turn:
        await self.reached.wait()
        if self.tools is None:
            return Turn(utterance, "unknown", {}, (), self.away, self.state)
        return await self.talker.say(self.state, utterance, self.tools, answering.write)

    def _show(self, done: Turn) -> None:
        listed = done.state.picks is not self.state.picks or done.state.seed is not self.state.seed
        self.state, self.last = done.state, done
        self.said.append((done.utterance, done.answer))
        detail = self.query_one(Detail)
        if listed:
            self._lay_out()
        if spoken := done.shows.get("pick") or done.shows.get("card"):
            self.query_one(Picks).point_at(spoken.get("artist_name") or spoken["name"])
        detail.show(done.shows, self.state.picks, self.state.seed_name)
        self.query_one("#hint", Static).update(hint(done.suggestions))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of ours is said, not thrown at the listener's screen."""
        if event.state is WorkerState.ERROR and event.worker.group == "answer":
            self.notify(
                "Something broke while the answer was sought; it is not your question.",
                severity="error",
            )
            self.log.error(event.worker.error)

    def action_say(self, utterance: str) -> None:
        """Say a sentence as if it had been written."""
        self.answer(utterance)

    def action_stop(self) -> None:
        """Stop an answer; where none is being written, say how to leave."""
        running = [w for w in self.workers if w.group == "answer" and w.is_running]
        for worker in running:
            worker.cancel()
        if running:
            return
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        else:
            self.notify("Ctrl+Q leaves.", timeout=2)

    def action_turn_page(self) -> None:
        """Where there is no room for both: reasons instead of talk, and back."""
        if self.screen.has_class("-narrow"):
            reading = not self.screen.has_class("-reading")
            self.screen.set_class(reading, "-reading")
            self.query_one("#detail" if reading else "#prompt").focus()
        else:
            self.query_one(Detail).focus()

    def action_point(self) -> None:
        """To the table."""
        self.query_one(Picks).focus()

    def action_write(self) -> None:
        """Back to the line."""
        self.query_one(Prompt).focus()

    def action_copy(self, form: str) -> None:
        """The last answer, to be pasted elsewhere."""
        if self.last is None:
            self.notify("There is no answer yet.", timeout=2)
            return
        told = orjson.dumps(
            {**self.last.told(), "shows": dict(self.last.shows)}, option=orjson.OPT_INDENT_2
        )
        self.copy_to_clipboard(self.last.answer if form == "markdown" else told.decode())
        self.notify(f"Copied as {'Markdown' if form == 'markdown' else 'JSON'}.", timeout=2)

    def action_keep(self) -> None:
        """Keep the conversation in a file."""
        if self.is_web:
            self.notify(NOT_KEPT)
            return
        try:
            file = keep(Kept(self.state, tuple(self.said)))
        except NoAnswerError as why:
            self.notify(str(why), severity="error")
        else:
            self.notify(f"Kept as {file.name}.")

    def action_open(self) -> None:
        """Choose a conversation that was kept."""
        if self.is_web:
            self.notify(NOT_KEPT)
            return
        self.push_screen(Opening(), self._chosen)

    def _chosen(self, file: Path | None) -> None:
        self.call_after_refresh(self._reopen, file)

    @work(exclusive=True, group="answer")
    async def _reopen(self, file: Path | None) -> None:
        if file is None:
            return
        try:
            kept = reopen(file)
        except NoAnswerError as why:
            self.notify(str(why), severity="error")
        else:
            await self._show_kept(kept)

    async def _show_kept(self, kept: Kept) -> None:
        transcript = self.query_one(Transcript)
        await transcript.wipe()
        for utterance, answer in kept.said:
            await transcript.heard(utterance)
            await (await transcript.answering()).end(answer)
            self.query_one(Prompt).remember(utterance)
        self.state, self.said, self.last = kept.state, list(kept.said), None
        self._lay_out()
        self.query_one(Detail).show({}, self.state.picks, self.state.seed_name)

    def _lay_out(self) -> None:
        for table in (self.query_one(Picks), self.query_one(Neighbourhood)):
            table.lay_out(self.state.picks, self.state.seed_name)

    async def _begun(self, start: str) -> list[str]:
        """Names that begin like this: those on the table, then those that the tools know."""
        here = [pick["artist_name"] for pick in self.state.picks]
        if any(name.casefold().startswith(start.casefold()) for name in here) or self.tools is None:
            return here
        return await self.tools.begun(start)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that can be done, for whoever would rather choose."""
        yield from super().get_system_commands(screen)
        for sentence in possible(self.state):
            yield SystemCommand(
                f"Say “{sentence}”", "as if it were written", lambda s=sentence: self.answer(s)
            )
        yield SystemCommand("Keep this conversation", "in a file", self.action_keep)
        yield SystemCommand("Open a conversation", "that was kept", self.action_open)
        yield SystemCommand(
            "Copy the last answer as Markdown",
            "to the clipboard",
            lambda: self.action_copy("markdown"),
        )
        yield SystemCommand(
            "Copy the last answer as JSON", "to the clipboard", lambda: self.action_copy("json")
        )
