"""Nobody is led into a private network: what answers there can be a router, or a cloud's key store."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore2
import httpx2

from core.errors import NotAllowedError, UnreachableError
from ingest.web.limits import Limits

MOST_CONNECTIONS = 16
# IPv6 that can lead to any IPv4 address (NAT64, 6to4, IPv4-compatible), and site-local addresses.
TUNNELS = tuple(
    map(
        ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96", "fec0::/10")
    )
)


def client_of(agent: str, limits: Limits) -> httpx2.AsyncClient:
    """A client that follows no redirect by itself and connects to the open internet only."""
    transport = httpx2.AsyncHTTPTransport(verify=_authorities())
    # The transport cannot be given a way to connect, its pool can. Looking a name up and connecting
    # must be one step: between two a name can change its address.
    transport._pool = httpcore2.AsyncConnectionPool(
        ssl_context=_authorities(),
        max_connections=MOST_CONNECTIONS,
        keepalive_expiry=30,
        network_backend=Guard(limits.trusted),
    )
    return httpx2.AsyncClient(
        headers={"User-Agent": agent},
        timeout=httpx2.Timeout(limits.silence, pool=None),
        transport=transport,
        follow_redirects=False,
    )


@cache
def _authorities() -> ssl.SSLContext:
    """Whose certificates are believed: the same for every client, and tens of milliseconds to read."""
    return httpx2.create_ssl_context()


class Guard(httpcore2.AsyncNetworkBackend):
    """Connects to the very address that was looked at."""

    def __init__(self, trusted: frozenset[str]) -> None:
        self._trusted = trusted
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Raises NotAllowedError for an address on a private network."""
        if f"{host}:{port}" not in self._trusted:
            host = await public_address(host, port)
        return await self._network.connect_tcp(host, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """As everybody does."""
        await asyncio.sleep(seconds)


async def public_address(host: str, port: int) -> str:
    """An address of `host`. Raises NotAllowedError unless all it has are on the open internet."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(f"{host} cannot be found.") from error
    addresses = [str(one[4][0]) for one in found]
    if not all(map(_is_public, addresses)):
        raise NotAllowedError(f"{host} is not on the open internet.")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    return ip.is_global and not ip.is_multicast and not any(ip in one for one in TUNNELS)
