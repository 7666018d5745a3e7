"""What a listener typed, as words: folded for matching, with the way back to how it was written."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from tui.tables import table, words_of

MOST_WORDS = 40
LONGEST = 400  # characters that are listened to; nobody asks for music at greater length
TOKEN = re.compile(r",|;|[^\s,;]+")
EDGES = "\"'“”‘’«»„.!?:()[]{}…–—*`"
CONTRACTED = table("contracted.txt")
IN_ORDER = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]
AUXILIARY = words_of("auxiliary")
PRONOUNS = words_of("pronouns")
LEADING = table("sets.txt")["leading"]
TRAILING = table("sets.txt")["trailing"]
FEWEST_LETTERS = 4  # of a word that may be a slip of a command; shorter ones are too many things
LONG_WORD = 8  # letters, from which two slips are forgiven


@dataclass(frozen=True)
class Word:
    """One word as it is matched, and where it stands in what was typed."""

    said: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """An utterance that remembers its spelling."""

    typed: str
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with a space before each, as the grammars match them."""
        return "".join(f" {word.said}" for word in self.words)

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return self.typed.rstrip(" )\"'”").endswith("?")

    def raw(self, start: int, end: int) -> str:
        """What was typed where the matched text runs from `start` to `end`."""
        place, first, last = 0, None, None
        for word in self.words:
            ends = place + 1 + len(word.said)
            if place < end and ends > start:
                first = word.start if first is None else first
                last = word.end
            place = ends
        return "" if first is None else self.typed[first:last]

    def part(self, first: int, last: int) -> "Sentence":
        """The words from `first` up to but without `last`."""
        return replace(self, words=self.words[first:last])


def sentence(typed: str) -> Sentence:
    """The words of an utterance, greetings and courtesies left out."""
    text = unicodedata.normalize("NFC", typed)[:LONGEST].replace("’", "'").replace("`", "'")
    words: list[Word] = []
    for token in TOKEN.finditer(text):
        raw = token[0]
        start = token.start() + len(raw) - len(raw.lstrip(EDGES))
        bare = raw.strip(EDGES)
        if not bare:
            continue
        said = plain(raw) if plain(raw) in CONTRACTED else plain(bare)
        if said not in CONTRACTED and len(bare) > 3 and said.endswith("'s"):
            said, bare = said[:-2], bare[:-2]
        words += [
            Word(part, start, start + len(bare)) for part in CONTRACTED.get(said, said).split()
        ]
    return courteous(Sentence(text, tuple(_straightened(words[:MOST_WORDS]))))


def _straightened(words: list[Word]) -> list[Word]:
    """ "Why did not you" is "why did you not", however it was contracted."""
    for first in range(len(words) - 2):
        said = [word.said for word in words[first : first + 3]]
        if said[0] in AUXILIARY and said[1] == "not" and said[2] in PRONOUNS:
            words[first + 1], words[first + 2] = words[first + 2], words[first + 1]
    return words


def plain(word: str) -> str:
    """Lower case without accents: what a hurried listener types."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def courteous(whole: Sentence) -> Sentence:
    """Without "hey, could you" and "please"; never without everything."""
    first, last = 0, len(whole.words)
    said = [word.said for word in whole.words]
    for phrase in _again(LEADING_PHRASES, said, front=True):
        first += len(phrase)
    for phrase in _again(TRAILING_PHRASES, said[first:], front=False):
        last -= len(phrase)
    return whole.part(first, last) if first < last else whole


def _again(phrases: Sequence[list[str]], said: list[str], *, front: bool) -> list[list[str]]:
    """The phrases that can be taken off one end, one after another, leaving a word at least."""
    taken: list[list[str]] = []
    rest = said
    while True:
        found = next(
            (
                phrase
                for phrase in phrases
                if len(phrase) < len(rest)
                and (rest[: len(phrase)] if front else rest[-len(phrase) :]) == phrase
            ),
            None,
        )
        if found is None:
            return taken
        taken.append(found)
        rest = rest[len(found) :] if front else rest[: -len(found)]


def _phrases(text: str) -> list[list[str]]:
    listed = {tuple(phrase.split("_")) for phrase in text.split("|")}
    return sorted((list(phrase) for phrase in listed), key=len, reverse=True)


LEADING_PHRASES = _phrases(LEADING)
TRAILING_PHRASES = _phrases(TRAILING)


def repaired(whole: Sentence, vocabulary: frozenset[str]) -> Sentence:
    """The same sentence with slips in words of command put right; names keep their spelling."""
    return replace(
        whole, words=tuple(replace(w, said=_meant(w.said, vocabulary)) for w in whole.words)
    )


def _meant(said: str, vocabulary: frozenset[str]) -> str:
    if said in vocabulary or not said.isalpha():
        return said
    if len(said) < FEWEST_LETTERS:
        turned = [w for w in vocabulary if sorted(w) == sorted(said) and len(said) == 3]
        return turned[0] if len(turned) == 1 else said
    slips = 2 if len(said) >= LONG_WORD else 1
    near = [
        (OSA.distance(said, word, score_cutoff=slips), word)
        for word in vocabulary
        if len(word) >= FEWEST_LETTERS and abs(len(word) - len(said)) <= slips
    ]
    best = min((pair for pair in near if pair[0] <= slips), default=None)
    return best[1] if best else said
