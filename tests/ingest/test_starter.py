"""Claims about the starter catalogue: true, complete, and ready for the first question."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.names import fold
from ingest import starter
from ingest.embed import embed, load_model
from ingest.load import load
from ingest.starter import Catalogue, SceneArtist, catalogue, mentions
from ingest.starter.embed_descriptions import starter_descriptions
from ingest.starter.vectors import load_vectors, shipped_vectors

Ask = Callable[[str], list[tuple[Any, ...]]]
THIS_YEAR = 2026
FEW_TO_RECOMPUTE = 5


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture(scope="module")
def book() -> Catalogue:
    return catalogue()


@pytest.fixture(scope="module")
def artists(book: Catalogue) -> list[SceneArtist]:
    return list(book.artists)


def test_it_is_three_hundred_artists_in_twenty_scenes(
    book: Catalogue, artists: list[SceneArtist]
) -> None:
    assert len(book.scenes) >= 20
    assert len(artists) >= 300


def test_every_artist_has_tags_a_label_and_three_tracks(artists: list[SceneArtist]) -> None:
    assert [a.name for a in artists if not a.tags or not a.albums or len(a.tracks) < 3] == []
    nameless = [a.name for a in artists if all(at == starter.NO_LABEL for _, _, at in a.albums)]
    assert nameless == []
    assert [
        a.name for a in artists if not all(0 < weight <= 100 for weight in a.tags.values())
    ] == []


def test_names_are_one_artist_each(artists: list[SceneArtist], book: Catalogue) -> None:
    everybody = Counter(fold(name) for name in [*(a.name for a in artists), *book.people])
    assert [name for name, times in everybody.items() if times > 1] == []
    borrowed = [
        (a.name, alias)
        for a in artists
        for alias in a.aliases
        if fold(alias) != fold(a.name) and fold(alias) in {fold(other.name) for other in artists}
    ]
    assert borrowed == []


def test_titles_are_one_work_each(artists: list[SceneArtist]) -> None:
    for artist in artists:
        for titles in (artist.tracks, artist.albums):
            folded = Counter(fold(title) for title, *_ in titles)
            assert max(folded.values()) == 1, (artist.name, folded.most_common(1))


def test_years_are_sane(artists: list[SceneArtist]) -> None:
    odd: list[tuple[object, ...]] = []
    for artist in artists:
        begin, end = artist.years[0], artist.years[-1]
        works = [*artist.tracks, *((title, year) for title, year, _ in artist.albums)]
        if not 1900 <= begin <= end <= THIS_YEAR:
            odd.append((artist.name, artist.years))
        odd += [(artist.name, *work) for work in works if not begin - 1 <= work[1] <= THIS_YEAR]
    assert odd == []


def test_every_name_that_is_referred_to_is_an_artist(
    book: Catalogue, artists: list[SceneArtist]
) -> None:
    known = {a.name for a in artists} | set(book.people)
    lost = [
        (a.name, other)
        for a in artists
        for others in (a.influenced_by, a.collaborated_with, a.remixed_by, a.side_project_of)
        for other in (*others, *a.similar_to)
        if other not in known or other == a.name
    ]
    lost += [(slug, n) for slug, s in book.scenes.items() for n in s.way_in if n not in known]
    assert lost == []


def test_credits_name_a_work_of_their_artist(artists: list[SceneArtist]) -> None:
    lost = [
        (a.name, title)
        for a in artists
        for _, _, title in a.credits
        if title not in {work for work, *_ in (*a.albums, *a.tracks)}
    ]
    assert lost == []


def test_labels_that_have_parents_are_nobodys_grandparents(book: Catalogue) -> None:
    parents = {child: parent for s in book.scenes.values() for child, parent in s.labels.items()}
    for child in parents:
        line, label = [child], child
        while label in parents:
            label = parents[label]
            assert label not in line, line
            line.append(label)


def test_essays_are_a_page_and_name_their_artists(book: Catalogue) -> None:
    for slug, scene in book.scenes.items():
        words = len(scene.essay.text.split())
        assert 150 <= words <= 300, (slug, words)
        named = mentions(scene.essay.text, [artist.name for artist in scene.artist])
        assert len(named) >= min(5, len(scene.artist)), (slug, named)
        assert scene.tag in {tag for artist in scene.artist for tag in artist.tags}, slug


def test_it_loads_without_a_reject_and_every_description_has_its_vector(
    empty_url: str, ask: Ask
) -> None:
    loaded = load(empty_url, starter.SOURCE, starter.read(), quiet)
    assert loaded.rejects == ()
    described = len(starter_descriptions())
    assert load_vectors(empty_url) == described
    assert ask("SELECT count(*) FROM text_vector") == [(described,)]
    assert ask("SELECT count(*) FROM artist")[0][0] == loaded.rows["artists"]
    assert ask(
        "SELECT count(*) FROM artist AS a WHERE bio IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM text_vector AS v WHERE v.artist_id = a.artist_id)"
    ) == [(0,)]


def test_shipped_vectors_are_of_unit_length_and_of_these_descriptions_only() -> None:
    shipped = shipped_vectors()
    assert set(shipped) == {text.digest for text in starter_descriptions()}
    lengths = np.linalg.norm(np.stack(list(shipped.values())).astype(np.float32), axis=1)
    assert np.allclose(lengths, 1, atol=1e-2)


@pytest.mark.slow
def test_the_model_gives_the_vectors_that_are_shipped() -> None:
    texts = starter_descriptions()
    few = texts[:: len(texts) // FEW_TO_RECOMPUTE][:FEW_TO_RECOMPUTE]
    shipped = shipped_vectors()
    for text, vector in zip(few, embed(load_model(), few), strict=True):
        stored = shipped[text.digest].astype(np.float32)
        assert vector @ stored / np.linalg.norm(stored) > 0.999
