"""Remakes text_vectors.npz: python -m ingest.starter.embed_descriptions (needs the extra `text`)."""

import numpy as np

from ingest.embed import LONGEST, Description, embed, load_model, masked
from ingest.starter import catalogue
from ingest.starter.vectors import FILE


def starter_descriptions() -> list[Description]:
    """What the catalogue says about each of its artists, as it will be described in the database."""
    return [
        Description(0, masked(" ".join(a.about.split()), [a.name, *a.aliases])[:LONGEST])
        for a in catalogue().artists
    ]


def main() -> None:
    """Embed every description and write the file."""
    texts = starter_descriptions()
    vectors = embed(load_model(), [text.text for text in texts])
    np.savez_compressed(
        FILE, digests=np.array([text.digest for text in texts]), vectors=vectors.astype(np.float16)
    )


if __name__ == "__main__":
    main()
