"""Two artists side by side: what each signal says in both directions, and how they are connected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.fusion import Scored
from core.paths import Chain
from core.present import Shown, contributions_at
from core.types import Contribution, Entity, Source
from core.wording import counted, listed


@dataclass(frozen=True)
class Direction:
    """How near the second artist is for someone who starts from the first."""

    score: float
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
    one: Entity,
    other: Entity,
    there: tuple[Scored, Shown],
    back: tuple[Scored, Shown],
    chains: Sequence[Chain],
    weights: Mapping[str, float],
    graph_version: str,
) -> Comparison:
    """Pure: lay both directions side by side."""
    forth, return_ = _direction(*there), _direction(*back)
    signals = _side_by_side(forth, return_, weights)
    return Comparison(
        one=one,
        other=other,
        summary=_summary(one, other, signals, chains),
        there=forth,
        back=return_,
        signals=signals,
        chains=tuple(chains),
        weights=weights,
        graph_version=graph_version,
    )


def _direction(scored: Scored, shown: Shown) -> Direction:
    return Direction(
        score=float(scored.scores[0]),
        coverage=float(scored.coverage[0]),
        contributions=contributions_at(scored, shown, 0),
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
    one: Entity, other: Entity, signals: Sequence[ComparedSignal], chains: Sequence[Chain]
) -> str:
    agreeing = [s for s in signals if max(s.there or 0.0, s.back or 0.0) > 0.5]  # noqa: PLR2004
    silent = [s.signal.replace("_", " ") for s in signals if s.there is None and s.back is None]
    names = listed([s.signal.replace("_", " ") for s in agreeing])
    near = f"adjacent by {names}" if agreeing else "not adjacent by any signal that was heard"
    ways = f"{counted(len(chains), 'short chain')} of facts" if chains else "no short chain of facts"
    unknown = f" Nothing is known for {listed(silent)}." if silent else ""
    return f"{one.name} and {other.name} are {near}; {ways} between them.{unknown}"
