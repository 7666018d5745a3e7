"""What a listener may have meant: every reading of an utterance, the likeliest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tui.intents.countries import CODES, country_called
from tui.intents.grammar import Reading, Rule, Slots, groups, readings
from tui.intents.moods import compared_mood, mood_called
from tui.intents.signals import signals_called
from tui.intents.years import years_called, years_not_called
from tui.tables import words_of
from tui.words import Sentence, repaired, sentence

SHARED_OUT = {
    "steer": ("trust", "profile", "lean", "mood"),
    "filter": ("where", "where_not", "when", "label", "people", "drop"),
    "exclude": ("exclude", "readmit"),
    "surprise": ("surprise",),
}
PUBLIC = {kind: intent for intent, kinds in SHARED_OUT.items() for kind in kinds}  # as it is told
KEEPING, ASKING, ARGUING = groups("housekeeping.txt"), groups("asking.txt"), groups("arguing.txt")
STEERING, NARROWING = groups("steering.txt"), groups("narrowing.txt")
CLOSED = (
    *KEEPING["help"],
    *KEEPING["thanks"],
    *KEEPING["undo"],
    *KEEPING["reset"],
    *ASKING["more"],
)
WISHES = (
    *STEERING["steer"],
    *STEERING["surprise"],
    *STEERING["calm"],
    *NARROWING["filter"],
    *NARROWING["exclude"],
)
# The order decides between lines that fit alike; the loosest come last.
ARGUED = (
    *(rule for name in ("connect", "compare", "why_not", "why") for rule in ARGUING[name]),
    *ASKING["like_pick"],
    *ARGUING["credits"],
    *(rule for name in ("recommend", "tell", "tell_loosely", "loose") for rule in ASKING[name]),
)
MAIN = (
    *(rule for name in ("like_pick", "recommend", "loose", "more") for rule in ASKING[name]),
    *STEERING["surprise"],
)
RULES = (*CLOSED, *WISHES, *ARGUED)
JOINTS = words_of("joints")
HEADS = words_of("heads")
FILLERS = words_of("fillers")
QUESTIONS = words_of("questions")
ASKING_WHO = ("who ", "what ", "which ", "whose ")  # and no label
ANOTHER = frozenset({"less", "more", "no", "not", "only", "without", "except", "but"})
PROFILES = ("tuned", "published", "learned", "default", "usual", "standard")
NO_TAG = ("like", "of", "about", "than", "from", "in")  # what "more ..." goes on with then
LONGEST_TAG = 4  # words
LONGEST_NAME = 6  # words of a name that may look like a request
VOCABULARY = (
    frozenset(word for rule in RULES for word in rule.words)
    | frozenset(word for said in CODES for word in said.split())
    | frozenset(
        ["ambient", "metal", "techno", "drone", "noise", "sound", "label", "labels", "tags"]
    )
)


@dataclass(frozen=True)
class Heard:
    """One reading, the wishes said along with it, and whether slips had to be put right."""

    reading: Reading
    wishes: tuple[tuple[Reading, ...], ...] = ()  # each in its alternatives
    bare: bool = False  # nothing but a name
    repaired: bool = False


def understand(typed: str) -> Iterator[Heard]:
    """Every reading, the likeliest first. Which of them holds is for the tools to say."""
    said = sentence(typed)
    if not said.words:
        return
    yield from _as_written(said)
    mended = repaired(said, VOCABULARY)
    if mended.text != said.text:
        for heard in _as_written(mended):
            if not heard.bare:
                yield Heard(heard.reading, heard.wishes, repaired=True)


def _as_written(said: Sentence) -> Iterator[Heard]:
    for reading in _closed(said):
        yield Heard(reading)
    if said.asks and said.words[0].said == "no" and len(said.words) > 1:
        yield Heard(Reading("why_not", {"other": said.raw(3, len(said.text))}))
    if wishes := _wishes(said):
        yield Heard(Reading("wishes", {}), wishes)
    # A name may look like a request ("Songs from the Forest"): the bare name comes first where it
    # is short, and holds only if somebody goes by exactly these words.
    if len(said.words) <= LONGEST_NAME and said.words[0].said not in QUESTIONS and not said.asks:
        yield Heard(Reading("exactly", {"query": said.raw(0, len(said.text))}), bare=True)
    for reading in readings(said, ARGUED):
        if reading.intent in ("recommend", "like_pick"):
            yield from _with_wishes(said)
        yield Heard(reading)
    yield from _with_wishes(said)
    yield from _led_by_wishes(said)
    yield Heard(Reading("recommend", {"query": said.raw(0, len(said.text))}), bare=True)


def _closed(said: Sentence) -> Iterator[Reading]:
    """What housekeeping it is, also where it is said twice: "forget that, undo"."""
    yield from readings(said, CLOSED)
    commas = [place for place, word in enumerate(said.words) if word.said in (",", ";")]
    if len(commas) == 1:
        first, last = said.part(0, commas[0]), said.part(commas[0] + 1, len(said.words))
        same = {reading.intent for reading in readings(first, CLOSED)}
        yield from (reading for reading in readings(last, CLOSED) if reading.intent in same)


def _with_wishes(said: Sentence) -> Iterator[Heard]:
    """ "like Coil, but less harsh, only before 1990": a request and what follows it."""
    for cut in range(1, len(said.words)):
        if said.words[cut].said not in HEADS | JOINTS:
            continue
        wishes = _wishes(said.part(cut, len(said.words)))
        if not wishes:
            continue
        main = said.part(0, cut)
        for reading in readings(main, MAIN):
            yield Heard(reading, wishes)
        yield from _led_by_wishes(main, wishes)
        yield Heard(Reading("recommend", {"query": main.raw(0, len(main.text))}), wishes, bare=True)
        return


def _led_by_wishes(said: Sentence, also: tuple[tuple[Reading, ...], ...] = ()) -> Iterator[Heard]:
    """ "german bands like Can", "some japanese ambient": the wish stands in front."""
    start = next((i for i, w in enumerate(said.words) if w.said not in FILLERS), 0)
    for cut in range(start + 1, min(start + 4, len(said.words))):
        head, rest = said.part(start, cut), said.part(cut, len(said.words))
        words = head.text.strip()
        found = [r for r in (_where(words), _when(words), _mooded(words)) if r]
        if not found:
            continue
        wishes = (tuple(found), *also)
        for reading in readings(rest, MAIN):
            yield Heard(reading, wishes)
        yield from _led_by_wishes(rest, wishes)
        yield Heard(Reading("recommend", {"query": rest.raw(0, len(rest.text))}), wishes, bare=True)


def _where(words: str) -> Reading | None:
    return Reading("where", {"where": words}) if country_called(words) else None


def _when(words: str) -> Reading | None:
    return Reading("when", {"when": words}) if years_called(words) else None


def _mooded(words: str) -> Reading | None:
    return Reading("lean", {"more": words}) if mood_called(words) and " " not in words else None


@lru_cache(maxsize=4096)  # a long sentence is looked at from many ends
def _wishes(said: Sentence) -> tuple[tuple[Reading, ...], ...]:
    """The sentence as wishes, one after another; none if anything is left over."""
    words = said.words
    first = 0
    while first < len(words) - 1 and words[first].said in JOINTS:
        if first == 0 and words[0].said in HEADS and (whole := _wish(said)):
            return (whole,)
        first += 1
    for cut in range(first + 1, len(words)):
        if words[cut].said not in HEADS | JOINTS:
            continue
        here = _wish(said.part(first, cut))
        if here and (rest := _wishes(said.part(cut, len(words)))):
            return (here, *rest)
    whole = _wish(said.part(first, len(words)))
    return (whole,) if whole else ()


def _wish(said: Sentence) -> tuple[Reading, ...]:
    return tuple(reading for reading in readings(said, WISHES) if _makes_sense(reading))


def wish_of(said: Sentence, intent: str) -> tuple[Reading, ...]:
    """A part of a sentence as one wish of this kind."""
    return tuple(reading for reading in _wish(said) if PUBLIC[reading.intent] == intent)


def _makes_sense(reading: Reading) -> bool:
    """What can be judged without asking: is this a signal, a country, a time?"""
    judge = SENSE.get(reading.intent)
    return judge is None or judge(reading.slots)


def _label(slots: Slots) -> bool:
    name = slots.get("without", slots.get("within", ""))
    led = name.casefold().startswith(("from ", "on ", "by ", "of ", "the ", "no "))
    asking = not {"their", "his", "her"}.isdisjoint(
        name.casefold().split()
    ) or name.casefold().startswith(ASKING_WHO)
    return not (led or asking or years_called(name) or country_called(name) or signals_called(name))


def _lean(slots: Slots) -> bool:
    words = slots.get("more", slots.get("less", "")).casefold().split()
    another = any(word in ANOTHER for word in words[1:]) or any("," in word for word in words)
    return not another and len(words) <= LONGEST_TAG and words[0] not in NO_TAG


def _a_time(slots: Slots) -> bool:
    said = slots.get("when")
    return (years_called(said) if said else years_not_called(slots["when_not"])) is not None


SENSE: dict[str, Callable[[Slots], bool]] = {
    "trust": lambda slots: bool(signals_called(slots["signal"])),
    "profile": lambda slots: slots["profile"].casefold() in PROFILES,
    "where": lambda slots: country_called(slots["where"]) is not None,
    "where_not": lambda slots: country_called(slots["where"]) is not None,
    "when": _a_time,
    "mood": lambda slots: compared_mood(slots["mood"]) is not None,
    "label": _label,
    "lean": _lean,
}


__all__ = ["PUBLIC", "RULES", "VOCABULARY", "Heard", "Reading", "Rule", "understand", "wish_of"]
