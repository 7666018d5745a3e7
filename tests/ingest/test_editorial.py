"""Claims about editorial writing: feeds, sitemaps and pages become mentions, and no text is kept."""

import asyncio
import gzip
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from core.db import Database
from core.engine import recommend
from core.errors import BadAnswerError, BadRequestError, WebError
from ingest.derive import build
from ingest.source import Reject
from ingest.sources.editorial import READ_THIS_MONTH, Harvest, ingest
from ingest.sources.editorial.crawl import Crawl
from ingest.sources.editorial.facts import document_key
from ingest.sources.editorial.feeds import links_of_feed
from ingest.sources.editorial.outlets import Outlet, read_outlets
from ingest.sources.editorial.sitemaps import links_of_sitemap
from ingest.web import Web
from tests.ingest.local_web import Asked, LocalWeb, Reply, served

Ask = Callable[[str], list[tuple[Any, ...]]]
ARTISTS = [
    "Coil",
    "Throbbing Gristle",
    "Nurse With Wound",
    "Slowdive",
    "Cocteau Twins",
    "Pale Saints",
    "Autechre",
]
WRITTEN = {
    "/coil": "The album that Coil made after Throbbing Gristle is out again, in its first sleeve and remastered. "
    "The band never liked it. A secretive sentence about candles follows.",
    "/wound": "Nurse With Wound and Coil shared a studio and a drummer, and sometimes a tape of bells, for years.",
    "/shoes": "Slowdive and Pale Saints toured together; Cocteau Twins sent flowers to the concert in Reading.",
    "/twins": "Cocteau Twins made the records that Slowdive listened to before they had guitars of their own.",
    "/machines": "Autechre played in the dark for two hours, and nobody in the room could say what had been a song.",
    "/nobody": "There is nothing at all to be said about the weather in this long paragraph of a small newspaper.",
}  # fmt: skip


def page(path: str) -> Reply:
    text = WRITTEN[path]
    return Reply(
        f"<html><head><title>On {path[1:]} - The Quarterly</title>"
        '<meta property="article:published_time" content="2026-03-04"></head>'
        f"<body><nav><a href='/'>Slowdive Coil Autechre</a></nav><article><h1>On {path[1:]}</h1>"
        f"<p>{text}</p></article></body></html>".encode(),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )


def rss(address: str, paths: Sequence[str]) -> bytes:
    items = "".join(
        f"<item><title>On {path[1:]}</title><link>{address}{path}?utm_source=rss</link>"
        "<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate></item>"
        for path in paths
    )
    return f'<rss version="2.0"><channel><title>Q</title>{items}</channel></rss>'.encode()


@pytest.fixture
def host() -> Iterator[LocalWeb]:
    with served() as host:

        def answer(asked: Asked) -> Reply:
            if asked.path == "/feed":
                return Reply(rss(host.address, list(WRITTEN)))
            return page(asked.path) if asked.path in WRITTEN else Reply(status=404)

        host.answer = answer
        yield host


@pytest.fixture
def known(empty_url: str, ingest: Callable[..., object]) -> str:
    """A database that knows a few artists."""
    ingest(
        {
            "artists": [{"id": name, "name": name} for name in ARTISTS],
            "tracks": [
                {"id": name, "artist_id": name, "title": f"{name} Song"} for name in ARTISTS
            ],
        }
    )
    return empty_url


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


async def read(url: str, web: Web, **outlet: Any) -> Harvest:
    return await ingest(url, [Outlet(name="The Quarterly", **outlet)], web, quiet)


async def test_a_feed_becomes_documents_and_mentions(
    known: str, ask: Ask, host: LocalWeb, web: Web
) -> None:
    harvest = await read(known, web, feeds=(f"{host.address}/feed",), weight=2)
    assert (harvest.pages, harvest.missed, harvest.lists) == (6, [], 0)
    assert ask(
        "SELECT title, source, weight, published::text, name, count FROM document JOIN mention USING (document_id)"
        " JOIN artist USING (artist_id) WHERE key LIKE '%/coil' ORDER BY name"
    ) == [
        ("On coil", "The Quarterly", 2.0, "2026-03-04", "Coil", 1),
        ("On coil", "The Quarterly", 2.0, "2026-03-04", "Throbbing Gristle", 1),
    ]
    assert ask("SELECT count(*) FROM document WHERE key LIKE '%/nobody'") == [(1,)]


async def test_the_text_is_kept_nowhere(
    known: str, ask: Ask, host: LocalWeb, web: Web, tmp_path: Path
) -> None:
    await read(known, web, feeds=(f"{host.address}/feed",))
    assert ask("SELECT * FROM document WHERE document::text LIKE '%candles%'") == []
    for file in filter(Path.is_file, (tmp_path / "web").rglob("*")):
        assert b"candles" not in file.read_bytes()


async def test_what_was_read_is_not_asked_for_again(
    known: str, held: Callable[[str], object], host: LocalWeb, web: Web
) -> None:
    await read(known, web, feeds=(f"{host.address}/feed",))
    before, asked = held(known), len(host.asked)
    harvest = await read(known, web, feeds=(f"{host.address}/feed",))
    assert (harvest.pages, harvest.known) == (0, 6)
    assert held(known) == before
    assert host.paths()[asked:] == ["/feed"]


NAMED_IN_WOUND = """
    SELECT name, count FROM document JOIN mention USING (document_id) JOIN artist USING (artist_id)
     WHERE key LIKE '%/wound' ORDER BY name
"""


async def test_again_a_page_of_last_month_says_what_it_says_now(
    known: str, ask: Ask, host: LocalWeb, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlets = [Outlet(name="The Quarterly", feeds=(f"{host.address}/feed",))]
    await ingest(known, outlets, web, quiet)
    assert ask(NAMED_IN_WOUND) == [("Coil", 1), ("Nurse With Wound", 1)]
    changed = "Nurse With Wound shared the studio with Pale Saints; Pale Saints never played any of the bells."
    monkeypatch.setitem(WRITTEN, "/wound", changed)
    host.fails(Reply(status=404), lambda asked: asked.path == "/coil")

    this_month = await ingest(known, outlets, web, quiet, READ_THIS_MONTH)
    assert (this_month.pages, this_month.known) == (0, 6)
    ask("UPDATE editorial.read SET read = now() - interval '31 days' RETURNING 1")
    before_that = await ingest(known, outlets, web, quiet, READ_THIS_MONTH)
    assert (before_that.pages, before_that.known, len(before_that.missed)) == (5, 0, 1)
    assert ask(NAMED_IN_WOUND) == [("Nurse With Wound", 1), ("Pale Saints", 2)]
    assert ask(
        "SELECT count(*) FROM document JOIN mention USING (document_id) WHERE key LIKE '%/coil'"
    ) == [(2,)]

    then = await ingest(known, outlets, web, quiet, READ_THIS_MONTH)
    assert (then.pages, then.known, len(then.missed)) == (0, 5, 1)  # only what was missed is tried


async def test_a_recommendation_cites_the_outlet(known: str, host: LocalWeb, web: Web) -> None:
    await read(known, web, feeds=(f"{host.address}/feed",))
    build(known, quiet)
    async with Database.open(known) as db:
        answer = await recommend(db, "Throbbing Gristle")
    reasons = {
        pick.artist_name: [c for c in pick.contributions if c.signal == "co_mention"]
        for pick in answer.artists
    }
    (said,) = reasons["Coil"]
    assert "On coil" in str(said.reason)
    assert ("The Quarterly", f"{host.address}/coil?utm_source=rss") in [
        (source.source, source.url) for source in said.sources
    ]


async def crawled(host: LocalWeb, web: Web, **outlet: Any) -> tuple[list[str], list[Reject]]:
    """Which pages are read, without a database, and what was not to be had."""
    missed: list[Reject] = []
    outlets = [Outlet(name="The Quarterly", **outlet)]
    read = [one.url async for one in Crawl(web, set(), missed, quiet).articles(outlets)]
    return [url.removeprefix(host.address).partition("?")[0] for url in read], missed


async def test_a_page_that_is_not_to_be_had_stops_no_other(
    host: LocalWeb, web: Web, fault: Reply
) -> None:
    host.fails(fault, lambda asked: asked.path == "/wound")
    read, missed = await crawled(host, web, feeds=(f"{host.address}/feed",))
    assert read == [path for path in WRITTEN if path != "/wound"]
    assert [miss.file.partition("?")[0] for miss in missed] == [f"{host.address}/wound"]


async def test_a_feed_that_is_not_to_be_had_is_said_so(
    host: LocalWeb, web: Web, fault: Reply
) -> None:
    host.fails(fault, lambda asked: asked.path == "/feed")
    pages = (f"{host.address}/coil",)
    read, missed = await crawled(host, web, feeds=(f"{host.address}/feed",), pages=pages)
    assert read == ["/coil"]
    assert [miss.file for miss in missed] == [f"{host.address}/feed"]


async def test_what_was_missed_is_read_by_the_next_run(
    known: str, ask: Ask, host: LocalWeb, web: Web
) -> None:
    well, feeds = host.answer, (f"{host.address}/feed",)
    host.answer = lambda asked: Reply(status=500 if asked.path == "/feed" else 404)
    with pytest.raises(WebError, match=r"^Nothing could be read\. "):
        await read(known, web, feeds=feeds)
    host.answer = lambda asked: Reply(status=500) if asked.path == "/wound" else well(asked)
    harvest = await read(known, web, feeds=feeds)
    assert (harvest.pages, len(harvest.missed)) == (5, 1)
    host.answer = well
    again = await read(known, web, feeds=feeds)
    assert (again.pages, again.known, again.missed) == (1, 5, [])
    assert ask("SELECT count(*) FROM document") == [(6,)]


async def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes(host: LocalWeb, web: Web) -> None:
    well = host.answer
    broken = rss(host.address, ["/coil", "/twins"])[:-40]
    host.answer = lambda asked: Reply(broken) if asked.path == "/feed" else well(asked)
    assert "/coil" in (await crawled(host, web, feeds=(f"{host.address}/feed",)))[0]


NOWHERE = ("http:///foo", "http://[foo/", "http://example.org:99999/", "http://example.org:x/")


@pytest.mark.parametrize("address", NOWHERE)
async def test_an_address_that_leads_nowhere_stops_no_other(
    host: LocalWeb, web: Web, address: str
) -> None:
    well = host.answer
    feed = rss(host.address, ["/coil", "/twins"]).replace(b"<channel>", (
        f"<channel><item><link>{address}</link></item>").encode())  # fmt: skip
    map = f"<urlset><url><loc>{address}map</loc></url><url><loc>{host.address}/shoes</loc></url></urlset>"
    own = {"/feed": Reply(feed), "/map": Reply(map.encode())}
    host.answer = lambda asked: own.get(asked.path) or well(asked)
    read, missed = await crawled(
        host, web, feeds=(f"{host.address}/feed",), sitemaps=(f"{host.address}/map",),
        pages=("http://[bar/",),
    )  # fmt: skip
    assert read == ["/coil", "/twins", "/shoes"]
    assert len(missed) == 3
    assert {f"{address}map", "http://[bar/"} < {miss.file for miss in missed}


async def test_what_was_read_is_kept_however_the_run_ends(
    known: str, ask: Ask, host: LocalWeb, web: Web
) -> None:
    def fails(step: str, done: int, _total: int) -> None:
        if (step, done) == ("reading The Quarterly", 3):
            raise RuntimeError

    outlet = Outlet(name="The Quarterly", feeds=(f"{host.address}/feed",))
    with pytest.raises(ExceptionGroup):
        await ingest(known, [outlet], web, fails)
    assert ask("SELECT count(*) FROM document") == [(3,)]


async def test_robots_txt_is_heeded(host: LocalWeb, web: Web) -> None:
    well = host.answer
    rules = Reply(b"User-agent: *\nDisallow: /coil")
    host.answer = lambda asked: rules if asked.path == "/robots.txt" else well(asked)
    read, missed = await crawled(host, web, feeds=(f"{host.address}/feed",))
    assert len(read) == 5
    assert "not for crawlers" in missed[0].reason
    assert "/coil" not in host.paths()


async def test_a_sitemap_leads_to_its_newest_pages(host: LocalWeb, web: Web) -> None:
    well = host.answer
    names = "http://www.sitemaps.org/schemas/sitemap/0.9"
    index = f'<sitemapindex xmlns="{names}"><sitemap><loc>{host.address}/map.gz</loc></sitemap></sitemapindex>'
    urls = "".join(
        f"<url><loc>{host.address}{path}</loc><lastmod>2026-01-0{n}T00:00:00Z</lastmod></url>"
        for n, path in enumerate(WRITTEN, start=1)
    )
    maps = {
        "/sitemap.xml": Reply(index.encode()),
        "/map.gz": Reply(gzip.compress(f'<urlset xmlns="{names}">{urls}</urlset>'.encode())),
    }
    host.answer = lambda asked: maps.get(asked.path) or well(asked)
    read, missed = await crawled(host, web, sitemaps=(f"{host.address}/sitemap.xml",), most=2)
    assert (read, missed) == (["/nobody", "/machines"], [])


async def test_one_broken_sitemap_of_an_index_stops_no_other(host: LocalWeb, web: Web) -> None:
    well = host.answer
    maps = "".join(f"<sitemap><loc>{host.address}/{name}</loc></sitemap>" for name in ("a", "b"))
    page = f"<urlset><url><loc>{host.address}/coil</loc></url></urlset>"
    own = {
        "/index": Reply(f"<sitemapindex>{maps}</sitemapindex>".encode()),
        "/a": Reply(b"<urlset><url>"),
        "/b": Reply(page.encode()),
    }
    host.answer = lambda asked: own.get(asked.path) or well(asked)
    read, missed = await crawled(host, web, sitemaps=(f"{host.address}/index",))
    assert read == ["/coil"]
    assert [miss.file for miss in missed] == [f"{host.address}/a"]


async def test_while_a_large_sitemap_is_read_others_are_answered(host: LocalWeb, web: Web) -> None:
    urls = "".join(f"<url><loc>{host.address}/{n}</loc></url>" for n in range(150_000))
    large = gzip.compress(f"<urlset>{urls}</urlset>".encode())
    host.answer = lambda asked: Reply(large if asked.path == "/map.gz" else b"")
    before = time.thread_time()
    links_of_sitemap(large)
    reading = time.thread_time() - before

    async def look_how_busy_each_turn_is() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.001)
            busy.append(time.thread_time() - before)

    # Seconds of CPU in the thread that answers, whatever else the machine does.
    busy: list[float] = []
    looking = asyncio.create_task(look_how_busy_each_turn_is())
    await crawled(host, web, sitemaps=(f"{host.address}/map.gz",), most=1)
    looking.cancel()
    assert max(busy) < reading / 2


async def test_a_long_list_of_names_is_no_company(
    empty_url: str, ask: Ask, ingest: Callable[..., object], host: LocalWeb, web: Web
) -> None:
    crowd = [f"Quorzel Band{n}x" for n in range(300)]
    ingest({"artists": [{"id": name, "name": name} for name in crowd]})
    text = f"<html><body><article><p>{', '.join(crowd)}. And once more {crowd[0]}.</p></article></body></html>"
    host.answer = lambda asked: Reply(
        text.encode() if asked.path == "/list" else b"", 200 if asked.path == "/list" else 404
    )
    harvest = await read(empty_url, web, pages=(f"{host.address}/list",))
    assert (harvest.pages, harvest.lists) == (1, 1)
    assert ask("SELECT name, count FROM mention JOIN artist USING (artist_id)") == [(crowd[0], 2)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html><body>no feed</body></html>",
        b'<!DOCTYPE r [<!ENTITY a "b">]><rss><channel/></rss>',
    ],
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        links_of_feed("https://example.org/feed", body)


def test_atom_with_the_article_inside_is_read() -> None:
    feed = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><updated>2026-02-03T00:00:00Z</updated>'
        b'<link href="/a"/><content type="html">&lt;p&gt;Hello&lt;/p&gt;</content></entry>'
        b'<entry><title>no address</title></entry><entry><link href="javascript:x"/></entry></feed>'
    )
    (link,) = links_of_feed("https://example.org/feed", feed)
    assert (link.url, link.title, str(link.published), link.html) == (
        "https://example.org/a", "T", "2026-02-03", "<p>Hello</p>",
    )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<urlset>", b"<rss></rss>", b"\x1f\x8bbroken", b'<?xml version="1.0" encoding="klingon"?><urlset/>',
        b'<!DOCTYPE u [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>',
    ],
)  # fmt: skip
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        links_of_sitemap(body)


def test_a_file_that_is_not_there_is_the_callers_mistake(
    auric: Callable[..., "subprocess.CompletedProcess[str]"],
) -> None:
    answer = auric("ingest", "editorial", "nowhere.toml")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "nowhere.toml cannot be read" in answer.stderr


def test_the_same_page_has_one_key() -> None:
    keys = {
        document_key(url)
        for url in (
            "https://Example.org/a/", "http://example.org/a?utm_source=x", "https://example.org/a#top",
        )
    }  # fmt: skip
    assert keys == {"editorial:example.org/a"}
    assert len(document_key("https://example.org/" + "a" * 2_000)) < 400


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("outlet = 3", "outlet"),
        ("[[outlet]]\nname = 'Q'", "Q has no feeds"),
        ("[[outlet]]\nname = 'Q'\nfeeds = ['file:///etc/passwd']", "feeds"),
        ("[[outlet]]\nname = 'Q'\nfeed = 'x'", "unknown field"),
        ("[[outlet", "no TOML"),
    ],
)
def test_a_file_of_outlets_that_makes_no_sense_is_explained(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "q.toml").write_text(text)
    with pytest.raises(BadRequestError, match=said):
        read_outlets(tmp_path / "q.toml")
