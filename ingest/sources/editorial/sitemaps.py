"""Sitemaps (sitemaps.org): all that an outlet has written, by address."""

import gzip
import zlib
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from xml.etree.ElementTree import Element

from core.errors import BadAnswerError, TooLargeError
from ingest.readers import name_of, read_xml
from ingest.sources.editorial.feeds import Link

LARGEST = 50_000_000  # bytes, unpacked; the protocol allows no more


def links_of_sitemap(body: bytes) -> tuple[Sequence[Link], Sequence[Link]]:
    """The pages of a sitemap, and the further sitemaps it lists. Raises BadAnswerError, TooLargeError."""
    root = read_xml(_unpacked(body))
    if root is None:
        raise BadAnswerError("What should be a sitemap is no sound XML.")
    kind = name_of(root)
    if kind not in {"urlset", "sitemapindex"}:
        raise BadAnswerError(f"What should be a sitemap is a {kind}.")
    links = [link for entry in root if (link := _link(entry)) is not None]
    return (links, []) if kind == "urlset" else ([], links)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as packed:
            unpacked = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadAnswerError("A packed sitemap is damaged.") from error
    if len(unpacked) > LARGEST:
        raise TooLargeError(f"A packed sitemap holds more than {LARGEST:,} bytes.")
    return unpacked


def _link(entry: Element) -> Link | None:
    fields = {name_of(field): (field.text or "").strip() for field in entry}
    address = fields.get("loc", "")
    if not address.startswith(("http://", "https://")):
        return None
    try:
        return Link(address, published=date.fromisoformat(fields.get("lastmod", "")[:10]))
    except ValueError:
        return Link(address)
