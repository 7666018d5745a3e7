"""Surprise: those whom the list has not shown yet, explorations first among them."""

from tui.acts.listing import MOST, SHOWN, asked, noted
from tui.state import Wishes
from tui.tools import Answer
from tui.turns import Declined, Room, Said
from tui.wording import picks_said, plural, title, written


async def others(room: Room, seed: Answer, wishes: Wishes) -> Said:
    """Ten that were not on the table: as many explorations as are wished for, then the nearest."""
    answer, done = await asked(room, seed, wishes, MOST)
    fresh = [pick for pick in done.picks if pick["artist_id"] not in room.state.shown]
    if not fresh:
        raise Declined(
            f"Of the {MOST} nearest to {written(title(seed))} you have seen everybody."
            " Start from one of them for something new."
        )
    odd = [pick for pick in fresh if pick["exploration"]][: wishes.explore]
    near = [pick for pick in fresh if pick not in odd]
    chosen = [*near[: max(SHOWN - len(odd), 0)], *odd]
    picks = [{**pick, "rank": nth} for nth, pick in enumerate(chosen, start=1)]
    shown = {**answer, "artists": picks}
    after = room.state.then(
        picks=tuple(picks),
        shown=(*room.state.shown, *(pick["artist_id"] for pick in picks)),
        answer=shown,
        wishes=wishes,
        focus=(),
        aside=done.aside,
    )
    text = (
        f"**{plural(len(picks), 'other')} near {written(title(seed))}**, who were not on the table yet;"
        f" {plural(len(odd), 'exploration')} among them (◇: near for another reason than sound).\n\n"
        f"{noted(done.vain)}{picks_said(picks)}\n\n{noted(done.notes)}"
    )
    return Said(text.rstrip(), after, shows={"list": shown})
