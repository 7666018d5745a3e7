"""XSPF, the playlist format of xspf.org."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ingest.readers import name_of, read_xml
from ingest.sources.playlists.listings import (
    Entry,
    Listing,
    UnreadableError,
    entry_of,
    listing_of,
)
from ingest.texts import text


def parse_xspf(body: bytes, name: str) -> Iterator[Listing]:
    """The playlist of a file. Raises UnreadableError, and BadRequestError without the extra `editorial`."""
    root = read_xml(body)
    if root is None:
        raise UnreadableError("is no sound XML.")
    if name_of(root) != "playlist":
        raise UnreadableError("is no XSPF.")
    tracks = (track for part in root if name_of(part) == "trackList" for track in part)
    title = next((text(part.text) for part in root if name_of(part) == "title"), None)
    id = next((text(part.text) for part in root if name_of(part) == "identifier"), None)
    yield listing_of(title or name, (_entry(track) for track in tracks), id)


def _entry(track: Element) -> Entry:
    said: dict[str, list[str]] = {}
    for field in track:
        said.setdefault(name_of(field), []).append(field.text or "")
    one = {name: text(values[0]) for name, values in said.items()}
    return entry_of(
        one.get("creator"), one.get("title"), [i.strip() for i in said.get("identifier", [])]
    )
