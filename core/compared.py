"""Two artists side by side: what each signal says in both directions, and how they are connected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.paths import Chain
from core.types import Contribution, Entity, Source
from core.wording import counted, listed, spoken

NEAR = 0.5  # strength: about as near as one artist in the square root of all


@dataclass(frozen=True)
class Direction:
    """How near the second artist is for someone who starts from the first."""

    seed: Entity
    other: Entity
    score: float
    rank: int  # by score, among everyone considered
    considered: int
    coverage: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class ComparedSignal:
    """One signal from both sides; None where it has nothing to say."""

    signal: str
    weight: float
    there: float | None
    back: float | None
    reason: str | None
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Comparison:
    """The whole answer to `compare`."""

    one: Entity
    other: Entity
    summary: str
    there: Direction
    back: Direction
    signals: tuple[ComparedSignal, ...]
    chains: tuple[Chain, ...]
    weights: Mapping[str, float]
    graph_version: str


def compared(
    there: Direction,
    back: Direction,
    chains: Sequence[Chain],
    weights: Mapping[str, float],
    graph_version: str,
) -> Comparison:
    """Pure: lay both directions side by side."""
    signals = _side_by_side(there, back, weights)
    return Comparison(
        one=there.seed,
        other=there.other,
        summary=_summary(there, back, signals, chains),
        there=there,
        back=back,
        signals=signals,
        chains=tuple(chains),
        weights=weights,
        graph_version=graph_version,
    )


def _side_by_side(
    there: Direction, back: Direction, weights: Mapping[str, float]
) -> tuple[ComparedSignal, ...]:
    forth = {c.signal: c for c in there.contributions}
    return_ = {c.signal: c for c in back.contributions}
    rows = []
    for name, weight in weights.items():
        said = forth.get(name) or return_.get(name)
        rows.append(
            ComparedSignal(
                signal=name,
                weight=weight,
                there=forth[name].strength if name in forth else None,
                back=return_[name].strength if name in return_ else None,
                reason=said.reason if said else None,
                sources=said.sources if said else (),
            )
        )
    return tuple(rows)


def _summary(
    there: Direction, back: Direction, signals: Sequence[ComparedSignal], chains: Sequence[Chain]
) -> str:
    one, other = there.seed.name, there.other.name
    agreeing = [s for s in signals if max(s.there or 0.0, s.back or 0.0) >= NEAR]
    names = listed([spoken(s.signal) for s in agreeing])
    near = f"near by {names}" if agreeing else "not near by any signal that was heard"
    ways = (
        f"{counted(len(chains), 'short chain')} of facts" if chains else "no short chain of facts"
    )
    return (
        f"{one} and {other} are {near}: {other} is number {there.rank:,} of {there.considered:,}"
        f" from {one}, {one} number {back.rank:,} of {back.considered:,} from {other}."
        f" {ways[:1].upper()}{ways[1:]} between them."
    )
