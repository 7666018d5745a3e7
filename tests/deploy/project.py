"""A Supabase project of one's own, as far as Auric speaks to one: storage and the list of people.

The shapes are those of the Storage API and of the Auth admin API, as their references show them.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

KEY = "sb_secret_for_tests"
USERS = "/auth/v1/admin/users"
BORN = "2026-11-23T00:00:00Z"


class Project(ThreadingHTTPServer):
    """What the project holds, and at which address."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.objects: dict[str, bytes] = {}
        self.users: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def person(self, email: str, **said: Any) -> dict[str, Any]:
        """Somebody new, as the Auth API writes people."""
        user = {"id": str(uuid.uuid4()), "aud": "authenticated", "role": "authenticated", "email": email,
                "app_metadata": {"provider": "email", "providers": ["email"]}, "user_metadata": {},
                "created_at": BORN, "updated_at": BORN, "identities": [], "is_anonymous": False}  # fmt: skip
        self.users.append(user | said)
        return self.users[-1]


class Door(BaseHTTPRequestHandler):
    """One request. Whoever has not the secret key is turned away."""

    server: Project

    def do_GET(self) -> None:
        path, query = self._asked()
        if signed := re.fullmatch("/storage/v1/object/sign/(.+)", path):
            known = query.get("token") == [f"for-{signed[1]}"]
            self._say(self.server.objects[signed[1]] if known else b"{}", 200 if known else 400)
        elif path == USERS and self._trusted():
            page, size = int(query["page"][0]), int(query["per_page"][0])
            users = self.server.users[(page - 1) * size : page * size]
            self._say({"users": users, "aud": "authenticated"})

    def do_POST(self) -> None:
        path, _ = self._asked()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self._trusted():
            return
        if signed := re.fullmatch("/storage/v1/object/sign/(.+)", path):
            if signed[1] not in self.server.objects:
                missing = {"statusCode": "404", "error": "not_found", "message": "Object not found"}
                self._say(missing, 400)
                return
            self._say({"signedURL": f"/object/sign/{signed[1]}?token=for-{signed[1]}"})
        elif stored := re.fullmatch("/storage/v1/object/(.+)", path):
            self.server.objects[stored[1]] = self._file_in(body)
            self._say({"Id": str(uuid.uuid4()), "Key": stored[1]})
        elif path == "/auth/v1/invite":
            email = orjson.loads(body)["email"]
            if any(user["email"] == email for user in self.server.users):
                taken = "A user with this email address has already been registered"
                self._say({"code": 422, "error_code": "email_exists", "msg": taken}, 422)
                return
            self._say(self.server.person(email, invited_at=BORN))

    def do_PUT(self) -> None:
        body = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._trusted() and (user := self._named()):
            banned = body["ban_duration"] != "none"
            user["banned_until"] = "2126-10-30T00:00:00Z" if banned else None
            self._say(user)

    def do_DELETE(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self._trusted() and (user := self._named()):
            self.server.users.remove(user)
            self._say({})

    def log_message(self, *_said: object) -> None:
        """Nobody listens."""

    def _asked(self) -> tuple[str, dict[str, list[str]]]:
        url = urlsplit(self.path)
        return url.path, parse_qs(url.query)

    def _named(self) -> dict[str, Any] | None:
        return next((u for u in self.server.users if self.path == f"{USERS}/{u['id']}"), None)

    def _file_in(self, body: bytes) -> bytes:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        for part in message_from_bytes(head + body, policy=HTTP).iter_parts():
            if part.get_filename():
                return bytes(part.get_payload(decode=True))
        raise ValueError("no file was sent")

    def _trusted(self) -> bool:
        said = (self.headers["apikey"], self.headers["Authorization"])
        if said == (KEY, f"Bearer {KEY}"):
            return True
        self._say({"code": 401, "error_code": "no_authorization", "msg": "Invalid API key"}, 401)
        return False

    def _say(self, answer: Any, status: int = 200) -> None:
        body = answer if isinstance(answer, bytes) else orjson.dumps(answer)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def open_project() -> Iterator[Project]:
    """A project that is gone afterwards."""
    with Project() as project:
        Thread(target=project.serve_forever, daemon=True).start()
        yield project
        project.shutdown()
