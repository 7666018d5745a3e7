"""A handful of records in the shape of Discogs' dumps, and a small, slow reader of our own.

The reader knows nothing of the one that is tested: it walks an ElementTree and returns what the
tables of the schema "discogs" should hold.
"""

import gzip
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]
PEOPLE = {
    3857: "Nine Inch Nails",
    51970: "Trent Reznor",
    19151: "Flood",
    26514: "Adrian Belew",
    194: "Various",
}


def artist(id: int, name: str, more: str = "") -> str:
    return f"<artist><id>{id}</id><name>{name}</name><profile/><data_quality>Correct</data_quality>{more}</artist>"


def label(id: int, name: str, more: str = "") -> str:
    return (
        f"<label><id>{id}</id><name>{name}</name><data_quality>Correct</data_quality>{more}</label>"
    )


def credit(id: int, role: str = "", anv: str = "", tracks: str = "") -> str:
    def leaf(tag: str, text: str) -> str:
        return f"<{tag}>{text}</{tag}>" if text else f"<{tag}/>"

    return (
        f"<artist><id>{id}</id><name>{PEOPLE.get(id, 'Somebody')}</name>{leaf('anv', anv)}<join/>"
        f"{leaf('role', role)}{leaf('tracks', tracks)}</artist>"
    )


def track(position: str, title: str, people: str = "", duration: str = "4:07") -> str:
    return (
        f"<track><position>{position}</position><title>{title}</title>"
        f"<duration>{duration}</duration>{people}</track>"
    )


def release(id: int, title: str, artists: Sequence[int], tracks: Iterable[str], **said: str) -> str:
    return (
        f'<release id="{id}" status="Accepted"><images><image type="primary" uri="" width="600" height="600"/></images>'
        f"<artists>{''.join(map(credit, artists))}</artists><title>{title}</title>"
        f"<labels>{said.get('labels', '')}</labels><extraartists>{said.get('credits', '')}</extraartists>"
        '<formats><format name="CD" qty="1" text=""><descriptions><description>Album</description></descriptions>'
        f"</format></formats><genres><genre>Electronic</genre><genre>Rock</genre></genres>"
        f"<styles>{said.get('styles', '<style>Industrial</style>')}</styles><country>US</country>"
        f"<released>{said.get('released', '1994-03-08')}</released><notes>{said.get('notes', 'Le Pig.')}</notes>"
        "<data_quality>Correct</data_quality>"
        f"{said.get('master', '')}<tracklist>{''.join(tracks)}</tracklist></release>"
    )


def write(folder: Path, **records: Sequence[str | bytes]) -> Path:
    """A dump of these records: write(folder, artists=[...], releases=[...])."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, lines in records.items():
        text = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
        xml = b"<%b>\n%b\n</%b>\n" % (kind.encode(), text, kind.encode())
        (folder / f"discogs_19940308_{kind}.xml.gz").write_bytes(gzip.compress(xml, mtime=0))
    return folder


def text(element: ET.Element, path: str) -> str | None:
    found = element.find(path)
    return (found.text or None) if found is not None else None


def texts(element: ET.Element, path: str) -> list[str] | None:
    return list(dict.fromkeys(e.text for e in element.findall(path) if e.text)) or None


def year(said: str | None) -> int | None:
    return int(said[:4]) if said and said[:4].isdigit() and 1000 <= int(said[:4]) < 2100 else None


def people(element: ET.Element, path: str, *fields: str) -> list[Row]:
    rows = []
    for one in element.findall(path):
        number = int(text(one, "id") or 0) or None
        rows.append(
            (number, None if number else text(one, "name"), *(text(one, field) for field in fields))
        )
    return rows


def imprint(label: ET.Element) -> Row:
    number = int(label.get("id") or 0) or None
    return number, None if number else label.get("name"), label.get("catno") or None


def as_read(release: ET.Element) -> Mapping[str, list[Row]]:
    """What our tables should hold of a release, each table's rows without the release's id."""
    master = release.find("master_id")
    formats = [f.get("name") for f in release.findall("formats/format")]
    described = [
        part
        for one in release.findall("formats/format")
        for part in (one.get("name"), *(d.text for d in one.findall("descriptions/description")))
    ]
    assert set(formats) <= set(described)
    read: dict[str, list[Row]] = {
        "release": [
            (
                text(release, "title") or "",
                release.get("status"),
                text(release, "country"),
                year(text(release, "released")),
                int(master.text) if master is not None and master.text else None,
                master.get("is_main_release") == "true"
                if master is not None and master.text
                else None,
                texts(release, "genres/genre"),
                texts(release, "styles/style"),
                list(dict.fromkeys(filter(None, described))) or None,
            )
        ],
        "release_artist": [
            (nth, *row)
            for nth, row in enumerate(people(release, "artists/artist", "anv", "join"), 1)
        ],
        "release_label": [
            (
                nth,
                int(one.get("id") or 0) or None,
                None if int(one.get("id") or 0) else one.get("name"),
                one.get("catno") or None,
            )
            for nth, one in enumerate(release.findall("labels/label"), 1)
        ],
        "credit": [
            (None, *row) for row in people(release, "extraartists/artist", "anv", "role", "tracks")
        ],
        "track": [],
        "track_artist": [],
    }
    nth = 0
    for top in release.findall("tracklist/track"):
        parent = nth + 1
        for one in (top, *top.findall("sub_tracks/track")):
            nth += 1
            read["track"].append(
                (
                    nth,
                    None if one is top else parent,
                    text(one, "position"),
                    text(one, "title") or "",
                    text(one, "duration"),
                )
            )
            read["track_artist"] += [
                (nth, place, *row)
                for place, row in enumerate(people(one, "artists/artist", "anv", "join"), 1)
            ]
            read["credit"] += [
                (nth, *row) for row in people(one, "extraartists/artist", "anv", "role", "tracks")
            ]
    return read


COLUMNS = {
    "release": "title, status, country, year, master_id, is_main, genres, styles, formats",
    "release_artist": "nth, artist_id, name, anv, joined_by",
    "release_label": "nth, label_id, name, catalogue_number",
    "track": "nth, parent, position, title, duration",
    "track_artist": "track, nth, artist_id, name, anv, joined_by",
    "credit": "track, artist_id, name, anv, said, tracks",
}
