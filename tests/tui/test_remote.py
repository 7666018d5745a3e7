"""Claims about `--url`: a server with its usual limits carries a conversation, and refusals are told."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import uvicorn

from core.settings import Settings
from server.app import create_app
from server.serving import configuration
from tui.conversation import turn
from tui.remote import over_http
from tui.scripts import converse, printed
from tui.state import State
from tui.tools import AwayError, RefusedError
from tui.turns import Turn

STEERED = (
    "Coil",
    "less noise",
    "no Mute records",
    "not from Germany",
    "more ambient",
    "why not Can",
)


@contextmanager
def serving(url: str) -> Iterator[str]:
    """The service on its default settings, at a port of its own."""
    app = create_app(Settings.model_validate({"database_url": url}))
    server = uvicorn.Server(configuration(lambda: app, log_config=None))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def refusing(status: int) -> Iterator[str]:
    """A server that says nothing but this."""

    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/mcp"
    finally:
        server.shutdown()
        server.server_close()


async def talked(url: str, *utterances: str) -> list[Turn]:
    return [done async for done in converse(over_http(url, None), utterances)]


@pytest.mark.usefixtures("nobody_has_asked")
async def test_a_conversation_with_wishes_stays_within_the_usual_limits(world_url: str) -> None:
    with serving(world_url) as url:
        turns = await talked(url, *STEERED)
    assert [done.intent for done in turns] == [
        "recommend", "steer", "filter", "filter", "steer", "why_not",
    ]  # fmt: skip
    assert not [done.answer for done in turns if done.fault]


@pytest.mark.parametrize(
    ("status", "says", "fault"),
    [
        (401, "AURIC_TOKEN", 2),
        (403, "does not let this token", 2),
        (404, "should end in /mcp", 2),
        (421, "allow the host", 1),
        (429, "asks for patience", 1),
        (502, "answered with 502", 1),
    ],
)
async def test_a_refusal_is_told_and_ends_a_script(status: int, says: str, fault: int) -> None:
    with refusing(status) as url:
        async with over_http(url, "token") as tools:
            with pytest.raises(RefusedError if fault == 2 else AwayError, match=says):
                await tools.call("resolve", {"query": "Coil"})
            done = await turn(State(), "Coil", tools)
        code = await printed(converse(over_http(url, None), ["Coil"]), json=True, script=False)
    assert says in done.answer
    assert code == fault


@pytest.mark.parametrize("utterance", ["something like Coil", "qwxzv", "hmm, Coil maybe?"])
async def test_nobody_at_home_is_our_fault_and_said(utterance: str) -> None:
    (done,) = await talked("http://127.0.0.1:9", utterance)
    assert "does not answer" in done.answer
    assert done.fault == 1
