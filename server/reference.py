"""The OpenAPI document: every question with an example, and every way in which it can fail."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from server.problems import INVALID, KINDS, MEDIA_TYPE, Kind

PROBLEM: Mapping[str, Any] = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "The kind of problem, for a program."},
        "title": {"type": "string", "description": "The kind of problem, for a person."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What went wrong this time, in a sentence."},
        "instance": {"type": "string", "description": "The path that was asked."},
        "request_id": {"type": ["string", "null"], "description": "To quote when you ask us."},
        "nearest": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Names that come closest to one that nobody goes by.",
        },
        "errors": {
            "type": "array",
            "description": "Each option that is missing or out of bounds.",
            "items": {
                "type": "object",
                "required": ["option", "says"],
                "properties": {"option": {"type": "string"}, "says": {"type": "string"}},
            },
        },
    },
}
RECEIPT: Mapping[str, Any] = {
    "ETag": {"schema": {"type": "string"}, "description": "Of this answer on this graph."},
    "Server-Timing": {"schema": {"type": "string"}, "description": "Milliseconds of each stage."},
    "X-Request-ID": {"schema": {"type": "string"}, "description": "To quote when you ask us."},
    "RateLimit": {"schema": {"type": "string"}, "description": "What is left of the quota."},
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "The quota."},
}
RETRY: Mapping[str, Any] = {
    "Retry-After": {"schema": {"type": "string"}, "description": "Seconds to wait."}
}
SAID: Mapping[int, str] = {
    400: "The question makes no sense as it was put.",
    401: "The token cannot be believed, or a token is needed.",
    404: "Nobody goes by that name (`nearest` has the closest), or nothing is known of them.",
    414: "The address is too long: name fewer, or shorter.",
    422: "An option is missing or out of bounds.",
    429: "That was asked too often.",
    500: "Our mistake.",
    503: "The database or the graph is away; ask again soon.",
}
Responses = dict[int | str, dict[str, Any]]
NOT_MODIFIED: Responses = {304: {"description": "Unchanged since the ETag in If-None-Match."}}


def errors(*statuses: int) -> Responses:
    """The documented ways to fail, each with an example."""
    return {status: _error(status) for status in statuses}


def answers(example: Mapping[str, Any] | None = None) -> Responses:
    """A documented answer with its receipt, 304 for who has it already, and what may go wrong."""
    told = {"description": "The answer.", "headers": dict(RECEIPT)}
    content = {"content": {"application/json": {"example": example}}} if example else {}
    return {
        200: {**told, **content},
        **NOT_MODIFIED,
        **errors(400, 401, 404, 414, 422, 429, 500, 503),
    }


def documented(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The document of this app, made once, with problems and tokens described in one place."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                routes=app.routes,
            )
            parts = document.setdefault("components", {})
            parts.setdefault("schemas", {})["Problem"] = PROBLEM
            for unused in ("HTTPValidationError", "ValidationError"):
                parts["schemas"].pop(unused, None)
            parts["securitySchemes"] = {
                "supabase": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            }
            app.openapi_schema = document
        return app.openapi_schema

    return openapi


def _error(status: int) -> dict[str, Any]:
    kinds = [*KINDS.values(), INVALID]
    kind = next(kind for kind in kinds if kind.status == status)
    waits = dict(RETRY) if status in (429, 503) else {}
    return {
        "description": SAID[status],
        "headers": waits,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": _example(kind),
            }
        },
    }


def _example(kind: Kind) -> dict[str, Any]:
    unknown = {"nearest": ["Portishead", "Portico Quartet"]} if kind.status == 404 else {}
    return {
        "type": f"urn:auric:problem:{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": SAID[kind.status],
        "instance": "/recommend",
        "request_id": "0b9c6a1e4f3d4c7a8f5e2d1c0b9a8f7e",
        **unknown,
    }
