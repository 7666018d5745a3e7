"""Who is next: the artist who is nearest to where we began, by the strongest chain that leads there."""

from dataclasses import dataclass

from ingest.grow.services import Said


@dataclass(frozen=True)
class Place:
    """An artist, how many hops away, and how close: the product of the similarities on the way, 0..1."""

    mbid: str
    hop: int
    closeness: float


class Frontier:
    """The artists that are known by name and not asked about yet."""

    def __init__(self, seed: Place, hops: int) -> None:
        self._waiting = {seed.mbid: seed}
        self._asked: set[str] = set()
        self._hops = hops

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def nearest(self, most: int) -> list[Place]:
        """The next ones, taken out. The closest come first; of equals, any, but always the same."""
        order = sorted(self._waiting.values(), key=lambda one: (-one.closeness, one.hop, one.mbid))
        taken = order[:most]
        for place in taken:
            self._asked.add(self._waiting.pop(place.mbid).mbid)
        return taken

    def extend(self, place: Place, said: Said) -> None:
        """Whoever is beside an artist waits, too, unless that is too many hops away."""
        self._asked.add(said.mbid)  # its own; the place may have had one that was merged into it
        self._waiting.pop(said.mbid, None)
        if place.hop == self._hops:
            return
        for mbid, similarity in said.beside().items():
            there = Place(mbid, place.hop + 1, place.closeness * similarity)
            known = self._waiting.get(mbid)
            if mbid not in self._asked and (known is None or there.closeness > known.closeness):
                self._waiting[mbid] = there
