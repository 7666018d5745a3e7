"""Claims about where snapshots come from and go to: files, addresses, a bucket of one's own."""

import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import orjson
import pytest

from core.errors import AuricError, BadRequestError, NotReachedError
from ingest.storage import Bounds, download, fetched, public_address
from tests.deploy.project import Project

Auric = Callable[..., subprocess.CompletedProcess[str]]
MUSIC = bytes(range(256)) * 1000


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


class Shop(BaseHTTPRequestHandler):
    """A server with some odd addresses."""

    hosts: list[str]

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        match self.path.split("?")[0].split("/")[1:]:
            case ["music"]:
                self._head(200, {"Content-Length": str(len(MUSIC))})
                self.wfile.write(MUSIC)
            case ["to", *there]:
                self._head(302, {"Location": "/".join(there), "Content-Length": "0"})
            case ["round"]:
                self._head(302, {"Location": "/round", "Content-Length": "0"})
            case ["huge"]:
                self._head(200, {"Content-Length": str(10**15)})
                self.wfile.write(MUSIC)
            case ["endless"]:
                self._head(200, {})
                self._go_on(0)
            case ["slow"]:
                self._head(200, {})
                self._go_on(0.05)
            case ["silent"]:
                time.sleep(1)
            case ["broken"]:
                self._head(200, {"Content-Length": str(len(MUSIC))})
                self.wfile.write(MUSIC[:-1])
            case _:
                self._head(404, {"Content-Length": "0"})

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for header in headers.items():
            self.send_header(*header)
        self.end_headers()

    def _go_on(self, pause: float) -> None:
        try:
            for _ in range(1000):
                self.wfile.write(MUSIC)
                time.sleep(pause)
        except OSError:
            return

    def log_message(self, *_said: object) -> None:
        """Nobody listens."""


@pytest.fixture
def shop() -> Iterator[str]:
    """The address of that server."""
    Shop.hosts = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_address_is_fetched(shop: str) -> None:
    with fetched(f"{shop}/music", quiet) as path:
        assert path.read_bytes() == MUSIC
    assert not path.exists()


def test_a_file_is_taken_where_it_lies(tmp_path: Path) -> None:
    with fetched(str(tmp_path / "a"), quiet) as path:
        assert path == tmp_path / "a"


def test_nobody_is_led_into_a_private_network(shop: str, tmp_path: Path) -> None:
    for there in (f"{shop}/music", "http://localhost/", "http://[::1]/", "http://169.254.169.254/"):
        with pytest.raises(BadRequestError, match="not on the open internet"):
            download(f"{shop}/to/{there}", tmp_path / "x", quiet)
    assert len(Shop.hosts) == 4  # it was never asked where they lead


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1", "fd00::1", "fe80::1%lo",
     "::ffff:10.0.0.1", "0.0.0.0", "100.64.0.1", "localhost"],
)  # fmt: skip
def test_a_private_address_is_told_from_a_public_one(host: str) -> None:
    with pytest.raises(AuricError):
        public_address(host)


def test_a_public_address_is_one() -> None:
    assert public_address("1.1.1.1") == "1.1.1.1"


def test_who_is_led_on_asks_the_address_that_was_looked_at(shop: str, tmp_path: Path) -> None:
    port = shop.rsplit(":", 1)[1]
    there = f"{shop}/to/http://records.example:{port}/music"
    download(there, tmp_path / "x", quiet, resolve={"records.example": "127.0.0.1"}.__getitem__)
    assert (tmp_path / "x").read_bytes() == MUSIC
    assert Shop.hosts[-1] == f"records.example:{port}"


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("nothing", "/nothing answers 404"),
        ("round", "leads on and on"),
        ("huge", "larger than the [0-9,]+ bytes"),
        ("endless", "larger than the 1,000,000 bytes"),
        ("to/file:///etc/passwd", "comes from a file, http"),
        ("to/ftp://127.0.0.1/x", "comes from a file, http"),
    ],
)
def test_what_cannot_be_fetched_is_refused(shop: str, tmp_path: Path, path: str, why: str) -> None:
    with pytest.raises(BadRequestError, match=why):
        download(f"{shop}/{path}", tmp_path / "x", quiet, Bounds(size=10**6), lambda host: host)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("slow", "takes longer than 0 seconds|takes longer"),
        ("silent", "does not answer"),
        ("broken", "broke off"),
    ],
)
def test_what_takes_too_long_or_breaks_off_is_given_up(
    shop: str, tmp_path: Path, path: str, why: str
) -> None:
    with pytest.raises(NotReachedError, match=why):
        download(f"{shop}/{path}", tmp_path / "x", quiet, Bounds(seconds=0.2, silence=0.2))


@pytest.mark.parametrize("where", ["ftp://example.org/x", "http://", "supabase://bucket", "supabase:///x",
                                   "supabase://bucket/../secrets"])  # fmt: skip
def test_a_place_that_is_none_is_refused(where: str) -> None:
    with pytest.raises(BadRequestError), fetched(where, quiet):
        pass


def test_a_key_in_an_address_is_not_repeated(shop: str, tmp_path: Path) -> None:
    with pytest.raises(BadRequestError) as error:
        download(f"{shop}/nothing?token=secret", tmp_path / "x", quiet)
    assert "secret" not in str(error.value)


def test_a_graph_goes_to_a_bucket_and_comes_back(
    world_url: str, empty_url: str, project: Project, auric_with: Auric
) -> None:
    exported = auric_with(
        "snapshot", "export", "supabase://graphs/new/world.auric", "--json", url=world_url
    )
    assert exported.returncode == 0, exported.stderr
    told = orjson.loads(exported.stdout)
    assert len(project.objects["graphs/new/world.auric"]) == told["bytes"]
    where = "supabase://graphs/new/world.auric"
    imported = auric_with(
        "snapshot", "import", where, "--sha256", told["sha256"], "--json", url=empty_url
    )
    assert imported.returncode == 0, imported.stderr
    assert orjson.loads(imported.stdout)["graph_version"] == told["graph_version"]
    again = auric_with("snapshot", "import", where, url=empty_url)
    assert (again.returncode, again.stdout) == (2, "")
    assert "--replace" in again.stderr


def test_what_is_not_in_the_bucket_is_said_in_the_projects_words(
    empty_url: str, auric_with: Auric
) -> None:
    done = auric_with("snapshot", "import", "supabase://graphs/none", url=empty_url)
    assert (done.returncode, done.stderr) == (
        2,
        "The Supabase project says: Object not found\n",
    )


def test_a_fresh_machine_answers_from_a_snapshot_without_a_build(
    world_snapshot: Path, auric_with: Auric
) -> None:
    """The embedded database, with nothing in it: the catalogue does not come in between."""
    try:
        assert auric_with("snapshot", "import", str(world_snapshot)).returncode == 0
        answer = auric_with("recommend", "Coil", "--json")
        assert (answer.returncode, answer.stderr) == (0, "")
        assert orjson.loads(answer.stdout)["artists"]
    finally:
        auric_with("stop")


def test_migrating_says_what_it_did_once(server: str, empty_url: str, auric_with: Auric) -> None:
    done = orjson.loads(auric_with("migrate", "--json", url=empty_url).stdout)
    assert done["applied"] == []
    assert "already" in auric_with("migrate", url=empty_url).stdout
