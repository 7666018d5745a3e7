"""A real web server on this machine that answers as a test tells it to, faults included."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ingest.web import Limits


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True)
class Reply:
    """What to answer. `fault`: None, or one of truncated, endless, hanging, dripping."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None


def told(answer: Any, status: int = 200, **headers: str) -> Reply:
    """An answer in JSON."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(json.dumps(answer).encode(), status, {"Content-Type": "application/json", **sent})


TOO_MANY = told({"error": "slow down"}, 429, Retry_After="1")
BROKEN = told({"error": "oh"}, 500)
TRUNCATED = Reply(
    b'{"half": [1, 2', headers={"Content-Type": "application/json"}, fault="truncated"
)
CUT_SHORT = Reply(b'{"half": [1, 2', headers={"Content-Type": "application/json"})
A_PAGE = Reply(b"<html>Sign in to the hotel</html>", headers={"Content-Type": "text/html"})
HANGING = Reply(fault="hanging")
DRIPPING = Reply(b" " * 1_000, fault="dripping")
ENDLESS = Reply(b"[" + b" " * 65_536, fault="endless")
BOMB = Reply(gzip.compress(b" " * 5_000_000), headers={"Content-Encoding": "gzip"})
FAULTS = {
    "429": TOO_MANY, "500": BROKEN, "truncated": TRUNCATED, "cut short": CUT_SHORT, "a web page": A_PAGE,
    "hanging": HANGING, "endless": ENDLESS,
}  # fmt: skip


class LocalWeb:
    """The server's address, what it was asked, and what it answers to each path."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Reply] = lambda _asked: Reply(status=404)
        self.faults: list[Reply] = []  # given first, one each
        self.over = threading.Event()

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    def fails(self, fault: Reply, where: Callable[[Asked], bool]) -> None:
        """Answer some questions with a fault, and all others as before."""
        well = self.answer
        self.answer = lambda asked: fault if where(asked) else well(asked)

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def limits(self, **changed: Any) -> Limits:
        """Limits for a test: in a hurry, and at home on this machine."""
        hurried: dict[str, Any] = {
            "pace": 0, "paces": {}, "backoff": 0.01, "silence": 0.3, "seconds": 1.5, "tries": 3,
            "most_bytes": 1_000_000, "trusted": frozenset({self.host}),
        }  # fmt: skip
        return Limits(**{**hurried, **changed})


class Server(ThreadingHTTPServer):
    """Takes many at once, and does not wait for whoever hangs."""

    request_queue_size = 128
    daemon_threads = True
    block_on_close = False


@contextmanager
def served() -> Iterator[LocalWeb]:
    """A server for as long as a test takes."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(parts.path, dict(parse_qsl(parts.query)), headers, time.monotonic())
            web.asked.append(asked)
            _send(self, web.faults.pop(0) if web.faults else web.answer(asked), web.over)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    web = LocalWeb(f"http://127.0.0.1:{server.server_port}")
    yield web
    web.over.set()
    server.shutdown()
    server.server_close()


def _send(handler: BaseHTTPRequestHandler, reply: Reply, over: threading.Event) -> None:
    handler.close_connection = True
    try:
        if reply.fault == "hanging":
            over.wait(20)
            return
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        length = len(reply.body) + (1_000 if reply.fault == "truncated" else 0)
        if reply.fault != "endless":
            handler.send_header("Content-Length", str(length))
        handler.send_header("Connection", "close")
        handler.end_headers()
        if reply.fault == "dripping":
            for byte in reply.body:
                handler.wfile.write(bytes([byte]))
                if over.wait(0.1):
                    return
        handler.wfile.write(reply.body)
        while reply.fault == "endless" and not over.is_set():
            handler.wfile.write(reply.body)
    except OSError:
        return  # they hung up, as they should
