"""HEAD: the answer to GET without its body (RFC 9110, section 9.3.2), for every route alike."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Asks for the whole answer and keeps the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self._app(scope, receive, send)

        async def bodiless(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        return await self._app({**scope, "method": "GET"}, receive, bodiless)
