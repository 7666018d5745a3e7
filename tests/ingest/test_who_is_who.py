"""Claims about who is who: two sources, one artist, where something speaks for it; else two."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from ingest.load import Loaded

Facts = Mapping[str, Sequence[object]]
Ingest = Callable[[Facts], Loaded]
Ask = Callable[[str], list[tuple[Any, ...]]]
Held = Callable[[str], dict[str, list[tuple[Any, ...]]]]

SEATTLE = "5b11f4ce-a62d-471e-81fc-a69a8278c7da"
LONDON = "9282c8b4-ca0b-4c6b-b7e3-4f7762dfc4d6"
SUB_POP: dict[str, object] = {"id": "l", "name": "Sub Pop"}


def named(id: str, **said: object) -> dict[str, object]:
    return {"id": id, "name": "Nirvana", **said}


def tagged(id: str, *tags: str) -> list[dict[str, object]]:
    return [{"artist_id": id, "tag": tag, "count": 5, "source": id} for tag in tags]


def known(ask: Ask) -> list[tuple[Any, ...]]:
    """Each artist with the ids that mean it."""
    return ask(
        "SELECT string_agg(key, ' ' ORDER BY key) FROM artist"
        " JOIN fact_key ON kind = 'artist' AND id = artist_id GROUP BY artist_id ORDER BY artist_id"
    )


@pytest.mark.parametrize("same", [{"mbid": SEATTLE}, {"discogs_id": 125246}])
def test_the_same_outside_id_is_the_same_artist_with_both_sources_facts(
    ingest: Ingest, ask: Ask, same: dict[str, object]
) -> None:
    ingest({"artists": [named("a", **same)], "tags": tagged("a", "grunge")})
    ingest({"artists": [{"id": "b", "name": "Nirvana (US)", **same}], "tags": tagged("b", "rock")})
    assert known(ask) == [("a b",)]
    assert ask("SELECT name FROM artist") == [("Nirvana",)]
    assert ask("SELECT tag.name, source FROM artist_tag JOIN tag USING (tag_id) ORDER BY 1") == [
        ("grunge", "a"),
        ("rock", "b"),
    ]


CORROBORATED: dict[str, Callable[[str], dict[str, list[Any]]]] = {
    "a label": lambda id: {
        "labels": [SUB_POP | {"id": f"{id}-l"}],
        "artist_labels": [{"artist_id": id, "label_id": f"{id}-l", "source": id}],
    },
    "a track": lambda id: {"tracks": [{"id": f"{id}-t", "artist_id": id, "title": "Lithium"}]},
    "two tags": lambda id: {"tags": tagged(id, "Grunge", "alternative rock")},
}


@pytest.mark.parametrize("what", CORROBORATED)
def test_the_same_name_and_something_in_common_is_the_same_artist(
    ingest: Ingest, ask: Ask, what: str
) -> None:
    common = CORROBORATED[what]
    ingest({"artists": [named("a")], **common("a")})
    ingest({"artists": [{"id": "b", "name": "NIRVANA"}], **common("b")})
    assert known(ask) == [("a b",)]


def test_the_same_name_alone_is_not_enough(ingest: Ingest, ask: Ask) -> None:
    ingest({"artists": [named("a")], "tags": tagged("a", "grunge")})
    ingest({"artists": [named("b")], "tags": tagged("b", "grunge", "psychedelic pop")})
    assert known(ask) == [("a",), ("b",)]


def test_two_of_one_name_in_one_folder_stay_two(ingest: Ingest, ask: Ask) -> None:
    same = {"tags": tagged("a", "rock", "pop") + tagged("b", "rock", "pop")}
    folder = {"artists": [named("a"), named("b")], **same}
    ingest(folder)
    ingest(folder)
    assert known(ask) == [("a",), ("b",)]


def test_a_namesake_finds_the_one_who_resembles_him(ingest: Ingest, ask: Ask) -> None:
    ingest(
        {
            "artists": [named("london"), named("seattle")],
            "tags": tagged("london", "psychedelic pop", "60s") + tagged("seattle", "grunge", "90s"),
        }
    )
    ingest({"artists": [named("b")], "tags": tagged("b", "grunge", "90s")})
    assert known(ask) == [("london",), ("b seattle",)]


def test_an_undecided_namesake_is_a_third(ingest: Ingest, ask: Ask) -> None:
    both = tagged("a", "rock", "pop") + tagged("b", "rock", "pop")
    ingest({"artists": [named("a"), named("b")], "tags": both})
    ingest({"artists": [named("c")], "tags": tagged("c", "rock", "pop")})
    assert known(ask) == [("a",), ("b",), ("c",)]


def test_conflicting_mbids_never_merge(ingest: Ingest, ask: Ask) -> None:
    ingest({"artists": [named("a", mbid=SEATTLE)], **CORROBORATED["a track"]("a")})
    ingest({"artists": [named("b", mbid=LONDON)], **CORROBORATED["a track"]("b")})
    assert known(ask) == [("a",), ("b",)]


def test_conflicting_mbids_never_merge_even_under_one_discogs_id(
    ingest: Ingest, ask: Ask, held: Held, empty_url: str
) -> None:
    ingest({"artists": [named("a", mbid=SEATTLE, discogs_id=125246)]})
    wrong = {"artists": [named("b", mbid=LONDON, discogs_id=125246)]}
    (reject,) = ingest(wrong).rejects
    assert "known as that of 'Nirvana'" in reject.reason
    assert ask("SELECT mbid::text, discogs_id FROM artist ORDER BY artist_id") == [
        (SEATTLE, 125246),
        (LONDON, None),
    ]
    once = held(empty_url)
    ingest(wrong)
    assert held(empty_url) == once
