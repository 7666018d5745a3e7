"""At the door: who is asking, and may they ask once more? For routes and mounted doors alike."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_tools.http import metadata_url
from core.errors import AuricError
from core.settings import Settings
from server.auth import Tokens, recognise, token_needed
from server.limits import count, quota_for
from server.problems import BadTokenError, TooLongError, told

# What may be seen without a word to the doorkeeper: it costs next to nothing, or others watch over us with it.
OPEN = frozenset({"/", "/health", "/ready", "/metrics", "/openapi.json", "/favicon.ico"})
OPEN_BELOW = ("/.well-known/", "/page/")
LONGEST_QUERY_STRING = 8 * 1024


class Doorkeeper:
    """Lets a request in, or answers in the house's stead."""

    def __init__(self, app: ASGIApp, here: Settings, tokens: Tokens | None) -> None:
        self._app = app
        self._here = here
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] in OPEN or scope["path"].startswith(OPEN_BELOW):
            return await self._app(scope, receive, send)
        request = Request(scope)
        try:
            if len(scope["query_string"]) > LONGEST_QUERY_STRING:
                raise TooLongError("Nobody's question is that long.")
            left = await self._admit(request)
        except BadTokenError as error:
            return await told(request, self._pointed(error))(scope, receive, send)
        except AuricError as error:
            return await told(request, error)(scope, receive, send)
        return await self._app(scope, receive, _with(left, send))

    def _pointed(self, error: BadTokenError) -> BadTokenError:
        """With the way to where tokens come from (RFC 9728), which assistants follow."""
        if self._here.public_url:
            challenge = error.headers["WWW-Authenticate"]
            error.headers["WWW-Authenticate"] = (
                f'{challenge}, resource_metadata="{metadata_url(self._here.public_url)}"'
            )
        return error

    async def _admit(self, request: Request) -> Mapping[str, str]:
        """What is left of the caller's quota. Raises what `recognise` and `count` raise."""
        db = request.app.state.db
        try:
            who = await recognise(request, self._tokens)
        except BadTokenError:
            await count(db, quota_for(request, None, self._here))  # guessing is counted, too
            raise
        if who is None and self._here.sign_in == "required":
            raise token_needed()
        request.state.caller = who
        return await count(db, quota_for(request, who, self._here))


def _with(headers: Mapping[str, str], send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return sending
