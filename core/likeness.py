"""How surely a name means somebody: RapidFuzz decides among those whom Postgres found."""

from rapidfuzz import fuzz

from core.db import Row
from core.names import fold, split_track, squash

# Forms of a name that mean it, and how surely. A better-known artist gains up to KNOWN_BONUS, so
# that famous initials beat an obscure artist of that very name, and a typo never does.
EXACT, SQUASHED, INITIALS, PART = 1.0, 0.99, 0.93, 0.86
KNOWN_BONUS = 0.1
TYPO = EXACT - KNOWN_BONUS  # times RapidFuzz's 0..1
CLOSE_ENOUGH = 0.76  # about a letter in six; below it a name is another name
LONGEST_INITIALS = 5
FAMOUS = 0.97  # nobody abbreviates a name that few have heard, or leaves out how it begins
SHORTEST_PART = 4  # shorter words differ by one letter from everything, and begin or end too much


def sureness(row: Row, folded: str) -> float:
    """How surely a row of names (core.lookup) is what `folded` means, 0..1."""
    if row.folded == folded:
        return EXACT
    if row.squashed == squash(folded):
        return SQUASHED
    if row.initials == squash(folded) and row.known >= FAMOUS:
        return INITIALS
    if _is_part(row, folded):
        return PART
    return _likeness(row.folded, folded)


def _is_part(row: Row, part: str) -> bool:
    """Whether a name begins with this, or whether it is the surname of a famous artist."""
    called: str = row.folded
    if len(part) < SHORTEST_PART:
        return False
    if called.startswith(part + " "):
        return True
    famous = row.kind == "artist" and row.known >= FAMOUS
    return famous and called == fold(row.name) and called.endswith(" " + part)


def _likeness(one: str, other: str) -> float:
    if min(len(one), len(other)) < SHORTEST_PART:
        return 0.0
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) / 100 * TYPO


def sureness_of_track(row: Row, said: str) -> float:
    """A title alone must match well; with an artist both must."""
    if not row.by:
        return EXACT if fold(said) in (row.folded, row.work) else _likeness(row.folded, fold(said))
    return max(
        min(
            _same(row.by, fold(artist)),
            max(_same(row.folded, fold(title)), _same(row.work, fold(title))),
        )
        for artist, title in split_track(said)
    )


def _same(one: str, other: str) -> float:
    return EXACT if squash(one) == squash(other) else _likeness(one, other)
