"""Claims about each signal's reasons: they name facts, and nothing but facts."""

import re
from collections.abc import Sequence

import pytest

from core.db import Database
from core.engine import compare, recommend
from core.types import Contribution, RecommendationList

SEEDS = """Nine Inch Nails, Coil, Aphex Twin, Portishead, Fela Kuti, Can, My Bloody Valentine,
    Burial, Joy Division, Sun Ra, Dolly Parton, Burzum, Tatsuro Yamashita, King Tubby, Soft Machine,
    DJ Rashad, Steve Reich, Caetano Veloso, Basic Channel, Kraftwerk"""
SHARED = {
    "labels": """SELECT name FROM artist_label AS ours JOIN artist_label AS theirs USING (label_id)
                   JOIN label USING (label_id)
                  WHERE ours.artist_id = %(one)s AND theirs.artist_id = %(other)s""",
    "tags": """SELECT name FROM artist_tag AS ours JOIN artist_tag AS theirs USING (tag_id)
                 JOIN tag USING (tag_id)
                WHERE ours.artist_id = %(one)s AND theirs.artist_id = %(other)s""",
    "people": """WITH made AS (SELECT person_id, artist_id FROM credit
                               UNION SELECT from_id, to_id FROM relation WHERE kind = 'member of'
                               UNION SELECT artist_id, artist_id FROM artist)
                 SELECT name FROM made AS ours JOIN made AS theirs USING (person_id)
                   JOIN artist ON artist.artist_id = person_id
                  WHERE ours.artist_id = %(one)s AND theirs.artist_id = %(other)s""",
}


@pytest.fixture(scope="session")
async def answers(world: Database) -> list[RecommendationList]:
    """What twenty artists of twenty scenes are adjacent to."""
    return [await recommend(world, seed, "artist") for seed in SEEDS.split(",")]


def said(answers: Sequence[RecommendationList], signal: str) -> list[tuple[int, int, Contribution]]:
    """(seed, pick, contribution) wherever a signal spoke."""
    return [
        (answer.entity.id, pick.artist_id, told)
        for answer in answers
        for pick in answer.artists
        for told in pick.contributions
        if told.signal == signal and told.reason
    ]


async def shared(world: Database, what: str, one: int, other: int) -> set[str]:
    """The names of labels, tags or people that both artists have, as the facts know them."""
    return {row.name for row in await world.fetch(SHARED[what], one=one, other=other)}


def names_only(text: str, names: set[str]) -> bool:
    """Whether a list such as "a, b and c" consists of these names and nothing else."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return not re.sub(r",|\band\b|\s", "", text)


async def test_every_label_in_a_reason_is_shared(
    world: Database, answers: list[RecommendationList]
) -> None:
    spoken = said(answers, "label_affinity")
    assert spoken
    for one, other, told in spoken:
        labels = await shared(world, "labels", one, other)
        assert any(f"shared label: {label} (" in str(told.reason) for label in labels)
        assert {source.title for source in told.sources} <= labels


async def test_every_tag_in_a_reason_is_shared(
    world: Database, answers: list[RecommendationList]
) -> None:
    named = [s for s in said(answers, "tag_overlap") if str(s[2].reason).startswith("both tagged ")]
    assert named
    for one, other, told in named:
        tags = str(told.reason).removeprefix("both tagged ")
        assert names_only(tags, await shared(world, "tags", one, other)), told.reason


async def test_everyone_who_is_credited_worked_with_both(
    world: Database, answers: list[RecommendationList]
) -> None:
    credited = re.compile(r"^(.+?)(?: \(\w+\))? (?:worked with both|is credited)")
    people = [
        (one, other, named[1])
        for one, other, told in said(answers, "artist_similarity")
        for clause in str(told.reason).split("; ")
        if (named := credited.match(clause))
    ]
    assert people
    for one, other, person in people:
        assert person in await shared(world, "people", one, other)


@pytest.mark.parametrize(("said_as", "place"), [("influenced by {}", 0), ("influenced {}", 1)])
async def test_influence_is_said_in_its_direction(
    world: Database, answers: list[RecommendationList], said_as: str, place: int
) -> None:
    rows = await world.fetch("SELECT from_id, to_id FROM relation WHERE kind = 'influence'")
    influences = {(row.from_id, row.to_id) for row in rows}
    names = {answer.entity.id: answer.entity.name for answer in answers}
    told_so = [
        (one, other)
        for one, other, told in said(answers, "artist_similarity")
        if said_as.format(names[one]) in str(told.reason).split("; ")
    ]
    assert told_so
    for one, other in told_so:
        assert ((one, other), (other, one))[place] in influences


async def test_every_text_and_playlist_in_a_reason_exists(
    world: Database, answers: list[RecommendationList]
) -> None:
    rows = await world.fetch("SELECT title FROM document UNION SELECT title FROM playlist")
    titles = {row.title for row in rows}
    quoted = [
        title
        for _, _, told in said(answers, "co_mention")
        for title in re.findall("“([^”]+)”", str(told.reason))
    ]
    assert quoted
    assert set(quoted) <= titles


@pytest.mark.parametrize(
    "signal",
    [
        "tag_overlap",
        "text_similarity",
        "label_affinity",
        "co_mention",
        "artist_similarity",
    ],
)  # fmt: skip
def test_reasons_come_with_sources(answers: list[RecommendationList], signal: str) -> None:
    assert said(answers, signal)
    assert all(told.sources for _, _, told in said(answers, signal))


def test_nothing_is_said_of_sound_that_was_never_heard(answers: list[RecommendationList]) -> None:
    assert not said(answers, "audio_similarity")
    told = [pick.contributions for answer in answers for pick in answer.artists]
    assert max(sum(c.weight for c in contributions) for contributions in told) == pytest.approx(1)


async def test_a_shared_label_is_named(world: Database) -> None:
    compared = await compare(world, "Aphex Twin", "Autechre")
    (said,) = [row for row in compared.signals if row.signal == "label_affinity"]
    assert "shared label: Warp" in str(said.reason)


async def test_no_shared_label_is_silence_not_zero(world: Database) -> None:
    compared = await compare(world, "Burzum", "Dolly Parton")
    assert not await shared(world, "labels", compared.one.id, compared.other.id)
    (said,) = [row for row in compared.signals if row.signal == "label_affinity"]
    assert (said.there, said.back, said.reason) == (None, None, None)


async def test_a_shared_producer_is_named(world: Database) -> None:
    compared = await compare(world, "Nine Inch Nails", "Ministry")
    (said,) = [row for row in compared.signals if row.signal == "artist_similarity"]
    assert "Adrian Sherwood" in str(said.reason)
    assert "producer" in str(said.reason)
