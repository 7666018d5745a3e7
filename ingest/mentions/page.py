"""What a piece of writing is like as a whole: where its sentences begin, what its capitals are worth."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from ingest.mentions.caution import SMALL_WORDS
from ingest.mentions.gazetteer import wrapped
from ingest.mentions.tokens import Token
from ingest.mentions.words import WORDS

SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*\s|\n|(?:^|\s|\()[\"“‘«]$")
HEADLINE = 0.8  # of the words are capital: then a capital says nothing
SHORTEST_HEADLINE = 4  # words
LOWER_CASE = 0.3  # of the sentences begin with a capital: then its lack says nothing
ENOUGH_WORDS = 4  # about music, different ones


@dataclass(frozen=True)
class Page:
    """A text in words, and what is true of each."""

    text: str
    words: Sequence[Token]
    sentence: tuple[int, ...]  # the number of the sentence each word is in
    initial: frozenset[int]  # words that begin a sentence
    headlines: frozenset[int]  # sentences in capitals
    lower_case: bool
    surnames: frozenset[str]  # words that stand behind another capital somewhere
    about_music: float  # 0..1, by its words alone
    wrapped: str

    def gap(self, number: int) -> str:
        """What stands between a word and the one before it."""
        before = self.words[number - 1].end if number else 0
        return self.text[before : self.words[number].start]

    def is_initial(self, number: int) -> bool:
        """Whether a capital here says nothing."""
        return number in self.initial or self.sentence[number] in self.headlines


def read(text: str, words: Sequence[Token]) -> Page:
    """Look over a text."""
    starts = [0] if words else []
    for number, (left, right) in enumerate(pairwise(words), start=1):
        gap = text[left.end : right.start]
        if SENTENCE_END.search(gap) and not _abbreviation(left, gap):
            starts.append(number)
    bounds = [*starts, len(words)]
    sentence = [nth for nth, (start, end) in enumerate(pairwise(bounds)) for _ in range(start, end)]
    headlines = {
        nth for nth, (start, end) in enumerate(pairwise(bounds)) if _headline(words[start:end])
    }
    capitals = sum(words[start].capital for start in starts)
    different = len({word.folded for word in words} & WORDS.music)
    return Page(
        text, words, tuple(sentence), frozenset(starts), frozenset(headlines),
        lower_case=capitals < LOWER_CASE * len(starts),
        surnames=_surnames(text, words, set(starts), sentence, headlines),
        about_music=min(1.0, different / ENOUGH_WORDS),
        wrapped=wrapped([word.folded for word in words]),
    )  # fmt: skip


def _surnames(
    text: str,
    words: Sequence[Token],
    initial: Set[int],
    sentence: Sequence[int],
    headlines: Set[int],
) -> frozenset[str]:
    return frozenset(
        right.folded
        for number, (left, right) in enumerate(pairwise(words), start=1)
        if text[left.end : right.start] == " "
        and sentence[number] not in headlines
        and left.raw[0].isupper()
        and right.raw[0].isupper()
        and left.folded not in SMALL_WORDS
        and number - 1 not in initial
    )


def _abbreviation(word: Token, gap: str) -> bool:
    return gap.startswith(". ") and (
        word.raw in {"Mr", "Mrs", "Dr", "St", "vs"} or len(word.raw) == 1
    )


def _headline(words: Sequence[Token]) -> bool:
    content = [word for word in words if word.folded not in SMALL_WORDS and word.raw[0].isalpha()]
    capital = sum(word.capital for word in content)
    return len(content) >= SHORTEST_HEADLINE and capital >= HEADLINE * len(content)
