"""Words by which writing about music gives itself away, and others by which it does not; see words.toml."""

import tomllib
from pathlib import Path
from typing import NamedTuple


class Words(NamedTuple):
    """The lists of words.toml, by their names there."""

    small: frozenset[str]
    music: frozenset[str]
    deeds: frozenset[str]
    plural: frozenset[str]
    firms: frozenset[str]
    exclamations: frozenset[str]
    works: frozenset[str]
    openers: frozenset[str]
    where: frozenset[str]
    from_to: frozenset[str]
    determiners: frozenset[str]
    pronouns: frozenset[str]
    places: frozenset[str]
    calendar: frozenset[str]


WORDS = Words(
    **{
        name: frozenset(words.split())
        for name, words in tomllib.loads(
            Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
        ).items()
    }
)
