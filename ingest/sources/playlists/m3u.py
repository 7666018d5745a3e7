"""M3U and M3U8: "#EXTINF:201,Coil - Ostia", and the file that follows."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from core.names import split_track
from ingest.sources.playlists.listings import (
    Entry,
    Listing,
    UnreadableError,
    entry_of,
    listing_of,
)
from ingest.texts import text

EXTINF = re.compile(r"#EXTINF:\s*-?[\d.]*[^,]*,(.*)", re.IGNORECASE)
NUMBER = re.compile(r"^\d{1,3}[\s.\-_]+(?=\D)")  # of a track in its file's name


def parse_m3u(body: bytes, name: str) -> Iterator[Listing]:
    """The playlist of a file, UTF-8 or, as older players write it, Latin-1. Raises UnreadableError."""
    if b"\0" in body:
        raise UnreadableError("is no text.")
    try:
        lines = body.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = body.decode("latin-1").splitlines()
    title = next((said for line in lines if (said := _after(line, "#PLAYLIST:"))), None)
    yield listing_of(title or name, _entries(lines))


def _entries(lines: list[str]) -> Iterator[Entry]:
    said: str | None = None
    artist: str | None = None
    for line in map(str.strip, lines):
        if found := EXTINF.match(line):
            said = text(found[1])
        elif line.upper().startswith("#EXTART:"):
            artist = _after(line, "#EXTART:")
        elif line and not line.startswith("#"):
            shown = said or text(
                NUMBER.sub("", PurePosixPath(unquote(line.replace("\\", "/"))).stem)
            )
            yield entry_of(artist, shown, []) if artist else _split(shown)
            said = artist = None


def _split(shown: str | None) -> Entry:
    who, what = next(split_track(shown or ""), (None, None))
    return entry_of(who, what, [])


def _after(line: str, word: str) -> str | None:
    return text(line[len(word) :]) if line.upper().startswith(word) else None
