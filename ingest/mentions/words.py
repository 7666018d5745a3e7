"""Words by which writing about music gives itself away, and others by which it does not; see words.toml."""

import tomllib
from pathlib import Path

LISTS = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    ).items()
}
MUSIC = LISTS["music"]
DEEDS = LISTS["deeds"]
PLURAL = LISTS["plural"]
FIRMS = LISTS["firms"]
EXCLAMATIONS = LISTS["exclamations"]
WORKS = LISTS["works"]
OPENERS = LISTS["openers"]
WHERE = LISTS["where"]
FROM_TO = LISTS["from_to"]
DETERMINERS = LISTS["determiners"]
PRONOUNS = LISTS["pronouns"]
PLACES = LISTS["places"]
CALENDAR = LISTS["calendar"]
