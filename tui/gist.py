"""What no grammar foresees: an utterance is taken as the sayings it is most like, or not at all."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from tui.intents import PUBLIC, RULES, VOCABULARY
from tui.intents.countries import country_called
from tui.intents.grammar import NUMBERS
from tui.intents.moods import mood_called
from tui.intents.signals import NAMED
from tui.intents.years import years_called
from tui.tables import lines_of, words_of
from tui.words import CONTRACTED, Sentence, repaired

LIKE_ENOUGH = {"named": 0.26, "pointed": 0.3, "nobody": 0.36}  # below that it is not understood
UNDOES, SURE = frozenset({"reset", "undo"}), 0.55  # nobody's list is thrown away on a likeness
HINT = 0.2  # what the words of the grammars add, at most
CLEARLY = 0.02  # more than the next intent
VOTES = 3  # of an intent's likest sayings
STANDINS = frozenset(["X", "T", "S", "C", "Y", "N"])
# Words that carry no meaning of their own here, however rare they are.
QUIET = words_of("quiet")
UNHEARD = 1.3  # times the weight of the rarest word: what is said in words of no saying is not that saying


@dataclass(frozen=True)
class Gist:
    """What an utterance is most like."""

    intent: str
    likeness: float


@dataclass(frozen=True)
class Sayings:
    """All exemplars as weighted words."""

    weights: Mapping[str, float]
    hints: Mapping[str, Mapping[str, float]]  # of a word: how much it speaks for each intent
    vectors: tuple[tuple[str, Mapping[str, float]], ...]
    vocabulary: frozenset[str]


def gist(template: str, about: str) -> Gist | None:
    """The intent whose sayings an utterance is most like; `template` has X for who is meant, and
    `about` says whether somebody is named, pointed at, or nobody."""
    sayings = known_sayings()
    words = [word for word in template.split() if word not in QUIET and word not in STANDINS]
    vector = _vector(template.split(), sayings.weights)
    scores: dict[str, list[float]] = defaultdict(list)
    for intent, saying in sayings.vectors:
        scores[intent].append(
            sum(vector.get(word, 0.0) * weight for word, weight in saying.items())
        )
    ranked = sorted(
        (
            (_vote(found) + _hinted(intent, words, sayings), intent)
            for intent, found in scores.items()
        ),
        reverse=True,
    )
    (best, intent), (second, _) = ranked[0], ranked[1]
    enough = SURE if intent in UNDOES else LIKE_ENOUGH[about]
    return Gist(intent, best) if best >= enough and best - second >= CLEARLY else None


def _hinted(intent: str, words: list[str], sayings: Sayings) -> float:
    """How much the words alone speak for an intent, as the lines of the grammars use them."""
    said = [
        sayings.hints[word].get(intent, 0.0) if word in sayings.hints else 0.0 for word in words
    ]
    return HINT * sum(said) / max(len(said), 1)


def _hints() -> Mapping[str, Mapping[str, float]]:
    """Of each word in the grammars, in how large a part of an intent's lines it stands, shared out."""
    lines = Counter(PUBLIC.get(rule.intent, rule.intent) for rule in RULES)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for rule in RULES:
        for word in rule.words:
            found[word][PUBLIC.get(rule.intent, rule.intent)] += 1
    shares = {
        word: {i: n / lines[i] for i, n in counted.items()} for word, counted in found.items()
    }
    return {word: {i: s / sum(of.values()) for i, s in of.items()} for word, of in shares.items()}


def _vote(likenesses: list[float]) -> float:
    """The likest counts most; a few others that agree help a little."""
    best = sorted(likenesses, reverse=True)[:VOTES]
    return 0.8 * best[0] + 0.2 * sum(best) / len(best)


@cache
def known_sayings() -> Sayings:
    """The exemplars, read once."""
    intent, lines = "", []
    for line in lines_of("sayings.txt"):
        if line.startswith("["):
            intent = line.strip("[]")
        else:
            lines.append((intent, line.split()))
    counts = Counter(feature for _, words in lines for feature in set(_features(words)))
    weights = {f: math.log((len(lines) + 1) / (n + 0.5)) for f, n in counts.items()}
    vectors = tuple((intent, _vector(words, weights)) for intent, words in lines)
    vocabulary = frozenset(word for _, words in lines for word in words)
    return Sayings(weights, _hints(), vectors, vocabulary | VOCABULARY)


def standing_in(said: Sentence, meant: Mapping[int, int]) -> str:
    """The utterance with stand-ins; `meant` tells from which word to which somebody is named."""
    mended = repaired(said, known_sayings().vocabulary)
    words: list[str] = []
    place = 0
    while place < len(said.words):
        if place in meant:
            words.append("X")
            place = meant[place]
            continue
        length, kind = _stand_in(said, place)
        words.append(kind or mended.words[place].said)
        place += length
    return " ".join(word for word in words if word not in (",", ";"))


def _stand_in(said: Sentence, place: int) -> tuple[int, str | None]:
    """How many words from here are a country, a time, a signal, a mood or a count, and which."""
    for length in (3, 2, 1):
        text = said.part(place, place + length).text.strip()
        if place + length > len(said.words):
            continue
        if years_called(text):
            return length, "Y"
        if country_called(text) and text != "us":
            return length, "C"
        if text in NAMED:
            return length, "S"
        if length == 1 and mood_called(text):
            return 1, "T"
        if length == 1 and (text.isdecimal() or text in NUMBERS) and text not in ("one", "few"):
            return 1, "N"
    return 1, None


def is_plain(word: str) -> bool:
    """Whether a word belongs to how things are said rather than to a name."""
    return word in known_sayings().vocabulary or word in QUIET or word in CONTRACTED


def _features(words: Iterable[str]) -> list[str]:
    listed = list(words)
    return [*listed, *(f"{a} {b}" for a, b in itertools.pairwise(listed))]


def _vector(words: list[str], weights: Mapping[str, float]) -> Mapping[str, float]:
    rare = max(weights.values(), default=1.0) * UNHEARD
    counted: dict[str, float] = {}
    for feature in _features(words):
        if " " in feature:
            counted[feature] = 0.7 * weights.get(feature, 0.0)
        elif feature in QUIET:
            counted[feature] = 0.3 * weights.get(feature, 1.0)
        else:
            counted[feature] = weights.get(feature, rare)
    length = math.sqrt(sum(value**2 for value in counted.values())) or 1.0
    return {feature: value / length for feature, value in counted.items()}
