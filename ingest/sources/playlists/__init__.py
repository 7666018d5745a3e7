"""Playlists that somebody made: JSPF, XSPF, M3U and JSON, matched to artists that are known already."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import BadRequestError
from ingest.database import connect
from ingest.load import Loaded, load
from ingest.source import Reject, Report
from ingest.sources.playlists.listings import Listing, UnreadableError
from ingest.sources.playlists.m3u import parse_m3u
from ingest.sources.playlists.matching import matched
from ingest.sources.playlists.plain import parse_json
from ingest.sources.playlists.xspf import parse_xspf
from ingest.telling import Told, facts_of

LARGEST = 50_000_000  # bytes of a file
COMPANY = 2  # artists; one alone keeps none
LOADED = "SELECT key FROM playlist WHERE key = ANY(%s)"
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
        loaded_before = {
            key for (key,) in connection.execute(LOADED, [[one.id for one in listings]])
        }
    told, lonely, place = [], 0, 0
    for listing in listings:
        keys = [key for key in artists[place : place + len(listing.entries)] if key is not None]
        place += len(listing.entries)
        if len(set(keys)) < COMPANY:
            lonely += 1
            if listing.id in loaded_before:  # it was longer then
                told.append(_told(listing, source, []))
        else:
            told.append(_told(listing, source, keys))
    loaded = load(url, "playlists", facts_of(told, "playlists"), report)
    known = sum(key is not None for key in artists)
    return Shelf(len(listings) - lonely, len(artists), known, lonely, loaded, tuple(missed))


def _told(listing: Listing, source: str, keys: Sequence[str]) -> Told:
    return "playlists", {
        "id": listing.id, "title": listing.title, "source": source, "artist_ids": tuple(dict.fromkeys(keys)),
    }  # fmt: skip


def _read_all(
    files: Mapping[Path, str], source: str, report: Report
) -> tuple[list[Listing], list[Reject]]:
    listings: dict[str, Listing] = {}
    missed = []
    for number, (file, name) in enumerate(files.items()):
        report("reading playlists", number, len(files))
        try:
            for listing in _listings(file, name, source):
                if listings.setdefault(listing.id, listing) is not listing:
                    why = f"{name} holds {listing.title}, which has the id of another one."
                    missed.append(Reject(name, 0, why))
        except UnreadableError as error:
            missed.append(Reject(name, 0, f"{name} {error}"))
    report("reading playlists", len(files), len(files))
    return list(listings.values()), missed


def _listings(file: Path, name: str, source: str) -> Iterator[Listing]:
    """The playlists of a file. One keeps its id as long as `name` stays: below the folder that was given."""
    try:
        if file.stat().st_size > LARGEST:
            raise UnreadableError(f"is larger than {LARGEST:,} bytes.")
        body = file.read_bytes()
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}.") from error
    for number, listing in enumerate(PARSERS[file.suffix.lower()](body, file.stem)):
        said = f"{name}#{listing.id or number}"
        key = hashlib.sha256(f"{source}\n{said}".encode()).hexdigest()[:24]
        yield Listing(listing.title, listing.entries, f"playlist:{key}")


def files_of(paths: Sequence[Path]) -> dict[Path, str]:
    """The playlists among these files and below these folders, in order, with what tells them apart: the
    way from the folder that was given. Raises BadRequestError."""
    found: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if file.suffix.lower() in PARSERS)
            for file in filter(Path.is_file, below):
                found.setdefault(file, file.relative_to(path).as_posix())
        elif not path.exists():
            raise BadRequestError(f"There is no file or folder {path}.")
        elif path.suffix.lower() not in PARSERS:
            raise BadRequestError(f"{path.name} is no playlist; known are {', '.join(PARSERS)}.")
        else:
            found.setdefault(path, path.name)
    if not found:
        raise BadRequestError(f"There are no playlists here; known are {', '.join(PARSERS)}.")
    return found
