"""Who is meant: references by what is on the table, names by the tools, never by a list of our own."""

import re

from rapidfuzz import fuzz

from tui.references import Named, OffTheTable, namesake, on_the_table, pointer_to, referred
from tui.tools import Answer, Asking, AwayError, NoAnswerError
from tui.turns import Declined, NotMeant, Room
from tui.words import plain

NEAR_ENOUGH = 78.0  # of 100: as a bare word is to a name, so that a remark is not taken for a band
AND = re.compile(r"\s*,\s*(?:and\s+)?|\s+(?:and|or|nor|plus)\s+|\s*[&+]\s*")
LED = re.compile(
    r"^(?:this|that|the) (?:band|group|artist|act|duo|trio|track|song|genre|record|one) (?=.)|^(?:this|that) (?=.)",
    re.I,
)
NOBODY = "goes by"  # as the tools say that there is no such name
NEAREST = re.compile(r"nearest in spelling: (.+?)\.?$")


async def whom(room: Room, mention: str, *, surely: bool = False) -> Named:
    """The one artist who is meant. Raises NotMeant, or Declined for a place that is not there."""
    several = _referred(room, mention)
    if several:
        return several[-1]
    if named := namesake(mention, room.state) or on_the_table(mention, room.state):
        return named
    ask = surely_called if surely or "weak" in room.slots else entity_called
    entity = await ask(room.asking, mention, "artist")
    return Named(str(entity["name"]), _place(room, entity), pointer_to(entity))


async def card_of(room: Room, named: Named) -> Answer:
    """All that is known of somebody."""
    number = named.id or (await entity_called(room.asking, named.name, "artist"))["id"]
    return await room.asking.ask("card", id=number)


async def all_of(room: Room, mention: str, *, surely: bool = False) -> tuple[Named, ...]:
    """Everyone who is meant by "3 and 5", "Swans and Coil", "the last two"."""
    if several := _referred(room, mention):
        return several
    try:
        return (await whom(room, mention, surely=surely),)
    except NotMeant:
        parts = [part for part in AND.split(mention) if part.strip()]
        if len(parts) < 2:
            raise
        return tuple([await whom(room, part, surely=surely) for part in parts])


def _referred(room: Room, mention: str) -> tuple[Named, ...]:
    found = referred(mention, room.state)
    if isinstance(found, OffTheTable):
        raise Declined(found.sentence)
    return found or ()


def _place(room: Room, entity: Answer) -> int | None:
    ids = [pick["artist_id"] for pick in room.state.picks]
    return ids.index(entity["id"]) + 1 if entity["id"] in ids else None


async def entity_called(asking: Asking, name: str, kind: str | None = None) -> Answer:
    """What the tools understand by a name. Raises NotMeant when nothing goes by it."""
    name = LED.sub("", name.strip(" ,;"))
    if not name:
        raise NotMeant("No name was said.")
    try:
        answer = await asking.ask("resolve", query=name[:200], kind=kind)
    except AwayError:
        raise
    except NoAnswerError as error:
        if NOBODY in str(error):
            raise NotMeant(str(error)) from error
        raise
    entity = answer["entity"]
    namesakes = [other for other in answer["alternatives"] if other["kind"] == entity["kind"]]
    return {**entity, "alternatives": namesakes}


async def surely_called(asking: Asking, name: str, kind: str | None = None) -> Answer:
    """The same for a bare word, which must be near to a name that is really borne."""
    entity = await entity_called(asking, name, kind)
    said = folded(name)
    title = (
        f"{entity['artist_name']} {entity['name']}" if entity["kind"] == "track" else entity["name"]
    )
    borne = [folded(title), folded(entity["name"]), _initials(title)]
    if entity["kind"] == "artist" and name[:1].isupper():
        borne += folded(title).split()[-1:]  # a surname
    if entity["kind"] == "artist" and not _near(said, borne):
        card = await asking.ask("card", id=entity["id"])
        borne += [folded(other) for other in card["also_called"]]
    if not _near(said, borne):
        raise NotMeant(f"Nobody here goes by exactly “{name}”; the nearest is {entity['name']}.")
    return entity


async def exactly_called(asking: Asking, name: str) -> Answer:
    """The same where the words could as well be a request: only the very name will do."""
    entity = await entity_called(asking, name)
    if folded(entity["name"]) != folded(name):
        raise NotMeant(f"Nobody goes by exactly “{name}”.")
    return entity


def nearest(sentence: str) -> tuple[str, ...]:
    """The names that a tool holds to be near to one that it does not know."""
    found = NEAREST.search(sentence)
    return tuple(found[1].split(", ")) if found else ()


def folded(name: str) -> str:
    """A name as it is compared here."""
    words = re.sub(r"[^\w]+", " ", plain(name).replace("&", " and ")).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


def _near(said: str, borne: list[str]) -> bool:
    squashed = said.replace(" ", "")
    return any(
        name and (fuzz.ratio(said, name) >= NEAR_ENOUGH or name.replace(" ", "") == squashed)
        for name in borne
    )


def _initials(name: str) -> str:
    return "".join(word[0] for word in folded(name).split())
