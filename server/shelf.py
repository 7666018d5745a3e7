"""Answers that were given lately, by their receipt: it names the question and the graph, so none is ever stale."""

from collections import OrderedDict


class Shelf:
    """The last few answers, in the order in which they were asked for. With no room it keeps none."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def __bool__(self) -> bool:
        return self._room > 0

    def take(self, receipt: str) -> bytes | None:
        """The answer with this receipt, if it is here."""
        body = self._kept.get(receipt)
        if body is not None:
            self._kept.move_to_end(receipt)
        return body

    def put(self, receipt: str, body: bytes) -> None:
        """Keep an answer; whichever nobody has asked for the longest makes room."""
        if self._room:
            self._kept[receipt] = body
            self._kept.move_to_end(receipt)
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
