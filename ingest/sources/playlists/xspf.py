"""XSPF, the playlist format of xspf.org."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from ingest.readers import need_reader
from ingest.sources.playlists.listings import (
    Entry,
    Listing,
    UnreadableError,
    entry_of,
    listing_of,
    text,
)


def parse_xspf(body: bytes, name: str) -> Iterator[Listing]:
    """The playlist of a file. Raises UnreadableError, and BadRequestError without the extra `editorial`."""
    defused = need_reader("defusedxml.ElementTree")
    try:
        root = defused.fromstring(body, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as error:  # defusedxml's own are ValueErrors
        raise UnreadableError("is no sound XML.") from error
    if _name(root) != "playlist":
        raise UnreadableError("is no XSPF.")
    tracks = (track for part in root if _name(part) == "trackList" for track in part)
    title = next((text(part.text) for part in root if _name(part) == "title"), None)
    id = next((text(part.text) for part in root if _name(part) == "identifier"), None)
    yield listing_of(title or name, (_entry(track) for track in tracks), id)


def _entry(track: Element) -> Entry:
    said: dict[str, list[str]] = {}
    for field in track:
        said.setdefault(_name(field), []).append(field.text or "")
    one = {name: text(values[0]) for name, values in said.items()}
    return entry_of(
        one.get("creator"), one.get("title"), [i.strip() for i in said.get("identifier", [])]
    )


def _name(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]
