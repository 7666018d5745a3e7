"""The application: a listener writes or points, the conversation answers, the panes show why."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from tui.app import shelf
from tui.app.colours import AURIC, SIGNALS
from tui.app.desk import Desk
from tui.app.detail import Detail
from tui.app.keys import KEYS
from tui.app.neighbourhood import Neighbourhood
from tui.app.palette import FORMS, copied, keepsakes, sentences
from tui.app.picks import Picks
from tui.app.prompt import Prompt, hint
from tui.app.transcript import Answering, Transcript
from tui.keeping import Kept
from tui.renewed import ANEW, renewed
from tui.state import State
from tui.suggestions import possible, suggested
from tui.talkers import BuiltIn, Talker
from tui.tools import NoAnswerError, Tools
from tui.turns import Turn

Connect = Callable[[], AbstractAsyncContextManager[Tools]]
BUSY = "…"


class ChatApp(App[None]):
    """Auric in a terminal."""

    TITLE = "Auric"
    CSS_PATH = "style.tcss"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"),
        (110, "-usual"),
        (170, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(
        self, connect: Connect, talker: Talker | None = None, kept: Kept | None = None
    ) -> None:
        super().__init__()
        self.connect, self.talker = connect, talker or BuiltIn()
        self.state, self.opened = State(), kept
        self.said: list[tuple[str, str]] = []
        self.last: Turn | None = None
        self.untried = False  # opened again: does it still mean the same people?
        self.tools: Tools | None = None
        self.reached, self.speaking = asyncio.Event(), asyncio.Lock()
        self.away = "The tools cannot be reached."

    def get_default_screen(self) -> Desk:
        """There is but one."""
        return Desk(self._begun, lambda: possible(self.state))

    def on_mount(self) -> None:
        self.register_theme(AURIC)
        self.theme = AURIC.name
        self.ansi_theme_dark = SIGNALS
        self.sub_title = self.talker.name

    @on(Desk.Laid)
    async def begin(self) -> None:
        """The line stands there first."""
        self.call_after_refresh(self.hold)
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
            self.screen.remove_class("-reading")  # the answer stands in the talk
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

    @work(group="answer", exit_on_error=False)
    async def answer(self, utterance: str) -> None:
        """One turn: what was said, the answer as it grows, then the panes. Each waits for the one before."""
        answering = await self.query_one(Transcript).heard(utterance)
        self.sub_title = f"{self.talker.name} {BUSY}"
        try:
            async with self.speaking:
                done = await self._turn(utterance, answering)
                await answering.end(done.answer)
                self._show(done)
        except asyncio.CancelledError:
            await answering.end(f"{answering.text}\n\n*Stopped.*".strip())
            raise
        finally:
            if not self.speaking.locked():
                self.sub_title = self.talker.name

    async def _turn(self, utterance: str, answering: Answering) -> Turn:
        await self.reached.wait()
        if self.tools is None:
            return Turn(utterance, "unknown", {}, (), self.away, self.state)
        if self.untried:
            before, self.untried = self.state, False
            self.state = await renewed(before, self.tools)
            if self.state is not before:
                self._lay_out()
                self.notify(ANEW)
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

    def action_copy(self, form: str) -> None:
        """The last answer, to be pasted elsewhere."""
        if self.last is None:
            self.notify("There is no answer yet.", timeout=2)
            return
        self.copy_to_clipboard(copied(self.last, form))
        self.notify(f"Copied as {FORMS[form]}.", timeout=2)

    def action_keep(self) -> None:
        """Keep the conversation in a file."""
        shelf.put(self, Kept(self.state, tuple(self.said)))

    def action_open(self) -> None:
        """Choose a conversation that was kept."""
        shelf.choose(self, lambda kept: self.call_after_refresh(self._reopen, kept))

    @work(exclusive=True, group="answer")
    async def _reopen(self, kept: Kept) -> None:
        await self._show_kept(kept)

    async def _show_kept(self, kept: Kept) -> None:
        transcript = self.query_one(Transcript)
        await transcript.wipe()
        for utterance, answer in kept.said:
            await (await transcript.heard(utterance)).end(answer)
            self.query_one(Prompt).remember(utterance)
        self.state, self.said, self.last = kept.state, list(kept.said), None
        self.untried = True
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
        yield from sentences(possible(self.state), self.answer)
        yield from keepsakes(self.action_keep, self.action_open, self.action_copy)
