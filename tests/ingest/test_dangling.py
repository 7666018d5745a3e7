"""Claims about ids that lead nowhere: each is named with file and line, and costs no good one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ingest.load import Loaded

Facts = Mapping[str, Sequence[object]]
Ask = Callable[[str], list[tuple[Any, ...]]]

DANGLING: list[tuple[str, dict[str, object], str]] = [
    ("tracks", {"id": "x", "artist_id": "ghost", "title": "X"}, "artist_id 'ghost' is no artist"),
    ("releases", {"id": "x", "artist_id": "ghost", "title": "X"}, "artist_id 'ghost' is no artist"),
    (
        "releases",
        {"id": "x", "artist_id": "nin", "title": "X", "label_id": "ghost"},
        "label_id 'ghost' is no label",
    ),
    ("labels", {"id": "x", "name": "X", "parent_id": "ghost"}, "parent_id 'ghost' is no label"),
    ("tags", {"artist_id": "ghost", "tag": "x", "count": 1}, "artist_id 'ghost' is no artist"),
    ("tags", {"track_id": "ghost", "tag": "x", "count": 1}, "track_id 'ghost' is no track"),
    ("artist_labels", {"artist_id": "ghost", "label_id": "nothing"}, "artist_id 'ghost'"),
    ("artist_labels", {"artist_id": "nin", "label_id": "ghost"}, "label_id 'ghost'"),
    ("relations", {"from_id": "ghost", "to_id": "nin", "kind": "remix"}, "from_id 'ghost'"),
    ("relations", {"from_id": "nin", "to_id": "ghost", "kind": "remix"}, "to_id 'ghost'"),
    ("credits", {"track_id": "ghost", "person_id": "nin"}, "track_id 'ghost' is no track"),
    ("credits", {"release_id": "ghost", "person_id": "nin"}, "release_id 'ghost' is no release"),
    ("credits", {"track_id": "hurt", "person_id": "ghost"}, "person_id 'ghost' is no artist"),
    ("documents", {"id": "x", "about_id": "ghost"}, "about_id 'ghost' is no artist"),
    ("mentions", {"document_id": "ghost", "artist_id": "nin"}, "document_id 'ghost' is no doc"),
    ("mentions", {"document_id": "essay", "artist_id": "ghost"}, "artist_id 'ghost' is no artist"),
    (
        "playlists",
        {"id": "x", "title": "X", "artist_ids": ["nin", "ghost"]},
        "the first is 'ghost'",
    ),
    ("audio", {"track_id": "ghost", "model": "m", "embedding": [1.0] * 512}, "track_id 'ghost'"),
    ("artists", {"id": "nin", "name": "Nine"}, "id 'nin' was used before"),
    ("artists", {"id": "x", "name": "X", "discogs_id": 3857}, "has the same mbid or discogs_id"),
]
SOURCED = {"tags", "artist_labels", "relations", "documents", "playlists", "credits"}


def test_dangling_ids_are_named_and_cost_no_good_line(
    little_world: dict[str, list[dict[str, object]]],
    ingest: Callable[[Facts], Loaded],
    ask: Ask,
) -> None:
    claims = []
    for kind, fact, reason in DANGLING:
        said = fact | ({"source": "us"} if kind in SOURCED else {})
        said |= {"artist_id": "nin", "role": "producer"} if kind == "credits" else {}
        little_world[kind].append(said)
        claims.append((f"{kind}.jsonl", len(little_world[kind]), reason))
    loaded = ingest(little_world)
    assert len(loaded.rejects) == len(claims)
    for file, line, reason in claims:
        (why,) = [r.reason for r in loaded.rejects if (r.file, r.line) == (file, line)]
        assert reason in why
    assert ask("SELECT count(*) FROM artist") == [(4,)]
    assert ask("SELECT rejected FROM ingest_run") == [(len(claims),)]
    assert ask("SELECT count(*) FROM credit") == [(2,)]
