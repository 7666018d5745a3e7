"""A world of any size, made up: python benchmarks/graph.py --artists 200000 --data-dir /var/tmp/graph-200k

Scenes hold artists, a few of whom everybody names; tags, labels, records, pages, playlists and sound
follow the scenes, and how often anything happens to somebody falls like a power law. It goes the way
of every source: records, COPY, merge, build (ingest/load.py, ingest/derive). The same size gives the
same world.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector import HalfVector

from core.embedded import database_url
from core.migrations import migrate
from ingest.database import connect, copy_rows
from ingest.derive import build
from ingest.derive.metric import load_metric
from ingest.load import load
from ingest.records import (
    Artist,
    ArtistLabel,
    Audio,
    Credit,
    Document,
    Label,
    Mention,
    Playlist,
    Record,
    Relation,
    Tag,
    Track,
)
from ingest.source import Fact

Ints = NDArray[np.int64]
SEED = 20_261_123
BLOCK = 20_000  # records laid out at once
# How steeply fame falls within a scene: the share of the first of a thousand is about 1000 ** (-1 / STEEP).
STEEP = 4.0
ELSEWHERE = 0.1  # of what happens to an artist happens outside its scene
# Per artist: what sources like MusicBrainz, Discogs and a large collection of writing tell of everybody.
TRACKS, HEARD, TAGGED, RELEASED, RELATED, CREDITED = 3, 0.5, 4.0, 0.8, 0.4, 0.5
PAGES, LISTS, WRITTEN = 0.25, 0.04, 0.5
NAMED, LISTED = (1.6, 0.8), (2.6, 0.5)  # names on a page and in a list: log-normal
ROLES = ("producer", "engineer", "mixer", "writer", "performer")
KINDS = ("similar", "member of", "collaboration", "influence", "remix")
COUNTRIES = ("US", "GB", "DE", "FR", "JP", "SE", "BR", "CA")
CONSONANTS = (
    "b",
    "d",
    "f",
    "g",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "z",
    "ch",
    "sh",
    "tr",
    "st",
)
SYLLABLES = [c + v for c in CONSONANTS for v in "aeiou"]
SPREAD = 0.6  # of an artist's sound around its scene's
AROUND = 0.5  # of a track's around its artist's


@dataclass(frozen=True)
class World:
    """Who belongs where: artists of a scene lie side by side, the best known first."""

    artists: int
    start: Ints  # of each scene, and the end
    scene: Ints  # of each artist

    @classmethod
    def of(cls, artists: int) -> "World":
        """Scenes of very different size, about the root of the number of artists."""
        rng = np.random.default_rng(SEED)
        scenes = max(4, round(artists**0.5))
        share = (np.arange(scenes) + 5.0) ** -0.6
        sizes = np.maximum(1, np.floor(artists * share / share.sum())).astype(np.int64)
        sizes[0] += artists - sizes.sum()
        rng.shuffle(sizes)
        start = np.concatenate([[0], np.cumsum(sizes)])
        return cls(artists, start, np.repeat(np.arange(scenes), sizes))

    @property
    def scenes(self) -> int:
        """How many."""
        return len(self.start) - 1

    def some(self, rng: np.random.Generator, scenes: Ints, steep: float = STEEP) -> Ints:
        """An artist from each of these scenes, mostly a known one; now and then from another."""
        away = rng.random(len(scenes)) < ELSEWHERE
        scenes = np.where(away, self.scene[rng.integers(self.artists, size=len(scenes))], scenes)
        sizes = self.start[scenes + 1] - self.start[scenes]
        return self.start[scenes] + np.floor(sizes * rng.random(len(scenes)) ** steep).astype(
            np.int64
        )

    def scenes_of(self, rng: np.random.Generator, count: int) -> Ints:
        """A scene for each of `count` events, larger ones more often."""
        return self.scene[rng.integers(self.artists, size=count)]

    def standing(self) -> NDArray[np.float64]:
        """(artists,) 0 for the best known of a scene, towards 1 for the last."""
        place = np.arange(self.artists) - self.start[self.scene]
        return place / (self.start[self.scene + 1] - self.start[self.scene])


def words(rng: np.random.Generator, count: int, syllables: int) -> list[str]:
    """Words that can be said, all different."""
    found: dict[str, None] = {}
    while len(found) < count:
        rows = rng.integers(len(SYLLABLES), size=(count, syllables))
        found.update(dict.fromkeys("".join(SYLLABLES[s] for s in row) for row in rows.tolist()))
    return list(found)[:count]


def facts(world: World, sound_model: str = "made-up") -> Iterator[Fact]:
    """Everything that is told of this world, in the order in which it is loaded."""
    for kind, records in (
        ("artists", artists(world)),
        ("labels", labels(world)),
        ("tracks", tracks(world)),
        ("tags", tags(world)),
        ("artist_labels", releases(world)),
        ("relations", relations(world)),
        ("credits", credits_(world)),
        ("documents", documents(world)),
        ("mentions", mentions(world)),
        ("playlists", playlists(world)),
        ("audio", audio(world, sound_model)),
    ):
        for line, record in enumerate(records, start=1):
            yield Fact(kind, line, record)


def _rng(kind: str) -> np.random.Generator:
    return np.random.default_rng([SEED, *kind.encode()])


def name_of(vocabulary: list[str], artist: int) -> str:
    """Two words: common ones recur in many names, and no two artists are called the same."""
    one, other = divmod(artist * 7_919 % len(vocabulary) ** 2, len(vocabulary))
    return f"{vocabulary[one]} {vocabulary[other]}".title()


def artists(world: World) -> Iterator[Record]:
    rng = _rng("artists")
    vocabulary = names(world)
    years = 2020 - np.floor(60 * rng.random(world.artists) ** 2).astype(np.int64)
    lands = rng.integers(len(COUNTRIES), size=world.artists)
    for artist in range(world.artists):
        yield Artist(
            id=f"a{artist}",
            name=name_of(vocabulary, artist),
            country=COUNTRIES[lands[artist]],
            begin_year=int(years[artist]),
        )


def names(world: World) -> list[str]:
    """The vocabulary of artists' names: a prime number of words, so that pairs do not repeat."""
    size = next(n for n in range(max(211, int(world.artists**0.5) + 2), 1 << 20) if _prime(n))
    return words(_rng("names"), size, 3)


def _prime(n: int) -> bool:
    return n % 7_919 != 0 and all(n % d for d in range(2, int(n**0.5) + 1))


def labels(world: World) -> Iterator[Record]:
    for label, name in enumerate(words(_rng("labels"), world.artists // 8, 4)):
        yield Label(id=f"l{label}", name=name.title())


def tracks(world: World) -> Iterator[Record]:
    rng = _rng("tracks")
    vocabulary = words(rng, 3_000, 2)
    for artist in range(world.artists):
        said = rng.integers(len(vocabulary), size=(TRACKS, 3)).tolist()
        for nth, title in enumerate(said):
            yield Track(
                id=f"t{artist * TRACKS + nth}",
                artist_id=f"a{artist}",
                title=" ".join(vocabulary[word] for word in title).title(),
                year=2020 - nth,
                rank=nth + 1,
            )


def tags(world: World) -> Iterator[Record]:
    """Most of a scene's few words, one of everybody's now and then; the better known, the more."""
    rng = _rng("tags")
    vocabulary = styles(world)
    own = rng.integers(len(vocabulary), size=(world.scenes, 12))
    amount = 1 + rng.poisson(TAGGED * 0.6 * np.maximum(world.standing(), 1e-3) ** -0.3)
    who = np.repeat(np.arange(world.artists), np.minimum(amount, 40))
    common = np.floor(len(vocabulary) * rng.random(len(who)) ** 3).astype(np.int64)
    scenic = own[world.scene[who], np.floor(12 * rng.random(len(who)) ** 2).astype(np.int64)]
    said = np.where(rng.random(len(who)) < 0.25, common, scenic)
    counts = np.ceil(100 * rng.random(len(who)) ** 2)
    for artist, tag, count in zip(who.tolist(), said.tolist(), counts.tolist(), strict=True):
        yield Tag(artist_id=f"a{artist}", tag=vocabulary[tag], count=count, source="made-up")


def styles(world: World) -> list[str]:
    """The words that the metric knows, so that they have a direction, and rarer ones that it does not."""
    known = sorted(load_metric().vocabulary)
    _rng("styles").shuffle(known)
    return [*known[: 300 + world.artists // 100], *words(_rng("rare"), world.artists // 200, 4)]


def releases(world: World) -> Iterator[Record]:
    """A scene's labels: a few have large rosters, most have a handful of artists."""
    rng = _rng("releases")
    count = int(world.artists * RELEASED)
    scenes = world.scenes_of(rng, count)
    who = world.some(rng, scenes, 2.0)
    per_scene = max(world.artists // 8 // world.scenes, 1)
    label = scenes * per_scene + np.floor(per_scene * rng.random(count) ** 3).astype(np.int64)
    for artist, of in zip(who.tolist(), label.tolist(), strict=True):
        yield ArtistLabel(artist_id=f"a{artist}", label_id=f"l{of}", releases=1, source="made-up")


def relations(world: World) -> Iterator[Record]:
    rng = _rng("relations")
    scenes = world.scenes_of(rng, int(world.artists * RELATED))
    one, other = world.some(rng, scenes), world.some(rng, scenes)
    kinds = rng.integers(len(KINDS), size=len(scenes)).tolist()
    scores = np.round(0.3 + 0.7 * rng.random(len(scenes)), 3).tolist()
    for a, b, kind, score in zip(one.tolist(), other.tolist(), kinds, scores, strict=True):
        if a != b:
            yield Relation(
                from_id=f"a{a}", to_id=f"a{b}", kind=KINDS[kind], score=score, source="made-up"
            )


def credits_(world: World) -> Iterator[Record]:
    """Who worked on whose records: some people are on very many."""
    rng = _rng("credits")
    scenes = world.scenes_of(rng, int(world.artists * CREDITED))
    whose, person = world.some(rng, scenes, 1.5), world.some(rng, scenes, 3.0)
    nth = rng.integers(TRACKS, size=len(scenes))
    roles = rng.integers(len(ROLES), size=len(scenes)).tolist()
    for a, p, n, role in zip(whose.tolist(), person.tolist(), nth.tolist(), roles, strict=True):
        yield Credit(
            track_id=f"t{a * TRACKS + n}",
            person_id=f"a{p}",
            artist_id=f"a{a}",
            role=ROLES[role],
            source="made-up",
        )


def documents(world: World) -> Iterator[Record]:
    _, about, _ = pages(world)
    for document, artist in enumerate(about.tolist()):
        whom = f"a{artist}" if document % 2 else None
        yield Document(id=f"d{document}", source="made-up", about_id=whom, title=f"Page {document}")


def pages(world: World) -> tuple[Ints, Ints, Ints]:
    """The scene, the subject and the number of names of each page."""
    rng = _rng("pages")
    scenes = world.scenes_of(rng, int(world.artists * PAGES))
    lengths = np.clip(rng.lognormal(*NAMED, len(scenes)), 2, 300).astype(np.int64)
    return scenes, world.some(rng, scenes, 2.0), lengths


def mentions(world: World) -> Iterator[Record]:
    scenes, _, lengths = pages(world)
    yield from (
        Mention(document_id=f"d{page}", artist_id=f"a{artist}", count=1)
        for page, artist in _gathered(world, _rng("mentions"), scenes, lengths)
    )


def playlists(world: World) -> Iterator[Record]:
    rng = _rng("playlists")
    scenes = world.scenes_of(rng, int(world.artists * LISTS))
    lengths = np.clip(rng.lognormal(*LISTED, len(scenes)), 3, 200).astype(np.int64)
    listed: dict[int, list[str]] = {}
    for nth, artist in _gathered(world, rng, scenes, lengths):
        listed.setdefault(nth, []).append(f"a{artist}")
    for nth, on_it in listed.items():
        yield Playlist(id=f"p{nth}", title=f"List {nth}", source="made-up", artist_ids=tuple(on_it))


def _gathered(
    world: World, rng: np.random.Generator, scenes: Ints, lengths: Ints
) -> Iterator[tuple[int, int]]:
    """Pairs of a page and an artist on it, each once."""
    page = np.repeat(np.arange(len(scenes)), lengths)
    pairs = np.unique(page * world.artists + world.some(rng, scenes[page]))
    for pair in pairs.tolist():
        yield divmod(pair, world.artists)


def heard(world: World) -> Ints:
    """The tracks that somebody has listened to: those of better known artists sooner."""
    rng = _rng("heard")
    count = int(world.artists * HEARD)
    order = world.standing() + rng.random(world.artists)
    return np.sort(np.argsort(order, kind="stable")[:count])


def audio(world: World, model: str) -> Iterator[Record]:
    rng = _rng("audio")
    middle = rng.standard_normal((world.scenes, 512), dtype=np.float32)
    whose = heard(world)
    for begin in range(0, len(whose), BLOCK):
        block = whose[begin : begin + BLOCK]
        spread = SPREAD + AROUND * 0.5
        vectors = middle[world.scene[block]] + spread * rng.standard_normal(
            (len(block), 512), dtype=np.float32
        )
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        for artist, vector in zip(block.tolist(), vectors.round(4).tolist(), strict=True):
            yield Audio.model_construct(
                track_id=f"t{artist * TRACKS}", model=model, embedding=tuple(vector)
            )


def write_texts(url: str, world: World) -> int:
    """Vectors of descriptions, as `auric embed text` would leave them: near within a scene."""
    rng = _rng("texts")
    middle = rng.standard_normal((world.scenes, 384), dtype=np.float32)
    written = np.flatnonzero(rng.random(world.artists) < WRITTEN + 0.5 - world.standing())

    def rows(ids: dict[str, int]) -> Iterator[tuple[object, ...]]:
        for begin in range(0, len(written), BLOCK):
            block = written[begin : begin + BLOCK]
            vectors = middle[world.scene[block]] + 0.8 * rng.standard_normal(
                (len(block), 384), dtype=np.float32
            )
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            for artist, vector in zip(block.tolist(), vectors, strict=True):
                yield ids[f"a{artist}"], "made-up", "", HalfVector(vector)

    with connect(url) as connection, connection.transaction():
        keys = connection.execute("SELECT key, id FROM fact_key WHERE kind = 'artist'").fetchall()
        types = ("int4", "text", "text", "halfvec")
        return copy_rows(connection, "text_vector", types, rows(dict(keys)))


def make(url: str, artists: int, say: bool = True) -> dict[str, Any]:
    """Load and build a world of this size into an empty database; what it took."""

    def report(step: str, done: int, total: int) -> None:
        if say:
            print(f"{time.strftime('%H:%M:%S')} {step} {done}/{total}", flush=True)

    world = World.of(artists)
    migrate(url)
    began = time.perf_counter()
    loaded = load(url, "made-up", facts(world), report)
    texts = write_texts(url, world)
    with connect(url) as connection:
        connection.execute("ANALYZE")
    ready = time.perf_counter()
    built = build(url, report)
    return {
        "artists": artists,
        "rows": dict(loaded.rows) | {"text_vectors": texts},
        "rejected": len(loaded.rejects),
        "load_seconds": round(ready - began, 1),
        "build_seconds": round(built.seconds, 1),
        "graph_version": built.version,
        "bytes": sizes(url),
    }


def sizes(url: str) -> dict[str, dict[str, int]]:
    """Bytes of the largest tables and of their indexes."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT nspname || '.' || relname, pg_table_size(c.oid), pg_indexes_size(c.oid), reltuples::bigint"
            "  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND nspname IN ('public', 'graph')"
            " ORDER BY pg_total_relation_size(c.oid) DESC"
        ).fetchall()
    return {name: {"table": t, "indexes": i, "rows": n} for name, t, i, n in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artists", type=int, default=20_000)
    parser.add_argument("--data-dir", type=Path, required=True, help="Of an embedded database.")
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    made = make(database_url(wanted.data_dir), wanted.artists, say=not wanted.json)
    print(json.dumps(made, indent=None if wanted.json else 2))


if __name__ == "__main__":
    main()
