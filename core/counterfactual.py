"""Why not? Where an artist was lost, who stands in its place, and what would have let it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.candidates import found_by
from core.diversity import Slot
from core.fusion import Scored, fuse
from core.present import Shown, recommendation
from core.types import Entity, Recommendation, Wishes


Stage = Literal["gather", "score", "diversity"]
HEAVIEST = 20.0  # times its weight is as far as a signal is turned up before we call it hopeless
STEPS = 24  # of the search for the smallest change, then halved as often
PLACES_TOLD = 3


@dataclass(frozen=True)
class WeightChange:
    """The smallest turn of one knob that would let the artist in."""

    signal: str
    weight: float  # as it is
    needed: float  # as it would have to be, the others unchanged; both before they are shared out


@dataclass(frozen=True)
class Explanation:
    """The whole answer to `explain`."""

    query: str
    entity: Entity
    other: Entity
    picked: bool
    rank: int | None  # among the picks
    rank_by_score: int  # among everyone considered, before diversity
    considered: int
    lost_at: Stage | None
    answer: str
    evidence: Recommendation  # what was heard about the artist, picked or not
    in_its_place: tuple[Recommendation, ...]
    change: WeightChange | None
    profile: str
    weights: Mapping[str, float]
    graph_version: str


def explained(
    query: str,
    entity: Entity,
    other: Entity,
    scored: Scored,
    shown: Shown,
    slots: Sequence[Slot],
    weights: Mapping[str, float],
    wishes: Wishes,
    graph_version: str,
) -> Explanation:
    """Pure: what became of `other` on its way through the stages."""
    place = scored.candidates.place(other.id)
    rank_by_score = scored.order.index(place) + 1
    picked = [slot.place for slot in slots]
    rank = picked.index(place) + 1 if place in picked else None
    exploration = next((slot.exploration for slot in slots if slot.place == place), False)
    lost_at = None if rank else _lost_at(scored, place, rank_by_score, wishes.limit)
    evidence = recommendation(scored, shown, Slot(place, exploration), rank=rank or rank_by_score)
    instead = [
        recommendation(scored, shown, slot, rank=nth)
        for nth, slot in list(enumerate(slots, start=1))[-PLACES_TOLD:]
    ]
    change = (
        smallest_change(scored, place, weights, wishes.limit)
        if lost_at in ("gather", "score")
        else None
    )
    return Explanation(
        query=query,
        entity=entity,
        other=other,
        picked=rank is not None,
        rank=rank,
        rank_by_score=rank_by_score,
        considered=len(scored.candidates),
        lost_at=lost_at,
        answer=_answer(entity, evidence, shown.card(scored, place).genre, lost_at, rank_by_score,
                       len(scored.candidates), change),
        evidence=evidence,
        in_its_place=() if rank else tuple(instead),
        change=change,
        profile=wishes.profile,
        weights=weights,
        graph_version=graph_version,
    )  # fmt: skip


def smallest_change(
    scored: Scored, place: int, weights: Mapping[str, float], limit: int
) -> WeightChange | None:
    """The one weight that has to move least, as a share of all weights, for the place to be among
    the `limit` best by score; None when no single weight does it."""
    found = [
        change
        for signal in scored.signals
        for direction in (0.0, HEAVIEST)
        if (change := _turned(scored, place, weights, limit, signal.name, direction))
    ]
    return min(found, key=lambda c: (abs(c.needed - c.weight), c.signal), default=None)


def _turned(
    scored: Scored,
    place: int,
    weights: Mapping[str, float],
    limit: int,
    signal: str,
    furthest: float,
) -> WeightChange | None:
    """Turn one knob towards `furthest` times its weight until the place gets in, then back off."""
    own = weights[signal]

    def gets_in(times: float) -> bool:
        return _rank(scored, place, {**weights, signal: own * times}) <= limit

    steps = (
        np.linspace(1.0, furthest, STEPS + 1)[1:]
        if furthest < 1
        else np.geomspace(1.02, furthest, STEPS)
    )
    reached = next((i for i, times in enumerate(steps) if gets_in(float(times))), None)
    if reached is None:
        return None
    out, into = (float(steps[reached - 1]) if reached else 1.0), float(steps[reached])
    for _ in range(STEPS // 2):
        middle = (out + into) / 2
        out, into = (out, middle) if gets_in(middle) else (middle, into)
    return WeightChange(signal, own, own * into)


def _rank(scored: Scored, place: int, weights: Mapping[str, float]) -> int:
    scores = fuse(scored.candidates, scored.signals, scored.weighed, weights).scores
    ahead = (scores > scores[place]) | (
        (scores == scores[place])
        & (scored.candidates.artist_ids < scored.candidates.artist_ids[place])
    )
    return int(ahead.sum()) + 1


def _lost_at(scored: Scored, place: int, rank_by_score: int, limit: int) -> Stage:
    if rank_by_score <= limit:
        return "diversity"
    return "score" if found_by(scored.candidates, place) else "gather"


def _answer(
    entity: Entity,
    evidence: Recommendation,
    genre: str | None,
    lost_at: Stage | None,
    rank_by_score: int,
    considered: int,
    change: WeightChange | None,
) -> str:
    name, start = evidence.artist_name, entity.title
    if lost_at is None:
        kind = "an exploration" if evidence.exploration else f"number {evidence.rank}"
        return f"{name} is {kind} among the neighbours of {start}. {evidence.explanation}"
    heard = [c for c in evidence.contributions if c.points > 0]
    why = {
        "gather": f"No path leads from {start} to {name}: they are near neither in sound, nor in the graph,"
        " nor in their strongest tags.",
        "score": f"{name} was considered for {start} and came {rank_by_score:,} of {considered:,}.",
        "diversity": f"{name} scored number {rank_by_score} for {start}, but gave way so that the list"
        f" is not all of one kind{f' ({genre})' if genre else ''}.",
    }[lost_at]
    said = (
        f" What speaks for it: {evidence.explanation[:1].lower()}{evidence.explanation[1:]}"
        if heard
        else (" No signal found anything in common.")
    )
    return f"{why}{said}{_what_would_help(change, lost_at)}"


def _what_would_help(change: WeightChange | None, lost_at: Stage) -> str:
    if lost_at == "diversity":
        return " A longer list would show it."
    if change is None:
        return " No single weight would bring it in."
    verb = "raised" if change.needed > change.weight else "lowered"
    name = change.signal.replace("_", " ")
    return f" It would come in with {name} {verb} from {change.weight:.2f} to {change.needed:.2f}."
