"""Who is meant by each name: what speaks for it is added up and held against its caution.

The sure names come first. They are company for the doubtful ones, which are company for each other:
Women on a poster is a band because Deerhunter stands beside it.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence, Set
from dataclasses import dataclass

from ingest.mentions.caution import NONE, caution
from ingest.mentions.gazetteer import Gazetteer, Known, Place, Sense, wrapped
from ingest.mentions.page import Page, read
from ingest.mentions.surroundings import has_article, surroundings, written_as_name
from ingest.mentions.tokens import Token, tokens
from ingest.mentions.words import WORDS

ROUNDS = 5  # of company for company; most texts are settled after two
JOINTS = frozenset({"and", "or", "und", "et", "y", "e", "и"})  # within a list
LIST_SIGNS = frozenset(" ,;&/•·–—+|\n")

# Points. A name that is an ordinary word asks for three (caution.py).
A_NEIGHBOUR, MORE_NEIGHBOURS = 2.0, 0.5
KIN = 1.0  # the sure ones carry the tags that this one carries
ITS_TAG, ITS_LABEL = 1.0, 1.0  # are named
ANOTHER_OF_ITS_NAMES = 2.5
NAMED_ELSEWHERE, THOUGH_A_SENTENCE_BEGINS_HERE = 1.5, 0.5
IN_A_LIST = 2.0  # with somebody sure
IN_A_DOUBTFUL_LIST = 1.0  # Television, Wire and Magazine; for each side
DOUBTFUL_NEIGHBOURS = 1.0  # are named; for each of two
SOMEBODYS_RECORD = -2.5  # Bowie's Low
A_SURNAME = -5.0  # of somebody who is named in full: Drake, of Nick
PERHAPS_A_SURNAME = -2.5  # of somebody whom the catalogue does not know
COMPANY_OF_A_PLACE = 2.0  # without such points Chicago is the city, and Friday the day
IN_LOWER_CASE = -1.0  # where everything is
SURE_COMPANY = (2, 5)  # other artists; each step is half a point
MOST_FOR_MUSIC = 1.5
CLEARLY = 0.5  # by so much more must speak for one namesake than for the next
MAIN_NAME = 0.6  # Earth is the band called so, not the one that once was
NO_COMPANY = WORDS.places | WORDS.calendar
TWICE_OVER, THRICE_OVER = 2, 3


@dataclass(frozen=True)
class Company:
    """Whom the text names for sure, so far."""

    at: Mapping[int, int]  # by place
    possible: Mapping[int, Set[int]]  # by place, where it is written as a name
    artists: Set[int]
    keys: Set[tuple[str, ...]]
    everybody: Set[int]  # possible or sure


def decide(
    gazetteer: Gazetteer, text: str, words: Sequence[Token], places: Sequence[Place]
) -> list[tuple[Place, int]]:
    """Which places name which artist. Pure, and the same every time."""
    page = read(text, words)
    places = [p for p in places if any(_possible(page, p, sense) for sense in p.senses)]
    around = [surroundings(page, place) for place in places]
    possible = {
        number: frozenset(
            sense.artist_id for sense in place.senses if _possible(page, place, sense)
        )
        for number, place in enumerate(places)
        if around[number] > -1 and place.key[0] not in NO_COMPANY
    }
    everybody = frozenset().union(*possible.values())
    meant: dict[int, int] = {}
    for _ in range(ROUNDS):
        company = Company(
            meant,
            possible,
            frozenset(meant.values()),
            frozenset(places[n].key for n in meant),
            everybody,
        )
        again = {
            number: artist
            for number, place in enumerate(places)
            if (artist := _whom(gazetteer, page, places, number, around[number], company))
            is not None
        }
        if again == meant:
            break
        meant = again
    return [(places[number], artist) for number, artist in meant.items()]


def _whom(
    gazetteer: Gazetteer,
    page: Page,
    places: Sequence[Place],
    number: int,
    around: float,
    company: Company,
) -> int | None:
    place = places[number]
    music = _music(page, company)
    sure = _listed_with_somebody(page, places, number, company.at)
    doubtful = _doubtful_list(page, places, number, company) if music and not sure else 0.0
    here = around + IN_A_LIST * sure + doubtful + _against(page, places, number, company) + music
    best: list[tuple[float, float, int]] = []
    for sense in place.senses:
        asked, written = _asked(page, place, sense)
        if asked is None:
            continue
        artist = gazetteer.known[sense.artist_id]
        beside = _neighbours(artist, company)
        if place.key[0] in NO_COMPANY and beside < COMPANY_OF_A_PLACE:
            continue
        if not beside and music:
            beside = DOUBTFUL_NEIGHBOURS * min(2, len(artist.near & company.everybody))
        for_it = beside + _support(page, gazetteer, sense, place, company)
        said = here + for_it + (0.0 if written or asked == NONE else IN_LOWER_CASE)
        if said >= asked:
            best.append((for_it + MAIN_NAME * sense.canonical, said, sense.artist_id))
    if not best:
        return None
    best.sort(key=lambda one: (-one[0], one[2]))
    if len(place.senses) > 1 and len(best) > 1 and best[0][0] - best[1][0] < CLEARLY:
        return None
    return best[0][2]


def _asked(page: Page, place: Place, sense: Sense) -> tuple[float | None, bool]:
    """The points this name asks for here, None where it cannot be meant; and whether it has its capitals."""
    with_article = sense.article and len(place.key) == 1
    asked = caution(place.key, with_article)
    written = written_as_name(page, place, sense)
    if not written and not page.lower_case:
        return None, written
    if with_article and asked > NONE and not has_article(page, place):
        return None, written
    return asked, written


def _possible(page: Page, place: Place, sense: Sense) -> bool:
    return _asked(page, place, sense)[0] is not None


def _music(page: Page, company: Company) -> float:
    sure = sum(0.5 for many in SURE_COMPANY if len(company.artists) >= many)
    return min(MOST_FOR_MUSIC, page.about_music + sure)


def _listed_with_somebody(
    page: Page, places: Sequence[Place], number: int, who: Container[int]
) -> bool:
    return any(
        other in who and _listed(page, places[min(number, other)], places[max(number, other)])
        for other in (number - 1, number + 1)
    )


def _doubtful_list(page: Page, places: Sequence[Place], number: int, company: Company) -> float:
    return IN_A_DOUBTFUL_LIST * sum(
        other in company.possible
        and not company.possible[other] & company.possible.get(number, frozenset())
        and _listed(page, places[min(number, other)], places[max(number, other)])
        for other in (number - 1, number + 1)
    )


def _against(page: Page, places: Sequence[Place], number: int, company: Company) -> float:
    """What the other names of the text say against this one."""
    place = places[number]
    points = 0.0
    if number - 1 in company.at and _belongs(page, places[number - 1], place):
        points += SOMEBODYS_RECORD
    if len(place.key) == 1 and any(
        len(key) > 1 and key[-1] == place.key[0] for key in company.keys
    ):
        points += A_SURNAME
    elif len(place.key) == 1 and place.key[0] in page.surnames:
        points += PERHAPS_A_SURNAME
    return points


def _listed(page: Page, left: Place, right: Place) -> bool:
    between = page.words[left.last + 1 : right.first]
    if any(word.folded not in JOINTS and word.folded != "the" for word in between):
        return False
    signs = "".join(page.gap(n) for n in range(left.last + 1, right.first + 1))
    return set(signs) <= LIST_SIGNS and (bool(between) or signs.strip() != "")


def _belongs(page: Page, owner: Place, thing: Place) -> bool:
    between = page.words[owner.last + 1 : thing.first]
    return [word.folded for word in between] == ["s"] and page.gap(thing.first) == " "


def _support(
    page: Page, gazetteer: Gazetteer, sense: Sense, place: Place, company: Company
) -> float:
    """What the rest of the text says for one artist, and for no namesake of it."""
    artist = gazetteer.known[sense.artist_id]
    others = company.artists - {artist.artist_id}
    points = KIN * _kin(gazetteer, artist, others)
    points += ITS_TAG * any(_stands(page, tag) for tag in artist.tags)
    points += ITS_LABEL * any(_stands(page, label) for label in artist.labels)
    if artist.artist_id in company.artists:
        elsewhere = any(key != place.key for key in _keys_of(company, gazetteer, artist))
        again = THOUGH_A_SENTENCE_BEGINS_HERE if place.first in page.initial else NAMED_ELSEWHERE
        points += ANOTHER_OF_ITS_NAMES if elsewhere else again
    return points


def _neighbours(artist: Known, company: Company) -> float:
    """What related artists in the same text say for one."""
    sure = len(artist.near & company.artists)
    return A_NEIGHBOUR * (sure > 0) + MORE_NEIGHBOURS * (sure > 1)


def _keys_of(company: Company, gazetteer: Gazetteer, artist: Known) -> Set[tuple[str, ...]]:
    own = {tuple(t.folded for t in tokens(name) if t.folded != "the") for name in artist.names}
    return own & company.keys


def _kin(gazetteer: Gazetteer, artist: Known, others: Set[int]) -> bool:
    if not artist.tags:
        return False
    shared: dict[str, int] = defaultdict(int)
    for other in others:
        common = artist.tags & gazetteer.known[other].tags
        if len(common) >= TWICE_OVER:
            return True
        for tag in common:
            shared[tag] += 1
    return any(count >= THRICE_OVER for count in shared.values())


def _stands(page: Page, words: str) -> bool:
    return wrapped([token.folded for token in tokens(words)]) in page.wrapped
