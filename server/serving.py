"""Opens the house to the world, and closes it without showing anybody the door in mid-sentence."""

import os
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

from core.errors import BadRequestError
from server import journal
from server.figures import SHARED_FOLDER

LAST_CALL = 0.5  # seconds in which a connection that is open may still ask
GRACE = 30  # seconds for the questions that were asked
LONGEST_HEAD = 32 * 1024  # bytes of a request before its body
CLOSE = (b"connection", b"close")


class Courteous(H11Protocol):
    """A connection that is not cut off between two questions: who has just asked is answered, and told
    that it was the last time."""

    def shutdown(self) -> None:
        """The service closes."""
        for sending in (self.server_state, self.cycle):  # what comes next, and what is under way
            if sending and CLOSE not in sending.default_headers:
                sending.default_headers = [*sending.default_headers, CLOSE]
        self.loop.call_later(LAST_CALL, super().shutdown)


class Workers(Multiprocess):
    """Several processes at one door."""

    def terminate_all(self) -> None:
        """The door closes with the last who works at it. While our own copy of it stood open, whoever
        still came would be let in and then left standing."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def keep_subprocess_alive(self) -> None:
        """Whoever died in the middle of a request is not answering it any more."""
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]

    @property
    def could_not_begin(self) -> bool:
        """Whether it ended because nobody could take up work."""
        return any(process.exitcode == STARTUP_FAILURE for process in self.processes)


def serve(
    host: str, port: int, workers: int, log_format: str | None, announce: Callable[[str], None]
) -> None:
    """Answer until told to stop. Raises BadRequestError when the place is taken."""
    listener = _listen(host, port)
    config = configuration("server.app:create_app", journal.config(log_format), workers)
    announce(_url(listener))
    with (
        tempfile.TemporaryDirectory(prefix="auric-figures-") as folder,
        suppress(KeyboardInterrupt),
    ):
        if workers > 1:
            os.environ[SHARED_FOLDER] = folder
            workshop = Workers(config, sockets=[listener])
            workshop.run()
            if workshop.could_not_begin:
                sys.exit(STARTUP_FAILURE)
        else:
            uvicorn.Server(config).run(sockets=[listener])


def configuration(
    create_app: Callable[[], FastAPI] | str, log_config: dict[str, Any] | None, workers: int = 1
) -> uvicorn.Config:
    """How uvicorn is to serve us."""
    return uvicorn.Config(
        create_app,
        factory=True,
        workers=workers,
        http=Courteous,
        ws="none",
        lifespan="on",
        access_log=False,  # the witness writes down what may be written down
        log_config=log_config,
        proxy_headers=False,  # whom to believe is a setting of ours
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=LONGEST_HEAD,
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # With its protocol: asyncio spares what it knows for TCP Nagle's 40 ms between head and body.
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.set_inheritable(True)
    except OSError as error:
        raise BadRequestError(f"Nobody can listen on {host}:{port}: {error.strerror}.") from error
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - as one would type it
    return f"http://{host}:{port}"
