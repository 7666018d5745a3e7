"""The shape of a source of facts: it yields records, and says so when a line is not one."""

from collections.abc import Callable
from dataclasses import dataclass

from ingest.records import Record


@dataclass(frozen=True)
class Fact:
    """A record and where it stood."""

    kind: str
    line: int
    record: Record


@dataclass(frozen=True)
class Reject:
    """A line that could not be used, and why, in words."""

    file: str
    line: int
    reason: str


# What a long job says of itself: the step, how much of it is done, and how much there is.
Report = Callable[[str, int, int], None]
