"""A fact between two stops, said from either end: "produced", "was produced by"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from core.types import Source

# How a fact is said from either end.
HOW: dict[str, tuple[str, str]] = {
    "similar": ("is heard as similar to", "is heard as similar to"),
    "member of": ("was a member of", "had a member in"),
    "collaboration": ("worked with", "worked with"),
    "influence": ("influenced", "was influenced by"),
    "remix": ("remixed", "was remixed by"),
    "side project": ("is an offshoot of", "has the offshoot"),
    "producer": ("produced", "was produced by"),
    "engineer": ("engineered", "was engineered by"),
    "mixer": ("mixed", "was mixed by"),
    "remixer": ("remixed", "was remixed by"),
    "writer": ("wrote for", "was written for by"),
    "performer": ("played with", "had a guest in"),
    "label": ("released on", "released records by"),
    "credit": ("worked on records by", "made records with"),
}


@dataclass(frozen=True)
class Hop:
    """One fact between two stops, to be read from left to right."""

    start: str
    how: str  # "was produced by", "released on"
    end: str
    detail: str | None  # the record it happened on
    source: Source


def said_as(kind: str, way: Literal["forward", "backward"]) -> str:
    """The verb of a kind of fact; a kind that nobody worded yet speaks for itself."""
    forward, backward = HOW.get(kind, (kind, kind))
    return forward if way == "forward" else backward


def turned(hop: Hop) -> Hop:
    """The same fact from its other end."""
    how = next((pair[1 - pair.index(hop.how)] for pair in HOW.values() if hop.how in pair), hop.how)
    return replace(hop, start=hop.end, how=how, end=hop.start)


def tell(hops: Sequence[Hop]) -> str:
    """A chain as a sentence, said from left to right."""
    parts = [f"{hops[0].start} {_clause(hops[0])}"]
    for before, hop in pairwise(hops):
        parts.append(f"{before.end} {_clause(hop)}")
    return "; ".join(parts) + "."


def _clause(hop: Hop) -> str:
    return f"{hop.how} {hop.end}" + (f" ({hop.detail})" if hop.detail else "")
