"""What went wrong, told as RFC 9457 wants it: one sentence for a person, a type for a program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from core.errors import (
    AuricError,
    BadRequestError,
    CallersMistakeError,
    DatabaseAwayError,
    GraphMovedError,
    GraphNotReadyError,
    NothingKnownError,
    UnknownNameError,
)

MEDIA_TYPE = "application/problem+json"
SOON = {"Retry-After": "2"}  # seconds; the look-out finds the database sooner


class RefusedError(AuricError):
    """Turned away at the door. Carries the headers that say how to get in."""

    def __init__(self, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.headers = dict(headers)


class BadTokenError(RefusedError, CallersMistakeError):
    """Somebody says who they are, and it cannot be believed."""


class TooLongError(CallersMistakeError):
    """An address that goes on for ever."""


class TooManyRequestsError(RefusedError, CallersMistakeError):
    """Somebody asks more often than they may."""


class SignInAwayError(RefusedError):
    """Whoever could vouch for a token does not answer."""


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its status, its type and its title."""

    status: int
    name: str
    title: str
    headers: Mapping[str, str] | None = None


KINDS: Mapping[type[Exception], Kind] = {
    BadRequestError: Kind(400, "bad-request", "The question makes no sense as it was put"),
    BadTokenError: Kind(401, "bad-token", "Nobody could be recognised by that token"),
    UnknownNameError: Kind(404, "unknown-name", "Nobody goes by that name"),
    NothingKnownError: Kind(404, "nothing-known", "There is a name, but nothing leads on from it"),
    TooLongError: Kind(414, "uri-too-long", "The address is too long"),
    TooManyRequestsError: Kind(429, "too-many-requests", "That was asked too often"),
    GraphMovedError: Kind(503, "graph-moved", "The graph was renewed meanwhile", SOON),
    GraphNotReadyError: Kind(503, "graph-not-ready", "There is no graph to answer from", SOON),
    DatabaseAwayError: Kind(503, "database-away", "The database does not answer", SOON),
    SignInAwayError: Kind(503, "sign-in-away", "Tokens cannot be checked right now"),
    AuricError: Kind(500, "failure", "Something went wrong here"),
}
INVALID = Kind(422, "invalid", "An option is missing or out of bounds")
BROKEN = Kind(500, "failure", "Something went wrong here")


def speak_plainly(app: FastAPI) -> None:
    """Every error of this app becomes a problem."""
    app.add_exception_handler(AuricError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_options)
    app.add_exception_handler(HTTPException, _of_http)


def told(request: Request, error: AuricError) -> Response:
    """One of our errors as a response."""
    kind = next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)
    headers = {**(kind.headers or {}), **getattr(error, "headers", {})}
    nearest = {"nearest": error.nearest} if isinstance(error, UnknownNameError) else {}
    return _problem(request, kind, str(error), headers, nearest)


async def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, AuricError)
    return told(request, error)


async def _of_options(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = [{"option": ".".join(map(str, e["loc"][1:])), "says": e["msg"]} for e in error.errors()]
    detail = "; ".join(f"{one['option']}: {one['says']}" for one in wrong)
    return _problem(request, INVALID, f"{detail}.", also={"errors": wrong})


async def _of_http(request: Request, error: Exception) -> Response:
    """Starlette's own: no such path, no such method, too long a body."""
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    kind = Kind(error.status_code, phrase.lower().replace(" ", "-"), phrase)
    detail = {
        404: f"There is nothing at {request.url.path}; /openapi.json tells what there is.",
        405: f"{request.url.path} does not understand {request.method}.",
        413: "That is more than this service reads.",
    }.get(error.status_code, str(error.detail))
    return _problem(request, kind, detail, error.headers)


def our_mistake(request: Request) -> Response:
    """Something that nobody foresaw. What it was stays in the journal."""
    detail = "That is our mistake, and it was written down. Quote the request_id when you ask."
    return _problem(request, BROKEN, detail)


def _problem(
    request: Request,
    kind: Kind,
    detail: str,
    headers: Mapping[str, str] | None = None,
    also: Mapping[str, Sequence[Any]] | None = None,
) -> Response:
    body = {
        "type": f"urn:auric:problem:{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": request.url.path,
        "request_id": request.scope.get("request_id"),
        **(also or {}),
    }
    return Response(
        orjson.dumps(body),
        kind.status,
        {"Cache-Control": "no-store", **(headers or {})},
        MEDIA_TYPE,
    )
