"""How each kind of fact waits in the database until it is known who is who."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pgvector import HalfVector

from core.names import fold, squash, work_title
from ingest.records import Artist, Audio, Document, Label, Playlist, Record, Release, Tag, Track

# "Mute", "Mute Records" and "Mute Recordings" are one label.
COMPANY_WORDS = frozenset(
    {"records", "recordings", "recording", "record", "ltd", "inc", "co", "company"}
)


def label_key(name: str) -> str:
    """The folded form of a label's name, without spaces and without the words for company."""
    return without_company(fold(name))


def without_company(folded: str) -> str:
    """The same, of a name that is folded already."""
    words = folded.split()
    while len(words) > 1 and words[-1] in COMPANY_WORDS:
        words.pop()
    return squash(" ".join(words))


@dataclass(frozen=True)
class Stage:
    """A kind's temporary table, its columns' types, and how a record becomes a row of it."""

    table: str
    types: tuple[str, ...]
    row: Callable[[Any], tuple[object, ...]]


def _fields(record: Record) -> tuple[object, ...]:
    return tuple(record.__dict__.values())


def _artist_row(a: Artist) -> tuple[object, ...]:
    return (
        a.id, a.name, fold(a.name), list(a.aliases), [fold(alias) for alias in a.aliases],
        a.disambiguation, a.mbid, a.discogs_id, a.country, a.begin_year, a.end_year, a.bio, a.bio_source,
    )  # fmt: skip


def _label_row(label: Label) -> tuple[object, ...]:
    return label.id, label.name, label_key(label.name), label.parent_id


def _track_row(t: Track) -> tuple[object, ...]:
    return (
        t.id, t.artist_id, t.title, fold(t.title), work_title(t.title), t.year, t.isrc, t.mbid, t.rank,
        t.seconds,
    )  # fmt: skip


def _release_row(r: Release) -> tuple[object, ...]:
    return r.id, r.artist_id, r.title, fold(r.title), r.year, r.label_id, r.catalogue_number


def _tag_row(t: Tag) -> tuple[object, ...]:
    name = " ".join(t.tag.casefold().split())
    count = t.count if t.weight is None else t.weight
    return t.artist_id, t.track_id, name, squash(fold(name)), count, t.family, t.source


def _playlist_row(p: Playlist) -> tuple[object, ...]:
    return p.id, p.title, p.source, list(p.artist_ids)


def _audio_row(a: Audio) -> tuple[object, ...]:
    return a.track_id, a.model, HalfVector(list(a.embedding))


def _document_row(d: Document) -> tuple[object, ...]:
    return d.id, d.source, d.weight, d.about_id, d.title, d.url, d.published


ARTIST = ("text", "text", "text", "text[]", "text[]", "text", "uuid", "int4", "text")
STAGES: Mapping[str, Stage] = {
    "artists": Stage("staged_artist", (*ARTIST, "int2", "int2", "text", "text"), _artist_row),
    "labels": Stage("staged_label", ("text",) * 4, _label_row),
    "tracks": Stage(
        "staged_track", (*("text",) * 5, "int2", "text", "uuid", "float4", "int2"), _track_row
    ),
    "releases": Stage("staged_release", (*("text",) * 4, "int2", "text", "text"), _release_row),
    "tags": Stage("staged_tag", (*("text",) * 4, "float4", "text", "text"), _tag_row),
    "artist_labels": Stage("staged_artist_label", ("text", "text", "int4", "text"), _fields),
    "relations": Stage("staged_relation", ("text", "text", "text", "float4", "text"), _fields),
    "credits": Stage("staged_credit", ("text",) * 6, _fields),
    "documents": Stage(
        "staged_document", ("text", "text", "float4", "text", "text", "text", "date"), _document_row
    ),
    "mentions": Stage("staged_mention", ("text", "text", "int4"), _fields),
    "playlists": Stage("staged_playlist", ("text", "text", "text", "text[]"), _playlist_row),
    "audio": Stage("staged_audio", ("text", "text", "halfvec"), _audio_row),
}
