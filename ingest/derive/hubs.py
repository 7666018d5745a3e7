"""Who seems near to everyone, and how far a space can be trusted: both measured on the graph itself."""

import numpy as np

from ingest.derive.matrices import BLOCK, LINKS, SEED, Column, Dense, Matrix, strongest

TOGETHER = 30  # of them at once
SAMPLE = 300  # artists from whom the others are looked at
BEST_FRIENDS = 5  # per artist, by mention: pairs that a good space puts near each other


def strengths(raw: Dense) -> Dense:
    """Values of everyone seen from one artist as strengths, as core.signal.by_rank gives them, but for
    equals: they stand in the order of their places."""
    heard = np.flatnonzero(raw > 0)
    rank = np.empty(len(heard))
    rank[np.argsort(-raw[heard], kind="stable")] = np.arange(1, len(heard) + 1)
    said = np.zeros(len(raw))
    said[heard] = np.clip(1 - np.log(rank) / np.log(max(len(raw), 2)), 0, 1)
    return said


def hubs_in_space(space: Dense) -> Dense:
    """(artists,) how much nearer than average each lies to a random artist, as a strength."""
    known = known_in(space)
    nearness = np.zeros(len(space))
    if not len(known):
        return nearness
    sample = np.random.default_rng(SEED).choice(known, min(SAMPLE, len(known)), replace=False)
    narrow = space.astype(np.float32, copy=False)
    for begin in range(0, len(sample), TOGETHER):
        for near in (narrow @ narrow[sample[begin : begin + TOGETHER]].T).T:
            nearness += strengths(near)
    return _above_average(nearness / len(sample))


def hubs_of_links(links: Matrix) -> Dense:
    """(artists,) the same for links: how high an artist stands in how many others' lists."""
    artists = links.shape[0]
    near, asking = np.zeros(artists), 0
    for begin in range(0, artists, BLOCK):
        block = strongest(links[begin : begin + BLOCK], LINKS)
        lengths = np.diff(block.indptr)
        order = np.lexsort((-block.data, np.repeat(np.arange(len(lengths)), lengths)))
        rank = np.arange(1, len(order) + 1) - np.repeat(block.indptr[:-1], lengths)
        strength = 1 - np.log(rank) / np.log(max(artists, 2))
        near += np.bincount(block.indices[order], weights=strength, minlength=artists)
        asking += int(np.count_nonzero(lengths))
    return _above_average(near / max(asking, 1))


def _above_average(nearness: Dense) -> Dense:
    known = nearness > 0
    return np.where(known, nearness - (nearness[known].mean() if known.any() else 0), 0)


def agreement(space: Dense, friends: Matrix) -> float:
    """The mean strength, 0..1, that a space gives to pairs who are named together most."""
    known = known_in(space)
    if not len(known):
        return 0.0
    sample = np.random.default_rng(SEED).choice(known, min(SAMPLE, len(known)), replace=False)
    seeds = space[sample].astype(np.float32).T
    near_all = np.zeros((len(known), len(sample)), dtype=np.float32)
    for begin in range(0, len(known), BLOCK):  # in double width only some at a time
        rows = slice(begin, begin + BLOCK)
        near_all[rows] = space[known[rows]].astype(np.float32) @ seeds
    seen = []
    for nth, seed in enumerate(sample):
        pairs = friends[seed]
        best = pairs.indices[np.argsort(-pairs.data, kind="stable")]
        mates = np.searchsorted(known, best[np.isin(best, known)][:BEST_FRIENDS])
        near = near_all[:, nth]
        near[np.searchsorted(known, seed)] = 0
        seen.extend(strengths(near)[mates])
    return float(np.mean(seen)) if seen else 0.0


def known_in(space: Dense) -> Column:
    """The places of those about whom a space knows anything."""
    blocks = range(0, len(space), BLOCK)
    known = [space[begin : begin + BLOCK].any(axis=1) for begin in blocks]
    return np.flatnonzero(np.concatenate(known)) if known else np.zeros(0, dtype=np.int64)
