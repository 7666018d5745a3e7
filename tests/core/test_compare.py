"""Claims about two artists side by side, and the chains of facts between them."""

import pytest

from core.db import Database
from core.engine import compare
from core.errors import BadRequestError
from core.hops import HOW, Hop, said_as, tell, turned
from core.paths import CROWD, MOST_CHAINS, Chain
from core.profiles import PROFILES
from core.types import Source, Wishes

PAIRS = [
    ("Coil", "Throbbing Gristle"),
    ("Björk", "Tricky"),
    ("Nine Inch Nails", "Johnny Cash"),
    ("Can", "Kraftwerk"),
    ("Flood", "Depeche Mode"),
    ("Fela Kuti", "Basic Channel"),
]
EDGES = """
    SELECT DISTINCT ours.name AS start, theirs.name AS end, kind, forward, detail, source, theirs.degree
      FROM graph.edge JOIN graph.stop AS ours ON ours.node = edge.node
      JOIN graph.stop AS theirs ON theirs.node = edge.other
     WHERE ours.name = ANY(%(names)s) AND theirs.name = ANY(%(names)s)
"""


def backwards(chain: Chain) -> list[Hop]:
    return [turned(hop) for hop in reversed(chain.hops)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_both_directions_tell_the_same_chains(world: Database, one: str, other: str) -> None:
    there = (await compare(world, one, other)).chains
    back = (await compare(world, other, one)).chains
    assert [list(chain.hops) for chain in there] == [backwards(chain) for chain in back]
    assert [chain.cost for chain in there] == pytest.approx([chain.cost for chain in back])


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_every_hop_is_a_fact(world: Database, one: str, other: str) -> None:
    chains = (await compare(world, one, other)).chains
    names = sorted(
        {name for chain in chains for hop in chain.hops for name in (hop.start, hop.end)}
    )
    facts = {
        (row.start, said_as(row.kind, "forward" if row.forward else "backward"), row.end, row.detail, row.source)
        for row in await world.fetch(EDGES, names=names)
    }  # fmt: skip
    assert chains
    assert {
        (hop.start, hop.how, hop.end, hop.detail, hop.source.source)
        for chain in chains
        for hop in chain.hops
    } <= facts


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_chains_are_few_short_and_go_all_the_way(
    world: Database, one: str, other: str
) -> None:
    chains = (await compare(world, one, other)).chains
    assert len(chains) <= MOST_CHAINS
    assert len({chain.text for chain in chains}) == len(chains)
    assert [chain.cost for chain in chains] == sorted(chain.cost for chain in chains)
    for chain in chains:
        assert 1 <= len(chain.hops) <= 3
        assert (chain.hops[0].start, chain.hops[-1].end) == (one, other)
        assert all(a.end == b.start for a, b in zip(chain.hops, chain.hops[1:], strict=False))


async def test_no_chain_runs_through_a_crowd(world: Database) -> None:
    rows = await world.fetch("SELECT name FROM graph.stop WHERE degree > %(crowd)s", crowd=CROWD)
    crowds = {row.name for row in rows}
    for one, other in PAIRS:
        for chain in (await compare(world, one, other)).chains:
            assert not crowds & {hop.end for hop in chain.hops[:-1]}


async def test_each_signal_is_heard_from_both_sides(world: Database) -> None:
    answer = await compare(world, "Coil", "Throbbing Gristle")
    mirrored = await compare(world, "Throbbing Gristle", "Coil")
    assert [row.signal for row in answer.signals] == list(PROFILES["published"])
    assert [(s.there, s.back) for s in answer.signals] == [
        (s.back, s.there) for s in mirrored.signals
    ]
    assert answer.there == mirrored.back
    assert answer.there.score == pytest.approx(sum(c.points for c in answer.there.contributions))


async def test_weights_can_be_ones_own(world: Database) -> None:
    answer = await compare(world, "Coil", "Can", Wishes(weights={"tag_overlap": 0.0}))
    assert answer.weights["tag_overlap"] == 0


async def test_an_artist_is_not_compared_with_itself(world: Database) -> None:
    with pytest.raises(BadRequestError):
        await compare(world, "NIN", "nine inch nails")


@pytest.mark.parametrize("kind", [*HOW, "kazoo"])
def test_a_fact_turned_twice_is_the_same_fact(kind: str) -> None:
    hop = Hop("Coil", said_as(kind, "forward"), "Can", "Scatology", Source("starter"))
    assert turned(turned(hop)) == hop
    assert turned(hop).how == said_as(kind, "backward")


def test_a_chain_reads_from_left_to_right() -> None:
    source = Source("starter")
    hops = [
        Hop("Can", "was remixed by", "Carl Craig", None, source),
        Hop("Carl Craig", "released on", "Planet E", "Landcruising", source),
    ]
    assert (
        tell(hops)
        == "Can was remixed by Carl Craig; Carl Craig released on Planet E (Landcruising)."
    )
