"""Asking for neighbours: from a name, from a pick, more of them, the same again under new wishes."""

from dataclasses import replace

from tui.intents.grammar import number
from tui.meant import entity_called, exactly_called, surely_called, whom
from tui.references import namesake, on_the_table, pointer_to, referred, seed_of
from tui.refining import REACH, Refined, refined
from tui.state import State, Wishes
from tui.tools import Answer
from tui.turns import Declined, NotMeant, Room, Said
from tui.wording import about, listed, picks_said, title, written

SHOWN = 10
MOST = 50  # that the tools give
NOTHING_YET = "There is nothing to start from yet. Name an artist, a track or a genre."


async def recommend(room: Room) -> Said:
    """The neighbours of what was named."""
    query = room.slots["query"]
    if "bare" in room.slots and referred(query, room.state):
        raise NotMeant(f"“{query}” alone says nothing to do.")
    if referred(query, room.state):
        return replace(
            await like_pick(replace(room, slots={**room.slots, "pick": query})), intent="like_pick"
        )
    named = namesake(query, room.state) or on_the_table(query, room.state)
    if named is None and ("bare" in room.slots or "weak" in room.slots):
        entity = await surely_called(room.asking, query)
    else:
        entity = await entity_called(room.asking, named.asked if named else query)
    return await neighbours(room, entity, standing(room))


def standing(room: Room) -> Wishes:
    """What was wished in the same sentence, or before there was anything to wish it for."""
    return room.state.wishes if "wished" in room.slots or room.state.seed is None else Wishes()


async def exactly(room: Room) -> Said:
    """The same for a name that looks like a request."""
    query = room.slots["query"]
    other = namesake(query, room.state)
    ask = entity_called if other else exactly_called
    entity = await ask(room.asking, other.asked if other else query)
    said = await neighbours(room, entity, standing(room))
    return replace(said, intent="recommend")


async def like_pick(room: Room) -> Said:
    """From a pick onwards; the wishes stay."""
    mention = room.slots.get("pick") or room.slots["artist"]
    if not (referred(mention, room.state) or on_the_table(mention, room.state)):
        raise NotMeant(f"“{mention}” is nobody on the table.")
    named = await whom(room, mention)
    if named in seed_of(room.state):
        raise NotMeant(f"{named.name} is where this list started.")
    entity = await entity_called(room.asking, named.asked, "artist")
    wishes = room.state.wishes
    without = {asked: name for asked, name in wishes.exclude.items() if asked != named.asked}
    said = await neighbours(room, entity, replace(wishes, exclude=without))
    return replace(said, arguments={"artist": named.name, **named.place, **wishes.told()})


async def more(room: Room) -> Said:
    """Those who come after the ones that were shown."""
    state = room.state
    if state.seed is None:
        raise Declined(NOTHING_YET)
    count = number(room.slots.get("count")) or SHOWN
    count = count if count > 1 or room.slots.get("count") in ("1", "one") else SHOWN
    wanted = reach(state.wishes, len(state.shown) + count)
    answer, done = await asked(room, state.seed, state.wishes, wanted)
    new = [pick for pick in done.picks if pick["artist_id"] not in state.shown][:count]
    if not new:
        raise Declined(
            f"That was everyone: of the {MOST} nearest to {written(title(state.seed))} nobody is left"
            " that you have not seen. Start from one of them, or change what you wish."
        )
    new = [{**pick, "rank": nth} for nth, pick in enumerate(new, start=1)]
    after = state.then(
        picks=tuple(new),
        shown=(*state.shown, *(pick["artist_id"] for pick in new)),
        answer={**answer, "artists": new},
        focus=(),
        aside=done.aside,
    )
    text = (
        f"**{len(new)} more near {written(title(state.seed))}**\n\n{noted(done.vain)}"
        f"{picks_said(new)}{_notes(done.notes)}"
    )
    return Said(text, after, {"count": count}, {"list": {**answer, "artists": new}})


async def neighbours(room: Room, entity: Answer, wishes: Wishes) -> Said:
    """The list of picks for a seed under these wishes."""
    answer, done = await asked(room, entity, wishes, reach(wishes))
    picks = [{**pick, "rank": nth} for nth, pick in enumerate(done.picks[:SHOWN], start=1)]
    if not picks:
        raise Declined(f"Nobody is left near {written(title(entity))}.{_notes(done.notes)}")
    shown = {**answer, "artists": picks}
    state = room.state.then(
        seed=entity,
        picks=tuple(picks),
        shown=tuple(pick["artist_id"] for pick in picks),
        answer=shown,
        wishes=wishes,
        focus=(),
        aside=done.aside,
    )
    return Said(
        _headline(answer, wishes) + noted(done.vain) + picks_said(picks) + _notes(done.notes),
        state,
        {"query": title(entity).replace(" – ", " - "), "kind": entity["kind"], **wishes.told()},
        {"list": shown},
    )


async def again(room: Room, wishes: Wishes, state: State) -> Said:
    """The same seed under new wishes."""
    if state.seed is None:
        raise Declined(NOTHING_YET)
    return await neighbours(replace(room, state=state), state.seed, wishes)


async def asked(room: Room, entity: Answer, wishes: Wishes, limit: int) -> tuple[Answer, Refined]:
    """The tools' answer, and what these wishes leave of its picks."""
    answer = await room.asking.ask("recommend", **asked_with(entity, wishes, limit))
    # Who is pointed at has no namesakes; those that the name had are still worth a word.
    answer = {**answer, "alternatives": entity.get("alternatives", [])}
    found = list(answer["artists"])
    if not wishes.own:
        return answer, Refined(tuple(found), {}, ())
    return answer, refined(found, await room.asking.cards(found), wishes)


def asked_with(entity: Answer, wishes: Wishes, limit: int) -> dict[str, object]:
    """How the tools are asked for a list, and about one: the same seed, bounds and length."""
    explore = None if wishes.explore is None else min(wishes.explore, limit)
    return {
        **wishes.for_tools(),
        "query": pointer_to(entity),
        "kind": entity["kind"],
        "limit": limit,
        "explore": explore,
    }


def reach(wishes: Wishes, shown: int = 0) -> int:
    """How many neighbours are asked for, so that `shown` of them can stand on the table."""
    if wishes.own:
        return REACH if shown <= SHOWN else MOST
    return min(MOST, max(SHOWN, shown))


def _headline(answer: Answer, wishes: Wishes) -> str:
    entity = answer["entity"]
    text = f"**Adjacent to {written(title(entity))}**{about(entity)}{_steered(wishes)}\n\n"
    if others := [title(other) + about(other) for other in answer["alternatives"][:2]]:
        text += f"*Not meant: {written(listed(others))}.{_or_else(answer)}*\n\n"
    return text + (f"*{written(answer['note'])}*\n\n" if answer["note"] else "")


def _or_else(answer: Answer) -> str:
    """How to get at a namesake."""
    other = answer["alternatives"][0]["name"]
    return f" Say “the other {written(other)}” for it." if len(answer["alternatives"]) == 1 else ""


def _steered(wishes: Wishes) -> str:
    """What the list was narrowed to by the tools themselves; the rest is in the notes."""
    parts = (
        [f"without {written(listed([*wishes.exclude.values()], 'or'))}"] if wishes.exclude else []
    )
    parts += [f"only from {wishes.country}"] if wishes.country else []
    if wishes.year_from and wishes.year_to:
        parts.append(f"active between {wishes.year_from} and {wishes.year_to}")
    elif wishes.year_from:
        parts.append(f"still active in {wishes.year_from} or later")
    elif wishes.year_to:
        parts.append(f"begun in {wishes.year_to} or earlier")
    parts += [f"{wishes.explore} explorations"] if wishes.explore is not None else []
    parts += [f"profile {wishes.profile}"] if wishes.profile else []
    parts += [f"{name.replace('_', ' ')} at {weight:g}" for name, weight in wishes.weights.items()]
    return f", {'; '.join(parts)}" if parts else ""


def _notes(notes: tuple[str, ...]) -> str:
    return f"\n\n{noted(notes).rstrip()}" if notes else ""


def noted(notes: tuple[str, ...]) -> str:
    """What was done about wishes, a line each."""
    return "".join(f"*{written(note)}*\n\n" for note in notes)
