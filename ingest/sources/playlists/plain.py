"""Playlists in JSON: JSPF, or whatever a player exports with artists and titles in it."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from ingest.sources.playlists.listings import (
    Entry,
    Listing,
    UnreadableError,
    entry_of,
    listing_of,
    parse_jspf,
)
from ingest.texts import text, texts

TITLES = ("title", "name", "track_name", "trackName", "track")
ARTISTS = ("artist", "artist_name", "artistName", "creator")
LISTS = ("tracks", "songs", "items", "entries")


def parse_json(body: bytes, name: str) -> Iterator[Listing]:
    """The playlists of a file. Raises UnreadableError."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(f"is no JSON: {error}.") from error
    if isinstance(document, dict) and document.keys() & {"playlist", "track"}:
        yield parse_jspf(document, name)
        return
    several = document.get("playlists") if isinstance(document, dict) else None
    playlists = several if isinstance(several, list) and several else [document]
    found = [one for one in playlists if isinstance(one, dict | list)]
    listings = [listing for one in found if (listing := _listing(one, name)) is not None]
    if not listings:
        raise UnreadableError("holds no list of tracks.")
    yield from listings


def _listing(playlist: dict[str, Any] | list[Any], name: str) -> Listing | None:
    if isinstance(playlist, list):
        return listing_of(name, (_entry(one) for one in playlist if isinstance(one, dict)))
    tracks = next((playlist[key] for key in LISTS if isinstance(playlist.get(key), list)), None)
    if tracks is None:
        return None
    title = text(playlist.get("title")) or text(playlist.get("name")) or name
    own = playlist.get("id", playlist.get("pid"))
    id = str(own) if isinstance(own, str | int) else None
    return listing_of(title, (_entry(one) for one in tracks if isinstance(one, dict)), id)


def _entry(item: Mapping[str, Any]) -> Entry:
    inner = item.get("track")
    track = inner if isinstance(inner, dict) else item  # as players' services nest it
    artist = next((said for key in ARTISTS if (said := _name(track.get(key)))), None)
    artist = artist or _name(track.get("artists"))
    ids = [
        *texts(track.get("isrc")),
        *texts(track.get("mbid")),
        *texts(track.get("identifier")),
    ]
    title = next((said for key in TITLES if (said := text(track.get(key)))), None)
    return entry_of(artist, title, ids, texts(track.get("artist_mbid")))


def _name(value: object) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    return text(first.get("name")) if isinstance(first, dict) else text(first)
