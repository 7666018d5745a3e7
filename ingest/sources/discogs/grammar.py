"""How a record of Discogs is written, down to the byte.

Dumps are written by one program, so nearly every record has the same plain shape, which a few
patterns read many times faster than a parser of XML. They insist on the shape they know. Whatever
differs is parsed as XML, written out plainly, and read again: `plainly` is the second opinion.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

TAGS_IN_ORDER: Mapping[str, tuple[str, ...]] = {
    "artist": ("id", "name", "anv", "join", "role", "tracks"),
    "track": ("position", "title", "duration", "artists", "extraartists", "sub_tracks"),
}
ATTRIBUTES_IN_ORDER: Mapping[str, tuple[str, ...]] = {
    "label": ("name", "catno", "id"),
    "release": ("id", "status"),
}
OPENING = re.compile(rb"<([A-Za-z_]+)(?: [^<>]*?)?(/?)>")
ARTIST = re.compile(
    rb"<artist>(?:<id>(\d{1,9})</id>|<id/>)?(?:<name>([^<]*)</name>|<name/>)?"
    rb"(?:<anv>([^<]*)</anv>|<anv/>)?(?:<join>([^<]*)</join>|<join/>)?"
    rb"(?:<role>([^<]*)</role>|<role/>)?(?:<tracks>([^<]*)</tracks>|<tracks/>)?</artist>"
)
NAMED = re.compile(rb'<name(?: id="(\d{1,9})")?>([^<]*)</name>')
LEAF = re.compile(rb">([^<]*)</")
ILLEGAL = bytes(set(range(32)) - {9, 10, 13})


class OddError(Exception):
    """A record that is not written as we know it; the text says where."""


def sections(record: bytes, start: int, end: int) -> dict[bytes, bytes]:
    """What stands directly in a record, by its tag: the bytes between opening and closing."""
    found: dict[bytes, bytes] = {}
    while start < end:
        opening = OPENING.match(record, start)
        if opening is None:
            raise OddError(f"no element begins at {record[start : start + 20]!r}")
        tag = opening[1]
        if tag in found:
            raise OddError(f"there are two <{tag.decode()}>")
        if opening[2]:
            found[tag], start = b"", opening.end()
            continue
        closing = b"</" + tag + b">"
        closes = record.find(closing, opening.end())
        if closes < 0:
            raise OddError(f"<{tag.decode()}> is not closed")
        found[tag], start = record[opening.end() : closes], closes + len(closing)
    if start > end:
        raise OddError("an element reaches beyond the record")
    return found


def leaf(found: Mapping[bytes, bytes], tag: bytes) -> bytes:
    """The text of an element that holds nothing else; empty where there is none."""
    text = found.get(tag, b"")
    if b"<" in text:
        raise OddError(f"<{tag.decode()}> holds more than text")
    return text


def leaves(section: bytes, tag: bytes) -> list[bytes]:
    """The texts of a list of equal elements, `<genre>Rock</genre><genre>Jazz</genre>`."""
    if not section:
        return []
    section = section.replace(b"<" + tag + b"/>", b"")
    texts = LEAF.findall(section)
    if len(texts) != section.count(b"<" + tag + b">") or 2 * len(texts) != section.count(b"<"):
        raise OddError(f"something else stands among <{tag.decode()}>")
    return texts


def artists(section: bytes) -> list[tuple[bytes, bytes, bytes, bytes, bytes, bytes]]:
    """id, name, anv, join, role and tracks of each artist in a list."""
    found = ARTIST.findall(section)
    if len(found) != section.count(b"<artist"):
        raise OddError("an artist in a list is not written as usual")
    return found


def named(section: bytes) -> list[tuple[bytes, bytes]]:
    """id and name of each artist that an artist is tied to."""
    found = NAMED.findall(section)
    if len(found) != section.count(b"<name"):
        raise OddError("a name in a list is not written as usual")
    return found


def plainly(record: bytes) -> bytes:
    """The same record as the patterns know it. Raises OddError where it is no XML."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, remove_blank_text=True
    )  # fmt: skip
    try:
        root = etree.fromstring(record, parser)
    except etree.XMLSyntaxError as error:
        raise OddError(f"no XML: {error.msg}") from error
    for element in root.iter():
        _put_in_order(element, element is root)
    written: bytes = etree.tostring(root, encoding="utf-8")
    return written


def _put_in_order(element: "etree._Element", outermost: bool) -> None:
    tag = str(element.tag)
    if tag in TAGS_IN_ORDER and not outermost:
        place = {child: nth for nth, child in enumerate(TAGS_IN_ORDER[tag])}
        element[:] = sorted(
            (child for child in element if child.tag in place), key=lambda child: place[child.tag]
        )
    if tag in ATTRIBUTES_IN_ORDER:
        said = dict(element.attrib)
        element.attrib.clear()
        for name in ATTRIBUTES_IN_ORDER[tag]:
            if name in said:
                element.set(name, said[name])
