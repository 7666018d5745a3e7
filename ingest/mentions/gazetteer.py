"""All names of all artists in one automaton, which finds every one of them in a single walk over a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from ingest.mentions.tokens import Token, tokens

# A name does not reach over the end of a sentence, a line, or out of a bracket.
BORDER = re.compile(r"[\n;:()\[\]“”\"•|]|[.!?…]\s")
AFTER_AN_INITIAL = 3  # letters: "Mr. Fingers", "St. Vincent", "Eric B. & Rakim"
# Who carries a tag that everybody carries has nothing in common with them.
RARE_TAG = 0.03  # of all artists who have tags
FEWEST_FOR_RARE = 20  # artists, in a small catalogue


@dataclass(frozen=True)
class Known:
    """An artist as far as recognising it in writing goes. Ids are the catalogue's own."""

    artist_id: int
    names: tuple[str, ...]  # the canonical one first
    tags: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    near: frozenset[int] = frozenset()  # related artists


@dataclass(frozen=True)
class Sense:
    """One artist that a name may mean, and how that artist spells it."""

    artist_id: int
    spelling: str
    canonical: bool

    @property
    def article(self) -> bool:
        """Whether it is never called so without "The"."""
        return has_article(self.spelling)


@dataclass(frozen=True)
class Place:
    """Where a name stands in a text: words `first` to `last`, inclusive, and whom it may mean."""

    first: int
    last: int
    key: tuple[str, ...]
    senses: tuple[Sense, ...]


@dataclass(frozen=True)
class Gazetteer:
    """Everybody who can be named."""

    known: Mapping[int, Known]
    _senses: Mapping[tuple[str, ...], tuple[Sense, ...]] = field(repr=False)

    @classmethod
    def of(cls, artists: Iterable[Known]) -> "Gazetteer":
        """The gazetteer of these artists."""
        known = {artist.artist_id: artist for artist in artists}
        senses: dict[tuple[str, ...], dict[int, Sense]] = defaultdict(dict)
        for artist in known.values():
            for nth, name in enumerate(artist.names):
                if key := key_of(name):
                    first = senses[key].get(artist.artist_id)
                    if first is None or (first.article and not has_article(name)):
                        main = nth == 0 or (first is not None and first.canonical)
                        senses[key][artist.artist_id] = Sense(artist.artist_id, name, main)
        return cls(_with_rare_tags(known), {key: tuple(of.values()) for key, of in senses.items()})

    def find(self, text: str, words: Sequence[Token]) -> list[Place]:
        """Every place where a name stands, the longest name where several begin. Not yet judged."""
        starts = {}
        at = 0
        for number, word in enumerate(words):
            starts[at] = number
            at += len(word.folded) + 2
        places = []
        for pattern, start, _ in self._automaton.find_matches_as_indexes(
            wrapped([word.folded for word in words])
        ):
            key = self._keys[pattern]
            first = starts[start]
            place = Place(first, first + len(key) - 1, key, self._senses[key])
            if _stands_alone(text, words, place):
                places.append(place)
        return places

    @cached_property
    def _keys(self) -> tuple[tuple[str, ...], ...]:
        return tuple(self._senses)

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(map(wrapped, self._keys), MatchKind.LeftmostLongest)


def wrapped(words: Sequence[str]) -> str:
    """Words as one text, each between spaces of its own: names next to each other share none."""
    return "".join(f" {word} " for word in words)


def has_article(name: str) -> bool:
    """Whether a name begins with "The"."""
    return name.lower().startswith("the ")


def key_of(name: str) -> tuple[str, ...]:
    """A name as it is looked up: its folded words, without a leading article."""
    words = tuple(token.folded for token in tokens(name))
    return words[1:] if words[0:1] == ("the",) and set(words[1:]) - {"the"} else words


def _with_rare_tags(known: Mapping[int, Known]) -> dict[int, Known]:
    carriers: dict[str, int] = defaultdict(int)
    for artist in known.values():
        for tag in artist.tags:
            carriers[tag] += 1
    tagged = sum(1 for artist in known.values() if artist.tags)
    most = max(FEWEST_FOR_RARE, RARE_TAG * tagged)
    return {
        id: Known(
            id, a.names, frozenset(t for t in a.tags if carriers[t] <= most), a.labels, a.near
        )
        for id, a in known.items()
    }


def _stands_alone(text: str, words: Sequence[Token], place: Place) -> bool:
    """Whether nothing but a space or the name's own signs stand between its words."""
    spelled_with_comma = any("," in sense.spelling for sense in place.senses)
    for left, right in zip(
        words[place.first : place.last], words[place.first + 1 : place.last + 1], strict=True
    ):
        gap = text[left.end : right.start]
        if "," in gap and not spelled_with_comma:
            return False
        if BORDER.search(gap) and len(left.raw) > AFTER_AN_INITIAL and not _own(place, gap):
            return False
    return _not_inside_a_word(words, place)


def _own(place: Place, gap: str) -> bool:
    return any(gap.strip() and gap.strip() in sense.spelling for sense in place.senses)


def _not_inside_a_word(words: Sequence[Token], place: Place) -> bool:
    """A run of katakana or hangul is one word, though its characters are looked up one by one."""

    def run_on(inner: Token, outer: int) -> bool:
        if not 0 <= outer < len(words):
            return False
        other = words[outer]
        touching = other.end == inner.start or inner.end == other.start
        return touching and _block(inner.raw) == _block(other.raw) != ""

    first, last = words[place.first], words[place.last]
    hangul = _block(last.raw) == "hangul"  # endings follow without a space
    return not run_on(first, place.first - 1) and (hangul or not run_on(last, place.last + 1))


def _block(character: str) -> str:
    code = character[0]
    if "\u30a1" <= code <= "\u30fc":
        return "katakana"
    return "hangul" if "\uac00" <= code <= "\ud7a3" else ""
