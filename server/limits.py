"""How often each caller may ask, counted in Postgres so that it holds for all copies of the service."""

import hashlib
import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from starlette.requests import Request

from core.db import Database
from core.errors import GraphNotReadyError
from core.settings import Settings
from server.auth import SignedIn
from server.problems import TooManyRequestsError

SPAN = timedelta(minutes=1)
MAY_ASK = "SELECT allowed, owed FROM doorkeeper.may_ask(%(who)s, %(quota)s, %(span)s)"
NEIGHBOURHOOD = 64  # bits of an IPv6 address: one household owns all that follow


@dataclass(frozen=True)
class Quota:
    """So many questions a minute for one caller of some kind."""

    kind: str  # "stranger" or "signed-in"
    caller: bytes
    questions: int

    @property
    def share(self) -> float:
        """Seconds that one question costs."""
        return SPAN.total_seconds() / self.questions


def quota_for(request: Request, who: SignedIn | None, here: Settings) -> Quota:
    """Somebody who signed in is counted by name, a stranger by address."""
    if who:
        return Quota(
            "signed-in", _digest("subject", who.subject), here.requests_per_minute_signed_in
        )
    address = address_of(request, here.trusted_proxies)
    return Quota("stranger", _digest("address", address), here.requests_per_minute)


async def count(db: Database, quota: Quota) -> Mapping[str, str]:
    """Count one question; the headers that tell what is left.

    Raises TooManyRequestsError, DatabaseAwayError. Where there is no counter nobody is turned away
    for it.
    """
    if not quota.questions:
        return {}
    try:
        ((allowed, owed),) = await db.fetch(
            MAY_ASK, who=quota.caller, quota=quota.questions, span=SPAN
        )
    except GraphNotReadyError as error:
        structlog.get_logger().warning("nobody counts", because=str(error))
        return {}
    debt = owed.total_seconds()
    left = max(0, math.floor((SPAN.total_seconds() - debt) / quota.share)) if allowed else 0
    headers = {
        "RateLimit-Policy": f'"{quota.kind}";q={quota.questions};w={int(SPAN.total_seconds())}',
        "RateLimit": f'"{quota.kind}";r={left};t={math.ceil(debt)}',
    }
    if allowed:
        return headers
    wait = max(1, math.ceil(debt + quota.share - SPAN.total_seconds()))
    raise TooManyRequestsError(
        f"{quota.questions} questions a minute are answered; ask again in {wait} s.",
        {**headers, "Retry-After": str(wait)},
    )


def address_of(request: Request, trusted_proxies: int) -> str:
    """Whence the question comes. What a proxy says counts only if we know how many there are: each
    adds whom it heard to the right, and anything further left is hearsay."""
    peer = request.client.host if request.client else ""
    if trusted_proxies:
        heard = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        if len(heard) >= trusted_proxies:
            return _home(heard[-trusted_proxies]) or _home(peer) or peer
    return _home(peer) or peer


def _home(address: str) -> str | None:
    """The address as one household has it; None when it is none."""
    try:
        known = ipaddress.ip_address(address.strip().strip("[]"))
    except ValueError:
        return None
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, NEIGHBOURHOOD), strict=False))
    return str(known)


def _digest(kind: str, who: str) -> bytes:
    return hashlib.blake2b(f"{kind} {who}".encode(), digest_size=16).digest()
