"""How careful one must be with a name: the more ordinary its words, the more has to speak for it."""

from functools import cache

from ingest.mentions.tokens import IDEOGRAM, LATIN
from ingest.mentions.words import WORDS

# Words that name nothing by themselves, inside a name or before one.
SMALL_WORDS = WORDS.small
# Zipf frequency (van Heuven et al. 2014): 3 is once in a million words, 6 once in a thousand. The
# short lists of wordfreq begin at 3.
RARE, EVERYDAY = 3.5, 4.75  # between them the points grow from SOME to MUCH
LANGUAGES = (("\u0370", "\u03ff", "el"), ("\u0400", "\u04ff", "ru"), ("\u0590", "\u05ff", "he"),
             ("\u0600", "\u06ff", "ar"))  # fmt: skip

# Points that a name asks for.
NONE, SLIGHT, SOME, MUCH, UTMOST = 0.0, 1.5, 2.0, 3.0, 4.0


@cache
def caution(key: tuple[str, ...], article: bool) -> float:
    """The points that must speak for an occurrence of this name; 0 for a name that is no word.

    `article`: it is written with "The", which is then a part of it.
    """
    content = [word for word in key if word not in SMALL_WORDS]
    if not content:
        return MUCH  # The The
    if IDEOGRAM.match(key[0]):
        return {1: UTMOST, 2: SOME}.get(len(key), NONE)
    if len(key) > 1 and not all(_known(word) for word in content):
        return NONE
    if len(content) > 1:
        return SLIGHT
    word = content[0]
    asked = _asked_of_one(word)
    return asked - (1.0 if (article or len(key) > 1) and asked else 0.0)


def _asked_of_one(word: str) -> float:
    frequency = _frequency(word)
    if word in WORDS.music | WORDS.calendar | WORDS.places or (
        word[0].isdigit() and _digits_only(word)
    ):
        return UTMOST
    if frequency > 0 or len(word) <= 3:
        everyday = (frequency - RARE) / (EVERYDAY - RARE)
        return SOME + (MUCH - SOME) * min(max(everyday, 0.0), 1.0)
    return NONE if len(word) > 4 else SLIGHT


def _digits_only(word: str) -> bool:
    """69, 1990s, 2nd."""
    return word.rstrip("sndrth").isdigit()


def _known(word: str) -> bool:
    return len(word) < 3 or word.isdigit() or _frequency(word) > 0


@cache
def _frequency(word: str) -> float:
    from wordfreq import zipf_frequency

    for first, last, language in LANGUAGES:
        if first <= word[0] <= last:
            return zipf_frequency(word, language, wordlist="small")
    return zipf_frequency(word, "en", wordlist="small") if LATIN.fullmatch(word) else 0.0
