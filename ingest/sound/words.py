"""What music should sound like, in words: CLAP's other ear, which reads.

CLAP puts sounds and descriptions into one space, but in two corners of it. So both are looked at from the
middle of their own kind: recordings from the middle of all music (the graph does that), words from the
middle of descriptions that could be of anything.
"""

from typing import Any

import numpy as np

from core.errors import BadRequestError
from core.extras import extra
from core.settings import Settings
from core.types import Sounding
from ingest.sound.checkpoint import Checkpoint, fill, read_checkpoint, text_weights
from ingest.sound.clap_pipeline import clap_pipeline
from ingest.sound.models import Floats
from ingest.sound.self_test import MOST_ALIKE, mean_cosine, unit

LONGEST = 77  # word pieces: what CLAP was taught with
TOKENIZER = "tokenizer.json"  # of FacebookAI/roberta-base, beside the checkpoint
START, PAD, END = 0, 1, 2  # of RoBERTa's vocabulary
ANYTHING = (
    "music",
    "a song",
    "a piece of music",
    "an instrumental track",
    "someone singing",
    "a band playing",
    "a recording of a musician",
    "a track from an album",
)
DIFFERENT = (
    "solo piano, slow and quiet",
    "death metal with screamed vocals",
    "techno with a heavy kick drum",
    "a choir in a cathedral",
    "acoustic blues guitar",
)


def described(words: str, here: Settings) -> Sounding:
    """A description as a seed.

    Raises BadRequestError: nothing was said, the checkpoint or its tokenizer is missing, or the text tower
    is unfit (some conversions of this checkpoint have a collapsed one).
    """
    said = " ".join(words.split())
    if not said:
        raise BadRequestError("Say what it should sound like.")
    checkpoint = read_checkpoint(here)
    return Reader.of(checkpoint, here).sounding(said, here.sound_precision)


class Reader:
    """CLAP's text tower: RoBERTa and a projection."""

    def __init__(self, network: Any, tokenizer: Any, sha256: str) -> None:  # noqa: ANN401
        import torch

        self._torch = torch
        self._network = network
        self._tokenizer = tokenizer
        self._sha256 = sha256
        likeness = mean_cosine(unit(self.read(DIFFERENT)))
        if likeness > MOST_ALIKE:
            raise BadRequestError(
                f"This checkpoint reads all descriptions alike (their mean cosine is {likeness:.3f}): its"
                " text tower is collapsed or untaught."
            )

    @classmethod
    def of(cls, checkpoint: Checkpoint, here: Settings) -> "Reader":
        """The text tower of a checkpoint, proved fit. Raises BadRequestError."""
        with extra("audio", "Reading descriptions needs"):
            from tokenizers import Tokenizer
            from transformers import ClapTextConfig, ClapTextModelWithProjection
        path = here.clap_checkpoint.with_name(TOKENIZER) if here.clap_checkpoint else None
        if path is None or not path.is_file():
            raise BadRequestError(
                f"Words are read with the {TOKENIZER} of FacebookAI/roberta-base; put it beside the"
                " checkpoint (see docs/sound.md)."
            )
        network = fill(
            ClapTextModelWithProjection(ClapTextConfig(projection_dim=512)),
            text_weights(checkpoint.weights),
        )
        return cls(network, Tokenizer.from_file(str(path)), checkpoint.sha256)

    def sounding(self, words: str, precision: str) -> Sounding:
        """A description as a direction, from the middle of descriptions of anything."""
        vectors = unit(self.read((words, *ANYTHING)))
        (direction,) = unit((vectors[0] - vectors[1:].mean(axis=0))[None])
        model = str(clap_pipeline(self._sha256, precision))
        return Sounding(words, model, tuple(float(number) for number in direction))

    def read(self, texts: tuple[str, ...]) -> Floats:
        """(texts, 512) raw outputs."""
        pieces = [self._tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
        rows = [[START, *ids[: LONGEST - 2], END] for ids in pieces]
        longest = max(map(len, rows))
        padded = np.array([row + [PAD] * (longest - len(row)) for row in rows])
        with self._torch.inference_mode():
            ids = self._torch.from_numpy(padded)
            output = self._network(input_ids=ids, attention_mask=(ids != PAD).long())
        embeds: Floats = output.text_embeds.float().numpy()
        return embeds
