"""Who is in a made-up world and how things fall in it; world_facts.py puts it into records.

Scenes hold artists, a few of whom everybody names; how often anything happens to somebody falls like
a power law. The same size gives the same world.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.derive.metric import load_metric

Ints = NDArray[np.int64]
SEED = 20_261_123
BLOCK = 20_000  # rows laid out at once
# How steeply fame falls within a scene: the share of the first of a thousand is about 1000 ** (-1 / STEEP).
STEEP = 4.0
ELSEWHERE = 0.1  # of what happens to an artist happens outside its scene
HEARD, PAGES = 0.5, 0.25  # tracks with sound and pages of writing, per artist
NAMED = (1.6, 0.8)  # names on a page: log-normal
STRIDE = 7_919  # artists who lie side by side are not called alike
CONSONANTS = (*"bdfgklmnprstvz", "ch", "sh", "tr", "st")
SYLLABLES = [c + v for c in CONSONANTS for v in "aeiou"]


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


def rng_of(kind: str) -> np.random.Generator:
    return np.random.default_rng([SEED, *kind.encode()])


def words(rng: np.random.Generator, count: int, syllables: int) -> list[str]:
    """Words that can be said, all different."""
    found: dict[str, None] = {}
    while len(found) < count:
        rows = rng.integers(len(SYLLABLES), size=(count, syllables))
        found.update(dict.fromkeys("".join(SYLLABLES[s] for s in row) for row in rows.tolist()))
    return list(found)[:count]


def name_of(vocabulary: list[str], artist: int) -> str:
    """Two words: common ones recur in many names, and no two artists are called the same."""
    one, other = divmod(artist * STRIDE % len(vocabulary) ** 2, len(vocabulary))
    return f"{vocabulary[one]} {vocabulary[other]}".title()


def names_words(world: World) -> list[str]:
    """The words of artists' names: as many as have no divisor in common with STRIDE, so that pairs do
    not repeat."""
    size = next(n for n in range(max(211, int(world.artists**0.5) + 2), 1 << 20) if _prime(n))
    return words(rng_of("names"), size, 3)


def _prime(n: int) -> bool:
    return n != STRIDE and all(n % d for d in range(2, int(n**0.5) + 1))


def styles(world: World) -> list[str]:
    """The words that the metric knows, so that they have a direction, and rarer ones that it does not."""
    known = sorted(load_metric().vocabulary)
    rng_of("styles").shuffle(known)
    return [*known[: 300 + world.artists // 100], *words(rng_of("rare"), world.artists // 200, 4)]


def pages(world: World) -> tuple[Ints, Ints, Ints]:
    """The scene, the subject and the number of names of each page."""
    rng = rng_of("pages")
    scenes = world.scenes_of(rng, int(world.artists * PAGES))
    lengths = np.clip(rng.lognormal(*NAMED, len(scenes)), 2, 300).astype(np.int64)
    return scenes, world.some(rng, scenes, 2.0), lengths


def gathered(
    world: World, rng: np.random.Generator, scenes: Ints, lengths: Ints
) -> Iterator[tuple[int, int]]:
    """Pairs of a page and an artist on it, each once."""
    page = np.repeat(np.arange(len(scenes)), lengths)
    pairs = np.unique(page * world.artists + world.some(rng, scenes[page]))
    for pair in pairs.tolist():
        yield divmod(pair, world.artists)


def heard(world: World) -> Ints:
    """The tracks that somebody has listened to: those of better known artists sooner."""
    rng = rng_of("heard")
    count = int(world.artists * HEARD)
    order = world.standing() + rng.random(world.artists)
    return np.sort(np.argsort(order, kind="stable")[:count])
