"""Claims about lines that cannot be used: each is named with its reason, and costs no good one."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from ingest.load import Loaded
from ingest.source import Fact, Reject
from ingest.sources.facts import LONGEST_LINE, read

Facts = Mapping[str, Sequence[object]]
SILENCE = b",".join([b"0"] * 511)
RARE = "".join(chr(0x4E00 + 37 * nth % 20_000) for nth in range(1000))


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


UNUSABLE: list[tuple[str, bytes, str]] = [
    ("artists", b'{"id": "x", "name": "X", "colour": "red"}', "unknown field 'colour'"),
    ("artists", b'{"id": "x"}', "field 'name' is missing"),
    ("artists", b'{"id": "", "name": "X"}', "id: string should have at least 1 character"),
    ("artists", b'{"id": "x", "name": "  "}', "name: "),
    ("artists", b'{"id": 7, "name": "X"}', "id: input should be a valid string"),
    ("artists", b'{"id": "x", "name": "X", "country": "England"}', "country: "),
    ("artists", b'{"id": "x", "name": "X", "mbid": "b7ffd2af"}', "mbid: "),
    ("artists", b'{"id": "x", "name": "X", "begin_year": -5}', "begin_year: "),
    ("artists", b'{"id": "x", "name": "X", "begin_year": 99999}', "begin_year: "),
    ("artists", b'{"id": "x", "name": "X", "discogs_id": 3000000000}', "discogs_id: "),
    ("artists", b"Coil", "not a JSON object"),
    ("artists", b'["Coil"]', "not a JSON object"),
    ("artists", b'{"id": "x", "name": "X"', "not a JSON object"),
    ("artists", b'{"id": "x", "name": "Bj\xf6rk"}', "not a JSON object"),
    ("artists", b'{"id": "x", "name": "\\ud800"}', "not a JSON object"),
    ("artists", b'{"id": "x", "name": "X\\u0000"}', "name holds a NUL character"),
    ("artists", b'{"id": "x\\u0000", "name": "X"}', "id holds a NUL character"),
    ("artists", b'{"id": "x", "name": "X", "aliases": ["\\u0000"]}', "aliases.0 holds a NUL"),
    ("artists", b'{"id": "x", "name": "X", "bio": "\\u0000"}', "bio holds a NUL character"),
    ("artists", b'{"id": "x", "name": "%s"}' % RARE.encode(), "name is too long to be looked up"),
    ("artists", b'{"id": "x", "name": "%s"}' % (b"x" * LONGEST_LINE), "longer than 4 MB"),
    ("tracks", b'{"id": "x", "artist_id": "nin", "title": "X", "rank": 1e400}', "rank: "),
    ("tags", b'{"tag": "x", "count": 1, "source": "us"}', "needs either artist_id or track_id"),
    ("tags", b'{"artist_id": "nin", "tag": "x", "source": "us"}', "needs either count or weight"),
    ("tags", b'{"artist_id": "nin", "tag": "x", "count": -1, "source": "us"}', "count: "),
    ("tags", b'{"artist_id": "nin", "tag": "x", "weight": NaN, "source": "us"}', "weight: "),
    ("tags", b'{"artist_id": "nin", "tag": "x", "count": 1e300, "source": "us"}', "count: "),
    ("relations", b'{"from_id": "a", "to_id": "a", "kind": "similar", "source": "us"}', "itself"),
    (
        "relations",
        b'{"from_id": "nin", "to_id": "coil", "kind": "x", "score": 1.1, "source": "us"}',
        "score: ",
    ),
    ("mentions", b'{"document_id": "essay", "artist_id": "nin", "count": 3e9}', "count: "),
    ("mentions", b'{"document_id": "essay", "artist_id": "nin", "count": 0}', "count: "),
    ("documents", b'{"id": "x", "source": "us", "published": "yesterday"}', "published: "),
    ("audio", b'{"track_id": "hurt", "model": "m", "embedding": [1, 2]}', "embedding: "),
    (
        "audio",
        b'{"track_id": "hurt", "model": "m", "embedding": [0,%s]}' % SILENCE,
        "embedding is all zeros",
    ),
    (
        "audio",
        b'{"track_id": "hurt", "model": "m", "embedding": [1e-30,%s]}' % SILENCE,
        "embedding is all zeros",
    ),
    (
        "audio",
        b'{"track_id": "hurt", "model": "m", "embedding": [NaN,%s]}' % SILENCE,
        "embedding.0: input should be a finite number",
    ),
    (
        "audio",
        b'{"track_id": "hurt", "model": "m", "embedding": [Infinity,%s]}' % SILENCE,
        "embedding.0: input should be a finite number",
    ),
    ("audio", b'{"track_id": "hurt", "model": "m", "embedding": [1e6,%s]}' % SILENCE, "embedding."),
]


@pytest.mark.parametrize(
    ("kind", "line", "reason"), UNUSABLE, ids=[f"{kind}: {why}" for kind, _, why in UNUSABLE]
)
def test_an_unusable_line_is_named_with_its_reason(
    write: Callable[[Facts], Path], little_world: Facts, kind: str, line: bytes, reason: str
) -> None:
    found = list(read(write({kind: [line, *little_world[kind]]}), quiet))
    assert isinstance(found[0], Reject)
    assert (found[0].file, found[0].line) == (f"{kind}.jsonl", 1)
    assert reason in found[0].reason
    assert [fact.line for fact in found[1:]] == list(range(2, len(found) + 1))
    assert all(isinstance(fact, Fact) for fact in found[1:])


def test_a_file_of_no_kind_is_named(
    little_world: dict[str, list[dict[str, object]]], ingest: Callable[[Facts], Loaded]
) -> None:
    (reject,) = ingest({**little_world, "concerts": [{"id": "x"}]}).rejects
    assert (reject.file, reject.line) == ("concerts.jsonl", 0)
    assert reject.reason.startswith("no kind of fact has this name; known are artists, labels")


def test_the_loudest_and_the_longest_that_is_allowed_loads(
    ingest: Callable[[Facts], Loaded],
) -> None:
    long = [chr(0x4E00 + 37 * nth % 20_000) for nth in range(1000)]
    loud = {"track_id": "t", "model": "M" * 100, "embedding": [60_000.0, -60_000.0] * 256}
    quiet_one = {"track_id": "t", "model": "m", "embedding": [6.1e-5] + [0.0] * 511}
    loaded = ingest(
        {
            "artists": [
                {"id": "".join(long[:400]), "name": "".join(long[:350])},
                {"id": "b", "name": "\u0421" * 1000, "discogs_id": 2_000_000_000},
            ],
            "tracks": [{"id": "t", "artist_id": "b", "title": "a&" * 300, "rank": 1e12}],
            "relations": [
                {"from_id": "b", "to_id": "".join(long[:400]), "kind": kind, "source": kind}
                for kind in ("".join(long[:100]), "".join(long[100:200]))
            ],
            "tags": [{"artist_id": "b", "tag": "x", "count": 1e12, "source": "us"}],
            "audio": [loud, quiet_one],
        }
    )
    assert loaded.rejects == ()
