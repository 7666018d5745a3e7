"""Keeping house: start over, take back, help."""

from dataclasses import replace

from tui.acts.listing import again
from tui.state import State, Wishes
from tui.suggestions import possible
from tui.turns import Declined, Room, Said
from tui.wording import title, written

HELP = """\
Ask for music, then argue with the answer.

- **Start**: “Nine Inch Nails”, “something like Coil”, “Portishead - Roads”, “shoegaze from Japan”
- **Argue**: “why #2”, “why not Ministry”, “compare 1 and 3”, “what connects 2 and Swans”
- **Move on**: “more like 3”, “more”, “surprise me”
- **Steer**: “less metal, more ambient”, “trust sound less”, “only before 1990”, “only from Germany”, \
“no Mute records”, “exclude 4”
- **Look closer**: “tell me about it”, “who produced them”
- **Keep house**: “undo”, “start over”, “drop the filters”

“It”, “her”, “that one”, “the last two” are whoever was last spoken of. Every reason comes from the graph and names \
its source; what is not known is not said."""


async def reset(room: Room) -> Said:
    """Forget everything, or the wishes alone."""
    if room.slots.get("what") == "wishes":
        if not room.state.wishes.told():
            raise Declined("There are no filters, exclusions or weights to drop.")
        if room.state.seed is None:
            return Said(
                "All wishes are dropped.", room.state.then(wishes=Wishes()), {"what": "wishes"}
            )
        said = await again(room, Wishes(), room.state)
        text = f"All filters, exclusions and weights are dropped.\n\n{said.text}"
        return replace(said, text=text, arguments={"what": "wishes"})
    fresh = State(before=room.state)
    return Said("A clean slate. Whom shall we start from?", fresh, {"what": "everything"})


async def undo(room: Room) -> Said:
    """Back to where things stood before the list last changed."""
    before = room.state.before
    if before is None:
        raise Declined("There is nothing to take back.")
    if before.seed is None or before.answer is None:
        return Said("Taken back; nothing is on the table.", before)
    names = ", ".join(written(pick["artist_name"]) for pick in before.picks)
    text = f"Taken back. On the table again, near **{written(title(before.seed))}**: {names}."
    return Said(text, before, {}, {"list": before.answer})


async def give_help(room: Room) -> Said:
    """What can be said; to somebody who said thanks, only that it was welcome."""
    if room.slots.get("what") == "thanks":
        able = possible(room.state)
        return Said(f"You are welcome. Next, perhaps, “{able[0]}” or “{able[1]}”.", room.state)
    return Said(HELP, room.state)
