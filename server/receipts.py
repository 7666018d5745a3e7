"""An answer and its receipt: which graph it rests on, so that whoever has it need not fetch it again."""

import hashlib
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request, Response

from core.db import Database, Row
from core.stopwatch import lap
from server.shelf import Shelf

VERSION = "SELECT version FROM graph.version"
OURS = version("auric-signal")  # the same graph may be worded anew
REVALIDATE = {"Cache-Control": "no-cache"}  # keep it, but ask whether the graph has moved on


class Counter:
    """Where a question is handed in and an answer is handed out."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._db: Database = request.app.state.db
        self._shelf: Shelf = request.app.state.shelf

    async def answer(
        self, ask: Callable[[Database], Awaitable[Any]], *, names_graph: bool = True
    ) -> Response:
        """The engine's answer, written once; 304 for who has it already.

        `names_graph` says that the answer itself tells which graph it rests on. Otherwise that is asked
        before: should a build come between, the answer is fetched once more, and never kept too long.
        """
        has = self._request.headers.get("if-none-match")
        if has or self._shelf:
            tag = self._tag(await graph_version(self._db))
            if has and tag in _tags(has):
                return Response(status_code=304, headers={"ETag": tag, **REVALIDATE})
            if kept := self._shelf.take(tag):
                return _written(kept, tag)
        rests_on = "" if names_graph else await graph_version(self._db)
        answer = await ask(self._db)
        with lap("write"):
            body = orjson.dumps(answer)
        tag = self._tag(rests_on or answer.graph_version)
        self._shelf.put(tag, body)
        return _written(body, tag)

    def _tag(self, graph: str) -> str:
        """Weak: packed or not, it is the same answer. The order of the options is no difference."""
        options = sorted(self._request.query_params.multi_items(), key=lambda option: option[0])
        said = orjson.dumps([OURS, graph, self._request.url.path, options])
        return f'W/"{hashlib.blake2b(said, digest_size=12).hexdigest()}"'


At = Annotated[Counter, Depends(Counter)]


async def graph_version(db: Database) -> str:
    """The version of the graph as it is now. Raises GraphNotReadyError, DatabaseAwayError."""
    rows: list[Row] = await db.fetch(VERSION)
    return str(rows[0].version)


def _written(body: bytes, tag: str) -> Response:
    return Response(body, headers={"ETag": tag, **REVALIDATE}, media_type="application/json")


def _tags(header: str) -> set[str]:
    tags = (tag.strip() for tag in header.split(","))
    return {tag if tag.startswith("W/") else f"W/{tag}" for tag in tags}
