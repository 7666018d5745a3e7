"""A conversation that is opened again means the same people, even where the graph was built anew since."""

from collections.abc import Iterator
from dataclasses import replace

from tui.conversation import turn
from tui.references import Named, pointer_to, seed_of
from tui.state import State
from tui.tools import AwayError, NoAnswerError, Tools

ANEW = "The graph was built anew since this conversation was kept; the list was asked for again."


async def renewed(state: State, tools: Tools) -> State:
    """The same state where its numbers still mean whom they meant; else its list, asked for by name."""
    if await _as_it_was(state, tools):
        return state
    wishes = replace(state.wishes, exclude={name: name for name in state.wishes.exclude.values()})
    if state.seed_name is None:
        return State(wishes=wishes)
    return (await turn(State(wishes=wishes), state.seed_name, tools)).state


async def _as_it_was(state: State, tools: Tools) -> bool:
    """Whether everybody who is pointed at still goes by the name that they had."""
    meant = {(one.id, one.name) for one in _pointed_at(state) if one.id}
    ids = sorted({number for number, _ in meant})
    try:
        if state.seed:
            answer = await tools.call("resolve", {"query": pointer_to(state.seed)})
            if answer["entity"]["name"] != state.seed["name"]:
                return False
        cards = (await tools.call("card", {"ids": ids}))["cards"] if ids else []
    except AwayError:
        raise
    except NoAnswerError:
        return False
    return meant <= {(card["id"], card["name"]) for card in cards}


def _pointed_at(state: State) -> Iterator[Named]:
    here: State | None = state
    while here is not None:
        yield from seed_of(here)
        for pick in here.picks:
            yield Named(pick["artist_name"], pointer=f"auric://artist/{pick['artist_id']}")
        for name, pointer in here.pointers.items():
            yield Named(name, pointer=pointer)
        for pointer, name in here.wishes.exclude.items():
            yield Named(name, pointer=pointer)
        here = here.before
