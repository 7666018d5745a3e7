"""Playlists in JSPF (xspf.org/jspf), with what MusicBrainz and ListenBrainz add to their tracks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.texts import text, texts

ADDED = "https://musicbrainz.org/doc/jspf#track"


@dataclass(frozen=True)
class Track:
    """A track as it is listed. `artists`: whom it is by, as addresses; `credited`: the same as MBIDs and
    names."""

    creator: str | None
    title: str | None
    identifiers: tuple[str, ...]
    artists: tuple[str, ...]
    credited: tuple[tuple[str | None, str | None], ...]


@dataclass(frozen=True)
class Jspf:
    """A playlist, in order."""

    title: str | None
    identifier: str | None
    tracks: tuple[Track, ...]


def read_jspf(document: object) -> Jspf:
    """A playlist with or without the object around it; a track that is none is left out. Raises ValueError."""
    playlist = document.get("playlist", document) if isinstance(document, dict) else None
    if not isinstance(playlist, dict) or not isinstance(playlist.get("track", []), list):
        raise ValueError("no JSPF")
    tracks = (_track(track) for track in playlist.get("track", []) if isinstance(track, dict))
    return Jspf(text(playlist.get("title")), text(playlist.get("identifier")), tuple(tracks))


def _track(track: Mapping[str, Any]) -> Track:
    more = _object(_object(track.get("extension")).get(ADDED))
    listed = _object(more.get("additional_metadata")).get("artists")
    credited = listed if isinstance(listed, list) else []
    return Track(
        text(track.get("creator")),
        text(track.get("title")),
        texts(track.get("identifier")),
        texts(more.get("artist_identifiers")),
        tuple((text(_object(one).get("artist_mbid")), text(_object(one).get("artist_credit_name")))
              for one in credited),
    )  # fmt: skip


def _object(value: object) -> Mapping[str, Any]:
    """An object, which may be the first of a list; an empty one for anything else."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, dict) else {}
