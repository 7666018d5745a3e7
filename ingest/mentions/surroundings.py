"""What the words right before and after a name say about whether it is one."""

import re

from ingest.mentions.caution import NONE, SMALL_WORDS, caution
from ingest.mentions.gazetteer import Place, Sense
from ingest.mentions.page import Page
from ingest.mentions.tokens import IDEOGRAM, tokens
from ingest.mentions.words import WORDS

YEAR = re.compile(r"(?:1[89]|20)\d\d$")
LINKS = frozenset({"of", "in", "the", "to"})  # inside a title
REACH = 7  # words to either side in which a word about music speaks for a name
SHORT = 4  # letters: DNA is a band, dna is not

# Points. A name that is an ordinary word asks for three (caution.py).
CAPITAL = 1.0
MUSIC_NEARBY = 1.0
PART_OF_ANOTHER_NAME = -4.0
A_FIRM = -5.0
SOMEWHERE = -6.0
A_SPOT = -2.5
FROM_SOMEWHERE = -2.0
ONE_OF_MANY = -1.5
A_VERB = -2.5
A_WORK = -2.0  # the album Reflections
A_TITLE = -1.5  # Trouble in Mind; Low (1977)
SOMEBODYS = -0.5
DOES_MUSIC = 1.0
THEY = 1.5  # "Suede were": suede was
AN_EXCLAMATION = -1.0
IN_QUOTES = -1.5


def written_as_name(page: Page, place: Place, sense: Sense) -> bool:
    """Whether it has the capitals that its artist has."""
    spelled = [token for token in tokens(sense.spelling) if token.folded != "the"]
    stands = [token for token in page.words[place.first : place.last + 1] if token.folded != "the"]
    if not spelled:  # The The
        spelled, stands = tokens(sense.spelling), list(page.words[place.first : place.last + 1])
    shout = sense.spelling.isupper() and len(sense.spelling) <= SHORT
    for own, token in zip(spelled, stands, strict=False):
        if shout and token.raw.isalpha() and not token.raw.isupper():
            return False
        if own.capital and not token.capital and own.folded not in SMALL_WORDS:
            return False
        if not spelled[1:] and own.capital and not token.capital:
            return False
    return sense.spelling.lower() != "the the" or all(token.capital for token in stands)


def has_article(page: Page, place: Place) -> bool:
    """Whether "the" stands before it."""
    return place.first > 0 and page.words[place.first - 1].folded == "the"


def surroundings(page: Page, place: Place) -> float:
    """Points for and against an occurrence from the sentence around it."""
    points = CAPITAL * _capital_tells(page, place) + MUSIC_NEARBY * _music_nearby(page, place)
    if _part_of_another_name(page, place):
        points += PART_OF_ANOTHER_NAME
    if _a_firm(page, place):
        points += A_FIRM
    if _in_quotes(page, place):
        points += IN_QUOTES
    alone = len(place.key) == 1 or all(word in SMALL_WORDS for word in place.key)
    if alone and caution(place.key, article=False) > NONE:
        points += _before(page, place) + _after(page, place)
    return points


def _capital_tells(page: Page, place: Place) -> bool:
    inside = [
        number
        for number in range(place.first, place.last + 1)
        if (not page.is_initial(number) or _shouted(page, number))
        and page.words[number].folded not in SMALL_WORDS
    ]
    return any(page.words[n].raw[0].isupper() or IDEOGRAM.match(page.words[n].raw) for n in inside)


def _shouted(page: Page, number: int) -> bool:
    """OMD at the beginning of a sentence is as telling as in its middle."""
    raw = page.words[number].raw
    return len(raw) > 1 and raw.isupper() and page.sentence[number] not in page.headlines


def _music_nearby(page: Page, place: Place) -> bool:
    first, last = max(0, place.first - REACH), min(len(page.words), place.last + 1 + REACH)
    here = page.sentence[place.first]
    return any(
        page.words[n].folded in WORDS.music and page.sentence[n] == here
        for n in (*range(first, place.first), *range(place.last + 1, last))
    )


def _part_of_another_name(page: Page, place: Place) -> bool:
    """Prince Philip, Uncut Magazine: a capital right before or after it."""
    here = page.sentence[place.first]
    after, before = place.last + 1, place.first - 1
    if page.gap(place.first) == "-" or (after < len(page.words) and page.gap(after) == "-"):
        return True
    if here in page.headlines:
        return False
    if after < len(page.words) and page.gap(after) == " " and _proper(page, after):
        return True
    return before >= 0 and page.gap(place.first) == " " and page.sentence[before] == here and (
        _proper(page, before)
        and page.words[before].folded not in WORDS.places
        and not (before in page.initial and (_opens(page.words[before].folded) or len(place.key) > 1))
    )  # fmt: skip


def _in_quotes(page: Page, place: Place) -> bool:
    """A song or a record: "Wild Horses"."""
    after = page.words[place.last].end
    return page.gap(place.first)[-1:] in {'"', "“", "‘", "_"} and page.text[after : after + 1] in {
        '"', "”", "’", "_",
    }  # fmt: skip


def _a_firm(page: Page, place: Place) -> bool:
    """Epitaph Records."""
    after = place.last + 1
    if after >= len(page.words) or page.gap(after) != " ":
        return False
    return page.words[after].folded in WORDS.firms and page.words[after].raw[0].isupper()


def _opens(word: str) -> bool:
    return word in WORDS.openers or word.endswith(("ly", "ing")) or word in WORDS.music


def _proper(page: Page, number: int) -> bool:
    word = page.words[number]
    numbered = word.raw.isdigit() and len(word.raw) < 4 and page.gap(number) == " "
    return (word.raw[0].isupper() or numbered) and word.folded not in SMALL_WORDS | {"i"}


def _titled(page: Page, number: int) -> bool:
    word = page.words[number]
    return word.raw[0].isupper() and word.folded not in WORDS.places and page.gap(number) == " "


def _before(page: Page, place: Place) -> float:
    if place.first == 0 or place.first in page.initial:
        return 0.0
    before, name = page.words[place.first - 1].folded, place.key[0]
    points = 0.0
    if before in WORDS.where:
        points += SOMEWHERE if name in WORDS.places else A_SPOT
    if before in WORDS.from_to and name in WORDS.places:
        points += FROM_SOMEWHERE
    after = place.last + 1
    called = after < len(page.words) and page.words[after].folded in WORDS.music
    if before in WORDS.determiners and not called:
        points += ONE_OF_MANY
    if before in WORDS.works and page.gap(place.first) == " ":
        points += A_WORK
    if before == "s" and page.gap(place.first) == " ":
        points += SOMEBODYS
    return points


def _after(page: Page, place: Place) -> float:
    after = place.last + 1
    if after >= len(page.words):
        return 0.0
    gap, word = page.gap(after), page.words[after].folded
    points = DOES_MUSIC if gap == " " and word in WORDS.deeds else 0.0
    points += THEY * (gap == " " and word in WORDS.plural and not place.key[0].endswith("s"))
    if gap == " (" and YEAR.match(word):
        points += A_TITLE
    if gap == " " and word in LINKS and after + 1 < len(page.words) and _titled(page, after + 1):
        points += A_TITLE
    if place.first in page.initial:
        if gap == " " and word in WORDS.pronouns:
            points += A_VERB
        if gap.startswith(
            (".", "!", "?") if place.key[0] not in WORDS.exclamations else (",", ".", "!", "?")
        ):
            points += AN_EXCLAMATION
    return points
