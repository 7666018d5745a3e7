"""The shape of a way to come across candidates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import LiteralString

from core.db import Question
from core.types import Path, Seed, Wishes


@dataclass(frozen=True)
class CandidatePath:
    """One way to come across candidates: `ask` a seed's question, or None where it has none.

    It answers with `artist_id`. Budgets stand in it as numbers, so that it is planned once.
    """

    name: Path
    ask: Callable[[Seed, Wishes], Question | None]


# A listener's bounds apply where candidates are gathered, so that budgets are spent on the allowed.
WITHIN_BOUNDS = """(
    artist_id IN (SELECT own.artist_id FROM graph.playable AS own
                   WHERE (%(country)s::text IS NULL OR own.country = %(country)s)
                     AND (%(year_from)s::int IS NULL OR coalesce(own.end_year, 9999) >= %(year_from)s)
                     AND (%(year_to)s::int IS NULL OR own.begin_year <= %(year_to)s))
)"""


def bounded(sql: LiteralString, wishes: Wishes, values: Mapping[str, object]) -> Question:
    """The question within a listener's bounds. Without any it says so: a plan that is made once cannot
    know that its conditions will let everybody through."""
    if not wishes.bounded:
        return Question(sql.replace(WITHIN_BOUNDS, "true"), values)
    bounds = {"country": wishes.country, "year_from": wishes.year_from, "year_to": wishes.year_to}
    return Question(sql, {**values, **bounds})
