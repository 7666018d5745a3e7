"""Steering: what listeners wish becomes the wishes of the next list."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tui.acts.granting import GRANTS, Wished
from tui.acts.listing import again
from tui.acts.surprising import others
from tui.intents.grammar import Reading
from tui.state import Wishes
from tui.turns import NotMeant, Room, Said
from tui.wording import listed, written


async def wish(room: Room, said: tuple[tuple[Reading, ...], ...]) -> Said:
    """Nothing but wishes: the same seed under new ones."""
    wished = await wished_for(room, said, room.state.wishes)
    if room.state.seed is None:
        text = f"Noted: {_noted(wished.arguments)}. It will hold for what you name next: an artist, a track or a genre."
        return Said(
            text, room.state.then(wishes=wished.wishes), wished.arguments, intent=wished.intent
        )
    surprise = len(said) == 1 and wished.intent == "surprise" and wished.wishes.explore
    if surprise:
        answer = await others(room, room.state.seed, wished.wishes)
    else:
        answer = await again(room, wished.wishes, room.state)
    return replace(answer, arguments=wished.arguments, intent=wished.intent)


async def wished_for(room: Room, said: tuple[tuple[Reading, ...], ...], wishes: Wishes) -> Wished:
    """One wish after another. Raises NotMeant when one of them names nothing."""
    arguments: dict[str, Any] = {}
    intents = []
    for alternatives in said:
        one = await _first_that_holds(room, alternatives, wishes)
        room, wishes = _speaking_of_those_out(room, wishes, one.wishes), one.wishes
        intents.append(one.intent)
        for key, value in one.arguments.items():
            both = isinstance(value, list) and isinstance(arguments.get(key), list)
            arguments[key] = [*dict.fromkeys([*arguments[key], *value])] if both else value
    return Wished(wishes, arguments, intents[0])


def _speaking_of_those_out(room: Room, before: Wishes, after: Wishes) -> Room:
    """ "I can't stand Tricky, take him out": he is whoever this very sentence named."""
    out = [(name, asked) for asked, name in after.exclude.items() if asked not in before.exclude]
    return replace(room, state=room.state.speaking_of(*out)) if out else room


async def _first_that_holds(
    room: Room, alternatives: tuple[Reading, ...], wishes: Wishes
) -> Wished:
    failed: NotMeant | None = None
    for reading in dict.fromkeys((r.intent, tuple(r.slots.items())) for r in alternatives):
        intent, slots = reading
        try:
            return await GRANTS[intent](room, dict(slots), wishes)
        except NotMeant as why:
            failed = failed or why
    raise failed or NotMeant("That names nothing.")


def _noted(arguments: Mapping[str, Any]) -> str:
    said = [f"{key.replace('_', ' ')} {_value(value)}" for key, value in arguments.items()]
    return written(listed(said))


def _value(value: object) -> str:
    return listed([str(one) for one in value]) if isinstance(value, list) else str(value)
