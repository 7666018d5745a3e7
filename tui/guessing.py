"""From the gist of an utterance to a reading: who is named in it, and what is wished."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tui.gist import Gist, gist, is_plain, standing_in
from tui.intents import HEADS, Heard, Reading, wish_of
from tui.meant import surely_called
from tui.references import on_the_table, referred
from tui.state import State
from tui.tools import Asking
from tui.turns import NotMeant
from tui.words import Sentence, sentence

POINTS = frozenset(["it", "them", "they", "him", "her", "he", "she", "both"])
LONGEST_REFERENCE, LONGEST_NAME = 5, 6
MOST_NAMES = 4  # that are asked for in one utterance
NUMBERED = re.compile(r"#?\d{1,2}")
TWO = frozenset({"compare", "connect"})
LESS = re.compile(
    r" (?:less|too|tone|reduce|fewer|not so|down|rid|out|no|without|nothing|easy|lower|halve|aside|do not) ?"
)
SLOT = {
    "why": "artist",
    "why_not": "other",
    "like_pick": "pick",
    "credits": "artist",
    "tell": "artist",
    "recommend": "query",
}


@dataclass(frozen=True)
class Mention:
    """Somebody who is named or pointed at, from word to word."""

    first: int
    last: int
    text: str
    genre: bool = False
    named: bool = False  # by name, not by a number or a pronoun


async def guessed(utterance: str, state: State, asking: Asking) -> tuple[Heard, ...]:
    """Readings by likeness, to be tried in order; none when nothing is like it."""
    said = sentence(utterance)
    if not said.words:
        return ()
    mentions = await _mentions(said, state, asking)
    template = standing_in(said, {m.first: m.last for m in mentions})
    tagged = re.sub(r"\bX\b", "T", template) if any(m.genre for m in mentions) else template
    about = "named" if any(m.named for m in mentions) else ("pointed" if mentions else "nobody")
    found = [g for g in dict.fromkeys((gist(template, about), gist(tagged, about))) if g]
    found.sort(key=lambda g: -g.likeness)
    return tuple(heard for one in found for heard in _readings(one, said, mentions, state))


async def _mentions(said: Sentence, state: State, asking: Asking) -> tuple[Mention, ...]:
    """Pointers and names on the table first, then the runs of words that are no plain words."""
    found: list[Mention] = []
    place = 0
    while place < len(said.words):
        mention = _pointed(said, place, state)
        if mention is None:
            place += 1
            continue
        found.append(mention)
        place = mention.last
    taken = {place for m in found for place in range(m.first, m.last)}
    for first, last in _runs(said, taken):
        if len(found) >= MOST_NAMES:
            break
        mention = await _named(said, first, last, asking)
        if mention:
            found.append(mention)
    return tuple(sorted(found, key=lambda m: m.first))


def _pointed(said: Sentence, place: int, state: State) -> Mention | None:
    for length in range(min(LONGEST_REFERENCE, len(said.words) - place), 0, -1):
        part = said.part(place, place + length)
        text = part.text.strip()
        raw = part.raw(0, len(part.text))
        single = length == 1
        pointing = text in POINTS or (single and NUMBERED.fullmatch(text) is not None) or not single
        if (
            pointing
            and _first_and_last_count(part)
            and isinstance(referred(raw, state), tuple)
            and state.seed
        ):
            return Mention(place, place + length, raw)
        if (
            not (single and is_plain(text))
            and not text.endswith(" and")
            and on_the_table(raw, state)
        ):
            return Mention(place, place + length, raw, named=True)
    return None


def _first_and_last_count(part: Sentence) -> bool:
    """A pointer of several words begins and ends with words of its own: no "and the", no "one ,"."""
    ends = {part.words[0].said, part.words[-1].said}
    return not ends & {",", ";", "and", "or", "with", "to", "from", "of", "for", "is", "are"} and (
        len(part.words) == 1 or part.text.strip() not in ("this is", "that is")
    )


def _runs(said: Sentence, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Runs of words that could be a name: capitalised, or in no saying."""
    first: int | None = None
    for place in range(len(said.words) + 1):
        is_name = place < len(said.words) and place not in taken and _like_a_name(said, place)
        if is_name and first is None:
            first = place
        if not is_name and first is not None:
            yield first, place
            first = None


def _like_a_name(said: Sentence, place: int) -> bool:
    word = said.words[place]
    letter = said.typed[word.start : word.start + 1]
    capital = place > 0 and (letter.isupper() or letter.isdigit()) and word.said not in ("i", ",")
    return word.said not in (",", ";") and (capital or not is_plain(word.said))


async def _named(said: Sentence, first: int, last: int, asking: Asking) -> Mention | None:
    """The longest part of a run that somebody goes by; plain words around it may belong to it."""
    for start, end in (
        (max(0, first - 1), last),
        (first, last),
        (first, last - 1),
        (first + 1, last),
    ):
        if (
            start >= end
            or end - start > LONGEST_NAME
            or (start < first and said.words[start].said != "the")
        ):
            continue
        part = said.part(start, end)
        raw = part.raw(0, len(part.text))
        try:
            entity = await surely_called(asking, raw)
        except NotMeant:
            continue
        if entity["kind"] == "track" and raw == raw.casefold():
            continue  # there is a song called almost every word
        return Mention(start, end, raw, entity["kind"] == "genre", named=True)
    return None


def _readings(
    one: Gist, said: Sentence, mentions: tuple[Mention, ...], state: State
) -> Iterator[Heard]:
    texts = [mention.text for mention in mentions]
    if one.intent in TWO:
        if len(texts) >= 2:
            yield Heard(Reading(one.intent, {"one": texts[0], "other": texts[1]}))
        elif len(state.focus) >= 2 or len(texts) == 1:
            yield Heard(Reading(one.intent, {"both": texts[0] if texts else "them"}))
    elif one.intent in ("more", "reset", "undo", "help"):
        yield Heard(
            Reading(
                one.intent, {"what": "wishes" if " filter" in f" {said.text}" else "everything"}
            )
        )
    elif one.intent in ("steer", "filter", "exclude", "surprise"):
        yield from _wishes(one, said, mentions)
    elif one.intent in SLOT:
        if one.intent == "recommend" and not texts:
            return
        mention = texts[-1] if texts else "it"
        yield Heard(Reading(one.intent, {SLOT[one.intent]: mention}))


def _wishes(one: Gist, said: Sentence, mentions: tuple[Mention, ...]) -> Iterator[Heard]:
    """The part of the utterance that is a wish in itself; else what the mentions make of it."""
    count = len(said.words)
    spans = [
        (a, b) for a in range(count) if said.words[a].said in HEADS for b in range(count, a + 1, -1)
    ]
    for first, last in spans:
        if wish := wish_of(said.part(first, last), one.intent):
            yield Heard(Reading("wishes", {}), (wish,))
    names = ", ".join(m.text for m in mentions if not m.genre)
    tags = ", ".join(m.text for m in mentions if m.genre)
    if one.intent == "surprise":
        yield Heard(Reading("surprise", {}))
    if one.intent == "exclude" and names:
        yield Heard(Reading("exclude", {"artists": names}))
    if one.intent == "filter" and (tags or names):
        yield Heard(
            Reading("drop", {"thing": tags}) if tags else Reading("label", {"without": names})
        )
    if one.intent == "steer":
        yield from _steered(said, tags)


def _steered(said: Sentence, tags: str) -> Iterator[Heard]:
    from tui.intents.moods import mood_called
    from tui.intents.signals import NAMED

    way = "less" if LESS.search(said.text + " ") else "more"
    signals = [word.said for word in said.words if word.said in NAMED]
    moods = [word.said for word in said.words if mood_called(word.said)]
    if signals:
        yield Heard(Reading("trust", {"signal": signals[-1], "turn": way}))
    if tags or moods:
        yield Heard(Reading("lean", {way: tags or ", ".join(moods)}))
