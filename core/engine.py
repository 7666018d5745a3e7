"""Start here. Each verb of Signal is one short walk through the stages."""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import wraps
from typing import ParamSpec, TypeVar

from core import present
from core.candidates import gather
from core.choice import choose
from core.compared import Comparison, Direction, compared
from core.counterfactual import Explanation, explained
from core.db import Database
from core.diversity import POOL, Slot
from core.errors import BadRequestError, GraphMovedError, NothingKnownError
from core.fusion import Scored, score, weights_for
from core.knobs import WeightChange, smallest_change
from core.paths import chains
from core.places import Described
from core.profiles import profile_named
from core.resolve import plain, resolve, resolve_all, resolve_along
from core.seeds import Planted, choose_seed, foresight, plant
from core.signals import SIGNALS
from core.types import (
    Entity,
    EntityKind,
    RecommendationList,
    Resolution,
    Sounding,
    Wishes,
)

P = ParamSpec("P")
T = TypeVar("T")

NO_WISHES = Wishes()
PATIENCE = 3  # builds that may come between the questions of one request
MOST_PICKS = 50


def steadily(verb: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """An answer rests on one graph: where a build came between, the question is asked again."""

    @wraps(verb)
    async def ask_again(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(PATIENCE):
            with suppress(GraphMovedError):
                return await verb(*args, **kwargs)
        return await verb(*args, **kwargs)

    return ask_again


@dataclass(frozen=True)
class Considered:
    """A request up to its choice: everyone who was scored, and on what terms."""

    planted: Planted
    weights: dict[str, float]
    scored: Scored
    described: Described

    def shortlist(self, wishes: Wishes) -> list[int]:
        """The best of those whom a path found and for whom something speaks.

        Raises NothingKnownError when there is nobody.
        """
        scored, entity = self.scored, self.planted.seed.entity
        fits = ((scored.candidates.found_by > 0) & (scored.scores > 0)).tolist()
        fit = [place for place in scored.order if fits[place]]
        if not fit and wishes.bounded:
            raise NothingKnownError(
                f"Nobody near {entity.title} is known to lie within these bounds."
            )
        if not fit:
            raise NothingKnownError(f"What is known of {entity.title} leads to nobody else yet.")
        return fit[: wishes.limit * POOL]

    def slots(self, wishes: Wishes) -> tuple[Slot, ...]:
        """Stage 5: the best of the shortlist, not ten of the same. Raises as `shortlist` does."""
        shortlist = self.shortlist(wishes)
        return choose(self.scored, self.described, shortlist, self.planted.seed, wishes)


@steadily
async def recommend(
    db: Database, query: str, kind: EntityKind | None = None, wishes: Wishes = NO_WISHES
) -> RecommendationList:
    """A name in; ten explained neighbours out.

    Raises BadRequestError, UnknownNameError, NothingKnownError, DatabaseAwayError.
    """
    sensible(wishes)
    along = () if kind in ("track", "genre") else (foresight(plain(query)),)
    meant, foreseen = await resolve_along(db, query, kind, *along)  # 1. what was meant
    planted = await choose_seed(db, meant.entity, *foreseen)  # 2. what to measure against
    asked = await consider_planted(db, planted, wishes)  # 3-4. below
    return await picked(db, meant, asked, wishes)  # 5. not ten of the same


@steadily
async def recommend_sounding(
    db: Database, sounding: Sounding, wishes: Wishes = NO_WISHES
) -> RecommendationList:
    """A sound in words in ("dark ambient with choir"); ten artists out whose recordings lie that way."""
    sensible(wishes)
    asked = await consider_planted(db, await plant(db, sounding), wishes)
    meant = Resolution(sounding.words, asked.planted.seed.entity, (), more=0)
    return await picked(db, meant, asked, wishes)


async def picked(
    db: Database, meant: Resolution, asked: Considered, wishes: Wishes
) -> RecommendationList:
    """The last stage: the best of those who were considered, diverse, with reasons."""
    slots = asked.slots(wishes)
    shown = await present.look_up(db, asked.planted, asked.scored, [slot.place for slot in slots])
    return RecommendationList(
        query=meant.query,
        entity=meant.entity,
        alternatives=meant.alternatives,
        artists=present.ranked(asked.scored, shown, slots),
        considered=len(asked.scored.candidates),
        profile=wishes.profile,
        weights=asked.weights,
        graph_version=asked.planted.graph_version,
        note=asked.planted.note,
    )


async def consider(
    db: Database, entity: Entity, wishes: Wishes, also: tuple[int, ...] = ()
) -> Considered:
    """Everyone who might be adjacent, scored. `also` are heard whether a path finds them or not."""
    planted = await choose_seed(db, entity)  # 2. what to measure against
    return await consider_planted(db, planted, wishes, also)


async def consider_planted(
    db: Database, planted: Planted, wishes: Wishes, also: tuple[int, ...] = ()
) -> Considered:
    """The same, from a seed."""
    weights = weights_for(profile_named(wishes.profile), wishes.weights)
    excluded = [one.id for one in await resolve_all(db, wishes.exclude)]
    if set(also) & set(excluded):
        raise BadRequestError("Nobody can be asked about and left out at once.")
    candidates = await gather(db, planted.seed, wishes, also, excluded)  # 3. who might be adjacent
    # 4. how adjacent, and why
    scored, described = await score(db, planted.seed, candidates, SIGNALS, weights)
    return Considered(planted, weights, scored, described)


@steadily
async def explain(
    db: Database,
    query: str,
    other: str,
    kind: EntityKind | None = None,
    wishes: Wishes = NO_WISHES,
) -> Explanation:
    """Why `other` is among the neighbours of `query`, or at which stage it was lost and to whom."""
    sensible(wishes)
    entity = (await resolve(db, query, kind)).entity
    asked_about = (await resolve(db, other, "artist")).entity
    if asked_about.id in (entity.artist_id, None):
        raise BadRequestError(f"{asked_about.name} is what you asked about; name someone else.")
    asked = await consider(db, entity, wishes, also=(asked_about.id,))
    scored = asked.scored
    place = scored.candidates.place(asked_about.id)
    slots = asked.slots(wishes)
    picked = [slot.place for slot in slots]
    shown = await present.look_up(db, asked.planted, scored, sorted({*picked, place}))
    return explained(
        query,
        entity,
        asked_about,
        scored,
        shown,
        slots,
        None if place in picked else admitting(asked, place, wishes),
        asked.weights,
        wishes,
        asked.planted.graph_version,
    )


def admitting(asked: Considered, place: int, wishes: Wishes) -> WeightChange | None:
    """Pure: the turn of one weight after which `place` is among the picks: tried, not just reckoned.

    A good score may still give way to diversity, so ever better ones are asked for; the best of all is
    always picked. None when no single weight does it, or when no path finds the place: weights decide
    among those who were found.
    """
    scored = asked.scored
    best = min(wishes.limit, scored.order.index(place))  # at least one place further up
    if not scored.candidates.found_by[place] or scored.scores[place] <= 0:
        return None
    while best and (change := smallest_change(scored, place, asked.weights, best)):
        weights = {**asked.weights, change.signal: change.needed}
        slots = replace(asked, scored=scored.turned(weights)).slots(wishes)
        if any(slot.place == place for slot in slots):
            return change
        best //= 2
    return None


@steadily
async def compare(db: Database, one: str, other: str, wishes: Wishes = NO_WISHES) -> Comparison:
    """Two artists side by side, signal by signal in both directions, and how they are connected."""
    first = (await resolve(db, one, "artist")).entity
    second = (await resolve(db, other, "artist")).entity
    if first.id == second.id:
        raise BadRequestError(f"Both names mean {first.name}; name two artists.")
    there = await consider(db, first, wishes, also=(second.id,))
    back = await consider(db, second, wishes, also=(first.id,))
    if there.planted.graph_version != back.planted.graph_version:
        raise GraphMovedError
    return compared(
        await direction(db, there, second),
        await direction(db, back, first),
        await chains(db, (first.id, first.name), (second.id, second.name)),
        there.weights,
        there.planted.graph_version,
    )


async def direction(db: Database, asked: Considered, other: Entity) -> Direction:
    """How near `other` came among everyone who was considered."""
    scored = asked.scored
    place = scored.candidates.place(other.id)
    shown = await present.look_up(db, asked.planted, scored, [place])
    return Direction(
        seed=asked.planted.seed.entity,
        other=other,
        score=float(scored.scores[place]),
        rank=scored.order.index(place) + 1,
        considered=len(scored.candidates),
        coverage=float(scored.coverage[place]),
        contributions=present.contributions_at(scored, shown, place),
    )


def sensible(wishes: Wishes) -> None:
    """Raises BadRequestError for wishes that cannot be met."""
    if not 1 <= wishes.limit <= MOST_PICKS:
        raise BadRequestError(f"The limit must be between 1 and {MOST_PICKS}.")
    if not 0 <= wishes.explorations <= wishes.limit:
        raise BadRequestError("The number of explorations must be between 0 and the limit.")
    if wishes.country is not None and not re.fullmatch("[A-Z]{2}", wishes.country):
        raise BadRequestError("A country is two capital letters: GB, US, JP.")
    first, last = wishes.year_from, wishes.year_to
    if any(year is not None and not 0 < year < 10_000 for year in (first, last)):
        raise BadRequestError("A year has four digits.")
    if first is not None and last is not None and first > last:
        raise BadRequestError(f"No year is both after {first} and before {last}.")
