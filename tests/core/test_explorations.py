"""Claims about explorations: good neighbours, but neither at home nor near in sound."""

from dataclasses import replace

import numpy as np
import pytest

from core.candidates import PATHS
from core.choice import AT_HOME, choose
from core.db import Database
from core.engine import consider, recommend
from core.resolve import resolve
from core.seeds import choose_seed
from core.types import Wishes

MAIN_TAGS = """
    SELECT artist_id, tag.name
      FROM graph.artist JOIN tag ON tag.tag_id = genre_id
     WHERE artist_id = ANY(%(picks)s)
"""
ADVENTUROUS = Wishes(limit=10, explore=4)


@pytest.mark.parametrize("query", ["Kraftwerk", "Fela Kuti", "shoegaze", "Portishead - Roads"])
async def test_an_exploration_has_left_home(world: Database, query: str) -> None:
    picks = (await recommend(world, query, wishes=ADVENTUROUS)).artists
    explorations = [pick.artist_id for pick in picks if pick.exploration]
    tags = (await choose_seed(world, (await resolve(world, query)).entity)).seed.tags
    main_tags = {row.name for row in await world.fetch(MAIN_TAGS, picks=explorations)}
    assert len(explorations) == 4
    assert main_tags
    assert not main_tags & set(tags.names[:AT_HOME])


async def test_what_is_near_in_sound_is_no_exploration(world: Database) -> None:
    asked = await consider(world, (await resolve(world, "Kraftwerk")).entity, ADVENTUROUS)
    shortlist = asked.shortlist(ADVENTUROUS)
    planted, scored = asked.planted, asked.scored
    sound = np.uint8(1 << [path.name for path in PATHS].index("sound"))
    heard = replace(scored.candidates, found_by=scored.candidates.found_by | sound)
    for candidates, explorations in ((scored.candidates, 4), (heard, 0)):
        slots = choose(
            replace(scored, candidates=candidates),
            asked.described,
            shortlist,
            planted.seed,
            ADVENTUROUS,
        )
        assert sum(slot.exploration for slot in slots) == explorations
