"""What listeners call music, without what they remember, judge, file, and where a band comes from."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from core.names import fold, squash

TABLE = Path(__file__).with_name("folksonomy.toml")
LONGEST = 60  # characters; longer ones are sentences


def genres(
    tags: Iterable[tuple[str, float]], names: Collection[str]
) -> Iterator[tuple[str, float]]:
    """The tags that say something about music, with their counts as they were. `names`: the artist's own,
    folded, which are no description."""
    own = {squash(name) for name in names}
    words, patterns = _table()
    for tag, count in tags:
        folded = fold(tag)
        key = squash(folded)
        known = key in own | words or any(pattern.fullmatch(folded) for pattern in patterns)
        if not known and len(key) > 1 and len(tag) <= LONGEST and count > 0:
            yield tag, count


@cache
def _table() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    read = tomllib.loads(TABLE.read_text("utf-8"))
    words = frozenset(squash(fold(word)) for table in read["tables"].values() for word in table)
    patterns = tuple(re.compile(one) for table in read["patterns"].values() for one in table)
    return words, patterns
