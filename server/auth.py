"""Who is asking: a stranger, or somebody whom Supabase vouches for. A bad token is never a stranger."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import jwt
from jwt.exceptions import PyJWKClientConnectionError, PyJWKClientError
from starlette.requests import Request

from core.settings import Settings
from server.problems import BadTokenError, SignInAwayError

AUDIENCE = "authenticated"
ISSUED_BY = "/auth/v1"
KEYS_AT = f"{ISSUED_BY}/.well-known/jwks.json"
# Each kind of key signs in one way only: otherwise a public key could be passed off as a secret.
ALGORITHM_OF = {"EC": "ES256", "RSA": "RS256"}
LONGEST_TOKEN = 8 * 1024
FETCH_TIMEOUT = 5.0  # seconds for Supabase to send its keys
KEYS_LAST = 300  # seconds until they are fetched again
UNKNOWN_KEY_PAUSE = 30  # seconds between fetches for the sake of keys nobody has heard of
AWAY_PAUSE = 10.0  # seconds until Supabase is asked again after it did not answer
CLOCKS_DIFFER = 10  # seconds
SAID = {
    jwt.ExpiredSignatureError: "it has expired",
    jwt.ImmatureSignatureError: "it is not valid yet",
    jwt.InvalidAudienceError: "it is meant for somebody else",
    jwt.InvalidIssuerError: "it was issued by somebody else",
    jwt.MissingRequiredClaimError: "it does not say all that it must",
    jwt.InvalidSignatureError: "its signature is wrong",
}


@dataclass(frozen=True)
class SignedIn:
    """Somebody whom Supabase vouches for."""

    subject: str


class Tokens:
    """Checks the tokens of one Supabase project."""

    def __init__(self, project: str, secret: str | None) -> None:
        project = project.rstrip("/")
        self._issuer = project + ISSUED_BY
        self._secret = secret
        self._keys = jwt.PyJWKClient(
            project + KEYS_AT,
            lifespan=KEYS_LAST,
            timeout=FETCH_TIMEOUT,
            cooldown_duration=UNKNOWN_KEY_PAUSE,
        )
        self._one_fetches = asyncio.Lock()
        self._ask_again = 0.0

    async def bearer(self, token: str) -> SignedIn:
        """Raises BadTokenError, or SignInAwayError when Supabase's keys cannot be had."""
        try:
            algorithm, key = await self._key(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=AUDIENCE,
                issuer=self._issuer,
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
        except (jwt.PyJWTError, ValueError) as error:
            why = next((said for kind, said in SAID.items() if isinstance(error, kind)), None)
            raise bad_token(why or "it cannot be read") from error
        if not str(claims["sub"]).strip():
            raise bad_token("it does not say whose it is")
        return SignedIn(claims["sub"])

    async def _key(self, token: str) -> tuple[str, Any]:
        header = jwt.get_unverified_header(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm == "HS256":
            if self._secret is None:
                raise bad_token("it is signed in a way that is not accepted here")
            return "HS256", self._secret
        if algorithm not in ALGORITHM_OF.values() or not isinstance(kid, str):
            raise bad_token("it is signed in a way that is not accepted here")
        key = await self._public_key(kid)
        if ALGORITHM_OF.get(key.key_type or "") != algorithm:
            raise bad_token("its key does not sign in that way")
        return str(algorithm), key

    async def _public_key(self, kid: str) -> jwt.PyJWK:
        """The key of that name. Whose key is known need not wait for those who ask after others.

        One caller fetches, the others wait; nobody asks a silent Supabase.
        """
        if key := self._known_key(kid):
            return key
        async with self._one_fetches:
            wait = self._ask_again - time.monotonic()
            if wait > 0:
                raise _away(wait)
            try:
                return await asyncio.to_thread(self._keys.get_signing_key, kid)
            except PyJWKClientConnectionError as error:
                self._ask_again = time.monotonic() + AWAY_PAUSE
                raise _away(AWAY_PAUSE) from error
            except PyJWKClientError as error:
                raise bad_token("nobody here knows its key") from error

    def _known_key(self, kid: str) -> jwt.PyJWK | None:
        kept = self._keys.jwk_set_cache and self._keys.jwk_set_cache.get()
        usable = (key for key in kept.keys if key.public_key_use in ("sig", None)) if kept else ()
        return next((key for key in usable if key.key_id == kid), None)


def tokens_of(here: Settings) -> Tokens | None:
    """What checks tokens, where a Supabase project is set."""
    if here.supabase_url is None:
        return None
    secret = here.supabase_jwt_secret
    return Tokens(here.supabase_url, secret.get_secret_value() if secret else None)


async def recognise(request: Request, tokens: Tokens | None) -> SignedIn | None:
    """Who is asking; None for a stranger.

    Raises BadTokenError whenever somebody claims to be someone and it cannot be believed.
    """
    claims = request.headers.getlist("authorization")
    if not claims:
        return None
    scheme, _, token = claims[0].partition(" ")
    token = token.strip()
    if len(claims) > 1 or scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        raise bad_token("a single Authorization header with a Bearer token was expected")
    if tokens is None:
        raise bad_token("nobody can sign in here")
    return await tokens.bearer(token)


def bad_token(why: str) -> BadTokenError:
    """A refusal that says why, to people and to programs (RFC 6750)."""
    challenge = f'Bearer realm="auric", error="invalid_token", error_description="{why}"'
    return BadTokenError(f"That token cannot be believed: {why}.", {"WWW-Authenticate": challenge})


def token_needed() -> BadTokenError:
    """Strangers are not answered here."""
    return BadTokenError("Sign in to ask.", {"WWW-Authenticate": 'Bearer realm="auric"'})


def _away(wait: float) -> SignInAwayError:
    return SignInAwayError(
        "Tokens cannot be checked right now; ask again soon.", {"Retry-After": str(int(wait) + 1)}
    )
