"""What a source may say about music: one record per kind of fact, one fact per line.

The interchange format of `auric ingest facts`: JSON Lines files named for the kind they hold. Ids
are opaque strings, unique per kind; docs/facts.md is the format for people.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from core.names import fold

LONGEST_KEY = 2_000  # bytes of a folded name; an index of Postgres takes 2,700
LOUDEST = 60_000  # half-precision numbers end at 65,504
QUIETEST = 6e-5  # and below this they fade into zero


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("holds a NUL character")
    return text


def _findable(name: str) -> str:
    if len(name) > 40 and len(fold(name).encode()) > LONGEST_KEY:
        raise ValueError("is too long to be looked up")
    return name


def _audible(embedding: tuple[float, ...]) -> tuple[float, ...]:
    if max(map(abs, embedding)) < QUIETEST:
        raise ValueError("is all zeros")
    return embedding


STORABLE = AfterValidator(_storable)
Text = Annotated[str, STORABLE]
Id = Annotated[str, Field(min_length=1, max_length=400), STORABLE]
Word = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S"), STORABLE]
Name = Annotated[
    str, Field(min_length=1, max_length=1000, pattern=r"\S"), STORABLE, AfterValidator(_findable)
]
Year = Annotated[int, Field(ge=1000, le=2100)]
Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
Count = Annotated[int, Field(ge=1, le=2_000_000_000)]
Loudness = Annotated[float, Field(ge=-LOUDEST, le=LOUDEST)]


class Record(BaseModel):
    """One line of a facts file, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Artist(Record):
    id: Id
    name: Name
    aliases: tuple[Name, ...] = ()
    disambiguation: Text | None = None
    mbid: UUID | None = None
    discogs_id: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    begin_year: Year | None = None
    end_year: Year | None = None
    bio: Text | None = None
    bio_source: Text | None = None


class Track(Record):
    id: Id
    artist_id: Id
    title: Name
    year: Year | None = None
    isrc: Word | None = None
    mbid: UUID | None = None
    rank: Amount | None = None
    seconds: Annotated[int, Field(ge=1, le=32_000)] | None = None


class Tag(Record):
    artist_id: Id | None = None
    track_id: Id | None = None
    tag: Name
    count: Amount | None = None
    weight: Amount | None = None
    family: Literal["genre", "style", "folksonomy"] | None = None
    source: Word

    @model_validator(mode="after")
    def _about_one_thing(self) -> Self:
        if (self.artist_id is None) == (self.track_id is None):
            raise ValueError("needs either artist_id or track_id")
        if (self.count is None) == (self.weight is None):
            raise ValueError("needs either count or weight")
        return self


class Label(Record):
    id: Id
    name: Name
    parent_id: Id | None = None


class ArtistLabel(Record):
    artist_id: Id
    label_id: Id
    releases: Count = 1
    source: Word


class Release(Record):
    id: Id
    artist_id: Id
    title: Name
    year: Year | None = None
    label_id: Id | None = None
    catalogue_number: Text | None = None


class Relation(Record):
    from_id: Id
    to_id: Id
    kind: Word
    score: Share = 1.0
    source: Word

    @model_validator(mode="after")
    def _between_two(self) -> Self:
        if self.from_id == self.to_id:
            raise ValueError("relates an artist to itself")
        return self


class Credit(Record):
    track_id: Id | None = None
    release_id: Id | None = None
    person_id: Id
    artist_id: Id
    role: Word
    source: Word

    @model_validator(mode="after")
    def _on_one_thing(self) -> Self:
        if (self.track_id is None) == (self.release_id is None):
            raise ValueError("needs either track_id or release_id")
        return self


class Document(Record):
    id: Id
    source: Word
    weight: Amount = 1.0
    about_id: Id | None = None
    title: Text | None = None
    url: Text | None = None
    published: date | None = None
    text: Text | None = None


class Mention(Record):
    document_id: Id
    artist_id: Id
    count: Count = 1


class Playlist(Record):
    id: Id
    title: Name
    source: Word
    artist_ids: tuple[Id, ...]


class Audio(Record):
    track_id: Id
    model: Word
    embedding: Annotated[
        tuple[Loudness, ...], Field(min_length=512, max_length=512), AfterValidator(_audible)
    ]


# In the order in which they are loaded: a fact comes after what it speaks of.
KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "artists": Artist,
        "labels": Label,
        "tracks": Track,
        "releases": Release,
        "tags": Tag,
        "artist_labels": ArtistLabel,
        "relations": Relation,
        "credits": Credit,
        "documents": Document,
        "mentions": Mention,
        "playlists": Playlist,
        "audio": Audio,
    }
)
