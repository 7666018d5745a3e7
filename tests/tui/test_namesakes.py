"""Claims about namesakes: who stands on the table is meant, however well known another of that name is."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from agent_tools.toolbox import toolbox
from core.db import Database
from ingest.derive import build
from ingest.load import load
from ingest.sources.facts import read
from tests.conftest import quiet
from tui.client import in_memory
from tui.conversation import turn
from tui.renewed import renewed
from tui.state import State, from_json, to_json
from tui.tools import Tools
from tui.turns import Turn

SEATTLE = {"id": "s", "name": "Nirvana", "country": "US", "disambiguation": "grunge band"}
LONDON = {"id": "l", "name": "Nirvana", "country": "GB", "disambiguation": "psychedelic duo"}
OTHERS = [
    {"id": name.lower(), "name": name}
    for name in ("Kaleidoscope", "Tomorrow", "Mudhoney", "Melvins")
]
GRUNGE, PSYCHEDELIC = ("s", "mudhoney", "melvins"), ("l", "kaleidoscope", "tomorrow")
FACTS: dict[str, list[dict[str, Any]]] = {
    "artists": [SEATTLE, LONDON, *OTHERS],
    "tracks": [{"id": f"{a}{n}", "artist_id": a, "title": f"Song {n}"} for a in (*GRUNGE, *PSYCHEDELIC)
               for n in (1, 2)],
    "tags": [{"artist_id": a, "tag": "grunge", "count": 9, "source": "test"} for a in GRUNGE]
    + [{"artist_id": a, "tag": "psychedelic pop", "count": 9, "source": "test"} for a in PSYCHEDELIC],
    "relations": [
        {"from_id": a, "to_id": b, "kind": "similar", "score": 0.9, "source": "test"}
        for a, b in (("s", "mudhoney"), ("s", "melvins"), ("mudhoney", "melvins"), ("l", "kaleidoscope"),
                     ("l", "tomorrow"))
    ],
}  # fmt: skip


@pytest.fixture
def two_nirvanas(empty_url: str, tmp_path: Path) -> str:
    """A little world in which the better known Nirvana is the one from Seattle."""
    return built(empty_url, tmp_path, FACTS)


def built(url: str, folder: Path, facts: Mapping[str, Sequence[object]]) -> str:
    for name, lines in facts.items():
        (folder / f"{name}.jsonl").write_bytes(b"\n".join(orjson.dumps(line) for line in lines))
    load(url, "test", read(folder, quiet), quiet)
    build(url, quiet)
    return url


@asynccontextmanager
async def reached(url: str) -> AsyncIterator[Tools]:
    async with Database.open(url) as db, in_memory(toolbox(lambda: db)) as tools:
        yield tools


async def talked(tools: Tools, *utterances: str) -> Turn:
    state = State()
    for utterance in utterances:
        done = await turn(state, utterance, tools)
        state = from_json(to_json(done.state))
    return done


def seeds(done: Turn) -> set[str]:
    return {done.state.seed["country"]} if done.state.seed else set()


async def test_who_stands_on_the_table_is_meant(two_nirvanas: str) -> None:
    async with reached(two_nirvanas) as tools:
        listed = await talked(tools, "Kaleidoscope")
        place = [p["artist_name"] for p in listed.state.picks].index("Nirvana") + 1
        assert seeds(await turn(listed.state, f"more like {place}", tools)) == {"GB"}
        for asked in (f"tell me about {place}", "tell me about Nirvana", f"who produced {place}"):
            told = await turn(listed.state, asked, tools)
            assert told.shows["card"]["country"] == "GB"
            again = await turn(told.state, "tell me about it", tools)
            assert again.shows["card"]["country"] == "GB"
        compared = await turn(listed.state, f"compare {place} and Tomorrow", tools)
        assert compared.shows["comparison"]["one"]["country"] == "GB"
        out = await turn(listed.state, f"exclude {place}", tools)
        assert out.arguments["artists"] == ["Nirvana"]
        london = listed.state.picks[place - 1]["artist_id"]
        assert london not in [p["artist_id"] for p in out.state.picks]
        assert "Nirvana" in [p["artist_name"] for p in out.state.picks]  # the other one


async def test_who_was_not_meant_can_be_chosen(two_nirvanas: str) -> None:
    async with reached(two_nirvanas) as tools:
        listed = await talked(tools, "Nirvana")
        assert seeds(listed) == {"US"}
        assert "Say “the other Nirvana”" in listed.answer
        for said in (
            "the other Nirvana",
            "the british Nirvana",
            "something like psychedelic Nirvana",
        ):
            assert seeds(await turn(listed.state, said, tools)) == {"GB"}, said


async def test_a_name_of_signs_alone_has_no_surname(empty_url: str, tmp_path: Path) -> None:
    signs = {"id": "c", "name": "!!!", "aliases": ["Chk Chk Chk"]}
    near = {"from_id": "c", "to_id": "melvins", "kind": "similar", "score": 0.9, "source": "test"}
    facts = {
        **FACTS,
        "artists": [*FACTS["artists"], signs],
        "relations": [*FACTS["relations"], near],
    }
    async with reached(built(empty_url, tmp_path, facts)) as tools:
        assert (await talked(tools, "Chk Chk Chk")).state.seed_name == "!!!"


async def test_a_conversation_kept_before_there_were_pointers_opens(two_nirvanas: str) -> None:
    async with reached(two_nirvanas) as tools:
        kept = to_json((await talked(tools, "Kaleidoscope", "exclude Tomorrow")).state)
        kept["wishes"]["exclude"] = ["Tomorrow"]
        del kept["pointers"]
        kept["before"] = None
        done = await turn(from_json(kept), "surprise me", tools)
        assert "Tomorrow" not in [p["artist_name"] for p in done.state.picks]


async def test_a_conversation_from_before_the_graph_was_built_anew_means_nobody_else(
    two_nirvanas: str,
) -> None:
    async with reached(two_nirvanas) as tools:
        kept = (await talked(tools, "Kaleidoscope", "exclude Tomorrow")).state
        assert await renewed(kept, tools) is kept
        other = {**kept.picks[0], "artist_name": "Somebody Else"}
        moved = await renewed(replace(kept, picks=(other, *kept.picks[1:])), tools)
        assert moved.seed_name == "Kaleidoscope"
        assert "Somebody Else" not in [pick["artist_name"] for pick in moved.picks]
        assert list(moved.wishes.exclude.values()) == ["Tomorrow"]
        assert "Tomorrow" not in [pick["artist_name"] for pick in moved.picks]
