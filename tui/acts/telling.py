"""Who somebody is, and who is behind the records: read from the cards."""

from tui.acts.crediting import credits_said, people
from tui.meant import all_of, card_of, whom
from tui.tools import Answer
from tui.turns import Declined, Room, Said
from tui.wording import cited, country, listed, written, years

MOST_ARTISTS = 4  # told of at once
TRACKS = 3


async def tell(room: Room) -> Said:
    """Who somebody is, as far as the graph knows."""
    named = await whom(room, room.slots["artist"])
    card = await card_of(room, named)
    focused = room.state.speaking_of((card["name"], f"auric://artist/{card['id']}"))
    return Said(_told(card), focused, {"artist": card["name"], **named.place}, {"card": card})


async def credits(room: Room) -> Said:
    """Who produced, engineered, played: the stated credits, and those shared with the seed."""
    if mention := room.slots.get("artist"):
        named = await all_of(room, mention)
    else:
        named = await all_of(room, "them")
    if not named:
        raise Declined("Nobody has been spoken of yet whose credits could be told.")
    parts, cards = [], []
    for one in named[:MOST_ARTISTS]:
        cards.append(await card_of(room, one))
        parts.append(credits_said(cards[-1], room))
    if len(named) > MOST_ARTISTS:
        left = ", ".join(one.name for one in named[MOST_ARTISTS:])
        parts.append(f"*Ask again for the others: {written(left)}.*")
    names = tuple(card["name"] for card in cards)
    focused = room.state.speaking_of(*((one.name, one.pointer) for one in named))
    return Said("\n\n".join(parts), focused, {"artists": list(names)}, {"card": cards[0]})


def _told(card: Answer) -> str:
    known = [country(card["country"])] if card["country"] else []
    known += [span] if (span := years(card)) else []
    lines = [
        f"**{written(card['name'])}**"
        + (f", {written(card['disambiguation'])}" if card["disambiguation"] else "")
    ]
    if known:
        lines[0] += f" ({', '.join(known)})"
    lines[0] += "."
    if card["biography"]:
        lines.append(f"{written(card['biography']['says'].strip())}{cited(card['biography'])}")
    if tags := [written(fact["says"]) for fact in card["tags"][:6]]:
        lines.append(f"Tagged {listed(tags)}{cited(card['tags'][0])}.")
    if tracks := [_track(track) for track in card["tracks"][:TRACKS]]:
        lines.append(f"Begin with {listed(tracks, 'or')}.")
    if len(lines) == 1 and not known:
        lines.append("Nothing more is known here than the name.")
    if facts := people(card)[:3]:
        lines.append("\n".join(f"- {written(fact['says'])}{cited(fact)}" for fact in facts))
    return "\n\n".join(lines)


def _track(track: Answer) -> str:
    return f"“{written(track['title'])}”" + (f" ({track['year']})" if track["year"] else "")
