"""Playlists that somebody made: JSPF, XSPF, M3U and JSON, matched to artists that are known already."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import BadRequestError
from ingest.load import Loaded, connect, load
from ingest.source import Reject, Report
from ingest.sources.playlists.listings import Listing, UnreadableError
from ingest.sources.playlists.listings import parse_jspf as parse_jspf
from ingest.sources.playlists.m3u import parse_m3u
from ingest.sources.playlists.matching import matched
from ingest.sources.playlists.plain import parse_json
from ingest.sources.playlists.xspf import parse_xspf
from ingest.telling import Told, facts_of

LARGEST = 50_000_000  # bytes of a file
COMPANY = 2  # artists; one alone keeps none
PARSERS = {
    ".jspf": parse_json, ".json": parse_json, ".xspf": parse_xspf, ".m3u": parse_m3u, ".m3u8": parse_m3u,
}  # fmt: skip


@dataclass(frozen=True)
class Shelf:
    """What became of some files."""

    playlists: int
    entries: int
    matched: int  # entries
    lonely: int  # playlists on which fewer than two artists are known
    loaded: Loaded
    missed: tuple[Reject, ...]


def ingest(url: str, paths: Sequence[Path], source: str, report: Report) -> Shelf:
    """Load the playlists in these files and folders. A file that cannot be read stops no other.

    Entries are matched by MBID, ISRC, or artist and title; nobody is invented. Raises BadRequestError
    for a path that is not there, and where none is a playlist.
    """
    files = files_of(paths)
    listings, missed = _read_all(files, source, report)
    with connect(url) as connection:
        artists = matched(connection, [entry for one in listings for entry in one.entries])
    told, lonely, place = [], 0, 0
    for listing in listings:
        keys = [key for key in artists[place : place + len(listing.entries)] if key is not None]
        place += len(listing.entries)
        if len(set(keys)) < COMPANY:
            lonely += 1
        else:
            told.append(_told(listing, source, keys))
    loaded = load(url, "playlists", facts_of(told, "playlists"), report)
    known = sum(key is not None for key in artists)
    return Shelf(len(told), len(artists), known, lonely, loaded, tuple(missed))


def _told(listing: Listing, source: str, keys: Sequence[str]) -> Told:
    return "playlists", {
        "id": listing.id, "title": listing.title, "source": source, "artist_ids": tuple(dict.fromkeys(keys)),
    }  # fmt: skip


def _read_all(
    files: Sequence[Path], source: str, report: Report
) -> tuple[list[Listing], list[Reject]]:
    listings: dict[str, Listing] = {}
    missed = []
    for number, file in enumerate(files):
        report("reading playlists", number, len(files))
        try:
            for listing in _listings(file, source):
                listings.setdefault(listing.id, listing)
        except UnreadableError as error:
            missed.append(Reject(file.name, 0, f"{file.name} {error}"))
    report("reading playlists", len(files), len(files))
    return list(listings.values()), missed


def _listings(file: Path, source: str) -> Iterator[Listing]:
    """The playlists of a file. One has the same id wherever its file lies, as long as its name stays."""
    try:
        if file.stat().st_size > LARGEST:
            raise UnreadableError(f"is larger than {LARGEST:,} bytes.")
        body = file.read_bytes()
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}.") from error
    for number, listing in enumerate(PARSERS[file.suffix.lower()](body, file.stem)):
        said = listing.id or f"{file.name}#{number}"
        key = hashlib.sha256(f"{source}\n{said}".encode()).hexdigest()[:24]
        yield Listing(listing.title, listing.entries, f"playlist:{key}")


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The playlists among these files and below these folders, in order. Raises BadRequestError."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if file.suffix.lower() in PARSERS)
            found |= dict.fromkeys(file for file in below if file.is_file())
        elif not path.exists():
            raise BadRequestError(f"There is no file or folder {path}.")
        elif path.suffix.lower() not in PARSERS:
            raise BadRequestError(f"{path.name} is no playlist; known are {', '.join(PARSERS)}.")
        else:
            found[path] = None
    if not found:
        raise BadRequestError(f"There are no playlists here; known are {', '.join(PARSERS)}.")
    return list(found)
