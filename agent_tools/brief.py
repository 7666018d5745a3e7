"""Answers cut to what an assistant needs to say something true: the strongest reasons, cited."""

from collections.abc import Iterable, Sequence
from textwrap import shorten

from agent_tools.nouns import (
    Compared,
    Connection,
    Explained,
    Named,
    Neighbours,
    Pick,
    Resolved,
)
from core.compared import Comparison
from core.counterfactual import Explanation
from core.pointer import pointer_to
from core.types import (
    Contribution,
    Entity,
    Recommendation,
    RecommendationList,
    Resolution,
    Source,
)

TAGS = 3  # of a pick
REASONS = 2  # of a pick in a list; where one artist is asked about, every reason is told
LONGEST_REASON = 68  # characters, in a list
ALTERNATIVES = 3  # beside a list


def resolved(answer: Resolution) -> Resolved:
    """Names with what tells them apart."""
    return Resolved(named(answer.entity), tuple(map(named, answer.alternatives)), answer.more)


def neighbours(answer: RecommendationList) -> Neighbours:
    """A list in which an artist costs a line."""
    return Neighbours(
        meant=named(answer.entity),
        could_also_mean=tuple(map(named, answer.alternatives[:ALTERNATIVES])),
        more_meanings=len(answer.alternatives[ALTERNATIVES:]),
        picks=tuple(map(_pick, answer.artists)),
        tags_from=_said_by(answer.artists),
        explorations=tuple(pick.artist_id for pick in answer.artists if pick.exploration),
        considered=answer.considered,
        note=answer.note,
        graph_version=answer.graph_version,
    )


def explained(answer: Explanation) -> Explained:
    """The whole answer in words, and every reason for the one who was asked about."""
    return Explained(
        meant=named(answer.entity),
        other=named(answer.other),
        answer=answer.answer,
        picked=answer.picked,
        rank_by_score=answer.rank_by_score,
        considered=answer.considered,
        lost_at=answer.lost_at,
        reasons=reasons(answer.evidence.contributions),
        in_its_place=tuple(pick.artist_name for pick in answer.in_its_place),
        graph_version=answer.graph_version,
    )


def compared(answer: Comparison) -> Compared:
    """Each signal once, the strongest first, then the chains."""
    heard = [
        Connection(
            signal=said.signal,
            there=_short(said.there),
            back=_short(said.back),
            reason=cited(said.reason, said.sources) if said.reason else None,
        )
        for said in answer.signals
    ]
    heard.sort(key=lambda said: -max(said.there or 0, said.back or 0))
    return Compared(
        one=named(answer.one),
        other=named(answer.other),
        summary=answer.summary,
        connections=tuple(heard),
        chains=tuple(
            cited(chain.text, (hop.source for hop in chain.hops)) for chain in answer.chains
        ),
        graph_version=answer.graph_version,
    )


def named(entity: Entity) -> Named:
    """An entity with what tells it from its namesakes."""
    known = (entity.disambiguation, entity.country, entity.year)
    about = ", ".join(str(one) for one in known if one is not None)
    return Named(pointer_to(entity), entity.kind, entity.title, about or None)


def reasons(contributions: Sequence[Contribution]) -> tuple[str, ...]:
    """Everything that speaks for an artist, the weightiest first."""
    return tuple(cited(c.reason, c.sources) for c in telling(contributions) if c.reason)


def telling(contributions: Sequence[Contribution]) -> list[Contribution]:
    """Those that give a reason, the weightiest first."""
    said = [c for c in contributions if c.reason and c.points > 0]
    return sorted(said, key=lambda c: (-c.points, c.signal))


def cited(claim: str, sources: Iterable[Source]) -> str:
    """A claim with each of its sources once, and an address where one has it."""
    first: dict[str, Source] = {}
    for one in sources:
        if one.source not in first or (one.url and not first[one.source].url):
            first[one.source] = one
    names = [f"{name} {one.url}" if one.url else name for name, one in first.items()]
    return f"{claim} [{', '.join(names)}]" if names else claim


def _said_by(picks: Sequence[Recommendation]) -> tuple[str, ...]:
    shown = (tag for pick in picks for tag in pick.tags[:TAGS])
    return tuple(sorted({source.source for tag in shown for source in tag.sources}))


def _pick(pick: Recommendation) -> Pick:
    said = telling(pick.contributions)
    return Pick(
        artist_id=pick.artist_id,
        name=pick.artist_name,
        score=round(pick.score, 2),
        tags=tuple(tag.name for tag in pick.tags[:TAGS]),
        reasons=tuple(_in_short(c) for c in said[:REASONS]),
        more_reasons=len(said[REASONS:]),
        begin_with=pick.track.title if pick.track else None,
    )


def _in_short(contribution: Contribution) -> str:
    """As many facts as there is room for ("…" says that there are more), sources by name alone."""
    claim = contribution.reason or ""
    if len(claim) > LONGEST_REASON:
        whole, _, _ = claim[:LONGEST_REASON].rpartition("; ")
        claim = f"{whole}; …" if whole else shorten(claim, LONGEST_REASON, placeholder=" …")
    return cited(claim, [Source(source.source) for source in contribution.sources])


def _short(strength: float | None) -> float | None:
    return None if strength is None else round(strength, 2)
