"""Feeds (RSS and Atom): where an outlet's newest writing is."""

import calendar
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin

from core.errors import BadAnswerError
from ingest.readers import need_reader

MOST_ENTRIES = 2_000


@dataclass(frozen=True)
class Link:
    """An address where something is written, and what its feed or sitemap knows of it."""

    url: str
    title: str | None = None
    published: date | None = None
    html: str | None = None  # the article, where a feed carries it


def links_of_feed(address: str, body: bytes) -> Sequence[Link]:
    """The entries of a feed, as its outlet orders them. Raises BadAnswerError for what is none.

    What is broken is read as far as it goes: many feeds are.
    """
    feedparser = need_reader("feedparser")
    if b"<!ENTITY" in body:  # a bomb, or a way to this machine's files
        raise BadAnswerError(f"{address} defines entities of its own; it is not read.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        feed = feedparser.parse(body, sanitize_html=False)
    if not feed.entries and (feed.bozo or not feed.get("version")):
        raise BadAnswerError(f"{address} is no feed, or nothing of it can be read.")
    links = (_link(address, entry) for entry in feed.entries[:MOST_ENTRIES])
    return [link for link in links if link is not None]


def _link(address: str, entry: Mapping[str, Any]) -> Link | None:
    url = _absolute(address, entry.get("link") or "")
    if not entry.get("link") or not url.startswith(("http://", "https://")):
        return None
    content = entry.get("content") or []
    html = next((part["value"] for part in content if "html" in part.get("type", "")), None)
    title = " ".join((entry.get("title") or "").split()) or None
    return Link(url, title, _day(entry), html)


def _absolute(address: str, link: str) -> str:
    try:
        return urljoin(address, link)
    except ValueError:
        return link  # whoever follows it says that it leads nowhere


def _day(entry: Mapping[str, Any]) -> date | None:
    said = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return datetime.fromtimestamp(calendar.timegm(said), UTC).date() if said else None
    except (ValueError, OverflowError, OSError):
        return None
