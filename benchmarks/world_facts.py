"""What is told of a made-up world, as the records of a source: who, on which label, with whom, how it sounds."""

from collections.abc import Iterator

import numpy as np

from benchmarks.world import (
    BLOCK,
    World,
    gathered,
    heard,
    name_of,
    names_words,
    pages,
    rng_of,
    styles,
    words,
)
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

# Per artist: what sources like MusicBrainz, Discogs and a large collection of writing tell of everybody.
TRACKS, TAGGED, RELEASED, RELATED, CREDITED, LISTS = 3, 4.0, 0.8, 0.4, 0.5, 0.04
LISTED = (2.6, 0.5)  # names in a playlist: log-normal
ROLES = ("producer", "engineer", "mixer", "writer", "performer")
KINDS = ("similar", "member of", "collaboration", "influence", "remix")
COUNTRIES = ("US", "GB", "DE", "FR", "JP", "SE", "BR", "CA")
SPREAD = 0.85  # of a track's sound around its scene's


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


def artists(world: World) -> Iterator[Record]:
    rng = rng_of("artists")
    vocabulary = names_words(world)
    years = 2020 - np.floor(60 * rng.random(world.artists) ** 2).astype(np.int64)
    lands = rng.integers(len(COUNTRIES), size=world.artists)
    for artist in range(world.artists):
        yield Artist(
            id=f"a{artist}",
            name=name_of(vocabulary, artist),
            country=COUNTRIES[lands[artist]],
            begin_year=int(years[artist]),
        )


def labels(world: World) -> Iterator[Record]:
    for label, name in enumerate(words(rng_of("labels"), world.artists // 8, 4)):
        yield Label(id=f"l{label}", name=name.title())


def tracks(world: World) -> Iterator[Record]:
    rng = rng_of("tracks")
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
    rng = rng_of("tags")
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


def releases(world: World) -> Iterator[Record]:
    """A scene's labels: a few have large rosters, most have a handful of artists."""
    rng = rng_of("releases")
    count = int(world.artists * RELEASED)
    scenes = world.scenes_of(rng, count)
    who = world.some(rng, scenes, 2.0)
    per_scene = max(world.artists // 8 // world.scenes, 1)
    label = scenes * per_scene + np.floor(per_scene * rng.random(count) ** 3).astype(np.int64)
    for artist, of in zip(who.tolist(), label.tolist(), strict=True):
        yield ArtistLabel(artist_id=f"a{artist}", label_id=f"l{of}", releases=1, source="made-up")


def relations(world: World) -> Iterator[Record]:
    rng = rng_of("relations")
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
    rng = rng_of("credits")
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


def mentions(world: World) -> Iterator[Record]:
    scenes, _, lengths = pages(world)
    yield from (
        Mention(document_id=f"d{page}", artist_id=f"a{artist}", count=1)
        for page, artist in gathered(world, rng_of("mentions"), scenes, lengths)
    )


def playlists(world: World) -> Iterator[Record]:
    rng = rng_of("playlists")
    scenes = world.scenes_of(rng, int(world.artists * LISTS))
    lengths = np.clip(rng.lognormal(*LISTED, len(scenes)), 3, 200).astype(np.int64)
    listed: dict[int, list[str]] = {}
    for nth, artist in gathered(world, rng, scenes, lengths):
        listed.setdefault(nth, []).append(f"a{artist}")
    for nth, on_it in listed.items():
        yield Playlist(id=f"p{nth}", title=f"List {nth}", source="made-up", artist_ids=tuple(on_it))


def audio(world: World, model: str) -> Iterator[Record]:
    rng = rng_of("audio")
    middle = rng.standard_normal((world.scenes, 512), dtype=np.float32)
    whose = heard(world)
    for begin in range(0, len(whose), BLOCK):
        block = whose[begin : begin + BLOCK]
        vectors = middle[world.scene[block]] + SPREAD * rng.standard_normal(
            (len(block), 512), dtype=np.float32
        )
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        for artist, vector in zip(block.tolist(), vectors.round(4).tolist(), strict=True):
            yield Audio.model_construct(
                track_id=f"t{artist * TRACKS}", model=model, embedding=tuple(vector)
            )
