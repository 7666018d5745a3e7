"""Claims about who is asking: real tokens, signed with real keys, checked against a real key server."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server import auth
from tests.server.conftest import Opened

SECRET = "a secret that is long enough for a signature of this kind"
OTHER_SECRET = "another secret that is long enough for such a signature"
QUESTION = "/resolve?q=Coil"
EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
NEW_KEY = ec.generate_private_key(ec.SECP256R1())
WRONG_KEY = ec.generate_private_key(ec.SECP256R1())


def public(key: Any, kid: str, algorithm: str) -> dict[str, Any]:
    """The public half, as a key server shows it."""
    kind = jwt.get_algorithm_by_name(algorithm)
    known = kind.to_jwk(key.public_key(), as_dict=True)
    return {**known, "kid": kid, "use": "sig", "alg": algorithm}


class Project:
    """A Supabase project, as far as tokens go: it shows its public keys."""

    def __init__(self) -> None:
        self.keys = [public(EC_KEY, "ec", "ES256"), public(RSA_KEY, "rsa", "RS256")]
        self.asked = 0
        self.away = False
        project = self

        class Shows(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                project.asked += 1
                known = self.path == auth.KEYS_AT and not project.away
                self.send_response(200 if known else 503)
                self.end_headers()
                self.wfile.write(json.dumps({"keys": project.keys}).encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Shows)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(
        self, key: Any = EC_KEY, algorithm: str = "ES256", kid: str | None = "ec", **claims: Any
    ) -> str:
        """A token of this project; `claims` differ from the usual ones, None leaves one out."""
        usual = {
            "sub": "5f1c", "aud": "authenticated", "iss": f"{self.url}/auth/v1",
            "iat": time.time(), "exp": time.time() + 600,
        }  # fmt: skip
        said = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        return jwt.encode(said, key, algorithm, headers={"kid": kid} if kid else None)


@pytest.fixture
def project() -> Iterator[Project]:
    """A project of one's own."""
    project = Project()
    yield project
    project.server.shutdown()
    project.server.server_close()


@pytest.fixture(scope="module")
def supabase() -> Iterator[Project]:
    """The project whose people may sign in at `house`."""
    project = Project()
    yield project
    project.server.shutdown()
    project.server.server_close()


@pytest.fixture(scope="module")
def house(supabase: Project, world_url: str) -> Iterator[httpx.Client]:
    """A service that strangers may ask, too, and that knows a legacy secret."""
    from tests.server.conftest import UNLIMITED, opened

    here = {"supabase_url": supabase.url, "supabase_jwt_secret": SECRET}
    with opened(database_url=world_url, **UNLIMITED, **here) as client:
        yield client


def ask(client: httpx.Client, token: str) -> httpx.Response:
    """Ask as whoever the token says."""
    return client.get(QUESTION, headers={"Authorization": f"Bearer {token}"})


def unsigned(project: Project) -> str:
    """A token that is signed by nobody."""
    claims = jwt.decode(project.token(), options={"verify_signature": False})
    return jwt.encode(claims, "", "none")


def confused(project: Project) -> str:
    """A public key, which everybody has, passed off as the shared secret."""
    shown = EC_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return forged(project, shown)


def forged(project: Project, secret: bytes) -> str:
    """A token signed with what the library would refuse to sign with."""
    parts = [{"alg": "HS256", "typ": "JWT", "kid": "ec"}, json.loads(_middle(project.token()))]
    signed = b".".join(_b64(json.dumps(part).encode()) for part in parts)
    return (signed + b"." + _b64(hmac.new(secret, signed, hashlib.sha256).digest())).decode()


def _middle(token: str) -> bytes:
    part = token.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _b64(said: bytes) -> bytes:
    return base64.urlsafe_b64encode(said).rstrip(b"=")


GOOD = {
    "ES256": lambda p: p.token(),
    "RS256": lambda p: p.token(RSA_KEY, "RS256", "rsa"),
    "HS256": lambda p: p.token(SECRET, "HS256", None),
    "a second of difference between clocks": lambda p: p.token(exp=time.time() - 1),
}
BAD = {
    "expired": lambda p: p.token(exp=time.time() - 60),
    "not yet valid": lambda p: p.token(nbf=time.time() + 60),
    "wrong audience": lambda p: p.token(aud="anon"),
    "no audience": lambda p: p.token(aud=None),
    "wrong issuer": lambda p: p.token(iss="https://elsewhere.example/auth/v1"),
    "no issuer": lambda p: p.token(iss=None),
    "no end": lambda p: p.token(exp=None),
    "no subject": lambda p: p.token(sub=None),
    "empty subject": lambda p: p.token(sub=" "),
    "a subject that is no text": lambda p: p.token(sub=["5f1c"]),
    "alg none": unsigned,
    "a public key as a secret": confused,
    "an ES256 key named for RS256": lambda p: p.token(RSA_KEY, "RS256", "ec"),
    "an RS256 key named for ES256": lambda p: p.token(EC_KEY, "ES256", "rsa"),
    "another algorithm": lambda p: p.token(RSA_KEY, "PS256", "rsa"),
    "HS512": lambda p: p.token(SECRET * 2, "HS512", None),
    "wrong key": lambda p: p.token(WRONG_KEY),
    "wrong secret": lambda p: p.token(OTHER_SECRET, "HS256", None),
    "unknown kid": lambda p: p.token(WRONG_KEY, kid="nobody"),
    "no kid": lambda p: p.token(kid=None),
    "changed on the way": lambda p: p.token()[:-4] + "AAAA",
    "garbage": lambda _: "garbage",
    "dots": lambda _: "a.b.c",
    "endless": lambda p: p.token(more="x" * 9000),
}


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_who_has_a_good_token_is_signed_in(
    house: httpx.Client, supabase: Project, make: Any, open_door: Opened
) -> None:
    assert ask(house, make(supabase)).status_code == 200
    with open_door(
        supabase_url=supabase.url, supabase_jwt_secret=SECRET, sign_in="required"
    ) as strict:
        assert ask(strict, make(supabase)).status_code == 200


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_who_has_a_bad_token_is_no_stranger(
    house: httpx.Client, supabase: Project, make: Any
) -> None:
    answer = ask(house, make(supabase))
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith(
        'Bearer realm="auric", error="invalid_token"'
    )
    assert house.get(QUESTION).status_code == 200


@pytest.mark.parametrize("said", ["Basic YTpi", "Bearer", "token"])
def test_another_way_to_say_who_one_is_is_refused(house: httpx.Client, said: str) -> None:
    assert house.get(QUESTION, headers={"Authorization": said}).status_code == 401


def test_two_claims_at_once_are_refused(house: httpx.Client, supabase: Project) -> None:
    claims = [("Authorization", f"Bearer {supabase.token()}")] * 2
    assert house.get(QUESTION, headers=claims).status_code == 401


def test_without_a_secret_no_shared_secret_signs(supabase: Project, open_door: Opened) -> None:
    with open_door(supabase_url=supabase.url) as client:
        assert ask(client, supabase.token(SECRET, "HS256", None)).status_code == 401
        assert ask(client, forged(supabase, b"")).status_code == 401


def test_without_a_project_nobody_signs_in(door: httpx.Client, supabase: Project) -> None:
    assert ask(door, supabase.token()).status_code == 401


def test_strangers_are_sent_to_sign_in_where_that_is_required(
    supabase: Project, open_door: Opened
) -> None:
    here = {"supabase_url": supabase.url, "sign_in": "required"}
    with open_door(**here, public_url="https://auric.example") as client:
        for answer in (client.get(QUESTION), client.post("/mcp", json={})):
            assert answer.status_code == 401
            challenge = answer.headers["www-authenticate"]
            assert challenge.startswith('Bearer realm="auric"')
            assert "/.well-known/oauth-protected-resource/mcp" in challenge
        for path in ("/health", "/ready", "/metrics", "/openapi.json"):
            assert client.get(path).status_code == 200
        where = client.get("/.well-known/oauth-protected-resource/mcp").json()
        assert where["authorization_servers"] == [f"{supabase.url}/auth/v1"]
        assert ask(client, supabase.token()).status_code == 200


def test_a_new_key_is_learned_and_an_old_one_forgotten(
    project: Project, open_door: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "UNKNOWN_KEY_PAUSE", 0)
    with open_door(supabase_url=project.url) as client:
        assert ask(client, project.token()).status_code == 200
        project.keys = [public(NEW_KEY, "new", "ES256")]
        assert ask(client, project.token(NEW_KEY, kid="new")).status_code == 200
        assert ask(client, project.token()).status_code == 401


def test_unknown_keys_do_not_flood_the_key_server(project: Project, open_door: Opened) -> None:
    with open_door(supabase_url=project.url) as client:
        for number in range(20):
            assert ask(client, project.token(WRONG_KEY, kid=f"k{number}")).status_code == 401
        assert project.asked <= 2


def test_a_stranger_with_a_made_up_key_locks_nobody_out_while_supabase_is_away(
    project: Project, open_door: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "UNKNOWN_KEY_PAUSE", 0)
    with open_door(supabase_url=project.url) as client:
        assert ask(client, project.token()).status_code == 200
        project.away = True
        assert ask(client, project.token(WRONG_KEY, kid="made up")).status_code == 503
        assert ask(client, project.token()).status_code == 200


def test_keys_that_cannot_be_had_are_our_trouble(project: Project, open_door: Opened) -> None:
    project.away = True
    with open_door(supabase_url=project.url) as client:
        for _ in range(5):
            answer = ask(client, project.token())
            assert answer.status_code == 503
            assert answer.headers["retry-after"].isdigit()
        assert project.asked == 1
        assert client.get(QUESTION).status_code == 200
