"""What a playlist says of each of its entries, whatever format it is written in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.jspf import read_jspf
from ingest.texts import LONGEST

MOST_ENTRIES = 20_000
MBID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
ARTIST = re.compile(rf"(?:/artist/|^){MBID}/?$", re.IGNORECASE)
RECORDING = re.compile(rf"(?:/recording/|^){MBID}/?$", re.IGNORECASE)
ISRC = re.compile(r"(?:^|isrc:)([A-Z]{2}-?[A-Z0-9]{3}-?\d{2}-?\d{5})$", re.IGNORECASE)


class UnreadableError(ValueError):
    """A file is not what its name says; the text goes on after the file's name."""


@dataclass(frozen=True)
class Entry:
    """A track of a playlist, as far as it is said who made it."""

    artist: str | None = None
    title: str | None = None
    artist_mbids: tuple[str, ...] = ()
    recording_mbid: str | None = None
    isrc: str | None = None


@dataclass(frozen=True)
class Listing:
    """A playlist. `id`: its own, empty where it has none."""

    title: str
    entries: tuple[Entry, ...]
    id: str = ""


def parse_jspf(document: object, name: str) -> Listing:
    """A playlist in JSPF. Raises UnreadableError."""
    try:
        playlist = read_jspf(document)
    except ValueError as error:
        raise UnreadableError("is no JSPF.") from error
    entries = (
        entry_of(track.creator, track.title, track.identifiers, track.artists)
        for track in playlist.tracks
    )
    return listing_of(playlist.title or name, entries, playlist.identifier)


def listing_of(title: str, entries: Iterator[Entry], id: str | None = None) -> Listing:
    """A listing of the entries that say anything."""
    said = (entry for entry in entries if entry != Entry())
    return Listing(
        title[:LONGEST],
        tuple(one for one, _ in zip(said, range(MOST_ENTRIES), strict=False)),
        id or "",
    )


def entry_of(
    artist: str | None, title: str | None, identifiers: Sequence[str], artists: Sequence[str] = ()
) -> Entry:
    """An entry with the ids among its identifiers: of recordings, artists, and ISRCs."""
    recordings = [found[1] for one in identifiers if (found := RECORDING.search(one))]
    isrcs = [found[1] for one in identifiers if (found := ISRC.search(one))]
    mbids = tuple(
        found[1].lower() for one in (*artists, *identifiers) if (found := ARTIST.search(one))
    )
    if recordings and not artists:  # a bare id among a track's identifiers is the track's
        mbids = tuple(mbid for mbid in mbids if mbid != recordings[0].lower())
    return Entry(
        artist, title, mbids, recordings[0].lower() if recordings else None,
        isrcs[0].replace("-", "").upper() if isrcs else None,
    )  # fmt: skip
