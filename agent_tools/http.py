"""The tools over HTTP: streamable, stateless, each answer a stream of events.

The service mounts `http_app(tools, ...)` last and at its root, so that /mcp and
/.well-known/oauth-protected-resource/mcp lie where clients look, and keeps
`tools.session_manager.run()` open for as long as it lives. Who may ask, and how often, is decided
in front of it, by the service.
"""

from collections.abc import Sequence
from typing import NoReturn
from urllib.parse import urlsplit

from mcp.server import MCPServer
from mcp.server.auth.routes import create_protected_resource_routes
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

PATH = "/mcp"
LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
LONGEST_REQUEST = 64 * 1024  # bytes; names and wishes are short


def http_app(
    tools: MCPServer,
    *,
    hosts: Sequence[str] = (),
    url: str | None = None,
    issuer: str | None = None,
) -> Starlette:
    """The tools at /mcp. `hosts` may ask besides the local ones and that of `url`; "*" lets any.

    With the service's public `url` and the `issuer` of its tokens, the metadata by which a client
    finds out where to sign in lies beside it (RFC 9728).
    """
    public = [urlsplit(url).netloc] if url else []
    spoken = tools.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,  # no memory of who asked, so any copy of the service may answer
        json_response=False,  # JSON answers would drop progress
        max_request_body_size=LONGEST_REQUEST,
        transport_security=_allowed([*LOCAL_HOSTS, *public, *hosts]),
    )
    app = Starlette(routes=[Route(PATH, _nothing_to_listen_to), *spoken.routes])
    if url and issuer:
        app.routes.extend(
            create_protected_resource_routes(
                resource_url=AnyHttpUrl(url.rstrip("/") + PATH),
                authorization_servers=[AnyHttpUrl(issuer)],
                resource_name=tools.title,
            )
        )
    return app


async def _nothing_to_listen_to(_request: Request) -> NoReturn:
    """A stream of what the server might say unasked: this one never does, and whoever only looks at
    the address with a browser would wait for ever (MCP allows the refusal)."""
    raise HTTPException(405, headers={"Allow": "POST"})


def metadata_url(url: str) -> str:
    """Where that metadata lies: what a refusal names in its WWW-Authenticate header."""
    base = urlsplit(url)
    return f"{base.scheme}://{base.netloc}/.well-known/oauth-protected-resource{PATH}"


def _allowed(hosts: Sequence[str]) -> TransportSecuritySettings:
    """A web page must not reach a listener's own server under another name (DNS rebinding)."""
    if "*" in hosts:
        return TransportSecuritySettings(enable_dns_rebinding_protection=False)
    forms = [form for host in hosts for form in (host, f"{host}:*")]
    return TransportSecuritySettings(
        allowed_hosts=forms,
        allowed_origins=[f"{scheme}://{form}" for scheme in ("http", "https") for form in forms],
    )
