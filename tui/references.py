"""Whom "it", "the second", "#2", "her" or "the last two" mean, given what is on the table."""

import re
from dataclasses import dataclass

from tui.intents.countries import called_in
from tui.intents.grammar import NUMBERS
from tui.state import State
from tui.tables import words_of
from tui.tools import Answer
from tui.words import IN_ORDER, plain

ORDINALS = {word: place for place, word in enumerate(IN_ORDER, start=1)} | {"top": 1}
ONE = words_of("one")
SEVERAL = words_of("several")
ALL = words_of("all")
SEED = words_of("seed")
FORMER = words_of("former")
KINDS = "one|pick|artist|band|act|entry|choice|recommendation|suggestion|name|result|item"
TABLE = rf"(?:{KINDS}|ones|picks|artists|bands|results)"
TAIL = rf"(?: {TABLE})?(?: (?:on|of|in) (?:the list|them|those))?"
WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
LEADS = rf"(?:the )?(?:#|{TABLE} #?|number |no |nr |num |n° ?|pick number |rank |nummer )*"
LAST = re.compile(rf"(?:the )?(?:very )?(?:last|bottom|final)(?: (?P<n>\d+|[a-z]+?))?{TAIL}")
FIRST = re.compile(rf"(?:the )?(?:first|top|upper|best) (?P<n>\d+|[a-z]+?){TAIL}")
ORDINAL = re.compile(
    rf"(?:the |your |that |this )?(?:(?P<word>{'|'.join(ORDINALS)})|(?P<digits>\d+)(?:st|nd|rd|th)){TAIL}"
)
NUMBER = re.compile(rf"{LEADS}(?P<n>\d{{1,2}}|{WORDS})(?:(?:st|nd|rd|th)| {TABLE})?")
LAST_BUT_ONE = re.compile(
    rf"(?:the )?(?:last but one|second to last|next to last|penultimate)(?: {TABLE})?"
)
PARTING = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|vs|with|to|then|plus)\s+|\s*[&+]\s*")
RUN = re.compile(r"(?:numbers? |picks? )?#?(\d{1,2})\s*(?:-|–|to|through|until)\s*#?(\d{1,2})")
PERSON = frozenset(["he", "him", "his", "she", "her", "hers"])
FEWEST_LETTERS = 4  # of a part of a name that is enough to mean it


@dataclass(frozen=True)
class Named:
    """Someone who is meant: where on the table they stand, and what tells them from their namesakes."""

    name: str
    pick: int | None = None
    pointer: str | None = None

    @property
    def asked(self) -> str:
        """What the tools are asked with."""
        return self.pointer or self.name

    @property
    def place(self) -> dict[str, int]:
        """The number on the table, as an argument of the turn."""
        return {"pick": self.pick} if self.pick else {}

    @property
    def id(self) -> int | None:
        """Whose card it is, where an artist is pointed at."""
        kind, _, number = (self.pointer or "").removeprefix("auric://").partition("/")
        return int(number) if kind == "artist" else None


def pointer_to(entity: Answer) -> str:
    """What the tools take in place of a name, and what means nobody else."""
    return f"auric://{entity['kind']}/{entity['id']}"


@dataclass(frozen=True)
class OffTheTable:
    """A place that is not on the table, in words."""

    sentence: str


def referred(mention: str, state: State) -> tuple[Named, ...] | OffTheTable | None:
    """Who is meant by a reference; None when it is no reference but, perhaps, a name."""
    said = _plain(mention)
    if said in ONE | SEVERAL | SEED | FORMER | ALL:
        return _spoken_of(said, state)
    whole = _places(said, state)
    if whole is not None:
        return _at(whole, state)
    parts = [part for part in PARTING.split(said) if part]
    if len(parts) > 1:
        places = [_places(part.removeprefix("the "), state) for part in parts]
        if all(place is not None for place in places):
            return _at([p for place in places if place for p in place], state)
    return None


def on_the_table(mention: str, state: State) -> Named | None:
    """Somebody of the picks, the seed or the last answer whose name, or part of it, was said."""
    said = _plain(mention).removeprefix("the ")
    everyone = [_pick(nth, state) for nth in range(1, len(state.picks) + 1)]
    everyone += [*(_known(name, state) for name in state.focus), *seed_of(state)]
    for named in everyone:
        if _plain(named.name).removeprefix("the ") == said:
            return named
    parts = {
        named.asked: named
        for named in everyone
        if len(said) >= FEWEST_LETTERS and set(said.split()) <= set(_plain(named.name).split())
    }
    return next(iter(parts.values())) if len(parts) == 1 else None


def namesake(mention: str, state: State) -> Named | None:
    """Who was not meant at first: "the other Nirvana", "the British Nirvana"."""
    said = set(_plain(mention).removeprefix("the ").split())
    found = []
    for other in state.answer["alternatives"] if state.answer else ():
        name = set(_plain(other["name"]).removeprefix("the ").split())
        told = " ".join([other["disambiguation"] or "", *called_in(other["country"] or "")])
        apart = {"other", *_plain(told).split()}
        if name < said <= name | apart:
            found.append(Named(other["name"], pointer=pointer_to(other)))
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s#,&+°-]", " ", plain(text)).split())


def _spoken_of(said: str, state: State) -> tuple[Named, ...] | OffTheTable:
    everyone = tuple(_pick(nth, state) for nth in range(1, len(state.picks) + 1))
    if said in ALL:
        return everyone or OffTheTable("There is no list yet.")
    if said in SEED:
        return seed_of(state) or OffTheTable("There is nothing to start from yet.")
    names = tuple(_known(name, state) for name in state.focus)
    if said in PERSON and not names and state.seed and state.seed["kind"] == "artist":
        return seed_of(state)  # nobody else was named since
    if said in FORMER and len(names) > 1:
        return names[:1]
    if said in SEVERAL:
        return names or everyone or seed_of(state) or OffTheTable(NOBODY_YET)
    return names[-1:] or everyone[:1] or seed_of(state) or OffTheTable(NOBODY_YET)


NOBODY_YET = "Nobody has been spoken of yet."


def _places(said: str, state: State) -> list[int] | None:
    """Places on the table by number, ordinal or from its end."""
    count = len(state.picks)
    if match := RUN.fullmatch(said):
        return list(range(int(match[1]), int(match[2]) + 1))
    if LAST_BUT_ONE.fullmatch(said):
        return [count - 1]
    if match := LAST.fullmatch(said):
        many = _count(match["n"])
        return None if many is None else list(range(count - many + 1, count + 1))
    if (match := FIRST.fullmatch(said)) and (many := _count(match["n"])):
        return list(range(1, many + 1))
    return _place(said, count)


def _place(said: str, count: int) -> list[int] | None:
    if match := ORDINAL.fullmatch(said):
        return [ORDINALS[match["word"]] if match["word"] else int(match["digits"])]
    if match := NUMBER.fullmatch(said):
        many = _count(match["n"])
        # A bare number that is far off the table is rather the name of a band.
        far = many is not None and many > max(count, 10) and said == match["n"]
        return None if many is None or far else [many]
    return None


def _count(text: str | None) -> int | None:
    if text is None:
        return 1
    return int(text) if text.isdecimal() else NUMBERS.get(text)


def _at(places: list[int], state: State) -> tuple[Named, ...] | OffTheTable:
    count = len(state.picks)
    if not count:
        return OffTheTable("There is no list yet that this could be a number of.")
    if missing := [place for place in places if not 1 <= place <= count]:
        return OffTheTable(f"There is no number {missing[0]}: the list has {count}.")
    return tuple(_pick(place, state) for place in dict.fromkeys(places))


def _pick(nth: int, state: State) -> Named:
    pick = state.picks[nth - 1]
    return Named(pick["artist_name"], nth, f"auric://artist/{pick['artist_id']}")


def _known(name: str, state: State) -> Named:
    pointer = state.pointers.get(name)
    picks = (_pick(nth, state) for nth in range(1, len(state.picks) + 1))
    here = (pick for pick in picks if pick.name == name and pointer in (None, pick.pointer))
    return next(here, Named(name, pointer=pointer))


def seed_of(state: State) -> tuple[Named, ...]:
    """What was asked about, if anything was."""
    if state.seed is None:
        return ()
    # Of a track only its name is known to the questions about artists.
    pointer = pointer_to(state.seed) if state.seed["kind"] == "artist" else None
    return (Named(state.seed_name or "", pointer=pointer),)
