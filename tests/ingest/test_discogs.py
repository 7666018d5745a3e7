"""Claims about Discogs dumps: every field is read as it stands, and becomes the facts it is."""

import gzip
import os
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadRequestError
from ingest.sources.discogs import read_dump
from ingest.sources.discogs.facts import merge
from ingest.sources.discogs.roles import roles
from tests.ingest.discogs_xml import (
    COLUMNS,
    artist,
    as_read,
    credit,
    label,
    release,
    track,
    write,
)

Ask = Callable[[str], list[tuple[Any, ...]]]
NOTHING = '<label name="Nothing Records" catno="INT-92346" id="13747"/>'
NOBODYS = '<label name="Not On Label (Nine Inch Nails)" catno="none" id="99"/>'
GUITAR = credit(26514, "Guitar [Texture Generating Guitar]")
SUITE = (
    "<track><position/><title>Suite &#8211; \\o/</title><duration/><sub_tracks>"
    + track("2.a", "One\tTwo")
    + track("2.b", "Two", f"<artists>{credit(194)}</artists>")
    + "</sub_tracks></track>"
)
DOWNWARD_SPIRAL = release(
    1,
    "The Downward Spiral",
    [3857],
    [
        track("1", "Mr. Self Destruct", f"<extraartists>{GUITAR}</extraartists>"),
        track("2", "Piggy"),
        SUITE,
        track("", "Bonus", duration=""),
    ],
    labels=NOTHING + NOBODYS,
    credits=credit(51970, "Written-By, Producer")
    + credit(19151, "Producer", "Flood &amp; Co", "1 to 3")
    + credit(7, "Photography By"),
    notes="Recorded at Le Pig.\r\nMixed&#13;\nelsewhere &lt;3",
)
COMPILATION = release(
    2,
    "Black Box",
    [194],
    [
        track("1", "Head Like A Hole", f"<artists>{credit(3857)}</artists>"),
        track("2", "Unknown", f"<artists>{credit(355)}</artists>"),
    ],
    labels=NOTHING,
    released="?",
)
ARTISTS = [
    artist(
        3857,
        "Nine Inch Nails",
        "<namevariations><name>NIN</name><name>9&quot;N</name></namevariations>"
        '<members><id>51970</id><name id="51970">Trent Reznor</name></members>',
    ),
    artist(51970, "Trent Reznor", '<groups><name id="3857">Nine Inch Nails</name></groups>'),
    artist(19151, "Flood"),
    artist(26514, "Adrian Belew"),
    artist(194, "Various"),
    artist(355, "Unknown Artist"),
    artist(7, "Gary Talpas (2)", '<aliases><name id="19151">Flood</name></aliases>'),
]
LABELS = [
    label(13747, "Nothing Records", '<parentLabel id="2311">Interscope Records</parentLabel>'),
    label(
        2311,
        "Interscope Records",
        "<urls><url>http://interscope.com</url><url/></urls>"
        '<sublabels><label id="13747">Nothing Records</label></sublabels>',
    ),
    label(99, "Not On Label (Nine Inch Nails)"),
]


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def holds(ask: Ask, id: int) -> dict[str, list[tuple[Any, ...]]]:
    """What our tables hold of a release."""
    key = {"release": "id"}
    return {
        table: ask(
            f"SELECT {columns} FROM discogs.{table} WHERE {key.get(table, 'release_id')} = {id} ORDER BY ctid"
        )
        for table, columns in COLUMNS.items()
    }


def plain(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    return {table: sorted(found, key=repr) for table, found in rows.items()}


@pytest.fixture
def loaded(empty_url: str, tmp_path: Path) -> None:
    dump = write(tmp_path, artists=ARTISTS, labels=LABELS, releases=[DOWNWARD_SPIRAL, COMPILATION])
    assert read_dump(empty_url, [dump], quiet).rejects == ()
    merge(empty_url, quiet)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("xml", [DOWNWARD_SPIRAL, COMPILATION], ids=["album", "compilation"])
def test_every_field_of_a_release_is_as_another_reader_finds_it(ask: Ask, xml: str) -> None:
    element = ET.fromstring(xml)
    assert plain(holds(ask, int(element.get("id") or 0))) == plain(dict(as_read(element)))


@pytest.mark.skipif("AURIC_SAMPLES" not in os.environ, reason="AURIC_SAMPLES names a real dump")
def test_every_field_of_fifty_releases_of_a_real_dump_is_as_another_reader_finds_it(
    empty_url: str, ask: Ask
) -> None:
    folder = Path(os.environ["AURIC_SAMPLES"])
    (path,) = folder.glob("*releases.xml.gz")
    assert read_dump(empty_url, [folder], quiet).rejects == ()
    found = list(ET.fromstring(gzip.decompress(path.read_bytes())))
    for element in random.Random(50).sample(found, 50):
        assert plain(holds(ask, int(element.get("id") or 0))) == plain(dict(as_read(element)))


@pytest.mark.usefixtures("loaded")
def test_it_becomes_facts(ask: Ask) -> None:
    assert ask("SELECT name FROM artist ORDER BY 1") == [
        ("Adrian Belew",),
        ("Flood",),
        ("Gary Talpas",),
        ("Nine Inch Nails",),
        ("Trent Reznor",),
    ]
    assert ask(
        "SELECT a.name, b.name, kind FROM relation JOIN artist a ON a.artist_id = from_id"
        " JOIN artist b ON b.artist_id = to_id ORDER BY 3"
    ) == [
        ("Gary Talpas", "Flood", "alias"),
        ("Trent Reznor", "Nine Inch Nails", "member of"),
    ]
    assert ask(
        "SELECT p.name, role, coalesce(release.title, track.title) FROM credit JOIN artist p ON p.artist_id = person_id"
        " LEFT JOIN release USING (release_id) LEFT JOIN track USING (track_id) ORDER BY 1, 2"
    ) == [
        ("Adrian Belew", "performer", "Mr. Self Destruct"),
        ("Flood", "producer", "The Downward Spiral"),
        ("Trent Reznor", "producer", "The Downward Spiral"),
        ("Trent Reznor", "writer", "The Downward Spiral"),
    ]
    assert ask(
        "SELECT name, (SELECT name FROM label AS above WHERE above.label_id = label.parent_id)"
        " FROM label ORDER BY 1"
    ) == [
        ("Interscope Records", None),
        ("Nothing Records", "Interscope Records"),
    ]
    assert ask("SELECT artist.name, releases FROM artist_label JOIN artist USING (artist_id)") == [
        ("Nine Inch Nails", 1)
    ]
    assert ask("SELECT title, year FROM track ORDER BY 1") == [
        ("Head Like A Hole", None),
        ("Mr. Self Destruct", 1994),
        ("One\tTwo", 1994),
        ("Piggy", 1994),
    ]
    assert ask("SELECT tag.name, family FROM artist_tag JOIN tag USING (tag_id) ORDER BY 1") == [
        ("electronic", "genre"),
        ("industrial", "style"),
        ("rock", "genre"),
    ]
    assert ask(
        "SELECT n.name FROM artist_name n JOIN artist USING (artist_id) WHERE discogs_id = 3857 ORDER BY 1"
    ) == [
        ('9"N',),
        ("NIN",),
        ("Nine Inch Nails",),
    ]


ODDLY_WRITTEN: dict[str, Callable[[str], str]] = {
    "with comments": lambda xml: xml.replace("<title>", "<!-- a comment --><title>"),
    "with blanks": lambda xml: re.sub(r">(<(?!/))", r">\n  \1", xml),
    "with other quotes": lambda xml: xml.replace('catno="INT-92346"', "catno='INT-92346'"),
    "with CDATA": lambda xml: xml.replace("The Downward Spiral", "<![CDATA[The Downward Spiral]]>"),
    "in another order": lambda xml: re.sub(r'(name="[^"]*") (catno="[^"]*")', r"\2 \1", xml),
    "with something new": lambda xml: xml.replace("<anv/>", "<anv/><pronouns>they</pronouns>"),
    "with longer empty elements": lambda xml: re.sub(r"<(anv|join|role)/>", r"<\1></\1>", xml),
}


@pytest.mark.parametrize("how", ODDLY_WRITTEN)
def test_a_record_written_differently_says_the_same(
    empty_url: str, ask: Ask, tmp_path: Path, how: str
) -> None:
    odd = ODDLY_WRITTEN[how](DOWNWARD_SPIRAL)
    assert odd != DOWNWARD_SPIRAL
    assert read_dump(empty_url, [write(tmp_path, releases=[odd])], quiet).rejects == ()
    assert plain(holds(ask, 1)) == plain(dict(as_read(ET.fromstring(DOWNWARD_SPIRAL))))


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("Producer [Additional], Mixed By", ("producer", "mixer")),
        ("Written-By", ("writer",)),
        ("Remix", ("remixer",)),
        ("Recorded By [At The Pig]", ("engineer",)),
        ("Double Bass", ("performer",)),
        ("DJ Mix", ("mixer",)),
        ("Co-producer", ("producer",)),
        ("Mastered By", ()),
        ("Executive-Producer", ()),
        ("Artwork, Photography By", ()),
        ("", ()),
    ],
)
def test_thousands_of_roles_become_a_few(said: str, ours: tuple[str, ...]) -> None:
    assert roles(said) == ours


def test_what_is_no_dump_is_said_so(empty_url: str, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(BadRequestError, match="no file of a Discogs dump"):
        read_dump(empty_url, [tmp_path / "holiday.jpg"], quiet)
    with pytest.raises(BadRequestError, match="There is no Discogs dump"):
        read_dump(empty_url, [tmp_path], quiet)
