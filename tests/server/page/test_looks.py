"""Claims about how the page looks: on a phone, in the dark, and to whoever cannot see it."""

from importlib.resources import files
from importlib.util import find_spec

import pytest
from playwright.async_api import Page

from tests.server.page.conftest import PHONE, Visiting

NIN = "/?q=Nine+Inch+Nails"
FEW = f"{NIN}&limit=4"  # with an exploration
WHY = f"{NIN}&why=Foetus"
VERSUS = f"{NIN}&versus=Coil"
UNKNOWN = "/?q=Portishaedd+Xyz"
AXE = "axe_playwright_python"
AXE_RULES: dict[str, dict[str, object]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}


async def overflow(page: Page) -> int:
    wide: int = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide


@pytest.mark.parametrize("address", ["/", NIN, WHY, VERSUS, f"{NIN}&limit=50"])
async def test_a_phone_needs_no_sideways_scrolling(visiting: Visiting, address: str) -> None:
    visit = await visiting(viewport=PHONE, has_touch=True)
    page = await visit.to(address)
    for details in await page.locator("details").all():
        await details.evaluate("(one) => { one.open = true; }")
    assert await overflow(page) == 0
    dialog = page.locator("#told")
    if await dialog.is_visible():
        assert await dialog.evaluate("(one) => one.scrollWidth - one.clientWidth") == 0


async def test_in_the_dark_it_is_dark(visiting: Visiting) -> None:
    visit = await visiting(color_scheme="dark")
    page = await visit.to(NIN)
    paper, ink = await page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert paper == "rgb(22, 21, 26)"
    assert ink == "rgb(236, 233, 241)"


@pytest.mark.skipif(not find_spec(AXE), reason=f"{AXE} is not installed (extra: dev)")
@pytest.mark.parametrize(
    ("address", "scheme"),
    [(one, "light") for one in ("/", FEW, WHY, VERSUS, UNKNOWN)] + [(FEW, "dark"), (WHY, "dark")],
)
async def test_axe_finds_nothing_wrong(visiting: Visiting, address: str, scheme: str) -> None:
    visit = await visiting(color_scheme=scheme)
    page = await visit.to(address)
    for details in await page.locator("#steer details, #pick-1 details").all():
        await details.evaluate("(one) => { one.open = true; }")
    await page.evaluate((files(AXE) / "axe.min.js").read_text())
    found = await page.evaluate("(rules) => axe.run(rules)", AXE_RULES[scheme])
    wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
    assert found["passes"]
    assert wrong == []
