"""Everything that can be done, for whoever would rather choose than write."""

from collections.abc import Callable, Iterator, Sequence

import orjson
from textual.app import SystemCommand

from tui.turns import Turn

Do = Callable[[], None]


def sentences(sayable: Sequence[str], say: Callable[[str], object]) -> Iterator[SystemCommand]:
    """What would be understood here, to be said by choosing it."""
    for sentence in sayable:
        yield SystemCommand(f"Say “{sentence}”", "as if it were written", lambda s=sentence: say(s))


def keepsakes(keep: Do, open: Do, copy: Callable[[str], None]) -> Iterator[SystemCommand]:
    """What can be taken along of a conversation."""
    yield SystemCommand("Keep this conversation", "in a file", keep)
    yield SystemCommand("Open a conversation", "that was kept", open)
    for form, told in FORMS.items():
        yield SystemCommand(
            f"Copy the last answer as {told}", "to the clipboard", lambda f=form: copy(f)
        )


FORMS = {"markdown": "Markdown", "json": "JSON"}


def copied(turn: Turn, form: str) -> str:
    """An answer, to be pasted elsewhere."""
    if form == "markdown":
        return turn.answer
    told = {**turn.told(), "shows": dict(turn.shows)}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2).decode()
