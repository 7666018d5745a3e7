"""Claims about the application: every gesture does what its sentence would, and nothing breaks it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Markdown, Static

from tui import keeping
from tui.app.chat import ChatApp
from tui.app.detail import Detail
from tui.app.opening import Opening
from tui.app.picks import Picks
from tui.app.prompt import LONGEST_PASTE, Prompt
from tui.app.transcript import Transcript
from tui.remote import over_http
from tui.state import State
from tui.talkers import Write
from tui.tools import Tools
from tui.turns import Turn

Connect = Callable[[], AbstractAsyncContextManager[Tools]]


@pytest.fixture
def connect(tools: Tools) -> Connect:
    @asynccontextmanager
    async def reach() -> AsyncIterator[Tools]:
        yield tools

    return reach


async def settled(pilot: Pilot[None]) -> None:
    """Wait until the answer is there and drawn."""
    await pilot.pause()
    app = pilot.app
    while answering := [w for w in app.workers if w.group == "answer" and not w.is_finished]:
        await app.workers.wait_for_complete(answering)
    await pilot.pause()


async def say(pilot: Pilot[None], sentence: str) -> None:
    pilot.app.query_one(Prompt).value = sentence
    await pilot.press("enter")
    await settled(pilot)


def last_answer(app: ChatApp) -> str:
    return app.said[-1][1] if app.said else ""


async def test_a_sentence_becomes_an_answer_a_table_and_reasons(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*"coil", "enter")
        await settled(pilot)
        assert app.state.seed_name == "Coil"
        assert app.query_one(Picks).row_count == 10
        assert "Adjacent to Coil" in last_answer(app)
        assert app.query_one(Detail).drawn is not None
        assert app.query_one(Prompt).value == ""
        assert app.query_one("#hint", Static).render()


async def test_every_letter_on_the_table_is_a_sentence(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, "Nine Inch Nails")
        await pilot.press("ctrl+t", "down")
        for key, intent in (("w", "why"), ("t", "tell"), ("p", "credits"), ("enter", "why")):
            await pilot.press(key)
            await settled(pilot)
            assert app.last is not None
            assert app.last.intent == intent
            assert app.state.focus == (app.state.picks[1]["artist_name"],)
        second = app.state.picks[1]["artist_name"]
        await pilot.press("x")
        await settled(pilot)
        assert second not in [pick["artist_name"] for pick in app.state.picks]
        first = app.state.picks[0]["artist_name"]
        await pilot.press("home", "up", "up", "m")
        await settled(pilot)
        assert app.state.seed_name == first


async def test_two_marks_are_a_comparison(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, "Nine Inch Nails")
        names = [pick["artist_name"] for pick in app.state.picks]
        await pilot.press("ctrl+t", "c", "down", "down", "c")
        await settled(pilot)
        assert app.state.focus == (names[0], names[2])
        assert app.query_one(Detail).border_title == "Side by side"


async def test_the_mouse_chooses_and_a_second_click_asks_why(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, "Coil")
        await pilot.click(Picks, offset=(6, 5))
        await settled(pilot)
        chosen = app.query_one(Picks).cursor_row
        assert chosen > 0
        await pilot.click(Picks, offset=(6, 5))
        await settled(pilot)
        assert app.last is not None
        assert app.last.intent == "why"
        assert app.state.focus == (app.state.picks[chosen]["artist_name"],)


async def test_the_past_is_at_the_arrow_keys(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        await say(pilot, "help")
        await say(pilot, "undo")
        await pilot.press("d", "up", "up")
        assert app.query_one(Prompt).value == "help"
        await pilot.press("down", "down")
        assert app.query_one(Prompt).value == "d"


async def test_names_are_completed_while_they_are_typed(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        await say(pilot, "help")
        await pilot.press(*"something like throbb")
        for _ in range(50):
            await pilot.pause(0.02)
            if app.query_one(Prompt)._suggestion:
                break
        await pilot.press("tab")
        assert app.query_one(Prompt).value.casefold() == "something like throbbing gristle"


async def test_undo_new_and_help_have_keys(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        await say(pilot, "Coil")
        await say(pilot, "only from Germany")
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert app.state.wishes.country is None
        await pilot.press("f1")
        await settled(pilot)
        assert app.last is not None
        assert app.last.intent == "help"
        await pilot.press("ctrl+n")
        await settled(pilot)
        assert app.state.seed is None
        assert app.query_one(Picks).row_count == 0


async def test_a_conversation_is_kept_and_opened_again(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path)
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        await say(pilot, "Coil")
        await say(pilot, "no Ministry")
        await pilot.press("ctrl+s")
    again = ChatApp(connect)
    async with again.run_test() as pilot:
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert isinstance(again.screen, Opening)
        await pilot.press("enter")
        await settled(pilot)
        assert again.state == app.state
        assert again.said == app.said
        await say(pilot, "undo")
        assert again.state.wishes.exclude == {}
    assert keeping.kept_files()[0].stat().st_mode & 0o077 == 0


async def test_in_a_browser_nobody_sees_what_others_kept(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path)
    monkeypatch.setattr(ChatApp, "is_web", True)
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        await say(pilot, "Coil")
        await pilot.press("ctrl+s", "ctrl+o")
        await pilot.pause()
        assert not isinstance(app.screen, Opening)
    assert not list(tmp_path.iterdir())


async def test_an_answer_can_be_copied_in_two_forms(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        await say(pilot, "Coil")
        await pilot.press("ctrl+y")
        assert app.clipboard == last_answer(app)
        app.action_copy("json")
        assert '"intent": "recommend"' in app.clipboard


async def test_the_palette_says_sentences(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        await say(pilot, "Coil")
        titles = [command.title for command in app.get_system_commands(app.screen)]
        assert any(title.startswith("Say “why ") for title in titles)
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"surprise", "enter")
        await settled(pilot)
        assert app.last is not None
        assert app.last.intent in ("surprise", "recommend")


async def test_the_page_turns_where_there_is_no_room(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test(size=(80, 24)) as pilot:
        await say(pilot, "Coil")
        assert not app.query_one(Detail).display
        await pilot.press("f2")
        await pilot.pause()
        assert app.query_one(Detail).display
        await pilot.press("f2")
        await pilot.pause()
        assert not app.query_one(Detail).display


async def test_resizing_in_the_middle_breaks_nothing(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test(size=(120, 40)) as pilot:
        app.answer("Nine Inch Nails")
        for size in ((40, 12), (200, 60), (80, 24), (20, 6), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await settled(pilot)
        assert app.query_one(Picks).row_count == 10
        assert app.screen.has_class("-usual")


class Endless:
    """Writes without end, as a model might."""

    name = "endless"

    async def say(self, state: State, utterance: str, tools: Tools, write: Write) -> Turn:
        while True:
            await write("word ")
            await asyncio.sleep(0.01)


async def test_ctrl_c_in_the_middle_of_a_stream_stops_it_and_nothing_else(connect: Connect) -> None:
    app = ChatApp(connect, Endless())
    async with app.run_test() as pilot:
        app.answer("go")
        while "word" not in app.query(Markdown).last().source:
            await pilot.pause(0.02)
        await pilot.press("ctrl+c")
        while "Stopped." not in app.query(Markdown).last().source:
            await pilot.pause(0.02)
        assert not [w for w in app.workers if w.group == "answer" and w.is_running]
        await pilot.press("ctrl+c")
        assert app.is_running


async def test_questions_wait_for_the_one_before_and_for_the_tools(connect: Connect) -> None:
    opened = asyncio.Event()

    @asynccontextmanager
    async def slowly() -> AsyncIterator[Tools]:
        await opened.wait()
        async with connect() as tools:
            yield tools

    app = ChatApp(slowly)
    async with app.run_test() as pilot:
        await pilot.press(*"coil", "enter", *"why 2", "enter")
        opened.set()
        await settled(pilot)
        assert [utterance for utterance, _ in app.said] == ["coil", "why 2"]
        assert "is number 2 near Coil" in last_answer(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_typed_at_the_reasons_goes_to_the_line(
    connect: Connect, size: tuple[int, int]
) -> None:
    app = ChatApp(connect)
    async with app.run_test(size=size) as pilot:
        await say(pilot, "Coil")
        await pilot.press("f2", *"less pop")
        assert app.query_one(Prompt).value == "less pop"
        await pilot.press("enter")
        await settled(pilot)
        assert app.state.wishes.less == ("pop",)
        assert app.query_one(Picks).display  # the page is turned back


async def test_a_paste_at_the_talk_goes_to_the_line(connect: Connect) -> None:
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        app.query_one(Transcript).focus()
        await pilot.pause()
        app.post_message(Paste("Coil\nplease"))
        await pilot.pause()
        assert app.query_one(Prompt).value == "Coil please"


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "why " * 2_500,
        "🎸👩‍🎤🏳️‍🌈 Coil",
        "שלום עולם",
        "مرحبا Coil",
        "[bold]Coil[/nothing]",
        "a\tb\rc",
        "\u202eCoil",
    ],
)
async def test_whatever_is_pasted_gets_an_answer(connect: Connect, typed: str) -> None:
    app = ChatApp(connect)
    async with app.run_test() as pilot:
        prompt = app.query_one(Prompt)
        prompt.post_message(Paste(typed))
        await pilot.pause()
        assert 0 < len(prompt.value) <= LONGEST_PASTE
        await pilot.press("enter")
        await settled(pilot)
        assert last_answer(app)
        assert app.is_running


async def test_a_lost_connection_is_said_and_heals(connect: Connect) -> None:
    app = ChatApp(lambda: over_http("http://127.0.0.1:9", None))
    async with app.run_test() as pilot:
        await say(pilot, "Coil")
        assert "does not answer" in last_answer(app)
        async with connect() as reached:
            app.tools = reached
            await say(pilot, "Coil")
        assert app.state.seed_name == "Coil"


async def test_an_address_that_is_none_is_said_so() -> None:
    app = ChatApp(lambda: over_http("gopher", None))
    async with app.run_test() as pilot:
        await say(pilot, "Coil")
        assert "is no address" in last_answer(app)
