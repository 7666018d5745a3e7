"""Claims about Last.fm: what listeners say becomes facts, and what fails stops nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from core.db import Database
from core.engine import recommend
from core.errors import BadRequestError
from ingest.derive import build
from ingest.sources.lastfm import hear_all, ingest, wanted_by
from ingest.sources.lastfm.facts import Wanted, biography
from ingest.sources.lastfm.folksonomy import genres
from ingest.sources.lastfm.service import LastFm
from ingest.web import Web
from tests.ingest.local_web import BROKEN, Asked, LocalWeb, Reply, told

Ask = Callable[[str], list[tuple[Any, ...]]]
MBID = "5ed20fa2-3f15-4d51-96d0-ff9cb7f8a4b3"
PAGES: dict[str, dict[str, Any]] = {
    "Coil": {
        "mbid": MBID,
        "similar": [("Current 93", "1"), ("Nurse With Wound", "0.874"), ("Coil", "0.5"), ("Zoviet France", 0)],
        "tags": [("industrial", 100), ("experimental", 87), ("seen live", 60), ("Coil", 44), ("british", 40)],
        "bio": "Coil were an English music group, founded in 1982 by John Balance. <a href=\"x\">More</a>.",
        "tracks": {"Ostia": [("dark ambient", 100), ("awesome", 70)]},
    },
    "Current 93": {
        "mbid": "", "similar": {"name": "Coil", "match": "1"}, "tags": [("experimental", 100), ("neofolk", 90)],
        "bio": "There are two artists called Current 93, this one and another one that nobody knows. They ...",
        "tracks": {},
    },
    "Guns N' Roses": {"mbid": "", "similar": [], "tags": [], "bio": "", "tracks": {}},
}  # fmt: skip
CORRECTED = {"guns n roses": "Guns N' Roses"}


def answer(asked: Asked) -> Reply:  # noqa: PLR0911 - one for each method
    """A small Last.fm, in the shapes it documents."""
    query = asked.query
    if query.get("api_key") != "k3y":
        return told({"error": 10, "message": "Invalid API key"}, 403)
    if query["method"] == "tag.getTopArtists":
        listed = [{"name": name, "@attr": {"rank": str(n)}} for n, name in enumerate(PAGES, 1)]
        return told({"topartists": {"artist": listed[:2], "@attr": {"tag": query["tag"]}}})
    name = CORRECTED.get(query["artist"].casefold(), query["artist"])
    page = PAGES.get(name)
    if page is None:
        return told({"error": 6, "message": "The artist you supplied could not be found"})
    match query["method"]:
        case "artist.getInfo":
            bio = {"content": page["bio"]} if page["bio"] else {}
            return told({"artist": {"name": name, "mbid": page["mbid"], "bio": bio, "tags": ""}})
        case "artist.getSimilar":
            pairs = page["similar"]
            similar = (
                pairs if isinstance(pairs, dict) else [{"name": n, "match": m} for n, m in pairs]
            )
            return told({"similarartists": {"artist": similar, "@attr": {"artist": name}}})
        case "artist.getTopTags":
            tags = [{"name": n, "count": c} for n, c in page["tags"]]
            return told({"toptags": {"tag": tags, "@attr": {"artist": name}}})
        case _:
            if query["track"] not in page["tracks"]:
                return told({"error": 6, "message": "Track not found"})
            tags = [{"name": n, "count": c} for n, c in page["tracks"][query["track"]]]
            return told({"toptags": {"tag": tags}})


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


@pytest.fixture
def service(host: LocalWeb, web: Web) -> LastFm:
    return LastFm(web, f"{host.address}/2.0/", SecretStr("k3y"))


async def test_what_listeners_say_becomes_facts(
    empty_url: str, ask: Ask, ingest: Callable[..., object], service: LastFm
) -> None:
    songs = [{"id": title, "artist_id": "a", "title": title} for title in ("Ostia", "Tenderness")]
    known = [{"id": "a", "name": "Coil"}, {"id": "b", "name": "Nurse With Wound"}]
    ingest({"artists": known, "tracks": songs})
    asked = await _ingest(empty_url, service, "Coil")
    assert asked.missed == ()
    assert ask("SELECT name FROM artist ORDER BY 1") == [
        ("Coil",),
        ("Current 93",),
        ("Nurse With Wound",),
    ]
    assert ask("SELECT name, kind, score, source FROM relation JOIN artist ON artist_id = to_id ORDER BY 1") == [
        ("Current 93", "similar", 1.0, "lastfm"), ("Nurse With Wound", "similar", pytest.approx(0.874), "lastfm"),
    ]  # fmt: skip
    assert ask("SELECT tag.name, count, family FROM artist_tag JOIN tag USING (tag_id) ORDER BY 2 DESC") == [
        ("industrial", 100.0, "folksonomy"), ("experimental", 87.0, "folksonomy"),
    ]  # fmt: skip
    assert ask("SELECT title, tag.name, count FROM track_tag JOIN track USING (track_id) JOIN tag USING (tag_id)") == [
        ("Ostia", "dark ambient", 100.0)
    ]  # fmt: skip
    assert ask("SELECT bio, bio_source FROM artist WHERE name = 'Coil'") == [
        ("Coil were an English music group, founded in 1982 by John Balance.", "Last.fm")
    ]


async def test_the_same_again_changes_nothing_and_asks_nobody(
    empty_url: str, held: Callable[[str], object], host: LocalWeb, service: LastFm
) -> None:
    await _ingest(empty_url, service, "Coil", "Current 93")
    before, asked = held(empty_url), len(host.asked)
    await _ingest(empty_url, service, "Coil", "Current 93")
    assert held(empty_url) == before
    assert len(host.asked) == asked


def is_tags_of_current_93(asked: Asked) -> bool:
    return (asked.query["method"], asked.query["artist"]) == ("artist.getTopTags", "Current 93")


async def test_one_artist_who_is_not_to_be_had_does_not_stop_the_others(
    host: LocalWeb, service: LastFm, fault: Reply
) -> None:
    host.fails(fault, is_tags_of_current_93)
    heard, missed = await hear_all([Wanted("Current 93"), Wanted("Coil")], service)
    assert [one.wanted.name for one in heard] == ["Coil"]
    assert [one.reason.split(":")[0] for one in missed] == ["Current 93"]


async def test_the_next_run_asks_again(
    empty_url: str, ask: Ask, host: LocalWeb, service: LastFm
) -> None:
    host.fails(BROKEN, is_tags_of_current_93)
    asked = await _ingest(empty_url, service, "Current 93", "Coil")
    assert (asked.artists, len(asked.missed)) == (1, 1)
    host.answer = answer
    assert (await _ingest(empty_url, service, "Current 93", "Coil")).missed == ()
    assert ask("SELECT count(*) FROM artist_tag WHERE source = 'lastfm'") == [(4,)]


async def test_what_it_refuses_with_status_200_is_understood(
    empty_url: str, host: LocalWeb, service: LastFm
) -> None:
    host.faults = [told({"error": 29, "message": "Rate Limit Exceeded"})]
    assert (
        await _ingest(empty_url, service, "Coil")
    ).artists == 0  # five seconds are too long here
    host.faults = [told({"error": 11, "message": "Service Offline"})]
    asked = await _ingest(empty_url, service, "Coil", "Nobody At All")
    assert asked.artists == 1
    assert [one.reason for one in asked.missed] == [
        "Nobody At All: Last.fm says: The artist you supplied could not be found."
    ]


async def test_a_refused_key_ends_the_run_and_is_not_shown(empty_url: str, service: LastFm) -> None:
    stranger = LastFm(service.web, service.home, SecretStr("wr0ng"))
    with pytest.raises(BadRequestError, match="LASTFM_API_KEY") as refused:
        await _ingest(empty_url, stranger, "Coil")
    assert "wr0ng" not in str(refused.value)


async def test_a_correction_is_the_same_artist_and_somebody_else_is_not(
    empty_url: str, host: LocalWeb, service: LastFm
) -> None:
    assert (await _ingest(empty_url, service, "Guns N Roses")).artists == 1
    CORRECTED["koyl"] = "Coil"
    asked = await _ingest(empty_url, service, "Koyl")
    assert asked.missed[0].reason == "Koyl: Last.fm speaks of Coil instead"


async def test_an_answer_of_another_shape_is_a_miss(
    empty_url: str, host: LocalWeb, service: LastFm
) -> None:
    host.answer = lambda _asked: told({"artist": "Coil"})
    asked = await _ingest(empty_url, service, "Coil")
    assert asked.missed[0].reason == "Coil: the answer is not as documented"


async def test_a_tag_leads_to_its_foremost_artists(
    empty_url: str, ask: Ask, service: LastFm
) -> None:
    wanted = await wanted_by(empty_url, [], ["industrial"], 10, service)
    assert [one.name for one in wanted] == ["Coil", "Current 93"]
    await ingest_(empty_url, wanted, service)
    assert ask("SELECT count(DISTINCT artist_id) FROM artist_tag") == [(2,)]


async def test_the_best_known_come_first_and_nobody_twice(
    empty_url: str, ingest: Callable[..., object], service: LastFm
) -> None:
    facts = [{"artist_id": "a", "tag": "industrial", "count": 1, "source": "x"}]
    ingest(
        {"artists": [{"id": "b", "name": "Current 93"}, {"id": "a", "name": "Coil"}], "tags": facts}
    )
    wanted = await wanted_by(empty_url, [], [], 10, service)
    assert [one.name for one in wanted] == ["Coil", "Current 93"]
    await ingest_(empty_url, wanted[:1], service)
    assert "Coil" not in [one.name for one in await wanted_by(empty_url, [], [], 10, service)]


async def test_its_facts_belong_to_the_artist_who_was_asked_about(
    empty_url: str, ask: Ask, ingest: Callable[..., object], service: LastFm
) -> None:
    """Two share a name: the page is the better known one's, and its MBID is not given to the other."""
    tags = [{"artist_id": "known", "tag": tag, "count": 1, "source": "x"} for tag in ("a", "b")]
    ingest(
        {
            "artists": [{"id": "other", "name": "Coil"}, {"id": "known", "name": "Coil"}],
            "tags": tags,
        }
    )
    await _ingest(empty_url, service, "Coil")
    assert ask("SELECT DISTINCT key FROM artist_tag JOIN fact_key ON id = artist_id AND kind = 'artist'"
               " WHERE source = 'lastfm' AND key NOT LIKE 'lastfm:%'") == [("known",)]  # fmt: skip
    assert ask("SELECT count(*) FROM artist WHERE name = 'Coil'") == [(2,)]


async def test_from_the_web_to_a_reason_that_cites_it(
    empty_url: str, ingest: Callable[..., object], service: LastFm
) -> None:
    ingest({
        "artists": [{"id": "a", "name": "Coil"}, {"id": "b", "name": "Current 93"}, {"id": "c", "name": "Abba"}],
        "tracks": [{"id": n, "artist_id": n, "title": f"Song {n}"} for n in "abc"],
    })  # fmt: skip
    await _ingest(empty_url, service, "Coil", "Current 93")
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        (pick,) = (await recommend(db, "Coil")).artists
    assert pick.artist_name == "Current 93"
    said = {one.signal: one for one in pick.contributions}
    assert "heard as similar to Coil" in (said["artist_similarity"].reason or "")
    assert {source.source for source in said["artist_similarity"].sources} == {"lastfm"}
    assert "experimental" in (said["tag_overlap"].reason or "")
    assert {source.source for source in said["tag_overlap"].sources} == {"lastfm"}


@pytest.mark.parametrize(
    "tag",
    ["seen live", "Seen Live!", "british", "USA", "1994", "80s", "late 90s", "best of 2007", "awesome", "favourites",
     "albums I own", "spotify", "8 of 10 stars", "2009 albums", "the best",
     "my ultimate favorites", "fucking awesome", "fav artists", "songs for Gil", "américain", "<3",
     "Nine Inch Nails", "x", "New York City"],
)  # fmt: skip
def test_what_is_no_genre_goes(tag: str) -> None:
    assert list(genres([(tag, 50)], {"nine inch nails"})) == []


@pytest.mark.parametrize(
    "tag",
    ["industrial", "post-punk", "krautrock", "britpop", "british folk", "j-pop", "detroit techno", "70s rock",
     "Madchester",
     "new wave", "no wave", "female vocalists", "idm", "uk garage", "classic rock", "live electronics", "ost", "2 tone",
     "アニメ", "chanson française", "80s synthpop"],
)  # fmt: skip
def test_what_is_one_stays_with_its_count(tag: str) -> None:
    assert list(genres([(tag, 7)], {"coil"})) == [(tag, 7)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "Air is a duo from Versailles, France. It formed in 1995. <a href='x'>Read more</a> CC",
            True,
        ),
        ("There are several bands called Air; the best known is a duo from Versailles.", False),
        ("1) Air is a duo from Versailles. 2) Air was a band from somewhere else entirely.", False),
        ("There are at least five artists with the name Coil, of whom one made Scatology.", False),
        ("Two bands share the name Low, and both of them come from Minnesota.", False),
        ("There is no band like this one: Coil were an English music group of the eighties.", True),
        ("<a href='x'>Read more on Last.fm</a>.", False),
        ("", False),
    ],
)
def test_a_page_about_several_artists_is_no_biography(said: str, kept: bool) -> None:
    assert (biography({"bio": {"content": said}}) is not None) == kept


async def _ingest(url: str, service: LastFm, *names: str) -> Any:
    return await ingest_(url, await wanted_by(url, names, [], 50, service), service)


async def ingest_(url: str, wanted: list[Wanted], service: LastFm) -> Any:
    return await ingest(url, wanted, service, quiet)
