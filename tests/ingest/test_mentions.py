"""Claims about names in writing: who is meant is found, and who is not meant is left alone."""

import pytest

from ingest.mentions import MOST_NAMED, named, prominent
from ingest.mentions.gazetteer import Gazetteer, Known
from ingest.mentions.tokens import folded_word
from tests.ingest.marked import cast, passages, score

PRECISION, RECALL = 0.97, 0.93


@pytest.fixture(scope="module")
def people() -> Gazetteer:
    """A few artists, most of them with ordinary names."""
    return Gazetteer.of(
        [
            Known(1, ("Coil",), near=frozenset({2})),
            Known(2, ("Throbbing Gristle", "TG"), near=frozenset({1})),
            Known(3, ("Low",)),
            Known(4, ("Nick Drake",)),
            Known(5, ("Drake",)),
            Known(6, ("The The",)),
            Known(7, ("Sigur Rós",)),
            Known(8, ("Nirvana",), near=frozenset({9})),
            Known(9, ("Melvins",), near=frozenset({8})),
            Known(10, ("Nirvana",), near=frozenset({11})),
            Known(11, ("The Moody Blues",), near=frozenset({10})),
            Known(12, ("細野晴臣", "Haruomi Hosono")),
            Known(13, ("Prince",)),
            Known(14, ("Prince Far I",)),
            Known(15, ("!!!",)),
        ]
    )


def who(people: Gazetteer, text: str) -> list[int]:
    return [one.artist_id for one in named(people, text)]


def test_the_goal_is_reached_on_passages_that_nobody_tuned_by() -> None:
    _, held_out = passages()
    result = score(cast(), held_out)
    assert result.precision >= PRECISION, result.wrong
    assert result.recall >= RECALL, result.missed


def test_it_is_reached_in_development_too() -> None:
    development, held_out = passages()
    assert len(development) + len(held_out) >= 60
    assert sum(len(one.marked) for one in (*development, *held_out)) >= 300
    result = score(cast(), development)
    assert result.precision >= PRECISION
    assert result.recall >= RECALL


def test_an_ordinary_word_is_a_band_only_in_company(people: Gazetteer) -> None:
    assert who(people, "The low coil of wire was bought in a shop. Coil it twice.") == []
    assert who(people, "The new album by Coil has the voice of Throbbing Gristle on it.") == [1, 2]


def test_the_longest_name_wins(people: Gazetteer) -> None:
    assert who(people, "A dub plate by Prince Far I was played before the concert.") == [14]


def test_a_surname_is_not_another_artist(people: Gazetteer) -> None:
    assert who(people, "Nick Drake made three albums. Nobody bought the records of Drake.") == [4]


def test_possessives_and_diacritics_are_no_hindrance(people: Gazetteer) -> None:
    assert who(people, "Sigur Ros’s record, and Sigur Rós's band.") == [7, 7]


def test_namesakes_are_told_apart_by_their_company_or_left_out(people: Gazetteer) -> None:
    assert who(people, "The band Nirvana toured with the Melvins.") == [8, 9]
    assert who(people, "The band Nirvana toured with The Moody Blues.") == [10, 11]
    assert who(people, "The band Nirvana toured.") == []


def test_other_scripts_need_no_spaces_and_no_capitals(people: Gazetteer) -> None:
    assert who(people, "そして細野晴臣の新しいアルバム。") == [12]


def test_a_name_of_signs_alone_is_found(people: Gazetteer) -> None:
    assert who(people, "The band !!! played songs from their new album on stage.") == [15]


@pytest.mark.parametrize(
    "text", ["", " ", "…", "\0", "the the the", "Coil" * 1000, "🎵" * 50, "a.b.c." * 300]
)
def test_any_text_can_be_read(people: Gazetteer, text: str) -> None:
    for one in named(people, text):
        assert text[one.start : one.end]


def test_what_is_found_stands_there(people: Gazetteer) -> None:
    text = "On stage: the band Low, then Coil (ﬁrst album), Sigur Rós; songs by Throbbing Gristle."
    found = named(people, text)
    assert [text[one.start : one.end] for one in found][-1] == "Throbbing Gristle"
    assert all(text[one.start : one.end].strip() for one in found)


def test_a_list_of_three_hundred_names_is_no_company() -> None:
    crowd = Gazetteer.of([Known(n, (f"Quorzel Band{n}x",)) for n in range(300)])
    listed = ", ".join(f"Quorzel Band{n}x" for n in range(300))
    text = (
        f"{listed}. Of all these Quorzel Band7x made the best record, and Quorzel Band9x the next."
    )
    found = named(crowd, text)
    assert len({one.artist_id for one in found}) == 300
    assert prominent("", text, found) == {7: 2, 9: 2}
    few = [one for one in found if one.artist_id < MOST_NAMED]
    assert len(prominent("", text, few)) == MOST_NAMED


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Björk", "bjork"),
        ("R.E.M.", "rem"),
        ("D’Angelo", "dangelo"),
        ("&", "and"),
        ("Ёлка", "елка"),
    ],
)
def test_words_are_compared_without_their_ornaments(word: str, folded: str) -> None:
    assert folded_word(word) == folded_word(folded) == folded
