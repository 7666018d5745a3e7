"""What a source may say about music: one record per kind of fact, one fact per line.

The interchange format of `auric ingest facts`: JSON Lines files named for the kind they hold. Ids
are opaque strings, unique per kind; docs/facts.md is the format for people.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(min_length=1, max_length=400)]
Name = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
Year = Annotated[int, Field(ge=1000, le=2100)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1, le=2_000_000_000)]
Source = Annotated[str, Field(min_length=1, max_length=100)]


class Record(BaseModel):
    """One line of a facts file, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Artist(Record):
    id: Id
    name: Name
    aliases: tuple[Name, ...] = ()
    disambiguation: str | None = None
    mbid: UUID | None = None
    discogs_id: Annotated[int, Field(ge=1)] | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    begin_year: Year | None = None
    end_year: Year | None = None
    bio: str | None = None
    bio_source: str | None = None


class Track(Record):
    id: Id
    artist_id: Id
    title: Name
    year: Year | None = None
    isrc: str | None = None
    mbid: UUID | None = None
    rank: Annotated[float, Field(ge=0)] | None = None


class Tag(Record):
    artist_id: Id | None = None
    track_id: Id | None = None
    tag: Name
    count: Annotated[float, Field(ge=0)] | None = None
    weight: Annotated[float, Field(ge=0)] | None = None
    family: Literal["genre", "style", "folksonomy"] | None = None
    source: Source

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
    source: Source


class Release(Record):
    id: Id
    artist_id: Id
    title: Name
    year: Year | None = None
    label_id: Id | None = None
    catalogue_number: str | None = None


class Relation(Record):
    from_id: Id
    to_id: Id
    kind: Name
    score: Share = 1.0
    source: Source

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
    role: Name
    source: Source

    @model_validator(mode="after")
    def _on_one_thing(self) -> Self:
        if (self.track_id is None) == (self.release_id is None):
            raise ValueError("needs either track_id or release_id")
        return self


class Document(Record):
    id: Id
    source: Source
    weight: Annotated[float, Field(ge=0)] = 1.0
    about_id: Id | None = None
    title: str | None = None
    url: str | None = None
    published: date | None = None
    text: str | None = None


class Mention(Record):
    document_id: Id
    artist_id: Id
    count: Count = 1


class Playlist(Record):
    id: Id
    title: Name
    source: Source
    artist_ids: tuple[Id, ...]


class Audio(Record):
    track_id: Id
    model: Name
    embedding: Annotated[tuple[float, ...], Field(min_length=512, max_length=512)]


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
