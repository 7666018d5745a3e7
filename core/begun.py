"""A name that has only begun: what it may become, the best known first."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.db import Database
from core.names import LONGEST_QUERY, fold
from core.types import EntityKind

BEGUN = """
    SELECT kind, id, name, count(*) OVER () AS total
      FROM (SELECT kind, id, name, max(known) AS known
              FROM graph.name
             WHERE kind = ANY(%(kinds)s) AND folded LIKE %(prefix)s
             GROUP BY kind, id, name) AS begun
     ORDER BY known DESC, name, id
     LIMIT %(most)s
"""

BEST_KNOWN = """
    SELECT kind, id, name, NULL::int AS total
      FROM (SELECT kind, id, name, known FROM graph.name
             WHERE kind = ANY(%(kinds)s)
             ORDER BY known DESC, name, id
             LIMIT %(spellings)s) AS known_best
     GROUP BY kind, id, name
     ORDER BY max(known) DESC, name, id
     LIMIT %(most)s
"""
SPELLINGS = 8  # of a name, at most, among the best known


@dataclass(frozen=True)
class Begun:
    """Some of the names that begin so, and how many there are."""

    names: tuple[str, ...]
    ids: tuple[int, ...]
    total: int | None  # None where nothing was typed: nobody counts everything


async def names_begun(
    db: Database, beginning: str, kinds: Sequence[EntityKind], most: int
) -> Begun:
    """Nothing typed yet begins every name: then the best known come first."""
    begun = fold(beginning[:LONGEST_QUERY])
    if not begun:
        spellings = most * SPELLINGS
        rows = await db.fetch(BEST_KNOWN, kinds=list(kinds), spellings=spellings, most=most)
    else:
        prefix = begun.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        rows = await db.fetch(BEGUN, kinds=list(kinds), prefix=prefix, most=most)
    return Begun(
        tuple(row.name for row in rows),
        tuple(row.id for row in rows),
        rows[0].total if rows else 0,
    )
