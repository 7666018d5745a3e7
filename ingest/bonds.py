"""How MusicBrainz ties artists to one another, in our words; its dump and its web service use the same names.

Families and friendships are not music, and stand for nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Bond:
    """A kind of relation. `turned` says that the fact is told the other way round."""

    kind: str
    score: float = 1.0  # 0..1, how much two artists share by it
    turned: bool = False


BONDS: Mapping[str, Bond] = {
    "member of band": Bond("member of"),
    "founder": Bond("member of", 0.9),
    "is person": Bond("alias"),
    "artist rename": Bond("alias"),
    "subgroup": Bond("side project", turned=True),
    "collaboration": Bond("collaboration"),
    "supporting musician": Bond("collaboration", 0.8),
    "instrumental supporting musician": Bond("collaboration", 0.8),
    "vocal supporting musician": Bond("collaboration", 0.8),
    "conductor position": Bond("collaboration", 0.6),
    "composer-in-residence": Bond("collaboration", 0.6),
    "artistic director": Bond("collaboration", 0.6),
    "teacher": Bond("influence", 0.8),
    "tribute": Bond("influence", turned=True),
}
