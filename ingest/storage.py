"""Where a snapshot comes from and where it goes: a file, an address, a bucket of one's own."""

import ipaddress
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from core.errors import BadRequestError, NotReachedError
from core.project import project
from ingest.source import Report

BUCKET = "supabase://"
MOST_HOPS = 5
SIGNED_FOR = 3600  # seconds in which a download from a bucket must begin
BLOCK = 1 << 20
Resolve = Callable[[str], str]


@dataclass(frozen=True)
class Bounds:
    """What a download may cost."""

    size: int = 100 << 30  # bytes; 35 million tracks with their vectors are below that
    seconds: float = 6 * 3600
    silence: float = 30  # seconds without a byte


@contextmanager
def fetched(where: str, report: Report, bounds: Bounds = Bounds()) -> Iterator[Path]:
    """The file at a path, an http(s) address or `supabase://bucket/path`; what was fetched is
    removed afterwards. Raises BadRequestError, NotReachedError."""
    if "://" not in where:
        yield Path(where)
        return
    with tempfile.TemporaryDirectory(prefix="auric-") as folder:
        path = Path(folder) / "snapshot"
        download(_signed(where) if where.startswith(BUCKET) else where, path, report, bounds)
        yield path


@contextmanager
def delivered(where: str) -> Iterator[Path]:
    """Where to write a file that is to end up at a path or at `supabase://bucket/path`."""
    if not where.startswith(BUCKET):
        if "://" in where:
            raise BadRequestError("A snapshot goes to a file or to supabase://bucket/path.")
        yield Path(where)
        return
    bucket, name = _in_bucket(where)
    with tempfile.TemporaryDirectory(prefix="auric-") as folder:
        path = Path(folder) / "snapshot"
        yield path
        with project() as client, path.open("rb") as file:
            client.storage.from_(bucket).upload(
                name, file, {"content-type": "application/zip", "upsert": "true"}
            )


def public_address(host: str) -> str:
    """An address of `host` on the open internet. Raises BadRequestError when it has none there: what
    answers elsewhere can be somebody's router or the key store of a cloud."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, None)]
    except OSError as error:
        raise NotReachedError(f"{host} cannot be found.") from error
    if not all(ipaddress.ip_address(address.split("%")[0]).is_global for address in found):
        raise BadRequestError(f"The address leads on to {host}, which is not on the open internet.")
    return found[0]


def download(
    url: str,
    path: Path,
    report: Report,
    bounds: Bounds = Bounds(),
    resolve: Resolve = public_address,
) -> None:
    """Fetch `url` to `path`. Whom it leads on to must be public, and is reached at the very address
    that was looked at. Raises BadRequestError, NotReachedError."""
    deadline = time.monotonic() + bounds.seconds
    here, request = _sound(url), _asking(_sound(url))
    try:
        with httpx2.Client(timeout=bounds.silence) as client:
            for _ in range(MOST_HOPS):
                with closing(client.send(request, stream=True)) as response:
                    if not response.has_redirect_location:
                        _save(response, _shown(here), path, report, bounds, deadline)
                        return
                    here = _led_on(here, response)
                    request = _asking(here, resolve(here.host))
    except httpx2.HTTPError as error:
        raise NotReachedError(f"{_shown(here)} does not answer, or broke off.") from error
    raise BadRequestError(f"{_shown(here)} leads on and on.")


def _sound(url: str) -> httpx2.URL:
    try:
        sound = httpx2.URL(url)
    except httpx2.InvalidURL as error:
        raise BadRequestError(f"{url} is no address.") from error
    if sound.scheme not in ("http", "https") or not sound.host:
        raise BadRequestError("A snapshot comes from a file, http(s):// or supabase://bucket/path.")
    return sound


def _asking(url: httpx2.URL, address: str | None = None) -> httpx2.Request:
    """A request for `url`, to be sent to that address."""
    headers = {"Accept-Encoding": "identity", "Host": url.netloc.decode()}
    there = url.copy_with(host=address) if address else url
    return httpx2.Request("GET", there, headers=headers, extensions={"sni_hostname": url.host})


def _led_on(here: httpx2.URL, response: httpx2.Response) -> httpx2.URL:
    there = _sound(str(here.join(response.headers["location"])))
    if here.scheme == "https" and there.scheme == "http":
        raise BadRequestError(f"{_shown(here)} leads on to an address that anybody can listen to.")
    return there


def _save(
    response: httpx2.Response,
    shown: str,
    path: Path,
    report: Report,
    bounds: Bounds,
    deadline: float,
) -> None:
    if response.status_code != httpx2.codes.OK:
        raise BadRequestError(f"{shown} answers {response.status_code}.")
    announced, done = response.headers.get("content-length", ""), 0
    total = int(announced) if announced.isdigit() else 0
    room = min(bounds.size, shutil.disk_usage(path.parent).free)
    too_large = BadRequestError(f"{shown} is larger than the {room:,} bytes there is room for.")
    if total > room:
        raise too_large
    with path.open("wb") as file:
        for block in response.iter_raw(BLOCK):
            done += len(block)
            if done > room:
                raise too_large
            if time.monotonic() > deadline:
                raise NotReachedError(f"{shown} takes longer than {bounds.seconds:,.0f} seconds.")
            file.write(block)
            report("fetching", done, max(total, done))


def _shown(url: httpx2.URL) -> str:
    """Without what may be a key to it."""
    return str(url.copy_with(query=None, userinfo=b"", fragment=None))


def _signed(where: str) -> str:
    """An address from which an object in a bucket can be fetched for a while."""
    bucket, name = _in_bucket(where)
    with project() as client:
        signed = client.storage.from_(bucket).create_signed_url(name, SIGNED_FOR)["signedURL"]
    if signed is None:
        raise BadRequestError(f"{where} is not there.")
    return signed


def _in_bucket(where: str) -> tuple[str, str]:
    bucket, _, name = where.removeprefix(BUCKET).partition("/")
    if not bucket or not name or {".", ".."} & {*name.split("/")}:
        raise BadRequestError("A place in a bucket is named supabase://bucket/path.")
    return bucket, name
