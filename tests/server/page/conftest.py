"""A browser in front of the real service. Whatever it complains about fails the test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# The receipt of the list on the page is for the question in its address.
DRAWN = """location.search.includes("why=")
  || document.querySelector("#receipt a").href.endsWith(location.search)"""
REFUSED = "Failed to load resource"  # how the browser notes any answer that is a problem


@dataclass
class Visit:
    """One person's look at the page."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    async def to(self, address: str) -> Page:
        """Open an address of the page and wait until it has answered."""
        await self.page.goto(f"{self.base}{address}")
        await self.page.wait_for_load_state("networkidle")
        return self.page

    @asynccontextmanager
    async def answered(self, path: str = "recommend") -> AsyncIterator[None]:
        """What happens within asks the service once more, and its answer has been drawn."""
        async with self.page.expect_response(f"**/{path}?*"):
            yield
        await self.page.wait_for_load_state("networkidle")
        async with asyncio.timeout(10):
            while not await self.page.evaluate(DRAWN):  # the policy forbids the page to wait for us
                await asyncio.sleep(0.05)

    async def names(self) -> list[str]:
        """Who is recommended, in order."""
        await self.page.wait_for_selector("#picks .card")
        return await self.page.locator("#picks h2 a").all_text_contents()

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSED):
            self.complaints.append(message.text)

    def asked(self, request: Request) -> None:
        self.requests.append(request.url)


Visiting = Callable[..., Awaitable[Visit]]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, without a window."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def visiting(browser: Browser, door: httpx.Client) -> AsyncIterator[Visiting]:
    """Come by, with a screen and a taste of one's own; nobody may have been sent elsewhere."""
    visits: list[Visit] = []

    async def visit(to: httpx.Client = door, **screen: Any) -> Visit:
        context = await browser.new_context(**{"viewport": DESKTOP, **screen})
        context.set_default_timeout(10_000)
        coming = Visit(await context.new_page(), str(to.base_url).rstrip("/"))
        coming.page.on("console", coming.heard)
        coming.page.on("pageerror", lambda error: coming.complaints.append(str(error)))
        coming.page.on("request", coming.asked)
        visits.append(coming)
        return coming

    yield visit
    for one in visits:
        await one.page.context.close()
        assert one.complaints == []
        assert {urlsplit(url).netloc for url in one.requests} == {urlsplit(one.base).netloc}


@pytest.fixture
async def visit(visiting: Visiting) -> Visit:
    """A look at the page on a desktop."""
    return await visiting()
