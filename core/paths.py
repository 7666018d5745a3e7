"""How two artists are connected: short chains of facts, each hop one that can be shown.

A chain through a crowd says little, so every stop costs the more the more it is connected to, and
no chain runs through a major label or a producer of everything.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.db import Database, Row
from core.hops import Hop, said_as, tell, turned
from core.stopwatch import timed
from core.types import Source

MOST_CHAINS = 4
CROWD = 150  # connections; a stop with more is no connection but a place where everyone has been
FRONT = 400  # hops followed from each end, the strongest first
HOP_COST = 1.0
CROWD_COST = 0.35  # per doubling of a stop's connections

# A label is a stop too; its id is negative, so that it never meets an artist's.
FIRST_HOPS = """
    SELECT node, other, kind, forward, detail, source, weight, degree, name
      FROM (SELECT edge.*, stop.degree, stop.name,
                   row_number() OVER (
                       PARTITION BY edge.node
                       ORDER BY edge.weight DESC, stop.degree, edge.other, edge.kind,
                                edge.forward, edge.detail, edge.source) AS nth
              FROM graph.edge JOIN graph.stop ON stop.node = edge.other
             WHERE edge.node = ANY(%(ends)s)
               AND (stop.degree <= %(crowd)s OR edge.other = ANY(%(ends)s))) AS hops
     WHERE nth <= %(front)s
     ORDER BY node, nth
"""
BRIDGES = """
    SELECT edge.node, edge.other, edge.kind, edge.forward, edge.detail, edge.source, edge.weight,
           stop.degree, stop.name
      FROM graph.edge JOIN graph.stop ON stop.node = edge.other
     WHERE edge.node = ANY(%(near_one)s) AND edge.other = ANY(%(near_other)s)
     ORDER BY edge.weight DESC, least(edge.node, edge.other), greatest(edge.node, edge.other),
              edge.kind, edge.detail, edge.source, edge.node, edge.forward
     LIMIT 2000
"""


@dataclass(frozen=True)
class Chain:
    """A way from one artist to the other."""

    hops: tuple[Hop, ...]
    cost: float
    text: str


@dataclass(frozen=True)
class _Edge:
    node: int
    other: int
    hop: Hop
    cost: float  # of the fact itself
    crowd: float  # what stopping at `other` costs
    fact: tuple[str, str, str, int]  # the same from either end, so that equals are told alike


@timed("chains")
async def chains(db: Database, one: tuple[int, str], other: tuple[int, str]) -> tuple[Chain, ...]:
    """The most telling chains of up to three hops between two artists, (id, name) each."""
    first = await db.fetch(FIRST_HOPS, ends=[one[0], other[0]], crowd=CROWD, front=FRONT)
    names = {one[0]: one[1], other[0]: other[1], **{row.other: row.name for row in first}}
    near_one = [_edge(row, names) for row in first if row.node == one[0]]
    near_other = [_edge(row, names) for row in first if row.node == other[0]]
    stops_one = sorted({e.other for e in near_one} - {other[0]})
    stops_other = sorted({e.other for e in near_other} - {one[0]})
    bridges = await db.fetch(BRIDGES, near_one=stops_one, near_other=stops_other)
    found = _connect(one[0], other[0], near_one, near_other, [_edge(r, names) for r in bridges])
    return _most_telling(found)


def _connect(
    one: int,
    other: int,
    near_one: Sequence[_Edge],
    near_other: Sequence[_Edge],
    bridges: Sequence[_Edge],
) -> Iterable[tuple[_Edge, ...]]:
    to_stop = _cheapest(near_one)
    from_stop = {edge.node: edge for edge in map(_reversed, _cheapest(near_other).values())}
    for edge in near_one:
        if edge.other == other:
            yield (edge,)
        elif edge.other in from_stop and edge is to_stop[edge.other]:
            yield edge, from_stop[edge.other]
    for bridge in bridges:
        if bridge.node in to_stop and bridge.other in from_stop and bridge.node != bridge.other:
            yield to_stop[bridge.node], bridge, from_stop[bridge.other]


def _cheapest(edges: Sequence[_Edge]) -> dict[int, _Edge]:
    best: dict[int, _Edge] = {}
    for edge in sorted(edges, key=lambda edge: (edge.cost, edge.fact)):
        best.setdefault(edge.other, edge)
    return best


def _most_telling(found: Iterable[tuple[_Edge, ...]]) -> tuple[Chain, ...]:
    """The cheapest few, no two through the same stops, nor two that say the same."""
    ranked = sorted(found, key=lambda way: (_cost(way), sorted(edge.fact for edge in way)))
    told: dict[str, Chain] = {}
    visited: set[int] = set()
    for way in ranked:
        stops = {edge.other for edge in way[:-1]}
        hops = tuple(edge.hop for edge in way)
        if len(told) == MOST_CHAINS or stops & visited or tell(hops) in told:
            continue
        visited |= stops
        told[tell(hops)] = Chain(hops, _cost(way), tell(hops))
    return tuple(told.values())


def _cost(way: Sequence[_Edge]) -> float:
    """The facts and the stops between them. The same from both ends: the ends are no stops."""
    return math.fsum([*(edge.cost for edge in way), *(edge.crowd for edge in way[:-1])])


def _edge(row: Row, names: dict[int, str]) -> _Edge:
    subject = row.node if row.forward else row.other
    return _Edge(
        node=row.node,
        other=row.other,
        hop=Hop(
            start=names.get(row.node, ""),
            how=said_as(row.kind, "forward" if row.forward else "backward"),
            end=row.name,
            detail=row.detail,
            source=Source(row.source),
        ),
        cost=HOP_COST / max(row.weight, 0.1),
        crowd=CROWD_COST * math.log2(1 + row.degree),
        fact=(row.kind, row.detail or "", row.source, subject),
    )


def _reversed(edge: _Edge) -> _Edge:
    return replace(edge, node=edge.other, other=edge.node, hop=turned(edge.hop))
