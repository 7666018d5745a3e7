"""The starter catalogue's descriptions come with their vectors, so that nobody needs the model."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.database import connect
from ingest.embed import descriptions, save

FILE = Path(__file__).parent / "text_vectors.npz"


def load_vectors(url: str) -> int:
    """Give every artist whose description is among the shipped ones its vector; returns how many."""
    shipped = shipped_vectors()
    with connect(url) as connection:
        missing = [
            text
            for text, digest in descriptions(connection)
            if digest != text.digest and text.digest in shipped
        ]
        save(connection, missing, [shipped[text.digest] for text in missing])
    return len(missing)


def shipped_vectors() -> dict[str, NDArray[np.float32]]:
    """By digest of the description; (384,) each."""
    with np.load(FILE) as stored:
        digests = stored["digests"].tolist()
        return dict(zip(digests, stored["vectors"].astype(np.float32), strict=True))
