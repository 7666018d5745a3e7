"""Directions of words from lists of similar artists: the metric that ingest/derive/metric.py applies.

Every query's true neighbours should lie nearer to it than everyone else: a softmax over all artists
(multi-label cross-entropy), with cosines of the places that tags and descriptions lead to. Words start
from the main directions of the graph and are held near them, and some are muted at each step, so that
rare words do not learn artists by heart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.evaluation.truth import digest_of
from ingest.derive.matrices import Matrix, decompose, unit
from ingest.derive.senses import Words

DIMENSIONS = 128
EPOCHS = (
    10  # more would learn by heart: without pairs that name a held-out query nDCG rises no further
)
BATCH = 256
RATE, RATE_OF_GAINS, RATE_OF_HEAT = 0.003, 0.01, 0.1
MUTED = 0.3  # of the words (and of a description's dimensions) at each step
HELD = 1e-4  # how firmly words are held near where they started
AROUND_AT_FIRST = 0.7
HEAT_AT_FIRST = 8.0  # of the softmax; learned along
SEED = 20_261_123
PARTS = ("own_words", "words_around", "own_text", "text_around")


Learned = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Lesson:
    """What is known of all artists, and who is near whom, by place."""

    words: Words
    truth: Mapping[int, Sequence[int]]


def learn_metric(lesson: Lesson) -> Learned:
    """The metric after EPOCHS."""
    return next(islice(epochs(lesson), EPOCHS - 1, None))


def epochs(lesson: Lesson) -> Iterator[Learned]:
    """The PARTS of the metric after each time through the lists, (n, DIMENSIONS) each."""
    torch.manual_seed(SEED)
    model = _Model(lesson.words)
    optimiser = torch.optim.Adam(
        [
            {"params": list(model.directions.values()), "lr": RATE},
            {"params": list(model.gains.values()), "lr": RATE_OF_GAINS},
            {"params": [model.heat], "lr": RATE_OF_HEAT},
        ]
    )
    queries = np.array(sorted(lesson.truth))
    order = np.random.default_rng(SEED)
    while True:
        for batch in np.array_split(order.permutation(queries), -(-len(queries) // BATCH)):
            loss = model.surprise(batch, lesson.truth) + HELD * model.drift()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        yield {
            part: (model.directions[part] * model.gains[part]).detach().numpy() for part in PARTS
        }


def save_metric(path: Path, words: Words, learned: Learned, queries: Sequence[str]) -> None:
    """Write the file that ingest/derive/metric.py reads; `queries` are the keys it learned from."""
    digests = sorted(map(digest_of, queries))
    np.savez_compressed(
        path,
        vocabulary=np.array(words.names),
        taught_by=np.array(digests),
        **{part: directions.astype(np.float16) for part, directions in learned.items()},
    )


class _Model:
    def __init__(self, words: Words) -> None:
        self.facts = {
            "own_words": _sparse(words.own),
            "words_around": _sparse(words.around),
            "own_text": torch.tensor(unit(words.text), dtype=torch.float32),
            "text_around": torch.tensor(words.text_around, dtype=torch.float32),
        }
        tags = torch.tensor(decompose(words.own, DIMENSIONS)[2].T.copy(), dtype=torch.float32)
        text = _main_directions(words.text)
        starts = {"own_words": tags, "words_around": tags, "own_text": text, "text_around": text}
        self.starts = starts
        self.directions = {part: start.clone().requires_grad_() for part, start in starts.items()}
        self.gains = {
            part: torch.tensor(AROUND_AT_FIRST if "around" in part else 1.0, requires_grad=True)
            for part in PARTS
        }
        self.heat = torch.tensor(HEAT_AT_FIRST, requires_grad=True)

    def surprise(self, queries: NDArray[np.int64], truth: Mapping[int, Sequence[int]]) -> Tensor:
        """How unlikely the true neighbours seem, on average."""
        places = self.places()
        likelihood = self.heat * (places[queries] @ places.T)
        likelihood[torch.arange(len(queries)), torch.tensor(queries)] = -1e9
        target = torch.zeros_like(likelihood)
        for row, query in enumerate(queries):
            target[row, list(truth[query])] = 1 / len(truth[query])
        return -(target * torch.log_softmax(likelihood, 1)).sum(1).mean()

    def drift(self) -> Tensor:
        """How far the directions have gone from where they started."""
        return torch.stack(
            [((self.directions[part] - self.starts[part]) ** 2).sum() for part in PARTS]
        ).sum()

    def places(self) -> Tensor:
        """(artists, 2 DIMENSIONS) unit rows, some words muted."""
        blocks = [
            self._voice(own) + self._voice(near)
            for own, near in (("own_words", "words_around"), ("own_text", "text_around"))
        ]
        return torch.nn.functional.normalize(torch.cat(blocks, 1), dim=1)

    def _voice(self, part: str) -> Tensor:
        heard = torch.rand(len(self.directions[part]), 1) > MUTED
        return self.facts[part] @ (self.directions[part] * heard / (1 - MUTED)) * self.gains[part]


def _sparse(m: Matrix) -> Tensor:
    m = m.tocsr()
    return torch.sparse_csr_tensor(
        torch.tensor(m.indptr, dtype=torch.int64),
        torch.tensor(m.indices, dtype=torch.int64),
        torch.tensor(m.data, dtype=torch.float32),
        size=m.shape,
        check_invariants=False,
    )


def _main_directions(text: NDArray[np.float64]) -> Tensor:
    _, turn = np.linalg.eigh(text.T @ text)
    return torch.tensor(turn[:, ::-1][:, :DIMENSIONS].copy(), dtype=torch.float32)
