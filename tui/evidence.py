"""What the tools have said in this conversation, as facts that a claim can be held against."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tui.gist import is_plain
from tui.hearing import facts_in, places_in, strings_in
from tui.meant import folded
from tui.naming import PLAIN, capitalised, folded_text
from tui.tables import table
from tui.tools import Answer
from tui.words import IN_ORDER


@dataclass(frozen=True)
class Class:
    """A kind of relation, and the words it is told with."""

    said: str
    told_with: str

    @property
    def words(self) -> re.Pattern[str]:
        """The words as a pattern; `re` keeps what it has compiled."""
        return re.compile(self.told_with, re.IGNORECASE)


CLASSES = {
    kind: Class(*_parts)
    for kind, _parts in ((k, v.split(" = ", 1)) for k, v in table("relations.txt").items())
}
# A fact of one kind that also bears out another: a producer has worked with the artist.
ALSO = {"production": {"work"}, "remix": {"work"}, "membership": {"work"}}
NUMBER = re.compile(r"(?<![\w.])(\d{1,4}(?:,\d{3})*(?:\.\d+)?)\s?(%|percent)?(?![\w])")
WORDS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
PLACED = re.compile(
    r"\b(?:comes?|came|ranks?|ranked|stands?|is|placed?) (?:in |the |at )*"
    rf"({'|'.join(IN_ORDER)}|\d+(?:st|nd|rd|th))\b(?! (?:artist|band) )"
)
NUMBERED = re.compile(rf"\b(?:number|rank|ranked|place) ({'|'.join(WORDS)}|\d+)\b")


@dataclass(frozen=True)
class Fact:
    """Something a tool said: about whom, in which words, of which kind."""

    names: frozenset[str]
    text: str
    classes: frozenset[str]
    subject: str = ""  # who did it, where the sentence has a direction
    target: str = ""

    def mentions(self, name: str) -> bool:
        """Whether it is about somebody, or names them."""
        return name in self.names or f" {name} " in self.text


@dataclass
class Evidence:
    """Everything said so far."""

    facts: list[Fact] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # folded: as written
    numbers: dict[str, set[float]] = field(default_factory=dict)
    ranks: dict[str, set[int]] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)  # folded, by whom they were said of
    written: dict[str, str] = field(default_factory=dict)  # the same as they stood
    listened: set[str] = field(default_factory=set)  # names from the listener, whom no tool named
    text: str = ""

    def hear_listener(self, utterance: str) -> None:
        """Whom the listener names may be named back, but nothing is known of them by that."""
        whole = capitalised(utterance)
        parts = [part for name in whole for part in re.split(r" (?:and|or|&) ", name)]
        named = set(map(folded, [*whole, *parts])) - set(self.names)
        self.listened |= {name for name in named if not all(map(is_plain, name.split()))}

    def hear(self, tool: str, answer: Answer) -> None:
        """One tool's answer."""
        for fact_names, text, numbers in facts_in(tool, answer):
            self._add(fact_names, text, numbers)
        for name, rank in places_in(tool, answer):
            self.ranks.setdefault(folded(name), set()).add(rank)
        self.text = folded_text(f"{self.text} {' '.join(strings_in(answer))}")

    def numbers_of(self, about: Iterable[str]) -> set[float]:
        """The numbers that were said of any of these; of anybody, where nobody is named."""
        named = list(about) or list(self.numbers)
        return set().union(*(self.numbers.get(name, set()) for name in named))

    def said_of(self, words: str, about: Iterable[str]) -> bool:
        """Whether these folded words were said of any of these; of anybody, where nobody is named."""
        bare = " ".join(word for word in words.split() if word not in PLAIN)
        texts = [self.words.get(name, "") for name in about] or [self.text]
        return not bare or any(f" {form} " in text for text in texts for form in (words, bare))

    def named_of(self, name: str, about: Iterable[str]) -> bool:
        """The same for a name: "Factory" was not said where "the factory" was."""
        said = folded(name)
        if " " in said or said in self.tags or not (spoken_of := list(about)):
            return self.said_of(said, about)
        texts = (self.written.get(one, "") for one in spoken_of)
        return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for text in texts)

    def reversed_in(self, kind: str, sentence: str, about: tuple[str, ...]) -> bool:
        """Whether the sentence turns a fact with a direction the wrong way round."""
        directed = [
            f
            for f in self.facts
            if kind in f.classes and f.subject and set(about) == {f.subject, f.target}
        ]
        if not directed:
            return False
        said = folded_text(sentence)
        first, second = sorted(about, key=lambda name: said.find(f" {name} "))
        between = said[said.find(f" {first} ") : said.find(f" {second} ")]
        passive = " by " in between or between.rstrip().endswith((" by", " of"))
        doer = second if passive else first
        member_of = kind == "membership" and (" of " in f"{between} ")
        return not any(f.subject == (first if member_of else doer) for f in directed)

    def _add(self, names: Iterable[str], text: str, numbers: Iterable[float]) -> None:
        known = {folded(name): name for name in names if name}
        self.names.update(known)
        self.listened -= set(known)
        own = {float(n.replace(",", "")) for n, _ in NUMBER.findall(text)} | {
            float(n) for n in numbers
        }
        for name in known:
            self.numbers.setdefault(name, set()).update(own)
            self.written[name] = f"{self.written.get(name, '')} {text} "
            self.words[name] = f"{self.words.get(name, '')} {folded_text(text)}"
        kinds = frozenset(kind for kind, cls in CLASSES.items() if cls.words.search(text))
        kinds |= frozenset(also for kind in kinds for also in ALSO.get(kind, ()))
        told = folded_text(text)
        self.facts.append(Fact(frozenset(known), told, kinds, *_direction(text, list(known))))
        if match := re.search(r"tagged (.+)", text):
            self.tags |= {folded(tag) for tag in re.split(r", | and ", match[1])}


def classes_in(sentence: str) -> list[str]:
    """The kinds of relation that a sentence speaks of."""
    return [kind for kind, cls in CLASSES.items() if cls.words.search(sentence)]


def numbers_in(sentence: str, about: tuple[str, ...]) -> Iterator[tuple[str, float, int]]:
    """Each number with its places, those in names left out; 62 % is 0.62."""
    bare = sentence
    for name in about:
        bare = re.sub(re.escape(name), " ", bare, flags=re.IGNORECASE)
    for match in NUMBER.finditer(bare):
        digits = match[1].replace(",", "")
        places = len(digits.partition(".")[2])
        value = float(digits)
        yield (
            match[0].strip(),
            round(value / 100, places + 2) if match[2] else value,
            places + 2 if match[2] else places,
        )


def ranks_in(sentence: str) -> Iterator[tuple[str, int]]:
    """Each place that a sentence claims: "comes first", "number two", "ranked 4th"."""
    for pattern in (PLACED, NUMBERED):
        for match in pattern.finditer(sentence.casefold()):
            word = match[1]
            digits = re.match(r"\d+", word)
            listed = IN_ORDER if word in IN_ORDER else WORDS
            yield match[0], int(digits[0]) if digits else listed.index(word) + 1


def _direction(text: str, names: list[str]) -> tuple[str, str]:
    """Who did it to whom, in "A influenced B" and "A was produced by B"."""
    said = folded_text(text)
    placed = sorted((said.find(f" {name} "), name) for name in names if f" {name} " in said)
    if len(placed) != 2:
        return "", ""
    (at, first), (until, second) = placed
    between = f"{said[at:until]} "
    if re.search(r" by | had a member in| has the offshoot", between):
        return second, first
    return first, second
