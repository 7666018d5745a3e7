"""What is written on a page, without what stands around it: menus, comments, other headlines."""

from dataclasses import dataclass
from datetime import date

from core.errors import BadAnswerError
from ingest.readers import need_reader
from ingest.sources.editorial.feeds import Link
from ingest.sources.editorial.outlets import Outlet

SHORTEST = 80  # characters; less is a cookie notice


@dataclass(frozen=True)
class Article:
    """Something to read. It is forgotten as soon as it was."""

    outlet: Outlet
    url: str
    title: str | None
    published: date | None
    text: str


def article_of(outlet: Outlet, link: Link, body: bytes) -> Article:
    """The article on a page. Raises BadAnswerError where there is none."""
    trafilatura = need_reader("trafilatura")
    found = trafilatura.bare_extraction(
        body, url=link.url, include_comments=False, favor_precision=True, with_metadata=True
    )
    text = (found.text or "") if found else ""
    if len(text) < SHORTEST:
        raise BadAnswerError(f"There is nothing to read at {link.url}.")
    title = link.title or " ".join((found.title or "").split()) or None
    return Article(outlet, link.url, title, link.published or _day(found.date), text)


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat((said or "")[:10])
    except ValueError:
        return None
