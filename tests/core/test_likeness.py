"""Claims about how surely a name means somebody, without a database."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from core.likeness import CLOSE_ENOUGH, EXACT, FAMOUS, KNOWN_BONUS, sureness
from core.names import fold, initials, squash

NAMES = st.text("abcdef ", min_size=1, max_size=30).map(fold).filter(bool)


class Called(NamedTuple):
    """A name that Postgres found, and the one that its bearer is best known by."""

    kind: str
    name: str
    folded: str
    squashed: str
    initials: str | None
    known: float


def sure(
    name: str, typed: str, known: float = 1.0, best_known_as: str = "", kind: str = "artist"
) -> float:
    folded = fold(name)
    called = Called(kind, best_known_as or name, folded, squash(folded), initials(folded), known)
    return sureness(called, fold(typed))


def test_the_very_name_is_surest_then_its_shout_its_initials_its_beginning() -> None:
    ladder = [
        sure("Nine Inch Nails", "nine inch nails"),
        sure("AC/DC", "acdc"),
        sure("Nine Inch Nails", "NIN"),
        sure("Einstürzende Neubauten", "einsturzende"),
        CLOSE_ENOUGH,
    ]
    assert ladder == sorted(set(ladder), reverse=True)


def test_nobody_abbreviates_a_name_that_few_have_heard() -> None:
    assert sure("Nine Inch Nails", "NIN", known=FAMOUS) > CLOSE_ENOUGH
    assert sure("Nine Inch Nails", "NIN", known=FAMOUS - 0.01) < CLOSE_ENOUGH


def test_a_surname_means_the_famous_by_the_name_they_are_known_by() -> None:
    assert sure("David Bowie", "Bowie", known=FAMOUS) > CLOSE_ENOUGH
    assert sure("Lester Bowie", "Bowie", known=FAMOUS - 0.01) < CLOSE_ENOUGH
    assert sure("new wave", "wave", kind="genre") < CLOSE_ENOUGH
    assert sure("Innerzone Orchestra", "orchestra", best_known_as="Carl Craig") < CLOSE_ENOUGH


@given(NAMES, NAMES)
def test_a_famous_misspelling_never_beats_an_obscure_name(famous: str, typed: str) -> None:
    if famous.replace(" ", "") == typed.replace(" ", "") or initials(famous) == typed.replace(
        " ", ""
    ):
        return
    assert sure(famous, typed) + KNOWN_BONUS <= EXACT + 1e-9


def test_a_letter_makes_another_name_of_a_short_one() -> None:
    assert sure("Can", "cab") < CLOSE_ENOUGH
    assert sure("Slowdive", "slowdrive") > CLOSE_ENOUGH
