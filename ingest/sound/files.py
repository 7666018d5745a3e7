"""Audio files at hand, and what they say of themselves: which track they are."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import BadRequestError
from core.extras import extra
from core.names import fold, split_track

AUDIBLE = frozenset({".aif", ".aiff", ".flac", ".mp3", ".oga", ".ogg", ".opus", ".wav"})
COLUMNS = ["file", "track_id"]


@dataclass(frozen=True)
class Named:
    """A file and whatever may tell its track. `key` is a track's id in the facts, said by a mapping."""

    path: Path
    key: str | None = None
    mbid: str | None = None
    isrc: str | None = None
    artist: str | None = None
    title: str | None = None


def audio_files(paths: Sequence[Path]) -> list[Path]:
    """Files as they are given and all that lie in folders, in order. Raises BadRequestError."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(f for f in path.rglob("*") if f.suffix.lower() in AUDIBLE)
        elif path.is_file():
            files.append(path)
        else:
            raise BadRequestError(f"There is no file or folder {path}.")
    if not files:
        raise BadRequestError(f"No audio was found; known are {', '.join(sorted(AUDIBLE))}.")
    return list(dict.fromkeys(file.resolve() for file in files))


def read_mapping(path: Path | None) -> dict[Path, str]:
    """Files and the tracks they are, from a CSV file; paths are relative to its folder."""
    if path is None:
        return {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            rows = csv.DictReader(lines)
            if list(rows.fieldnames or ()) != COLUMNS:
                raise BadRequestError(f"{path} must begin with the line {','.join(COLUMNS)}.")
            return {(path.parent / row["file"]).resolve(): row["track_id"] for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRequestError(f"{path} cannot be read: {error}.") from error


def named(files: Sequence[Path], mapping: Mapping[Path, str]) -> Iterator[Named]:
    """What is known of each file: the mapping if it is there, else its tags, else its name."""
    for path in files:
        if path in mapping:
            yield Named(path, key=mapping[path])
        else:
            yield _tagged(path)


def _tagged(path: Path) -> Named:
    """By its tags; a file without any may be called "Artist - Title.mp3"."""
    with extra("audio", "Reading files needs"):
        from tinytag import TinyTag, TinyTagException
    try:
        tag: Any = TinyTag.get(path, duration=False)
    except (TinyTagException, OSError):
        tag = None
    artist, title = (tag.artist, tag.title) if tag else (None, None)
    if not (artist and title):
        artist, title = next(split_track(path.stem), (None, None))
    return Named(
        path,
        mbid=_first(tag, "musicbrainz_trackid"),
        isrc=(_first(tag, "isrc") or "").replace("-", "").upper() or None,
        artist=fold(artist) if artist else None,
        title=fold(title) if title else None,
    )


def _first(tag: Any, name: str) -> str | None:  # noqa: ANN401 - the package is an extra
    said = tag.other.get(name) if tag else None
    return str(said[0]).strip() if said else None
