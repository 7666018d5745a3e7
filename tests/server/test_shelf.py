"""Claims about answers that are kept: the same bytes, without asking the engine, and only as many as there is room."""

from server.shelf import Shelf
from tests.server.conftest import Opened


def test_a_kept_answer_is_the_same_and_costs_the_engine_nothing(open_door: Opened) -> None:
    with open_door(answers_kept=2) as door:
        first, again = [door.get("/recommend", params={"q": "Coil"}) for _ in range(2)]
        assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
        assert "gather" in first.headers["Server-Timing"]
        assert "gather" not in again.headers["Server-Timing"]
        other = door.get("/recommend", params={"q": "Coil", "limit": 3})
        assert len(other.json()["artists"]) == 3


def test_unless_asked_for_nothing_is_kept(open_door: Opened) -> None:
    with open_door() as door:
        for _ in range(2):
            assert "gather" in door.get("/recommend", params={"q": "Coil"}).headers["Server-Timing"]


def test_what_nobody_asked_for_the_longest_makes_room() -> None:
    shelf = Shelf(2)
    for receipt in ("a", "b"):
        shelf.put(receipt, receipt.encode())
    assert shelf.take("a") == b"a"
    shelf.put("c", b"c")
    assert [shelf.take(receipt) for receipt in ("a", "b", "c")] == [b"a", None, b"c"]
