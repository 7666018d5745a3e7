"""Why not? Where an artist was lost, who stands in its place, and what would have let it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.candidates import found_by
from core.db import Row
from core.diversity import Slot
from core.fusion import Scored
from core.knobs import WeightChange
from core.present import Shown, recommendation
from core.types import Entity, Recommendation, Wishes
from core.wording import spoken

Stage = Literal["gather", "score", "diversity"]
PLACES_TOLD = 3
NEAR_MISS = 5  # times the limit: whoever came later was not beaten by the last of the picks


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
    change: WeightChange | None,
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
    return Explanation(
        query=query,
        entity=entity,
        other=other,
        picked=rank is not None,
        rank=rank,
        rank_by_score=rank_by_score,
        considered=len(scored.candidates),
        lost_at=lost_at,
        answer=_answer(entity, evidence, shown.card(scored, place), lost_at, rank_by_score,
                       len(scored.candidates), change, wishes),
        evidence=evidence,
        in_its_place=tuple(instead) if not rank and rank_by_score <= NEAR_MISS * wishes.limit else (),
        change=change,
        profile=wishes.profile,
        weights=weights,
        graph_version=graph_version,
    )  # fmt: skip


def _lost_at(scored: Scored, place: int, rank_by_score: int, limit: int) -> Stage:
    if not found_by(scored.candidates, place):
        return "gather"
    fit = rank_by_score <= limit and scored.scores[place] > 0
    return "diversity" if fit else "score"


def _answer(
    entity: Entity,
    evidence: Recommendation,
    card: Row,
    lost_at: Stage | None,
    rank_by_score: int,
    considered: int,
    change: WeightChange | None,
    wishes: Wishes,
) -> str:
    name, start = evidence.artist_name, entity.title
    if lost_at is None:
        kind = "an exploration" if evidence.exploration else f"number {evidence.rank}"
        return f"{name} is {kind} among the neighbours of {start}. {evidence.explanation}"
    heard = [c for c in evidence.contributions if c.points > 0]
    why = {
        "gather": _never_found(name, start, card, wishes),
        "score": f"{name} was considered for {start} and came {rank_by_score:,} of {considered:,}.",
        "diversity": f"{name} scored number {rank_by_score} for {start}, but gave way to"
        " picks of another kind and to explorations.",
    }[lost_at]
    said = (
        f" What speaks for it: {evidence.explanation[:1].lower()}{evidence.explanation[1:]}"
        if heard
        else " No signal found anything in common."
    )
    return f"{why}{said}{_what_would_help(change, lost_at)}"


def _never_found(name: str, start: str, card: Row, wishes: Wishes) -> str:
    if not card.track_ids:
        return f"No music by {name} is known here, so there would be nothing to recommend."
    if _out_of_bounds(card, wishes):
        return f"{name} lies outside the country or the years that you asked for."
    return (
        f"No path leads from {start} to {name}: they are near neither in sound, nor in the graph,"
        " nor in their strongest tags."
    )


def _out_of_bounds(card: Row, wishes: Wishes) -> bool:
    """As core.candidate.WITHIN_BOUNDS has it."""
    first, last = wishes.year_from, wishes.year_to
    return (
        (wishes.country is not None and card.country != wishes.country)
        or (first is not None and card.end_year is not None and card.end_year < first)
        or (last is not None and (card.begin_year is None or card.begin_year > last))
    )


def _what_would_help(change: WeightChange | None, lost_at: Stage) -> str:
    if lost_at == "gather":
        return ""
    if change is None and lost_at == "diversity":
        return " A longer list would show it."
    if change is None:
        return " No sensible weight of a single signal would bring it in."
    verb = "raised" if change.needed > change.weight else "lowered"
    name = spoken(change.signal)
    return f" It would come in with {name} {verb} from {change.weight:.2f} to {change.needed:.2f}."
