"""Conversations on the shelf: kept in a file, chosen, opened again."""

from collections.abc import Callable
from pathlib import Path

from textual.app import App

from tui.app.opening import Opening
from tui.keeping import Kept, keep, reopen
from tui.tools import NoAnswerError

NOT_KEPT = (
    "In a browser nothing is kept here; copy the answer with Ctrl+Y."  # visitors share the host
)


def put(app: App[None], kept: Kept) -> None:
    """Keep a conversation, and say where."""
    if app.is_web:
        app.notify(NOT_KEPT)
        return
    try:
        file = keep(kept)
    except NoAnswerError as why:
        app.notify(str(why), severity="error")
    else:
        app.notify(f"Kept as {file.name}.")


def choose(app: App[None], show: Callable[[Kept], object]) -> None:
    """Let one be chosen, and show it."""

    def chosen(file: Path | None) -> None:
        if file is None:
            return
        try:
            show(reopen(file))
        except NoAnswerError as why:
            app.notify(str(why), severity="error")

    if app.is_web:
        app.notify(NOT_KEPT)
    else:
        app.push_screen(Opening(), chosen)
