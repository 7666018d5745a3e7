"""Start here. One sentence of a listener in, one honest answer out, with no language model."""

from collections.abc import Iterator
from dataclasses import replace

from tui.acts import ACTS
from tui.acts.wishing import wish, wished_for
from tui.guessing import guessed
from tui.intents import PUBLIC, Heard, Reading, understand
from tui.state import State, Wishes
from tui.suggestions import suggested
from tui.tools import Asking, NoAnswerError, Tools
from tui.turns import Declined, NotMeant, Room, Said, Turn
from tui.wording import written

TAKEN_AS = {
    "recommend": "a wish for neighbours",
    "more": "a wish for more of the list",
    "why": "a question why",
    "why_not": "a question why not",
    "compare": "a comparison",
    "connect": "a question what connects two artists",
    "like_pick": "a wish to go on from there",
    "steer": "a wish to steer",
    "filter": "a filter",
    "exclude": "a wish to leave somebody out",
    "surprise": "a wish for something less expected",
    "credits": "a question about credits",
    "tell": "a question who that is",
    "reset": "a wish to start over",
    "undo": "a wish to take something back",
    "help": "a call for help",
}
QUESTION_MARKS = frozenset(["?", "??", "/?", "/h", "h?"])


async def turn(state: State, utterance: str, tools: Tools) -> Turn:
    """What was meant, what the tools say to it, and where the conversation stands now."""
    asking = Asking(tools)
    failed: list[tuple[Heard, str]] = []
    for heard in _readings(utterance):
        if done := await _tried(state, utterance, heard, asking, failed):
            return done
    try:
        guesses = await guessed(utterance, state, asking)
    except NoAnswerError as why:
        return _unknown(state, utterance, str(why), asking)
    unknown = _clear(failed)
    for heard in guesses:
        if unknown and _falls_back(heard, utterance):
            continue
        if done := await _tried(state, utterance, heard, asking, []):
            # It was no saying that is known for sure, so the listener is told what it was taken for.
            taken = f"*I take that as {TAKEN_AS[done.intent]}.*\n\n"
            return replace(done, answer=taken + done.answer)
    return _not_understood(state, utterance, failed, asking)


async def _tried(
    state: State, utterance: str, heard: Heard, asking: Asking, failed: list[tuple[Heard, str]]
) -> Turn | None:
    """The turn under this reading; None, and why, where it does not hold."""
    try:
        return _turn(
            utterance, heard, await _act(Room(state, {}, asking, utterance), heard), asking
        )
    except NotMeant as why:
        failed.append((heard, str(why)))
    except (Declined, NoAnswerError) as why:
        return _turn(utterance, heard, Said(str(why), state), asking)
    return None


def _readings(utterance: str) -> Iterator[Heard]:
    """Every reading once."""
    if utterance.strip() in QUESTION_MARKS:
        yield Heard(Reading("help", {}))
    seen: list[Heard] = []
    for heard in understand(utterance):
        if heard not in seen:
            seen.append(heard)
            yield heard


async def _act(here: Room, heard: Heard) -> Said:
    slots = {**heard.reading.slots, **({"bare": "yes"} if heard.bare else {})}
    room = replace(here, slots=slots)
    if heard.reading.intent == "wishes":
        return await wish(room, heard.wishes)
    if heard.reading.intent in PUBLIC:
        return await wish(room, ((heard.reading,), *heard.wishes))
    if not heard.wishes:
        return await ACTS[heard.reading.intent](room)
    return await _with_wishes(room, heard)


async def _with_wishes(room: Room, heard: Heard) -> Said:
    """A request and its wishes in one sentence: the wishes first, then the request under them."""
    fresh = heard.reading.intent == "recommend"
    before = Wishes() if fresh and room.state.seed is not None else room.state.wishes
    wished = await wished_for(room, heard.wishes, before)
    here = replace(room.state, wishes=wished.wishes)
    said = await ACTS[heard.reading.intent](
        replace(room, state=here, slots={**room.slots, "wished": "yes"})
    )
    # What is taken back is the whole sentence, its wishes included.
    after = replace(said.state, before=room.state) if said.state.before is here else said.state
    return replace(said, state=after, arguments={**said.arguments, **wished.wishes.told()})


def _turn(utterance: str, heard: Heard, said: Said, asking: Asking) -> Turn:
    intent = said.intent or _public(heard)
    return Turn(
        utterance=utterance,
        intent=intent,
        arguments=said.arguments,
        calls=tuple(asking.calls),
        answer=said.text,
        state=said.state.trimmed(),
        shows=said.shows,
        suggestions=suggested(said.state, intent),
        fault=asking.fault,
    )


def _public(heard: Heard) -> str:
    intent = heard.wishes[0][0].intent if heard.reading.intent == "wishes" else heard.reading.intent
    return {**PUBLIC, "exactly": "recommend"}.get(intent, intent)


def _not_understood(
    state: State, utterance: str, failed: list[tuple[Heard, str]], asking: Asking
) -> Turn:
    """An unknown name in a sentence that was otherwise clear is said as such; the rest is unknown."""
    if clear := _clear(failed):
        return _turn(utterance, clear[0], Said(clear[1], state), asking)
    hints = suggested(state, "unknown", utterance)
    shown = written(" ".join(utterance.split())[:80])
    why = f" {failed[-1][1]}" if failed and len(utterance.split()) <= 4 else ""
    text = f"I did not understand “{shown}”.{why} Try “{hints[0]}” or “{hints[1]}”."
    return replace(_unknown(state, utterance, text, asking), suggestions=hints)


def _clear(failed: list[tuple[Heard, str]]) -> tuple[Heard, str] | None:
    """The first request that was clear but for a name, and the sentence about that name."""
    first = next(((heard, why) for heard, why in failed if not heard.bare), None)
    return first if first and first[1] and _is_request(first[0]) else None


def _falls_back(heard: Heard, utterance: str) -> bool:
    """Whether "it" was put in for a name that nobody goes by: "tell me about Nirvana"."""
    return "it" in heard.reading.slots.values() and "it" not in utterance.casefold().split()


def _unknown(state: State, utterance: str, text: str, asking: Asking) -> Turn:
    return Turn(utterance, "unknown", {}, tuple(asking.calls), text, state, fault=asking.fault)


def _is_request(heard: Heard) -> bool:
    # Who is to be gone on from has to stand on the table: a name that does not was no such request.
    return (
        heard.reading.intent not in ("exactly", "like_pick") and "weak" not in heard.reading.slots
    )
