"""Evidence becomes sentences a listener would say."""

from collections.abc import Sequence

from core.types import Contribution

REASONS_TOLD = 3
DEGREES = ((0.75, "strikingly"), (0.5, "very"), (0.3, "fairly"), (0.0, "somewhat"))  # of cosines


def listed(names: Sequence[str]) -> str:
    """Names as one says them: 'Flood', 'Flood and Alan Moulder', 'a, b and c'."""
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else "".join(names)


def counted(number: int, noun: str) -> str:
    """A number with its noun: '1 record', '3 records'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def explanation(contributions: Sequence[Contribution]) -> str:
    """The strongest reasons in one sentence. Nothing is claimed that no contribution carries."""
    telling = sorted(
        (c for c in contributions if c.reason and c.points > 0), key=lambda c: (-c.points, c.signal)
    )
    said = "; ".join(c.reason for c in telling[:REASONS_TOLD] if c.reason)
    return f"{said[:1].upper()}{said[1:]}." if said else "No reason could be found."


def degree(cosine: float) -> str:
    """How near, in a word."""
    return next((word for least, word in DEGREES if cosine >= least), "remotely")


def spoken(signal: str) -> str:
    """A signal's name as one says it: 'co-mention', 'tag overlap'."""
    return signal.replace("_", " ").replace("co mention", "co-mention")
