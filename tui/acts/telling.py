"""Who somebody is, and who is behind the records: read from the cards."""

from tui.meant import all_of, card_of, whom
from tui.tools import Answer
from tui.turns import Declined, Room, Said
from tui.wording import cited, country, listed, plural, telling, written, years

NO_PEOPLE = ("is heard as", "influenced", "was influenced", "is an offshoot", "has the offshoot", "released on",
             "released records")  # fmt: skip
MOST_FACTS = 8  # told of one artist
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
        parts.append(_credits(cards[-1], room))
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
    if facts := _people(card)[:3]:
        lines.append("\n".join(f"- {written(fact['says'])}{cited(fact)}" for fact in facts))
    return "\n\n".join(lines)


def _track(track: Answer) -> str:
    return f"“{written(track['title'])}”" + (f" ({track['year']})" if track["year"] else "")


def _people(card: Answer) -> list[Answer]:
    """Facts about who worked with whom, production first, each once."""
    once = {fact["says"]: fact for fact in card["facts"] if not fact["says"].startswith(NO_PEOPLE)}
    return sorted(once.values(), key=lambda fact: "produced" not in fact["says"])


def _credits(card: Answer, room: Room) -> str:
    facts = _people(card)
    name = written(card["name"])
    if not facts:
        return f"No credits are stated for **{name}** here.{_shared(card, room)}"
    lines = [f"- {written(fact['says'])}{cited(fact)}" for fact in facts[:MOST_FACTS]]
    unseen = card["facts_known"] - len(card["facts"])
    left = len(facts) - len(lines)
    if left > 0 or unseen > 0:
        lines.append(
            f"- and {plural(max(left, 0) + max(unseen, 0), 'more fact')} on the card or beyond it"
        )
    if not any("produced by" in fact["says"] for fact in facts):
        lines.append("- no producer is stated")
    return f"**{name}**\n\n" + "\n".join(lines) + _shared(card, room)


def _shared(card: Answer, room: Room) -> str:
    """What the list said about people on both artists' records."""
    pick = next((p for p in room.state.picks if p["artist_id"] == card["id"]), None)
    if pick is None or room.state.seed_name is None:
        return ""
    for said in telling(pick["contributions"]):
        if said["signal"] == "artist_similarity" and " both" in said["reason"]:
            return f"\n\nShared with {written(room.state.seed_name)}: {written(said['reason'])}{cited(said)}."
    return ""
