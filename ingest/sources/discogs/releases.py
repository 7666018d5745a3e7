"""A release: who made it, for which labels, with whom, and what is on it."""

import re
from functools import lru_cache

from ingest.sources.discogs.grammar import OddError, artists, leaf, leaves, sections
from ingest.sources.discogs.roles import roles
from ingest.sources.discogs.text import (
    NULL,
    array,
    texts,
    understood,
)

Rows = dict[str, list[bytes]]
RELEASE = re.compile(rb'<release id="(\d{1,9})"(?: status="([^"]*)")?>')
LABEL = re.compile(rb'<label name="([^"]*)"(?: catno="([^"]*)")?(?: id="(\d{0,9})")?/>')
FORMAT = re.compile(rb'<format name="([^"]*)"|<description>([^<]*)</description>')
TRACK = re.compile(
    rb"(?:<position>([^<]*)</position>|<position/>)?(?:<title>([^<]*)</title>|<title/>)?"
    rb"(?:<duration>([^<]*)</duration>|<duration/>)?"
)
END, SUB_TRACKS, SUB_TRACKS_END = b"</track>", b"<sub_tracks>", b"</track></sub_tracks></track>"
YEAR = re.compile(rb"(1[0-9]{3}|20[0-9]{2})(?![0-9])")


def release(record: bytes, digest: bytes) -> Rows:
    """The rows of one release. Raises OddError."""
    head = RELEASE.match(record)
    if head is None or not record.endswith(b"</release>"):
        raise OddError("it does not begin and end as a release")
    id = head[1]
    said = sections(record, head.end(), len(record) - len(b"</release>"))
    title = leaf(said, b"title")
    master = leaf(said, b"master_id")
    if master and not master.isdigit():
        raise OddError("master_id is no number")
    row = (
        id, digest, title, head[2] or NULL, leaf(said, b"country") or NULL,
        year(leaf(said, b"released")), master or NULL, _is_main(record, master),
        texts(*leaves(said.get(b"genres", b""), b"genre")), texts(*leaves(said.get(b"styles", b""), b"style")),
        texts(*_formats(said.get(b"formats", b""))),
    )  # fmt: skip
    rows: Rows = {
        "release": [b"\t".join(row)],
        "release_artist": listed(id, said.get(b"artists", b"")),
        "release_label": _labels(id, said.get(b"labels", b"")),
        "credit": _credits(id + b"\t" + NULL, said.get(b"extraartists", b"")),
        "track": [],
        "track_artist": [],
    }
    if tracklist := said.get(b"tracklist"):
        _tracks(id, tracklist, rows)
    return rows


def year(released: bytes) -> bytes:
    """The year of "1994-03-08", where there is one."""
    found = YEAR.match(released)
    return found[1] if found else NULL


def _is_main(record: bytes, master: bytes) -> bytes:
    if not master:
        return NULL
    return b"t" if b'<master_id is_main_release="true">' in record else b"f"


def listed(id: bytes, section: bytes) -> list[bytes]:
    """Artists in the order in which they are named on the sleeve."""
    if not section:
        return []
    return [
        b"\t".join((id, b"%d" % nth, *who(number, name), anv or NULL, join or NULL))
        for nth, (number, name, anv, join, _, _) in enumerate(artists(section), start=1)
    ]


def who(number: bytes, name: bytes) -> tuple[bytes, bytes]:
    """An artist's id; the name only of somebody without one."""
    return (number, NULL) if number.strip(b"0") else (NULL, name or NULL)


def _labels(id: bytes, section: bytes) -> list[bytes]:
    found = LABEL.findall(section)
    if len(found) != section.count(b"<label") or (b"\\" in section and rb"\n" in section):
        raise OddError("a label is not written as usual")
    return [
        b"\t".join((id, b"%d" % nth, *who(number, name), catno or NULL))
        for nth, (name, catno, number) in enumerate(found, start=1)
    ]


def _formats(section: bytes) -> list[bytes]:
    found = [name or description for name, description in FORMAT.findall(section)]
    if len(found) != section.count(b"<format ") + section.count(b"<description>"):
        raise OddError("a format is not written as usual")
    return list(dict.fromkeys(filter(None, found)))


@lru_cache(maxsize=50_000)
def _roles(said: bytes) -> bytes:
    return array(roles(understood(said)))


def _credits(place: bytes, section: bytes) -> list[bytes]:
    if not section:
        return []
    return [
        b"\t".join(
            (place, *who(number, name), anv or NULL, said or NULL, _roles(said), tracks or NULL)
        )
        for number, name, anv, _, said, tracks in artists(section)
    ]


def _tracks(id: bytes, tracklist: bytes, rows: Rows) -> None:
    track, parent = rows["track"], NULL
    pieces = tracklist.split(b"<track>")
    if pieces[0]:
        raise OddError("a tracklist does not begin with a track")
    for nth, piece in enumerate(pieces[1:], start=1):
        head = TRACK.match(piece)
        if head is None:  # the pattern also fits nothing at all
            raise OddError("a track is not written as usual")
        position, title, duration = head.groups()
        number = b"%d" % nth
        track.append(
            b"\t".join((id, number, parent, position or NULL, title or b"", duration or NULL))
        )
        rest = piece[head.end() :]
        if rest != END:
            rest = _people(id, number, rest, rows)
        if rest == SUB_TRACKS:
            parent = number
        elif rest == SUB_TRACKS_END:
            parent = NULL
        elif rest != END:
            raise OddError("a track is not written as usual")


def _people(id: bytes, track: bytes, rest: bytes, rows: Rows) -> bytes:
    """Who is on a track; returns what follows them."""
    place = id + b"\t" + track
    for opening, closing, table, read in (
        (b"<artists>", b"</artists>", "track_artist", listed),
        (b"<extraartists>", b"</extraartists>", "credit", _credits),
    ):
        if rest.startswith(opening):
            section, closed, rest = rest[len(opening) :].partition(closing)
            if not closed:
                raise OddError(f"{opening.decode()} is not closed")
            rows[table] += read(place, section)
    return rest
