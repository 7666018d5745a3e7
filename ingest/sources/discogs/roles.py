"""Thousands of ways to credit somebody, and the few that tell who shapes a record's sound.

Not here, on purpose: mastering and lacquer cutting (their people work for thousands of artists, so
sharing one says nothing), executive producers, sleeves, photographs and notes.
"""

import re
from functools import lru_cache

DETAIL = re.compile(r"\s*\[[^\]]*\]?")
NOT_MUSIC = re.compile(
    r"executive|artwork|design|photo|illustration|liner|sleeve|cover|layout|graphic|painting|typograph|mastered"
    r"|mastering|lacquer|remaster|a&r|management|manager|coordinat|legal|promotion|distribut|compiled|edited by|editor"
    r"|translated|research|supervis|administrat|booking|video|film|model|hair|make-up|public relations|author"
    r"|product(?:ion)? man|thanks|dedicated|transcription|copyist|advisor|concept|text by|technician|other"
)  # fmt: skip
# The first that fits decides; what names an instrument or a voice is a performance.
WORDS = (
    ("remixer", re.compile(r"remix|re-?edit")),
    ("producer", re.compile(r"produc|beats by")),
    ("mixer", re.compile(r"\bmix")),
    ("engineer", re.compile(r"engineer|record(?:ed|ing)|tracking by|overdubbed")),
    ("writer", re.compile(r"writ|compos|lyric|words|music by|songwriter|arrang|libretto|orchestrat|score|adapted")),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def roles(said: str) -> tuple[str, ...]:
    """What "Producer [Additional], Bass" amounts to, in our words.

    >>> roles("Producer [Additional], Bass"), roles("Mixed By"), roles("Photography By")
    (('producer', 'performer'), ('mixer',), ())
    """
    parts = (part.strip().casefold() for part in DETAIL.sub("", said).split(","))
    found = [role for part in parts if part and (role := _role(part))]
    return tuple(dict.fromkeys(found))


def _role(part: str) -> str | None:
    if NOT_MUSIC.search(part):
        return None
    return next((role for role, words in WORDS if words.search(part)), "performer")
