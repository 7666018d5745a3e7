"""Claims about the folding of names: both sides of every lookup go through it."""

import doctest

from hypothesis import given
from hypothesis import strategies as st

from core import names
from core.names import fold, initials, split_track, squash, work_title

LETTERS = st.text(st.characters(exclude_categories=()), max_size=60)  # lone surrogates too
TELLING = st.sampled_from(
    ["The ", "the ", "&", " & ", "+", "'", "’", " - ", "!!!", "(Live)", "É", "ß"]
)
ANY_TEXT = LETTERS | st.lists(TELLING | LETTERS, max_size=6).map("".join)


def test_the_examples_in_the_docstrings_are_true() -> None:
    tried = doctest.testmod(names)
    assert tried.attempted > 0
    assert tried.failed == 0


@given(ANY_TEXT)
def test_any_text_folds(text: str) -> None:
    assert isinstance(fold(text), str)
    assert isinstance(work_title(text), str)
    assert all(artist and title for artist, title in split_track(text))


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_capitals_do_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())


@given(ANY_TEXT)
def test_a_folded_name_has_no_spare_space(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


def test_spellings_of_one_name_meet() -> None:
    for one, other in [
        ("Björk", "bjork"),
        ("Sigur Rós", "SIGUR ROS"),
        ("Echo & the Bunnymen", "Echo and the Bunnymen"),
        ("The Smiths", "smiths"),
        ("Guns N’ Roses", "Guns N' Roses"),
        ("Ænima", "aenima"),
        ("Straße", "STRASSE"),
        ("ｗａｖｅ", "wave"),
    ]:
        assert fold(one) == fold(other)
    assert squash(fold("AC/DC")) == squash(fold("acdc"))


def test_an_article_alone_is_a_name() -> None:
    assert fold("The The") == "the"
    assert fold("The") == "the"


def test_a_name_of_signs_keeps_its_signs() -> None:
    assert fold("!!!") != fold("???")


def test_initials_are_those_of_a_name_of_some_words() -> None:
    assert initials(fold("Nine Inch Nails")) == "nin"
    assert initials(fold("Coil")) is None


def test_a_version_is_the_same_work() -> None:
    for version in ["Roads (Live)", "Roads - Remastered 2011", "Roads [Radio Edit]"]:
        assert work_title(version) == "roads"
    assert work_title("Live Forever") == "live forever"


def test_a_dash_parts_artist_and_title() -> None:
    assert next(split_track("Portishead - Roads")) == ("Portishead", "Roads")
    assert ("a - b", "c") in list(split_track("a - b - c"))
    assert list(split_track("Portishead")) == []
