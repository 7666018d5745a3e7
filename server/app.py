"""Start here. The service: one app, one pool of connections, and the order in which a request passes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from mcp.server import MCPServer
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from agent_tools.http import http_app
from agent_tools.toolbox import toolbox
from core.db import Database
from core.embedded import database_url
from core.settings import Settings, settings
from server import page, routes
from server.auth import ISSUED_BY, tokens_of
from server.doorkeeper import Doorkeeper
from server.figures import Figures
from server.heads import Heads
from server.problems import speak_plainly
from server.readiness import Readiness
from server.reference import documented
from server.shelf import Shelf
from server.witness import Witness

SUMMARY = "What is this music actually adjacent to, and why?"
DESCRIPTION = """\
Name an artist, a track or a genre; get ten neighbours and the reasons for each. It knows nothing
about you: it reads facts about the music itself.

The same question on the same graph gives the same bytes. `ETag` names the graph that an answer rests
on; send it back as `If-None-Match` and an unchanged answer costs you nothing.

Strangers may ask, unless this service was set up otherwise; whoever signs in (a Supabase token as
`Authorization: Bearer ...`) may ask more often. `RateLimit` tells what is left. Every error is a
problem (RFC 9457).
"""
LONGEST_BODY = 64 * 1024  # bytes; names and wishes are short
WORTH_PACKING = 1024  # bytes
PACKED_WELL_ENOUGH = 5  # of 9; beyond it costs more time than it saves


def create_app(here: Settings | None = None) -> FastAPI:
    """The service on the settings of this process, or on others."""
    here = here or settings()
    tools = toolbox(lambda: app.state.db)
    app = FastAPI(
        title="Auric / Signal",
        summary=SUMMARY,
        description=DESCRIPTION,
        version=version("auric-signal"),
        docs_url=None,  # they would be fetched from somebody else's host
        redoc_url=None,
        lifespan=_open(here, tools),
        max_body_size=LONGEST_BODY,
        redirect_slashes=False,
    )
    app.state.figures = Figures()
    app.state.shelf = Shelf(here.answers_kept)
    app.state.tools = tools
    app.include_router(routes.music)
    app.include_router(routes.watch)
    app.include_router(page.router())
    speak_plainly(app)
    # Its routes and not the app itself, so that what nobody knows is told by us.
    app.router.routes.extend(_assistants(tools, here).routes)
    # A request passes these from the last to the first.
    app.add_middleware(Doorkeeper, here=here, tokens=tokens_of(here))
    app.add_middleware(GZipMiddleware, minimum_size=WORTH_PACKING, compresslevel=PACKED_WELL_ENOUGH)
    if origins := [origin.strip() for origin in here.cors_origins.split(",") if origin.strip()]:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET"],
            allow_headers=["Authorization", "If-None-Match", "X-Request-ID"],
            expose_headers=["ETag", "RateLimit", "Retry-After", "Server-Timing", "X-Request-ID"],
        )
    app.add_middleware(Heads)
    app.add_middleware(Witness, figures=app.state.figures)
    app.openapi = documented(app)  # type: ignore[method-assign]  # FastAPI's own way to do it
    return app


def _assistants(tools: MCPServer, here: Settings) -> Starlette:
    """The door for assistants, at /mcp."""
    return http_app(
        tools,
        hosts=[host.strip() for host in here.allowed_hosts.split(",") if host.strip()],
        url=here.public_url,
        issuer=here.supabase_url and here.supabase_url.rstrip("/") + ISSUED_BY,
    )


def _address(here: Settings) -> str:
    return here.database_url or database_url(here.data_dir)


def _open(
    here: Settings, tools: MCPServer
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        """The pool opens before the first request and closes after the last. A database that is away
        is no reason not to come up: it may be back sooner than we are."""
        opened = Database.open(
            await asyncio.to_thread(_address, here),
            pool_size=here.pool_size,
            statement_timeout_ms=here.statement_timeout_ms,
            transaction_pooler=here.transaction_pooler,
            patience=0,
        )
        async with opened as db, tools.session_manager.run():
            app.state.db = db
            app.state.readiness = Readiness(db)
            yield

    return lifespan
