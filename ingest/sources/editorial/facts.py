"""An article as facts: a document, and whom it mentions."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ingest.mentions import named, prominent
from ingest.mentions.catalogue import Catalogue
from ingest.source import Fact, Reject
from ingest.sources.editorial.articles import Article
from ingest.telling import Told, facts_of

SOURCE = "editorial"
LONGEST_TITLE = 300  # characters
LONGEST_KEY = 300
# What tells an outlet where a reader came from makes no other page.
CAMPAIGN = ("utm_", "fbclid", "gclid", "mc_")


@dataclass(frozen=True)
class Reading:
    """What is kept of an article. `counts`: how often each artist is named, by their id as a fact."""

    key: str
    outlet: str
    weight: float
    url: str
    title: str | None
    published: date | None
    counts: Mapping[str, int]
    is_list: bool  # it names many, and so says nothing about any


def read(article: Article, people: Catalogue) -> Reading:
    """Who is named in an article. Pure."""
    title = article.title or ""
    text = f"{title}\n\n{article.text}"
    found = named(people.gazetteer, text)
    counts = prominent(title, text, found)
    return Reading(
        document_key(article.url), article.outlet.name, article.outlet.weight, article.url,
        title[:LONGEST_TITLE] or None, article.published,
        {people.keys[artist_id]: count for artist_id, count in counts.items()},
        is_list=len({one.artist_id for one in found}) > len(counts),
    )  # fmt: skip


def document_key(url: str) -> str:
    """The id of the document at an address, whatever campaign led there.

    >>> document_key("https://Example.org/a/?utm_source=x&p=2#top")
    'editorial:example.org/a?p=2'
    """
    parts = urlsplit(url)
    query = [
        (name, value) for name, value in parse_qsl(parts.query) if not name.startswith(CAMPAIGN)
    ]
    place = urlunsplit(("", parts.netloc.lower(), parts.path.rstrip("/"), urlencode(query), ""))
    key = place.removeprefix("//")
    if len(key) > LONGEST_KEY:
        key = f"{key[:100]}#{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    return f"{SOURCE}:{key}"


def facts_of_readings(readings: Sequence[Reading]) -> Iterator[Fact | Reject]:
    """The documents and their mentions, grouped by kind."""
    return facts_of((line for reading in readings for line in _told(reading)), SOURCE)


def _told(reading: Reading) -> Iterator[Told]:
    yield "documents", {
        "id": reading.key, "source": reading.outlet, "weight": reading.weight, "title": reading.title,
        "url": reading.url, "published": reading.published,
    }  # fmt: skip
    for artist, count in reading.counts.items():
        yield "mentions", {"document_id": reading.key, "artist_id": artist, "count": count}
