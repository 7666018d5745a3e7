"""Claims about the page when something is not as hoped: sentences, and a way on."""

from pathlib import Path

import httpx
import orjson
import psycopg
from playwright.async_api import expect

from ingest.derive import build
from ingest.load import load
from ingest.sources.facts import read
from tests.conftest import quiet
from tests.server.conftest import Line, Opened
from tests.server.page.conftest import Visit, Visiting

HOSTILE = "<img src=x onerror=alert(1)> & \"Sons\" </script><script>alert('2')</script>"


async def test_nobody_by_that_name_leads_on_to_the_nearest(visit: Visit) -> None:
    page = await visit.to("/?q=Portishaedd+Xyz")
    await expect(page.locator(".notice h1")).to_have_text("Nobody goes by that name")
    await page.click(".notice a:has-text('Portishead')")
    await expect(page.locator("#headline h1")).to_have_text("Adjacent to Portishead")
    assert len(await visit.names()) == 10


async def test_an_option_out_of_bounds_is_told(visit: Visit) -> None:
    page = await visit.to("/?q=Coil&limit=99")
    await expect(page.locator(".notice")).to_contain_text("limit")


async def test_while_the_database_is_away_one_may_try_again(
    visiting: Visiting, line: Line, open_door: Opened
) -> None:
    with open_door(database_url=line.url) as client:
        visit = await visiting(client)
        page = await visit.to("/")
        line.cut()
        await page.fill("#q", "Coil")
        await page.keyboard.press("Enter")
        await expect(page.locator(".notice h1")).to_have_text("The music is away for a moment")
        line.mend()
        await page.click(".notice button:enabled")
        assert len(await visit.names()) == 10
        await expect(page.locator(".notice")).to_have_count(0)


async def test_who_asks_too_often_is_told_when_to_ask_again(
    visiting: Visiting, open_door: Opened, world_url: str
) -> None:
    forget(world_url)
    with open_door(requests_per_minute=2) as client:
        visit = await visiting(client)
        page = await visit.to("/")
        for _ in range(3):
            page = await visit.to("/?q=Coil")
        await expect(page.locator(".notice h1")).to_have_text("Too many questions at once")
        await expect(page.locator(".notice button")).to_be_disabled()
        await expect(page.locator(".notice button")).to_contain_text("Try again in")
    forget(world_url)


def forget(url: str) -> None:
    """Nobody has asked yet."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM doorkeeper.caller")


async def test_a_hostile_name_stays_a_name(
    visiting: Visiting, empty_url: str, tmp_path: Path, open_door: Opened
) -> None:
    for kind, lines in hostile_facts().items():
        (tmp_path / f"{kind}.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    load(empty_url, "facts", read(tmp_path, quiet), quiet)
    build(empty_url, quiet)
    with open_door(database_url=empty_url) as client:
        visit = await visiting(client)
        alarms: list[str] = []
        visit.page.on("dialog", lambda dialog: alarms.append(dialog.message))
        page = await visit.to(f"/?{httpx.QueryParams(q='Seed ' + HOSTILE)}")
        assert await visit.names() == [f"Other {HOSTILE}"]
        await expect(page.locator("#picture .star")).to_have_count(1)
        assert await page.locator("img[src=x], main script, a[href^=javascript]").count() == 0
        await visit.to(f"/?{httpx.QueryParams(q='Seed ' + HOSTILE, versus='Other ' + HOSTILE)}")
        await expect(page.locator("#told h2")).to_contain_text(HOSTILE)
        await visit.to(f"/?{httpx.QueryParams(q=HOSTILE * 2)}")
        await expect(page.locator(".notice")).to_contain_text("<img src=x")
        assert alarms == []


def hostile_facts() -> dict[str, list[dict[str, object]]]:
    """Two artists and what joins them, every text of it ill-meant."""
    ids = ("seed", "other")
    return {
        "artists": [
            {
                "id": one,
                "name": f"{one.title()} {HOSTILE}",
                "disambiguation": HOSTILE,
                "bio": HOSTILE,
            }
            for one in ids
        ],
        "tracks": [{"id": one, "artist_id": one, "title": HOSTILE, "rank": 1} for one in ids],
        "tags": [{"artist_id": one, "tag": HOSTILE, "weight": 1, "source": HOSTILE} for one in ids],
        "relations": [
            {
                "from_id": "other",
                "to_id": "seed",
                "kind": "similar",
                "score": 0.9,
                "source": HOSTILE,
            }
        ],
        "documents": [
            {
                "id": "essay",
                "source": HOSTILE,
                "weight": 2,
                "title": HOSTILE,
                "url": "javascript:alert(3)",
            }
        ],
        "mentions": [{"document_id": "essay", "artist_id": one, "count": 2} for one in ids],
    }
