"""Claims about the directions of words that come with the package."""

import numpy as np
from scipy import sparse

from ingest.derive.matrices import Dense, matrix
from ingest.derive.metric import METRIC, load_metric, place_by_text, place_by_words, taught_by

WORDS = ("shoegaze", "dream pop", "death metal", "a word of this graph alone", "a word without kin")
OWN = matrix(np.arange(5), np.arange(5), np.ones(5), (5, 5))  # five artists, a word each
NOTHING = sparse.csr_matrix((5, 5))


def kin_of(word: int, other: int) -> sparse.csr_matrix:
    """Two words that are used for the same artists."""
    return matrix(np.array([word, other]), np.array([other, word]), np.ones(2), (5, 5))


def lying(kin: sparse.csr_matrix) -> Dense:
    """Where artists lie who have one word each."""
    return place_by_words(load_metric(), WORDS, kin, OWN, NOTHING)


def test_words_that_listeners_find_near_point_the_same_way() -> None:
    artists = lying(NOTHING)
    assert artists[0] @ artists[1] > artists[0] @ artists[2] + 0.2


def test_a_word_that_was_never_learned_points_where_its_kin_do() -> None:
    artists = lying(kin_of(3, 2))
    assert artists[3] @ artists[2] > 0.99


def test_a_word_without_kin_says_nothing() -> None:
    assert not lying(kin_of(3, 2))[4].any()


def test_what_an_artists_company_is_called_places_it_too() -> None:
    artists = place_by_words(load_metric(), WORDS, NOTHING, NOTHING, OWN)
    assert artists[0] @ artists[1] > artists[0] @ artists[2] + 0.2


def test_rows_have_length_one_or_none() -> None:
    text = np.zeros((3, 384))
    text[0, 0] = text[1, 1] = 1.0
    lengths = np.linalg.norm(place_by_text(load_metric(), text, np.zeros((3, 384))), axis=1)
    assert np.allclose(lengths, [1, 1, 0])


def test_the_metric_knows_words_and_digests_but_no_names_of_artists() -> None:
    with np.load(METRIC, allow_pickle=False) as file:
        assert set(file.files) == {
            "vocabulary", "taught_by", "own_words", "words_around", "own_text", "text_around",
        }  # fmt: skip
    assert all(len(digest) == 12 for digest in taught_by())
