"""The nouns of Signal, shared by every door: what is asked, what is known, what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

EntityKind = Literal["artist", "track", "genre"]  # what a name can mean
SeedKind = Literal["artist", "track", "genre", "sound"]  # a sound is described, not named
Path = Literal["sound", "graph", "tags"]

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]  # (n, dimensions), each row of unit length


@dataclass(frozen=True)
class Entity:
    """What a listener meant by a name."""

    id: int
    kind: SeedKind
    name: str
    artist_id: int | None = None  # of an artist its own id, of a track its artist's
    artist_name: str | None = None  # of a track
    mbid: str | None = None
    disambiguation: str | None = None
    country: str | None = None
    year: int | None = None

    @property
    def title(self) -> str:
        """The name as one would say it."""
        return f"{self.artist_name} - {self.name}" if self.kind == "track" else self.name


@dataclass(frozen=True)
class Resolution:
    """What a name was understood as, and what else it could have meant."""

    query: str
    entity: Entity
    alternatives: tuple[Entity, ...]
    more: int  # alternatives that were found besides


@dataclass(frozen=True)
class Sounding:
    """A sound that somebody put into words, as a direction in a model's space of sound."""

    words: str
    model: str  # with whose vectors it can be compared
    direction: tuple[float, ...]  # (512,) of unit length, from the middle of all descriptions


EXPLORE_SHARE = 0.2  # of the slots: two of ten


@dataclass(frozen=True)
class Wishes:
    """How a listener steers one request."""

    limit: int = 10  # 1..50
    explore: int | None = None  # of the slots; a fifth unless said otherwise
    profile: str = "published"
    weights: Mapping[str, float] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    country: str | None = None
    year_from: int | None = None
    year_to: int | None = None

    @property
    def explorations(self) -> int:
        """How many slots may go to explorations."""
        return round(EXPLORE_SHARE * self.limit) if self.explore is None else self.explore

    @property
    def bounded(self) -> bool:
        """Whether only artists of some country or time will do."""
        return any(bound is not None for bound in (self.country, self.year_from, self.year_to))


@dataclass(frozen=True)
class Source:
    """Where a fact comes from, so that a claim can be followed."""

    source: str  # "musicbrainz", "starter", "wikipedia"
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What one signal says about one candidate, ready to read."""

    reason: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Contribution:
    """A signal's share in a score. A pick's points add up to its score."""

    signal: str
    weight: float  # of this signal among those that the seed can ask; they add up to 1
    strength: float  # 0..1, calibrated
    points: float  # weight times strength
    reason: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class TrackCard:
    """A track to begin with."""

    id: int
    title: str
    year: int | None


@dataclass(frozen=True)
class TagCard:
    """A word that says much about an artist, and who says it."""

    name: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Recommendation:
    """One neighbour and why."""

    rank: int
    artist_id: int
    artist_name: str
    mbid: str | None
    score: float
    explanation: str
    coverage: float  # share of the weights whose signal could say something about this pair
    exploration: bool
    found_by: tuple[Path, ...]
    track: TrackCard | None
    contributions: tuple[Contribution, ...]
    tags: tuple[TagCard, ...]  # the artist's own loudest


@dataclass(frozen=True)
class RecommendationList:
    """The whole answer, the same through every door."""

    query: str
    entity: Entity
    alternatives: tuple[Entity, ...]
    artists: tuple[Recommendation, ...]
    considered: int  # how many were scored before these were chosen
    profile: str
    weights: Mapping[str, float]
    graph_version: str
    note: str | None = None  # what a listener should know about this answer


@dataclass(frozen=True)
class Tags:
    """Weighted tags of a seed; the squares of the weights add up to 1."""

    ids: Ids
    weights: Floats
    names: tuple[str, ...]


@dataclass(frozen=True)
class Seed:
    """What candidates are measured against."""

    entity: Entity
    artist_ids: tuple[int, ...]  # whose facts speak for the seed
    off_limits: tuple[int, ...]  # who is never recommended back
    tags: Tags
    label_ids: Ids
    sound: Vectors | None  # (centroids, 512)
    sound_model: str | None
    sound_trust: float  # 0..1, how well this model's nearness agrees with the rest of the graph
    text: Vectors | None  # (1, 384)
    facts: int  # how much is known
    artists: int  # in the whole graph, that ranks are counted among


@dataclass(frozen=True)
class Candidates:
    """Who might be adjacent: parallel arrays, one place per artist, ordered by artist id."""

    artist_ids: Ids
    found_by: NDArray[np.uint8]  # a bit per path, in the order of `PATHS`

    def __len__(self) -> int:
        return len(self.artist_ids)

    @cached_property
    def listed(self) -> str:
        """Their ids as Postgres reads an array: every question about them says the same."""
        return "{" + ",".join(map(str, self.artist_ids.tolist())) + "}"

    def place(self, artist_id: int) -> int:
        """Where an artist stands who is a candidate."""
        return int(np.searchsorted(self.artist_ids, artist_id))
