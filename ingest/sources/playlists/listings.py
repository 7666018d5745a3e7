"""What a playlist says of each of its entries, whatever format it is written in; and JSPF."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_ENTRIES = 20_000
LONGEST = 1_000  # characters of a name or a title
TRACK = "https://musicbrainz.org/doc/jspf#track"
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
    """A playlist in JSPF (xspf.org/jspf), with or without the object around it. Raises UnreadableError."""
    playlist = document.get("playlist", document) if isinstance(document, dict) else None
    if not isinstance(playlist, dict) or not isinstance(playlist.get("track", []), list):
        raise UnreadableError("is no JSPF.")
    entries = (_entry(track) for track in playlist.get("track", []) if isinstance(track, dict))
    return listing_of(
        text(playlist.get("title")) or name, entries, text(playlist.get("identifier"))
    )


def listing_of(title: str, entries: Iterator[Entry], id: str | None = None) -> Listing:
    """A listing of the entries that say anything."""
    said = (entry for entry in entries if entry != Entry())
    return Listing(
        title[:LONGEST],
        tuple(one for one, _ in zip(said, range(MOST_ENTRIES), strict=False)),
        id or "",
    )


def _entry(track: Mapping[str, Any]) -> Entry:
    more = track.get("extension")
    more = more.get(TRACK) if isinstance(more, dict) else None
    more = more[0] if isinstance(more, list) and more else more
    artists = more.get("artist_identifiers") if isinstance(more, dict) else None
    return entry_of(
        text(track.get("creator")),
        text(track.get("title")),
        strings(track.get("identifier")),
        strings(artists),
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


def text(value: object) -> str | None:
    """A value that is some text; None for anything else."""
    said = " ".join(value.replace("\0", "").split())[:LONGEST] if isinstance(value, str) else ""
    return said or None


def strings(value: object) -> list[str]:
    """The texts in a value, which may be one or a list of them."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
