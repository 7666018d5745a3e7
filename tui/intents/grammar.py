"""Small grammars: a line of words in which some may be left out and some stand for music."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tui.tables import lines_of, table
from tui.words import Sentence

Slots = Mapping[str, str]

SYNONYMS = table("synonyms.txt")

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50, "a couple": 2, "a few": 3,
    "couple": 2, "few": 3, "several": 5, "a couple of": 2, "a dozen": 12, "dozen": 12, "another": 1,
}  # fmt: skip
NUMBER = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
ELEMENT = re.compile(r"(\{(?P<slot>\w+)(?P<number>#?)\}|(?P<words>[^\s{}?]+))(?P<maybe>\??)$")
OUR_WORDS = frozenset(
    ["where", "when", "when_not", "signal", "mood", "profile", "count", "weight"]
)  # slots that hold no names


@dataclass(frozen=True)
class Reading:
    """One way to understand an utterance: an intent, and what was said about whom."""

    intent: str
    slots: Slots


@dataclass(frozen=True)
class Rule:
    """One line of a grammar."""

    intent: str
    pattern: re.Pattern[str]
    fixed: Slots
    words: frozenset[str]

    def read(self, said: Sentence) -> Reading | None:
        """The reading of a whole sentence by this line."""
        match = self.pattern.match(said.text)
        if match is None:
            return None
        # A slot keeps the spelling of the listener: names are for the tools to understand.
        heard = {}
        for group, text in match.groupdict().items():
            slot = group.partition("__")[0]
            if text:
                heard[slot] = text if slot in OUR_WORDS else said.raw(*match.span(group))
        return Reading(self.intent, {**self.fixed, **heard})


def groups(file: str) -> dict[str, tuple[Rule, ...]]:
    """The rules of a file by their group. `[group intent slot=value]` stands above its lines."""
    found: dict[str, list[Rule]] = defaultdict(list)
    group, intent, fixed = "", "", dict[str, str]()
    for line in lines_of(file):
        if line.startswith("["):
            group, intent, *slots = line.strip("[]").split()
            fixed = dict(slot.split("=") for slot in slots)
        else:
            found[group].append(_rule(intent, line, fixed))
    return {group: tuple(rules) for group, rules in found.items()}


def readings(said: Sentence, among: Iterable[Rule]) -> Iterator[Reading]:
    """Every line that fits, in order."""
    return (reading for rule in among if (reading := rule.read(said)))


def number(text: str | None) -> int | None:
    """A count as digits or as a word."""
    if not text:
        return None
    text = text.casefold().strip()
    return int(text) if text.isdecimal() else NUMBERS.get(text)


def _rule(intent: str, line: str, fixed: Slots) -> Rule:
    elements = [_element(element, nth) for nth, element in enumerate(line.split())]
    words = {word for element in line.split() for word in _letters(element)}
    return Rule(intent, re.compile("".join(elements) + r"$"), fixed, frozenset(words))


def _element(written: str, nth: int) -> str:
    """One element as a regular expression that begins with its space."""
    parsed = ELEMENT.match(written)
    if parsed is None:
        raise ValueError(f"“{written}” is no element of a grammar")
    if parsed["slot"]:
        inner = f" (?P<{parsed['slot']}__{nth}>{NUMBER if parsed['number'] else '.+?'})"
    else:
        inner = f" (?:{'|'.join(_alternatives(parsed['words']))})"
    return f"(?:{inner})?" if parsed["maybe"] else inner


def _alternatives(words: str) -> list[str]:
    expanded = "|".join(SYNONYMS[w[1:]] if w.startswith("$") else w for w in words.split("|"))
    # The longest first: "forget about the tags" is not about somebody called "about the tags".
    longest = sorted(expanded.split("|"), key=len, reverse=True)
    return [re.escape(word.replace("_", " ")) for word in longest]


def _letters(element: str) -> set[str]:
    parsed = ELEMENT.match(element)
    if parsed is None or parsed["slot"]:
        return set()
    return {
        word for phrase in _alternatives(parsed["words"]) for word in re.findall("[a-z]+", phrase)
    }
