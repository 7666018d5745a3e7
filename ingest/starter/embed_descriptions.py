"""Remakes text_vectors.npz: python -m ingest.starter.embed_descriptions (needs the extra `text`)."""

from collections.abc import Mapping

import numpy as np

from ingest.embed import Description, described, embed, load_model
from ingest.starter import catalogue
from ingest.starter.vectors import FILE


def starter_descriptions() -> list[Description]:
    """What the catalogue says about each of its artists, as it will be described in the database."""
    return [
        described(0, [a.name, *a.aliases], a.about, _loudest(a.tags)) for a in catalogue().artists
    ]


def _loudest(tags: Mapping[str, float]) -> list[str]:
    return sorted(tags, key=lambda tag: (-tags[tag], tag))[:12]


def main() -> None:
    """Embed every description and write the file."""
    texts = starter_descriptions()
    vectors = embed(load_model(), texts)
    np.savez_compressed(
        FILE, digests=np.array([text.digest for text in texts]), vectors=vectors.astype(np.float16)
    )


if __name__ == "__main__":
    main()
