"""Sees every request come and go: gives it an id, times it, writes it down, locks its answer."""

import re
import uuid
from collections.abc import Mapping
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_tools.http import PATH as ASSISTANTS
from core.stopwatch import Laps, timing
from server import journal
from server.figures import Figures
from server.problems import our_mistake

REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
# An answer is no page: nothing in it may run, be framed or be taken for something else. The page
# brings a policy of its own.
LOCKED: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Witness:
    """Around everything else."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, status, begun = perf_counter(), 500, False
        request_id = scope["request_id"] = _request_id(scope)
        self._figures.begun()
        with timing() as laps, structlog.contextvars.bound_contextvars(request_id=request_id):

            async def sending(message: Message) -> None:
                nonlocal status, begun
                if message["type"] == "http.response.start":
                    status, begun = message["status"], True
                    _sign(MutableHeaders(scope=message), request_id, laps, perf_counter() - began)
                await send(message)

            try:
                await self._app(scope, receive, sending)
            except Exception:  # here it ends; a call is not to be cut off for it
                structlog.get_logger("auric").exception("broke")
                if begun:
                    raise
                await our_mistake(Request(scope))(scope, receive, sending)
            finally:
                self._note(scope, status, perf_counter() - began, laps)

    def _note(self, scope: Scope, status: int, seconds: float, laps: Laps) -> None:
        route = route_of(scope)
        self._figures.ended(route, status, seconds, laps)
        caller = scope.get("state", {}).get("caller")
        also = {"caller": "signed-in" if caller else "stranger"}
        journal.request_ended(scope["method"], route, status, seconds, also)


def route_of(scope: Scope) -> str:
    """The route, among those that there are: a made-up path must not become a figure of its own."""
    if scope["path"] == ASSISTANTS:
        return ASSISTANTS
    route = scope.get("route")
    return str(getattr(route, "path", None) or scope.get("root_path") or "other")


def _request_id(scope: Scope) -> str:
    said = Headers(scope=scope).get("x-request-id", "")
    return said if REQUEST_ID.fullmatch(said) else uuid.uuid4().hex


def _sign(headers: MutableHeaders, request_id: str, laps: Laps, seconds: float) -> None:
    for name, value in LOCKED.items():
        headers.setdefault(name, value)
    headers["X-Request-ID"] = request_id
    told = [*laps.items(), ("total", seconds)]
    headers["Server-Timing"] = ", ".join(f"{stage};dur={s * 1000:.1f}" for stage, s in told)
