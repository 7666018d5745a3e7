"""Claims about the page: what somebody sees who asks, and asks further."""

from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.server.page.conftest import Visit, Visiting

NIN = "/?q=Nine+Inch+Nails"
VERSUS = f"{NIN}&versus=Coil"


def points(answer: dict[str, Any]) -> list[list[float]]:
    return [
        [round(one["points"], 2) for one in pick["contributions"] if one["points"] > 0]
        for pick in answer["artists"]
    ]


async def test_a_name_typed_in_brings_the_ten_that_the_service_names(
    visit: Visit, door: httpx.Client
) -> None:
    page = await visit.to("/")
    await expect(page.locator("h1")).to_contain_text("and why?")
    await page.fill("#q", "Nine Inch Nails")
    await page.click("#search button")
    answer = door.get("/recommend", params={"q": "Nine Inch Nails"}).json()
    assert await visit.names() == [pick["artist_name"] for pick in answer["artists"]]
    assert await page.title() == "Nine Inch Nails · Auric"
    assert await page.locator(".badge").count() == sum(p["exploration"] for p in answer["artists"])


async def test_each_bar_is_made_of_the_points_and_every_segment_can_be_read_aloud(
    visit: Visit, door: httpx.Client
) -> None:
    page = await visit.to(NIN)
    answer = door.get("/recommend", params={"q": "Nine Inch Nails"}).json()
    bars = page.locator("#picks .bar")
    said = [await bars.nth(nth).locator("li").all_text_contents() for nth in range(10)]
    assert [[float(one.split(", ")[1].split(" of ")[0]) for one in bar] for bar in said] == points(
        answer
    )
    box = await bars.first.bounding_box()
    last = await bars.first.locator("li").last.bounding_box()
    assert box
    assert last
    drawn = (last["x"] + last["width"] - box["x"]) / box["width"]
    assert drawn == pytest.approx(answer["artists"][0]["score"], abs=0.01)


async def test_the_picture_has_everybody_and_the_nearer_have_the_higher_score(visit: Visit) -> None:
    page = await visit.to(NIN)
    far = await page.evaluate(
        """[...document.querySelectorAll(".spokes line")].map((line) =>
             Math.hypot(line.x2.baseVal.value - line.x1.baseVal.value,
                        line.y2.baseVal.value - line.y1.baseVal.value))"""
    )
    assert len(far) == 10
    assert far == sorted(far)
    await page.locator(".star").nth(6).focus()
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "pick-7"


async def test_an_address_can_be_passed_on(visiting: Visiting) -> None:
    one, other = await visiting(), await visiting()
    page = await one.to("/?q=Coil&limit=5")
    await page.click("#steer summary")
    async with one.answered():
        await page.fill("input[name=limit]", "7")
        await page.keyboard.press("Tab")
    await expect(page.locator("#picks .card")).to_have_count(7)
    async with one.answered():
        await page.locator("#picks .acts a", has_text="Leave out").first.click()
    seen = await one.names()
    await other.to(page.url.removeprefix(one.base))
    assert await other.names() == seen
    await page.go_back()
    await expect(page.locator("#picks .card")).to_have_count(7)
    assert "exclude" not in page.url


async def test_a_knob_that_is_turned_reorders_and_the_legend_tells(visit: Visit) -> None:
    page = await visit.to(NIN)
    before = await visit.names()
    await page.click("#steer summary")
    await page.locator("input[name=co_mention]").focus()
    async with visit.answered():
        await page.keyboard.press("End")
    assert await visit.names() != before
    assert await page.locator("input[name=co_mention]").input_value() == "1"
    assert await page.evaluate("document.activeElement.name") == "co_mention"
    await expect(page.locator(".legend [data-signal=co_mention] .weight")).to_have_text("0.53")


def missing(door: httpx.Client) -> str:
    """An artist whom the turn of a knob would bring among Coil's picks."""
    for pick in door.get("/recommend", params={"q": "Coil", "limit": 40}).json()["artists"]:
        told = door.get("/explain", params={"q": "Coil", "other": pick["artist_name"]}).json()
        if told["change"] and told["lost_at"] == "score":
            return str(pick["artist_name"])
    pytest.fail("no knob lets anybody in: this world cannot show it")


async def test_why_not_tells_the_stage_and_its_button_turns_the_knob(
    visit: Visit, door: httpx.Client
) -> None:
    name = missing(door)
    page = await visit.to("/?q=Coil")
    assert name not in await visit.names()
    await page.fill("#other", name)
    await page.click("#ask-why")
    await expect(page.locator("#told h2")).to_have_text(f"Why not {name}?")
    await expect(page.locator("#told .lost")).to_contain_text("Scored: lost here")
    async with visit.answered():
        await page.click("#told .turn .button")
    await expect(page.locator("#told")).to_be_hidden()
    focused = await page.evaluate("document.activeElement.querySelector('h2 a').textContent")
    assert focused == name


async def test_whoever_is_left_out_or_gone_on_to_is_pointed_at_and_shown_by_name(
    visit: Visit,
) -> None:
    page = await visit.to("/?q=Coil")
    first = (await visit.names())[0]
    async with visit.answered():
        await page.locator("#picks .acts a", has_text="Leave out").first.click()
    assert "exclude=auric" in page.url
    assert first not in await visit.names()
    await page.click("#steer summary")
    await expect(page.locator(".chip span").first).to_have_text(first)
    second = (await visit.names())[0]
    await page.locator("#picks .acts a", has_text="Compare").first.click()
    await expect(page.locator("#told h2")).to_have_text(f"Coil and {second}")
    assert "versus=auric" in page.url
    await page.keyboard.press("Escape")
    await page.locator("#picks h2 a").first.click()
    await expect(page.locator("#headline h1")).to_have_text(f"Adjacent to {second}")
    await expect(page.locator("#q")).to_have_value(second)
    assert "q=auric" in page.url


async def test_two_are_compared_from_both_ends_with_their_chains(
    visit: Visit, door: httpx.Client
) -> None:
    page = await visit.to(VERSUS)
    told = door.get("/compare", params={"one": "Nine Inch Nails", "other": "Coil"}).json()
    await expect(page.locator("#told .lead")).to_have_text(told["summary"])
    assert await page.locator("#told .both .bar").count() == 2
    assert await page.locator("#told .chains li").count() == len(told["chains"])
    await page.keyboard.press("Escape")
    await expect(page.locator("#told")).to_be_hidden()
    assert "versus" not in page.url


async def test_all_of_it_goes_with_the_keyboard(visit: Visit) -> None:
    page = await visit.to("/")
    await page.keyboard.type("Coil")
    await page.keyboard.press("Enter")
    assert len(await visit.names()) == 10
    visited = set()
    for _ in range(80):
        await page.keyboard.press("Tab")
        visited.add(
            await page.evaluate(
                """(() => { const e = document.activeElement;
                   return e.closest(".acts") ? e.textContent : e.id || e.tagName; })()"""
            )
        )
    assert {"SUMMARY", "Compare", "Leave out", "a", "other", "ask-why", "ask-versus"} <= visited


async def test_names_are_offered_while_they_are_typed(visit: Visit) -> None:
    page = await visit.to("/")
    await page.locator("#q").press_sequentially("Throbb")
    await expect(page.locator("#names option[value='Throbbing Gristle']")).to_have_count(1)
