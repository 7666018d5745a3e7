"""Claims about growing: from one name to a neighbourhood of real artists, nearest first."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from core.errors import UnknownNameError, UnreachableError
from ingest.grow import Grown, grow
from ingest.grow.services import Around
from ingest.mirrors import forget
from ingest.sources.lastfm.service import LastFm
from ingest.sources.listenbrainz.service import ListenBrainz
from ingest.sources.musicbrainz_live.service import MusicBrainz
from ingest.web import Web
from tests.ingest.local_web import BROKEN, Asked, LocalWeb, Reply, told

NAMES = [
    "Coil",
    "Current 93",
    "Nurse With Wound",
    "Death in June",
    "Cyclobe",
    "Zos Kia",
    "Rozz Williams",
]
MBIDS = {name: f"{n}0000000-0000-4000-8000-000000000000" for n, name in enumerate(NAMES, 1)}
NAME_OF = {mbid: name for name, mbid in MBIDS.items()}
HEARD_WITH = {  # by ListenBrainz
    "Coil": {"Current 93": 100, "Nurse With Wound": 90},
    "Current 93": {"Death in June": 50, "Coil": 10},
    "Death in June": {"Rozz Williams": 30},  # three hops away
}
SIMILAR = {"Coil": {"Cyclobe": "0.7"}, "Nurse With Wound": {"Current 93": "0.9"}}  # by Last.fm
MEMBERS = {"Coil": ["Zos Kia"]}
POPULAR = {"Coil": ["Ostia", "Love's Secret Domain"], "Current 93": ["Lucifer Over London"]}


def musicbrainz(path: list[str], query: dict[str, str]) -> Reply:
    match path:
        case ["artist"]:
            found = [mbid for name, mbid in MBIDS.items() if f'"{name}"' in query["query"]]
            return told({"artists": [{"id": mbid} for mbid in found]})
        case ["artist", mbid]:
            name = NAME_OF[mbid]
            bonds = [{"type": "collaboration", "direction": "forward", "artist": {"id": MBIDS[other], "name": other}}
                     for other in MEMBERS.get(name, [])]  # fmt: skip
            tags = [{"name": "industrial", "count": 5}, {"name": f"only {name}", "count": 1}]
            return told({"id": mbid, "name": name, "tags": tags, "genres": [], "relations": bonds})
        case ["recording"]:
            song = {
                "id": query["artist"].replace("4000", "4001"),
                "title": f"A song of {NAME_OF[query['artist']]}",
            }
            return told({"recording-count": 1, "recordings": [song]})
        case _:
            label = {"id": "a0000000-0000-4000-8000-000000000000", "name": "World Serpent"}
            record = {
                "id": query["artist"].replace("4000", "4002"),
                "title": "A record",
                "label-info": [{"label": label}],
            }
            return told({"release-count": 1, "releases": [record]})


def lastfm(query: dict[str, str]) -> Reply:
    name = query["artist"]
    match query["method"]:
        case "artist.getInfo":
            return told({"artist": {"name": name, "mbid": MBIDS[name]}})
        case "artist.getSimilar":
            similar = [
                {"name": n, "match": m, "mbid": MBIDS[n]} for n, m in SIMILAR.get(name, {}).items()
            ]
            return told({"similarartists": {"artist": similar}})
        case _:
            return told({"toptags": {"tag": [{"name": "post-industrial", "count": 100}]}})


def answer(asked: Asked) -> Reply:
    """All three services on one machine."""
    match asked.path.strip("/").split("/"):
        case ["mb", *path]:
            return musicbrainz(path, dict(asked.query))
        case ["lb", "popularity", _, mbid] if NAME_OF[mbid] in POPULAR:
            songs = POPULAR[NAME_OF[mbid]]
            return told([{"recording_mbid": mbid.replace("4000", f"400{n}"), "recording_name": song, "length": 180_000}
                         for n, song in enumerate(songs, 3)])  # fmt: skip
        case ["lb", *_]:
            return told([])
        case ["labs", *_]:
            found = HEARD_WITH.get(NAME_OF[asked.query["artist_mbids"]], {})
            return told(
                [
                    {"artist_mbid": MBIDS[name], "name": name, "score": s}
                    for name, s in found.items()
                ]
            )
        case _:
            return lastfm(dict(asked.query))


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@asynccontextmanager
async def around(host: LocalWeb, folder: Path) -> AsyncIterator[Around]:
    """The services of this test, with answers kept in its folder."""
    at, limits = host.address, host.limits(silence=0.5, tries=2, longest_wait=0.5)
    async with Web.open(folder, None, limits=limits) as web:
        labs = ListenBrainz(web, f"{at}/lb", f"{at}/labs")
        yield Around(MusicBrainz(web, f"{at}/mb"), labs, LastFm(web, f"{at}/fm/", SecretStr("k3y")))


class Gardener:
    """Grows in this test's database, with answers kept in this test's folder."""

    def __init__(self, url: str, folder: Path, host: LocalWeb) -> None:
        self.url, self.folder, self.host = url, folder, host

    async def grow(self, name: str = "Coil", hops: int = 2, budget: int = 200) -> Grown:
        async with around(self.host, self.folder) as services:
            return await grow(self.url, name, hops, budget, services, quiet)

    def looked_at(self) -> list[str]:
        """Whom MusicBrainz was asked about, in order."""
        paths = [path.split("/") for path in self.host.paths()]
        return [
            NAME_OF[path[3]] for path in paths if path[1:3] == ["mb", "artist"] and len(path) == 4
        ]


@pytest.fixture
def gardener(empty_url: str, tmp_path: Path, host: LocalWeb) -> Gardener:
    return Gardener(empty_url, tmp_path / "web", host)


async def test_it_goes_as_many_hops_as_it_may(gardener: Gardener, ask: Any) -> None:
    grown = await gardener.grow()
    assert set(gardener.looked_at()) == {*NAMES} - {"Rozz Williams"}
    assert (grown.name, grown.artists, grown.missed) == ("Coil", 6, ())
    assert ask("SELECT count(*) FROM artist") == [(7,)]  # the seventh by name only
    assert ask("SELECT DISTINCT source FROM relation ORDER BY 1") == [
        ("lastfm",),
        ("listenbrainz",),
        ("musicbrainz",),
    ]
    assert ask("SELECT title FROM track JOIN artist USING (artist_id) ORDER BY artist.name, rank") == [
        ("Ostia",), ("Love's Secret Domain",), ("Lucifer Over London",), ("A song of Cyclobe",),
        ("A song of Death in June",), ("A song of Nurse With Wound",), ("A song of Zos Kia",),
    ]  # fmt: skip


async def test_taking_musicbrainz_back_leaves_what_listenbrainz_said(
    gardener: Gardener, ask: Any
) -> None:
    await gardener.grow()
    heard = "SELECT count(*) FROM relation WHERE source = 'listenbrainz'"
    ((before,),) = ask(heard)
    forget(gardener.url, "musicbrainz", quiet)
    assert ask(heard) == [(before,)]
    assert ask("SELECT DISTINCT source FROM relation ORDER BY 1") == [
        ("lastfm",),
        ("listenbrainz",),
    ]
    assert ask("SELECT title FROM track JOIN artist USING (artist_id) ORDER BY artist.name, rank") == [
        ("Ostia",), ("Love's Secret Domain",), ("Lucifer Over London",),
    ]  # fmt: skip
    assert ask("SELECT mbid::text FROM artist WHERE name = 'Coil'") == [(MBIDS["Coil"],)]


async def test_nobody_beyond_one_hop_when_one_is_all(gardener: Gardener) -> None:
    await gardener.grow(hops=1)
    assert "Death in June" not in gardener.looked_at()


async def test_the_nearest_come_first_and_the_budget_is_kept(gardener: Gardener) -> None:
    grown = await gardener.grow(
        budget=24
    )  # at most eight questions an artist, and one to find the first
    first, *at_once = gardener.looked_at()
    assert first == "Coil"
    assert set(at_once) == {"Current 93", "Nurse With Wound"}
    assert grown.questions <= 24
    assert len(gardener.host.asked) <= grown.questions
    assert grown.left == 3  # Cyclobe, Zos Kia, Death in June


async def test_the_same_again_goes_further_and_asks_nobody_twice(gardener: Gardener) -> None:
    await gardener.grow(budget=24)
    before = len(gardener.host.asked)
    again = await gardener.grow(budget=40)
    assert again.artists == 6
    paths = [(one.path, *sorted(one.query.items())) for one in gardener.host.asked]
    assert len(paths) == len(set(paths))
    assert again.questions == len(paths) - before


async def test_the_same_answers_grow_the_same_graph(
    gardener: Gardener, held: Any, another_url: str
) -> None:
    await gardener.grow()
    await Gardener(another_url, gardener.folder, gardener.host).grow()
    assert held(gardener.url) == held(another_url)


def about_nurse_with_wound(service: str) -> Callable[[Asked], bool]:
    """Whether one of the services is asked about Nurse With Wound."""

    def about(asked: Asked) -> bool:
        said = {*asked.path.split("/"), *asked.query.values()}
        mine = asked.path.split("/")[1] == service
        return mine and bool({"Nurse With Wound", MBIDS["Nurse With Wound"]} & said)

    return about


@pytest.mark.parametrize("service", ["mb", "labs", "fm"])
async def test_a_service_that_fails_is_one_miss_and_the_others_are_heard(
    host: LocalWeb, tmp_path: Path, service: str, fault: Reply
) -> None:
    host.fails(fault, about_nurse_with_wound(service))
    async with around(host, tmp_path) as services:
        said = await services.ask(MBIDS["Nurse With Wound"])
    assert len(said.missed) == 1
    assert (said.about is None, said.heard is None) == (service == "mb", service in ("mb", "fm"))


async def test_one_answer_that_is_not_to_be_had_costs_no_more_than_that(gardener: Gardener) -> None:
    gardener.host.fails(BROKEN, about_nurse_with_wound("mb"))
    grown = await gardener.grow()
    assert (grown.artists, len(grown.missed)) == (5, 1)
    gardener.host.answer = answer
    assert (await gardener.grow()).missed == ()


ODD_ANSWERS: dict[str, Any] = {
    "mb": {"id": 1}, "fm": {"artist": [7]}, "lb": [{"recording_mbid": "../../secrets"}, 7],
    "labs": [{"artist_mbid": MBIDS["Cyclobe"], "name": "Cyclobe", "score": "many"}],
}  # fmt: skip


@pytest.mark.parametrize("service", ODD_ANSWERS)
async def test_an_answer_of_another_shape_costs_no_more_either(
    host: LocalWeb, tmp_path: Path, service: str
) -> None:
    host.fails(told(ODD_ANSWERS[service]), about_nurse_with_wound(service))
    async with around(host, tmp_path) as services:
        said = await services.ask(MBIDS["Nurse With Wound"])
    assert [one.reason.endswith("not as documented") for one in said.missed] == (
        [] if service == "lb" else [True]
    )


async def test_where_nobody_counts_listens_recordings_come_from_the_catalogue(
    gardener: Gardener, ask: Any
) -> None:
    gardener.host.fails(BROKEN, lambda asked: "popularity" in asked.path)
    grown = await gardener.grow()
    assert grown.missed == ()
    assert ask("SELECT title FROM track JOIN artist USING (artist_id) WHERE name = 'Coil'") == [
        ("A song of Coil",)
    ]


async def test_a_name_that_nobody_has_is_said(gardener: Gardener) -> None:
    with pytest.raises(UnknownNameError, match="nobody called Koyl"):
        await gardener.grow("Koyl")


async def test_where_nobody_answers_nothing_is_loaded(gardener: Gardener, ask: Any) -> None:
    gardener.host.answer = lambda _asked: told({}, 503)
    with pytest.raises(UnreachableError, match="503"):
        await gardener.grow(MBIDS["Coil"])
    assert ask("SELECT count(*) FROM artist") == [(0,)]


def run(host: LocalWeb, url: str, folder: Path, *words: str, **more: str) -> Any:
    """The command, as a newcomer types it."""
    services = {"musicbrainz": f"{host.address}/mb", "listenbrainz_labs": f"{host.address}/labs",
                "listenbrainz": f"{host.address}/lb",
                "lastfm": f"{host.address}/fm/"}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "auric", *words], capture_output=True, check=False, text=True, timeout=120,
        env={"AURIC_DATABASE_URL": url, "AURIC_DATA_DIR": str(folder),
             "AURIC_SERVICES": orjson.dumps(services).decode(),
             "PATH": os.environ["PATH"], "COLUMNS": "100", **more},
    )  # fmt: skip


def test_from_a_name_to_recommendations_that_cite_the_services(
    empty_url: str, host: LocalWeb, tmp_path: Path
) -> None:
    keys = {"AURIC_CONTACT": "us@example.org", "LASTFM_API_KEY": "k3y"}
    done = run(host, empty_url, tmp_path, "grow", "Coil", "--json", **keys)
    assert done.returncode == 0, done.stderr
    answer = orjson.loads(done.stdout)
    assert answer["grown"]["artists"] == 6
    assert answer["entity"]["mbid"] == MBIDS["Coil"]
    picks = {pick["artist_name"]: pick["contributions"] for pick in answer["artists"]}
    assert {"Current 93", "Cyclobe", "Zos Kia"} <= picks.keys()
    cited = {
        source["source"] for said in picks.values() for one in said for source in one["sources"]
    }
    assert {"musicbrainz", "listenbrainz", "lastfm"} <= cited


def test_without_a_key_it_says_what_is_missed_and_without_a_contact_it_does_not_start(
    empty_url: str, host: LocalWeb, tmp_path: Path
) -> None:
    done = run(host, empty_url, tmp_path, "grow", "Coil", AURIC_CONTACT="us@example.org")
    assert done.returncode == 0, done.stderr
    assert (
        "Without LASTFM_API_KEY listeners' tags, their similar artists and biographies are missed."
        in done.stdout
    )
    assert "Adjacent to Coil" in done.stdout
    assert all("/fm" not in path for path in host.paths())
    alone = run(host, empty_url, tmp_path, "grow", "Coil")
    assert alone.returncode == 2
    assert "AURIC_CONTACT" in alone.stderr
    keyless = run(host, empty_url, tmp_path, "ingest", "lastfm", "--artist", "Coil")
    assert keyless.returncode == 2
    assert "LASTFM_API_KEY" in keyless.stderr
    assert "missed" in keyless.stderr
