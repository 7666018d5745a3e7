"""Arguing: why this, why not that, two side by side, how two hang together."""

from dataclasses import replace

from tui.acts.listing import asked_with, reach, standing
from tui.meant import all_of, entity_called, whom
from tui.references import Named, pointer_to
from tui.state import State
from tui.tools import Answer
from tui.turns import Declined, NotMeant, Room, Said
from tui.wording import listed, reasons_said, telling, title, written

FIRST_A_LIST = "First there has to be something to argue about: name an artist, a track or a genre."


async def why(room: Room) -> Said:
    """What speaks for somebody, each reason with points and sources."""
    named = await whom(room, room.slots.get("artist") or "it")
    seed = await _seed(room)
    if named.asked == pointer_to(seed):
        raise Declined(
            f"{written(named.name)} is what you asked about; ask why of somebody on the list."
        )
    pick = _picked(room, named) if "seed" not in room.slots else None
    if pick is not None:
        return _why_pick(room, pick, named)
    return await _explained(room, seed, named, {"artist": named.name, "seed": title(seed)})


async def why_not(room: Room) -> Said:
    """Where somebody was lost, to whom, and what would let them in."""
    named = await whom(room, room.slots.get("other") or "it")
    seed = await _seed(room)
    arguments = {"artist": named.name, "seed": title(seed)}
    if named.asked == pointer_to(seed):
        raise Declined(
            f"{written(named.name)} is where the list starts from, so it cannot be in it."
        )
    here = "seed" not in room.slots
    if here and named.asked in room.state.wishes.exclude:
        name = written(named.name)
        text = f"You left {name} out yourself. “Bring {name} back” undoes it."
        return _told(room, text, named, arguments)
    if here and named.name in room.state.aside:
        because = room.state.aside[named.name]
        return _told(
            room,
            f"Your wishes set {written(named.name)} aside: {written(because)}.",
            named,
            arguments,
        )
    if here and (pick := _picked(room, named)):
        said = _why_pick(room, pick, named)
        text = f"{written(named.name)} is on the list, at {named.pick}.\n\n{said.text}"
        return replace(said, text=text, arguments=arguments)
    return await _explained(room, seed, named, arguments)


async def compare(room: Room) -> Said:
    """Two artists signal by signal."""
    one, other = await _two(room)
    answer = await _compared(room, one, other)
    lines = [_side(row, answer) for row in _heard(answer)]
    text = f"{written(answer['summary'])}\n\n" + "\n".join(lines)
    return Said(text, _focused(room, answer), _names(answer), {"comparison": answer})


async def connect(room: Room) -> Said:
    """The chains of facts between two artists."""
    one, other = await _two(room)
    answer = await _compared(room, one, other)
    first, second = written(answer["one"]["name"]), written(answer["other"]["name"])
    if answer["chains"]:
        chains = "\n".join(f"- {written(c['text'])}{_sources(c)}" for c in answer["chains"])
        text = f"**From {first} to {second}**, the most telling chains of facts:\n\n{chains}"
    else:
        near = [written(row["reason"]) for row in _heard(answer) if row["reason"]]
        said = (
            f" What the signals heard: {'; '.join(near)}."
            if near
            else " No signal heard anything either."
        )
        text = f"No short chain of facts leads from **{first}** to **{second}**.{said}"
    return Said(text, _focused(room, answer), _names(answer), {"comparison": answer})


async def _seed(room: Room) -> Answer:
    if "seed" in room.slots:
        return await entity_called(room.asking, room.slots["seed"])
    if room.state.seed is None:
        raise Declined(FIRST_A_LIST)
    return room.state.seed


def _picked(room: Room, named: Named) -> Answer | None:
    return room.state.picks[named.pick - 1] if named.pick else None


def _why_pick(room: Room, pick: Answer, named: Named) -> Said:
    """The list already holds everything that speaks for a pick."""
    seed = room.state.seed or {}
    mark = ", an exploration" if pick["exploration"] else ""
    text = (
        f"**{written(pick['artist_name'])}** is number {pick['rank']} near {written(title(seed))}{mark}, with"
        f" {pick['score']:.2f}:\n\n{reasons_said(pick['contributions'])}\n\n{_coverage(pick)}"
    )
    if track := pick["track"]:
        year = f" ({track['year']})" if track["year"] else ""
        text += f" Begin with “{written(track['title'])}”{year}."
    state = room.state.speaking_of((pick["artist_name"], named.pointer))
    return Said(text, state, {"artist": named.name, "pick": pick["rank"]}, {"pick": pick})


def _coverage(pick: Answer) -> str:
    return (
        f"Signals holding {pick['coverage']:.0%} of the weight could say something about this pair."
    )


async def _explained(room: Room, seed: Answer, named: Named, arguments: dict[str, str]) -> Said:
    state = room.state
    here = state.seed is not None and pointer_to(seed) == pointer_to(state.seed)
    wishes = state.wishes if here else standing(room)
    limit = reach(wishes, len(state.shown) if here else 0)
    asked = asked_with(seed, wishes, limit)
    answer = await room.asking.ask("explain", **asked, other=named.asked)
    evidence = answer["evidence"]
    text = written(answer["answer"])
    if telling(evidence["contributions"]):
        text += f"\n\n{reasons_said(evidence['contributions'])}"
    if answer["in_its_place"]:
        names = [f"{written(p['artist_name'])} {p['score']:.2f}" for p in answer["in_its_place"]]
        text += f"\n\nIn its place stand {listed(names)}; {written(named.name)} has {evidence['score']:.2f}."
    if answer["picked"] and wishes.own:
        text += (
            f"\n\n*It is one of the {limit} that were looked over; others meet your wishes better.*"
        )
    state = room.state.speaking_of((answer["other"]["name"], pointer_to(answer["other"])))
    return Said(text, state, arguments, {"explanation": answer})


def _told(room: Room, text: str, named: Named, arguments: dict[str, str]) -> Said:
    return Said(text, room.state.speaking_of((named.name, named.pointer)), arguments)


async def _two(room: Room) -> tuple[Named, Named]:
    slots = room.slots
    if "both" in slots:
        named = await all_of(room, slots["both"])
        if len(named) < 2:
            raise NotMeant("Two artists are needed.")
        return named[0], named[1]
    if "one" not in slots:
        return await whom(room, "the former" if len(room.state.focus) > 1 else "it"), await whom(
            room, slots["other"]
        )
    one, other = await whom(room, slots["one"]), await whom(room, slots["other"])
    if one.asked == other.asked:
        raise Declined(f"Both names mean {written(one.name)}; name two artists.")
    return one, other


async def _compared(room: Room, one: Named, other: Named) -> Answer:
    wishes = room.state.wishes
    return await room.asking.ask(
        "compare",
        one=one.asked,
        other=other.asked,
        weights=dict(wishes.weights),
        profile=wishes.profile,
    )


def _heard(answer: Answer) -> list[Answer]:
    rows = [row for row in answer["signals"] if row["there"] is not None or row["back"] is not None]
    return sorted(rows, key=lambda row: -max(row["there"] or 0, row["back"] or 0))


def _side(row: Answer, answer: Answer) -> str:
    def said(value: float | None) -> str:
        return "silent" if value is None else f"{value:.2f}"

    name = row["signal"].replace("_", " ").replace("co mention", "co-mention")
    reason = f": {written(row['reason'])}" if row["reason"] else ""
    return f"- **{name}** {said(row['there'])} from {written(answer['one']['name'])}, {said(row['back'])} back{reason}"


def _sources(chain: Answer) -> str:
    names = dict.fromkeys(hop["source"]["source"] for hop in chain["hops"])
    return f" *({', '.join(names)})*" if names else ""


def _focused(room: Room, answer: Answer) -> State:
    both = (answer["one"], answer["other"])
    return room.state.speaking_of(*((entity["name"], pointer_to(entity)) for entity in both))


def _names(answer: Answer) -> dict[str, str]:
    return {"one": answer["one"]["name"], "other": answer["other"]["name"]}
