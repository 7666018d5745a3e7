"""Claims about what is said later: it may refer to what is known, correct it, or fill its gaps."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ingest.load import Loaded

Facts = Mapping[str, Sequence[object]]
Ingest = Callable[[Facts], Loaded]
Ask = Callable[[str], list[tuple[Any, ...]]]
Held = Callable[[str], dict[str, list[tuple[Any, ...]]]]

SEATTLE = "5b11f4ce-a62d-471e-81fc-a69a8278c7da"


def nirvana(id: str, **said: object) -> dict[str, object]:
    return {"id": id, "name": "Nirvana", **said}


def test_ids_of_an_earlier_folder_can_be_referred_to(
    ingest: Ingest, ask: Ask, little_world: Facts
) -> None:
    ingest(little_world)
    later = {kind: little_world[kind] for kind in ("tags", "mentions", "audio", "credits")}
    assert ingest(later).rejects == ()
    assert ingest(
        {"relations": [{"from_id": "coil", "to_id": "flood", "kind": "x", "source": "us"}]}
    )
    assert ask("SELECT count(*) FROM relation") == [(3,)]


def test_a_folder_may_hold_both_ids_of_one_artist(
    ingest: Ingest, ask: Ask, held: Held, empty_url: str
) -> None:
    ingest({"artists": [nirvana("a", mbid=SEATTLE)]})
    ingest({"artists": [nirvana("b", mbid=SEATTLE)]})
    together = {
        "artists": [nirvana("b", country="US"), nirvana("a", begin_year=1987)],
        "tags": [
            {"artist_id": "a", "tag": "grunge", "count": 5, "source": "a"},
            {"artist_id": "b", "tag": "rock", "count": 5, "source": "b"},
        ],
    }
    assert ingest(together).rejects == ()
    assert ask("SELECT country, begin_year FROM artist") == [("US", 1987)]
    once = held(empty_url)
    ingest(together)
    assert held(empty_url) == once


def test_who_spoke_first_corrects_himself_and_others_fill_gaps(ingest: Ingest, ask: Ask) -> None:
    ingest({"artists": [nirvana("a", mbid=SEATTLE, country="GB", bio="Wrong.", bio_source="a")]})
    ingest(
        {
            "artists": [
                {"id": "b", "name": "Nirvana US", "mbid": SEATTLE, "country": "CA"}
                | {"begin_year": 1987, "bio": "Other.", "bio_source": "b", "discogs_id": 125246}
            ]
        }
    )
    stated = "SELECT name, country, begin_year, bio, bio_source, discogs_id FROM artist"
    assert ask(stated) == [("Nirvana", "GB", 1987, "Wrong.", "a", 125246)]
    ingest({"artists": [nirvana("a", country="US", bio="Right.", bio_source="a")]})
    assert ask(stated) == [("Nirvana", "US", 1987, "Right.", "a", 125246)]
