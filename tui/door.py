"""`auric chat`: on a screen, in a browser, for one sentence, or for a script of them."""

import asyncio
import os
import re
import shlex
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from tui.keeping import Kept, reopen
from tui.scripts import converse, lines, printed
from tui.talkers import BuiltIn, Talker
from tui.tools import NoAnswerError, Tools

Connect = Callable[[], AbstractAsyncContextManager[Tools]]
LONGEST_SCRIPT = 1024 * 1024  # characters
PAGE = "app_index.html"
ELSEWHERE = re.compile(r"<link[^>]*https?://[^>]*>")  # no font is fetched from anywhere
NO_WEB = "This needs the extra `web`: pip install 'auric-signal[web]'"


@dataclass(frozen=True)
class Wanted:
    """How the chat was called."""

    once: str | None = None
    script: Path | None = None
    json: bool = False
    open: Path | None = None
    model: str | None = None


def talk(connect: Connect, wanted: Wanted) -> int:
    """The exit code. Raises NoAnswerError for what cannot be opened or read."""
    kept = reopen(wanted.open) if wanted.open else None
    talker = _talker(wanted.model)
    if wanted.once is not None:
        return _scripted(connect, [wanted.once], talker, kept, json=wanted.json, script=False)
    in_browser = "TEXTUAL_DRIVER" in os.environ
    if wanted.script or not (sys.stdin.isatty() or in_browser):
        return _scripted(connect, _read(wanted.script), talker, kept, json=wanted.json, script=True)
    from tui.app.chat import ChatApp

    app = ChatApp(connect, talker, kept)
    if in_browser:
        from tui.app.visitor import Visitor

        app.driver_class = Visitor
    app.run()
    return app.return_code or 0


def serve_in_browser(host: str, port: int, wanted: Wanted, url: str | None) -> None:
    """The same screen in a browser; each visitor has a conversation of their own."""
    try:
        from textual_serve.server import Server
    except ImportError as error:
        raise NoAnswerError(NO_WEB) from error
    command = shlex.join([sys.executable, "-m", "auric", "chat", *passed_on(wanted, url)])
    with TemporaryDirectory() as pages:
        page = files("textual_serve").joinpath("templates", PAGE).read_text(encoding="utf-8")
        Path(pages, PAGE).write_text(ELSEWHERE.sub("", page), encoding="utf-8")
        Server(command, host=host, port=port, title="Auric", templates_path=pages).serve()


def passed_on(wanted: Wanted, url: str | None) -> list[str]:
    """The options that hold for every visitor."""
    options = {"--url": url, "--model": wanted.model, "--open": wanted.open}
    return [str(part) for option, value in options.items() if value for part in (option, value)]


def _talker(model: str | None) -> Talker:
    if model is None:
        return BuiltIn()
    from tui.model import with_model

    return with_model(model)


def _read(script: Path | None) -> list[str]:
    try:
        text = script.read_text(encoding="utf-8") if script else sys.stdin.read(LONGEST_SCRIPT)
    except (OSError, UnicodeDecodeError) as error:
        raise NoAnswerError(f"{script} cannot be read: {error}.") from error
    return lines(text[:LONGEST_SCRIPT])


def _scripted(
    connect: Connect,
    said: list[str],
    talker: Talker,
    kept: Kept | None,
    *,
    json: bool,
    script: bool,
) -> int:
    return asyncio.run(printed(converse(connect(), said, talker, kept), json=json, script=script))
