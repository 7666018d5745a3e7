"""What the conversation can do, one act an intent."""

from collections.abc import Awaitable, Callable, Mapping

from tui.acts.arguing import compare, connect, why, why_not
from tui.acts.keeping import give_help, reset, undo
from tui.acts.listing import exactly, like_pick, more, recommend
from tui.acts.telling import credits, tell
from tui.turns import Room, Said

Act = Callable[[Room], Awaitable[Said]]

ACTS: Mapping[str, Act] = {
    "recommend": recommend,
    "exactly": exactly,
    "more": more,
    "like_pick": like_pick,
    "why": why,
    "why_not": why_not,
    "compare": compare,
    "connect": connect,
    "credits": credits,
    "tell": tell,
    "reset": reset,
    "undo": undo,
    "help": give_help,
}
