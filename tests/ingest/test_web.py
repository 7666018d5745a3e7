"""Claims about fetching: politely, within bounds, once, and never from where it should not be."""

import time
from collections.abc import AsyncIterator, Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from core.errors import (
    BadAnswerError,
    BadRequestError,
    NotAllowedError,
    TooLargeError,
    UnreachableError,
    WebError,
)
from ingest.web import DAY, Limits, Page, Web
from ingest.web.guard import public_address
from tests.ingest.local_web import (
    A_PAGE,
    BOMB,
    BROKEN,
    CUT_SHORT,
    DRIPPING,
    ENDLESS,
    HANGING,
    TOO_MANY,
    TRUNCATED,
    Asked,
    LocalWeb,
    Reply,
    served,
    told,
)


@pytest.fixture
def host() -> Iterator[LocalWeb]:
    with served() as host:
        host.answer = lambda asked: told({"path": asked.path})
        yield host


@pytest.fixture
async def web(host: LocalWeb, tmp_path: Path) -> AsyncIterator[Web]:
    async with Web.open(tmp_path / "web", "us@example.org", limits=host.limits()) as web:
        yield web


async def test_a_page_is_fetched_and_the_host_learns_who_asks(host: LocalWeb, web: Web) -> None:
    page = await web.get(f"{host.address}/coil?a=1", params={"b": "ü & c"})
    assert (page.status, page.media_type, page.json()) == (
        200,
        "application/json",
        {"path": "/coil"},
    )
    assert not page.from_cache
    assert host.asked[0].query == {"a": "1", "b": "ü & c"}
    assert host.asked[0].headers["user-agent"] == "Auric/0.1 ( us@example.org )"


@pytest.mark.parametrize("fault", [BROKEN, TRUNCATED, HANGING], ids=["500", "truncated", "hanging"])
async def test_what_may_pass_is_tried_again(host: LocalWeb, web: Web, fault: Reply) -> None:
    host.faults = [fault]
    assert (await web.get(host.address)).status == 200
    assert len(host.asked) == 2


@pytest.mark.parametrize("fault", [BROKEN, TRUNCATED, HANGING], ids=["500", "truncated", "hanging"])
async def test_what_does_not_pass_is_given_up(host: LocalWeb, web: Web, fault: Reply) -> None:
    host.faults = [fault] * 9
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1"):
        await web.get(host.address)
    assert len(host.asked) == 3


async def test_a_host_that_asks_to_be_left_alone_is(host: LocalWeb, web: Web) -> None:
    host.faults = [TOO_MANY]
    await web.get(host.address)
    assert host.asked[1].at - host.asked[0].at >= 1


async def test_a_host_may_say_until_when_it_wants_to_be_left_alone(
    host: LocalWeb, web: Web
) -> None:
    host.faults = [Reply(status=503, headers={"Retry-After": formatdate(time.time() + 2)})]
    await web.get(host.address)
    assert host.asked[1].at - host.asked[0].at >= 0.9  # the date has whole seconds


async def test_whoever_asks_for_too_long_a_rest_is_not_waited_for(
    host: LocalWeb, tmp_path: Path
) -> None:
    host.faults = [told({}, 429, Retry_After="3600")]
    async with Web.open(tmp_path, None, limits=host.limits()) as web:
        with pytest.raises(UnreachableError, match="429") as refused:
            await web.get(host.address)
    assert refused.value.retry_after == 3600
    assert len(host.asked) == 1


async def test_an_exhausted_allowance_is_heeded_before_it_is_refused(
    host: LocalWeb, web: Web
) -> None:
    host.faults = [told({}, X_RateLimit_Remaining="0", X_RateLimit_Reset_In="1")]
    await web.get(host.address)
    await web.get(host.address)
    assert host.asked[1].at - host.asked[0].at >= 0.9


async def test_each_host_has_its_pace(host: LocalWeb, tmp_path: Path) -> None:
    import asyncio

    limits = host.limits(paces={"127.0.0.1": 0.1})
    async with Web.open(tmp_path, None, limits=limits) as web:
        began = time.monotonic()  # by our clock: a busy host may note even the first arrival late
        await asyncio.gather(*(web.get(f"{host.address}/{n}") for n in range(4)))
    assert max(one.at for one in host.asked) - began >= 0.29


def test_the_services_are_asked_as_slowly_as_they_want() -> None:
    asked = Limits().pace_of
    assert asked("musicbrainz.org") == 1
    assert 5 / asked("api.deezer.com") <= 50
    assert asked("cdnt-preview.dzcdn.net") == asked("api.deezer.com")
    assert asked("a-magazine.example:8080") == 1


async def test_an_endless_body_is_cut_off(host: LocalWeb, web: Web) -> None:
    host.faults = [ENDLESS]
    with pytest.raises(TooLargeError, match="50,000 bytes"):
        await web.get(host.address, most_bytes=50_000)
    assert len(host.asked) == 1


async def test_a_body_counts_as_what_it_unpacks_to(host: LocalWeb, web: Web) -> None:
    host.faults = [BOMB]
    with pytest.raises(TooLargeError):
        await web.get(host.address)


async def test_a_body_that_drips_does_not_hold_up_everybody(host: LocalWeb, tmp_path: Path) -> None:
    host.faults = [DRIPPING]
    async with Web.open(tmp_path, None, limits=host.limits(seconds=0.4, tries=1)) as web:
        with pytest.raises(UnreachableError, match="too long"):
            await web.get(host.address)


@pytest.mark.parametrize("fault", [A_PAGE, CUT_SHORT], ids=["a web page", "half an answer"])
async def test_what_is_no_json_is_not_taken_for_it_and_not_kept(
    host: LocalWeb, web: Web, fault: Reply
) -> None:
    host.faults = [fault]
    with pytest.raises(BadAnswerError, match="no JSON"):
        await web.get(host.address, fresh_for=DAY, check=Page.json)
    assert (await web.get(host.address, fresh_for=DAY)).json() == {"path": "/"}


async def test_a_refusal_that_says_200_is_a_refusal(host: LocalWeb, web: Web) -> None:
    def check(page: Page) -> None:
        if "quota" in page.json():
            raise UnreachableError("The quota is exceeded.", retry_after=0.2)

    host.faults = [told({"quota": "exceeded"})]
    page = await web.get(host.address, fresh_for=DAY, check=check)
    assert page.json() == {"path": "/"}
    assert host.asked[1].at - host.asked[0].at >= 0.2


async def test_no_such_thing_is_an_answer(host: LocalWeb, web: Web) -> None:
    host.faults = [told({"error": "Not Found"}, 404)]
    with pytest.raises(BadAnswerError, match="404") as missing:
        await web.get(host.address)
    assert missing.value.status == 404
    assert len(host.asked) == 1


async def test_nobody_is_asked_the_same_thing_twice(host: LocalWeb, tmp_path: Path) -> None:
    for _ in range(2):
        async with Web.open(tmp_path, None, limits=host.limits()) as web:
            page = await web.get(host.address, {"q": "coil"}, fresh_for=DAY)
            assert page.json() == {"path": "/"}
            assert page.media_type == "application/json"
    assert page.from_cache
    assert len(host.asked) == 1
    async with Web.open(tmp_path, None, limits=host.limits()) as web:
        await web.get(host.address, {"q": "nurse with wound"}, fresh_for=DAY)
        await web.get(host.address, {"q": "coil"})
    assert len(host.asked) == 3


async def test_what_has_aged_is_asked_for_anew_and_may_be_unchanged(
    host: LocalWeb, web: Web
) -> None:
    def answer(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == '"1"'
        return Reply(status=304) if known else told({"n": len(host.asked)}, ETag='"1"')

    host.answer = answer
    first = await web.get(host.address, fresh_for=DAY)
    again = await web.get(host.address, fresh_for=1e-9)
    assert len(host.asked) == 2
    assert again.json() == first.json() == {"n": 1}
    assert (await web.get(host.address, fresh_for=0.5)).from_cache


async def test_keys_are_not_written_down(host: LocalWeb, tmp_path: Path) -> None:
    async with Web.open(tmp_path, None, limits=host.limits()) as web:
        await web.get(
            host.address, {"api_key": "s3cr3t"}, {"Authorization": "Token s3cr3t"}, fresh_for=DAY
        )
        host.faults = [BROKEN] * 3
        with pytest.raises(UnreachableError) as refused:
            await web.get(host.address, {"api_key": "s3cr3t"})
    assert "s3cr3t" not in str(refused.value)
    assert all(b"s3cr3t" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


async def test_a_redirect_is_followed_without_what_was_for_the_first_host_only(
    host: LocalWeb, tmp_path: Path
) -> None:
    with served() as other:
        other.answer = lambda asked: told({"path": asked.path})
        limits = host.limits(trusted=frozenset({host.host, other.host}))
        host.faults = [Reply(status=301, headers={"Location": f"{other.address}/new"})]
        async with Web.open(tmp_path, None, limits=limits) as web:
            page = await web.get(host.address, headers={"Authorization": "Token x"})
        assert page.json() == {"path": "/new"}
        assert page.url == f"{other.address}/new"
        assert "authorization" not in other.asked[0].headers


async def test_nobody_is_led_into_a_private_network(host: LocalWeb, web: Web) -> None:
    with served() as router:
        router.answer = lambda _asked: told({"password": "hunter2"})
        host.faults = [Reply(status=302, headers={"Location": f"{router.address}/secrets"})]
        with pytest.raises(NotAllowedError, match="not on the open internet"):
            await web.get(host.address)
        with pytest.raises(NotAllowedError):
            await web.get(router.address)
        assert router.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "::ffff:10.0.0.1",
        "fd00::1",
        "64:ff9b::a00:1",
        "64:ff9b:1::a00:1",
        "2002:a00:1::1",
        "::10.0.0.1",
        "fec0::1",
        "0.0.0.0",
        "224.0.0.1",
        "2130706433",
    ],
)
async def test_private_addresses_are_known_however_they_are_written(address: str) -> None:
    with pytest.raises(WebError):
        await public_address(address, 80)


async def test_the_open_internet_is_open() -> None:
    assert await public_address("93.184.215.14", 443) == "93.184.215.14"


async def test_a_circle_of_redirects_is_left(host: LocalWeb, web: Web) -> None:
    host.answer = lambda _asked: Reply(status=302, headers={"Location": "/round"})
    with pytest.raises(BadAnswerError, match="on and on"):
        await web.get(host.address)
    assert len(host.asked) == 5


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/", "coil", "http://"])
async def test_other_addresses_are_none(web: Web, address: str) -> None:
    with pytest.raises(BadRequestError, match="address"):
        await web.get(address)


async def test_a_redirect_to_a_file_is_none(host: LocalWeb, web: Web) -> None:
    host.faults = [Reply(status=302, headers={"Location": "file:///etc/passwd"})]
    with pytest.raises(BadAnswerError, match="no web address"):
        await web.get(host.address)


async def test_a_crawl_stays_out_of_where_it_is_not_welcome(host: LocalWeb, web: Web) -> None:
    rules = b"User-agent: *\nDisallow: /members/\nDisallow: /*.pdf$\nCrawl-delay: 1\n"

    def answer(asked: Asked) -> Reply:
        return Reply(rules) if asked.path == "/robots.txt" else told({"path": asked.path})

    host.answer = answer
    await web.get(f"{host.address}/reviews/1", robots=True)
    for shut in ("/members/1", "/reviews/1.pdf"):
        with pytest.raises(NotAllowedError, match=r"robots\.txt"):
            await web.get(host.address + shut, robots=True)
    assert host.paths() == ["/robots.txt", "/reviews/1"]
    await web.get(f"{host.address}/reviews/2", robots=True)
    assert host.asked[2].at - host.asked[1].at >= 0.9


async def test_a_redirect_does_not_lead_a_crawl_past_the_rules(host: LocalWeb, web: Web) -> None:
    def answer(asked: Asked) -> Reply:
        match asked.path:
            case "/robots.txt":
                return Reply(b"User-agent: Auric\nDisallow: /members/\n")
            case "/open":
                return Reply(status=302, headers={"Location": "/members/1"})
            case _:
                return told({})

    host.answer = answer
    with pytest.raises(NotAllowedError):
        await web.get(f"{host.address}/open", robots=True)
    assert "/members/1" not in host.paths()


async def test_without_rules_a_crawl_is_welcome_and_without_an_answer_it_is_not(
    host: LocalWeb, tmp_path: Path
) -> None:
    for status, welcome in ((404, True), (503, False)):
        host.answer = lambda asked, status=status: Reply(  # type: ignore[misc]
            status=status if asked.path == "/robots.txt" else 200
        )
        async with Web.open(tmp_path / str(status), None, limits=host.limits(tries=1)) as web:
            if welcome:
                assert (await web.get(host.address, robots=True)).status == 200
            else:
                for _ in range(2):
                    with pytest.raises(WebError, match="was not asked for"):
                        await web.get(host.address, robots=True)
                assert host.paths()[-1] == "/robots.txt"


async def test_a_host_without_an_answer_to_crawlers_is_not_waited_for_page_by_page(
    host: LocalWeb, tmp_path: Path
) -> None:
    host.answer = lambda _asked: Reply(status=503)
    async with Web.open(tmp_path, None, limits=host.limits(tries=2, backoff=1)) as web:
        for path in "abcdefghij":
            started = time.monotonic()
            with pytest.raises(WebError, match="was not asked for"):
                await web.get(f"{host.address}/{path}", robots=True)
    assert host.paths() == ["/robots.txt"] * 2
    assert time.monotonic() - started < 0.9  # one more try would wait a second
