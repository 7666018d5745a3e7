"""The nouns of a brief answer. In full, an answer is made of the engine's own.

A reason is a claim with its sources in brackets: "shared label: Mute [discogs]".
"""

from dataclasses import dataclass

from core.types import SeedKind


@dataclass(frozen=True)
class Named:
    """Who or what was understood. Any tool takes `pointer` in place of a name."""

    pointer: str
    kind: SeedKind
    name: str
    about: str | None  # tells apart who share a name


@dataclass(frozen=True)
class Pick:
    """One neighbour with its strongest reasons; `more_reasons` are left out."""

    artist_id: int
    name: str
    score: float
    tags: tuple[str, ...]
    reasons: tuple[str, ...]
    more_reasons: int
    begin_with: str | None


@dataclass(frozen=True)
class Resolved:
    """What a name was understood as, and what else it could mean."""

    meant: Named
    could_also_mean: tuple[Named, ...]
    more_meanings: int  # beyond those


@dataclass(frozen=True)
class Neighbours:
    """The chosen among all who were considered, the best first."""

    meant: Named
    could_also_mean: tuple[Named, ...]
    more_meanings: int  # beyond those
    picks: tuple[Pick, ...]
    tags_from: tuple[str, ...]  # sources of all tags here
    explorations: tuple[int, ...]  # artist_id of the picks that are good, but of another kind
    considered: int
    note: str | None
    graph_version: str


@dataclass(frozen=True)
class Explained:
    """What became of one artist on its way through the stages."""

    meant: Named
    other: Named
    answer: str
    picked: bool
    rank_by_score: int
    considered: int
    lost_at: str | None
    reasons: tuple[str, ...]
    in_its_place: tuple[str, ...]
    graph_version: str


@dataclass(frozen=True)
class Connection:
    """What one signal heard, 0 to 1 from either end; None where it is silent."""

    signal: str
    there: float | None
    back: float | None
    reason: str | None


@dataclass(frozen=True)
class Compared:
    """Two artists side by side."""

    one: Named
    other: Named
    summary: str
    connections: tuple[Connection, ...]
    chains: tuple[str, ...]
    graph_version: str
