"""Each kind of wish, granted: what was said of it becomes part of the wishes."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui.acts.listing import SHOWN
from tui.intents.countries import country_called
from tui.intents.grammar import number
from tui.intents.moods import compared_mood
from tui.intents.signals import signals_called
from tui.intents.years import years_called, years_not_called
from tui.meant import all_of, folded
from tui.references import seed_of
from tui.state import Wishes
from tui.tagged import tags_called
from tui.turns import Declined, NotMeant, Room
from tui.wording import listed

HALF, DOUBLE = 0.5, 2.0
MORE_EXPLORATIONS = 3
USUAL_EXPLORATIONS = 2


@dataclass(frozen=True)
class Wished:
    """The wishes after one more was said, and what was understood of it."""

    wishes: Wishes
    arguments: Mapping[str, Any]
    intent: str


Grant = Callable[[Room, Mapping[str, str], Wishes], Awaitable[Wished]]


async def _trust(room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    signals = signals_called(slots["signal"])
    if room.state.answer is None:
        raise Declined(
            "Name some music first; then I can weigh what is heard about it differently."
        )
    now = {**room.state.answer["weights"], **wishes.weights}
    turn = slots["turn"]
    match turn:
        case "less" | "more":
            new = {
                name: round(now[name] * (HALF if turn == "less" else DOUBLE), 3) for name in signals
            }
        case "none":
            new = dict.fromkeys(signals, 0.0)
        case "only":
            new = {name: (now[name] or 0.1) if name in signals else 0.0 for name in now}
        case _:
            new = dict.fromkeys(signals, _weight(slots["weight"]))
    if not any({**now, **new}.values()):
        raise Declined("Then no signal would be left to listen to.")
    granted = replace(wishes, weights={**wishes.weights, **new})
    return Wished(granted, {"weights": new}, "steer")


def _weight(text: str) -> float:
    digits = text.strip().rstrip("%")
    try:
        value = float(digits) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        raise NotMeant(f"“{text}” is no weight.") from None
    if not 0 <= value <= 1:
        raise Declined("A weight lies between 0 and 1.")
    return value


async def _profile(_room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    tuned = slots["profile"].casefold() in ("tuned", "learned")
    granted = replace(wishes, profile="tuned" if tuned else None, weights={})
    return Wished(granted, {"profile": "tuned" if tuned else "published"}, "steer")


async def _lean(room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    way = "more" if "more" in slots else "less"
    said = slots[way]
    if signals_called(said):
        return await _trust(room, {"signal": said, "turn": way}, wishes)
    tags = await tags_called(room, said)
    if not tags:
        raise NotMeant("No tag was said.")
    towards = {"more": wishes.more, "less": wishes.less}
    other = "less" if way == "more" else "more"
    towards[way] = tuple(dict.fromkeys((*towards[way], *tags)))
    towards[other] = tuple(tag for tag in towards[other] if tag not in tags)
    granted = replace(wishes, more=towards["more"], less=towards["less"])
    return Wished(granted, {way: tags}, "steer")


async def _mood(room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    mood = compared_mood(slots["mood"]) or ""
    return await _lean(room, {"more": mood}, wishes)


async def _where(_room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    code = country_called(slots["where"])
    return Wished(replace(wishes, country=code), {"country": code}, "filter")


async def _where_not(_room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    code = country_called(slots["where"]) or ""
    country = None if wishes.country == code else wishes.country
    granted = replace(wishes, no_countries=(*wishes.no_countries, code), country=country)
    return Wished(granted, {"no_countries": [code]}, "filter")


async def _when(_room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    said = slots.get("when")
    years = years_called(said) if said else years_not_called(slots["when_not"])
    if years is None:
        raise NotMeant("No time was said.")
    bounds = {"year_from": years.first, "year_to": years.last}
    told = {key: value for key, value in bounds.items() if value is not None}
    both = years.first is not None and years.last is not None
    granted = _bounded(wishes, bounds if both else told)
    if granted.year_from and granted.year_to and granted.year_from > granted.year_to:
        granted = _bounded(wishes, bounds)
    return Wished(granted, told, "filter")


def _bounded(wishes: Wishes, bounds: Mapping[str, int | None]) -> Wishes:
    return replace(
        wishes,
        year_from=bounds.get("year_from", wishes.year_from),
        year_to=bounds.get("year_to", wishes.year_to),
    )


async def _label(_room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    if within := slots.get("within"):
        return Wished(replace(wishes, labels=(within,)), {"labels": [within]}, "filter")
    without = slots["without"]
    return Wished(
        replace(wishes, no_labels=(*wishes.no_labels, without)), {"no_labels": [without]}, "filter"
    )


async def _people(_room: Room, _slots: Mapping[str, str], _wishes: Wishes) -> Wished:
    raise Declined(
        "Whether somebody is a woman or a man is not known here. “Only from Iceland”, “only before 1990”, “no metal”"
        " or “only Mute records” can be asked for."
    )


async def _exclude(room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    named = await all_of(room, slots["artists"], surely=True)
    out = {one.asked: one.name for one in named if one not in seed_of(room.state)}
    if len(out) > 1 and len(out) == len(room.state.picks):
        raise NotMeant("Everybody at once is no wish.")
    if not out:
        raise Declined("What you started from is never among the picks.")
    granted = replace(wishes, exclude={**wishes.exclude, **out})
    return Wished(granted, {"artists": [*out.values()]}, "exclude")


async def _drop(room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    """ "No X" where X is no artist: a label that the picks are known for, or a tag."""
    thing = slots["thing"]
    if room.state.picks:
        cards = await room.asking.cards(list(room.state.picks))
        wanted = folded(thing)
        stated = (fact["says"] for card in cards.values() for fact in card["facts"])
        if any(re.match(rf"released on {re.escape(wanted)}\b", folded(says)) for says in stated):
            return await _label(room, {"without": thing}, wishes)
    tags = await tags_called(room, thing)
    granted = replace(wishes, no_tags=(*wishes.no_tags, *tags))
    return Wished(granted, {"no_tags": tags}, "filter")


async def _readmit(room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    named = await all_of(room, slots["artists"])
    names = [one.name for one in named]
    back = {one.asked for one in named} & set(wishes.exclude)
    if not back:
        raise NotMeant(f"{listed(names)} was not left out.")
    kept = {asked: name for asked, name in wishes.exclude.items() if asked not in back}
    return Wished(replace(wishes, exclude=kept), {"readmit": names}, "exclude")


async def _surprise(_room: Room, slots: Mapping[str, str], wishes: Wishes) -> Wished:
    now = USUAL_EXPLORATIONS if wishes.explore is None else wishes.explore
    wanted = number(slots.get("count"))
    explore = 0 if slots.get("turn") == "none" else min(SHOWN, wanted or now + MORE_EXPLORATIONS)
    return Wished(replace(wishes, explore=explore), {"explore": explore}, "surprise")


GRANTS: Mapping[str, Grant] = {
    "trust": _trust, "profile": _profile, "lean": _lean, "mood": _mood, "where": _where, "where_not": _where_not,
    "when": _when, "label": _label,
    "people": _people, "exclude": _exclude, "drop": _drop, "readmit": _readmit, "surprise": _surprise,
}  # fmt: skip
