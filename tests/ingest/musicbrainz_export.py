"""A little export of MusicBrainz, in the shape of the real one: Industrial music around 1990."""

import io
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.sources.musicbrainz.tables import SCHEMA_31

Row = Mapping[str, object]
NIN, REZNOR, COIL, VARIOUS = (
    "b7ffd2af-418f-4be2-bdd1-22f8b48613da",
    "be1c6ffa-a6c1-4ee9-a8c7-4b7e7a5e8a0e",
    "5ed20fa2-3f15-4d51-96d0-ff9cb7f8a4b3",
    "89ad4ac3-39f7-470e-963a-56509c546377",
)
MUTE, NO_LABEL = "1c91c69b-9f2b-4d2f-8f1b-1cb5c0bc5d5f", "157afde4-4bf5-4039-8ad2-5a15acc85176"
RECORDINGS = [f"00000000-0000-4000-8000-00000000000{n}" for n in range(10)]
WORLD: Mapping[str, Sequence[Row]] = {
    "artist": [
        {"id": 1, "gid": VARIOUS, "name": "Various Artists"},
        {
            "id": 2,
            "gid": NIN,
            "name": "Nine Inch Nails",
            "begin_date_year": 1988,
            "area": 222,
            "comment": "US industrial",
        },
        {"id": 3, "gid": REZNOR, "name": "Trent Reznor", "begin_date_year": 1965},
        {"id": 4, "gid": COIL, "name": "Coil", "end_date_year": 2004, "area": 221, "ended": "t"},
        {"id": 5, "gid": RECORDINGS[9], "name": "[unknown]"},
    ],
    "artist_alias": [
        {"id": 1, "artist": 2, "name": "NIN\\tИН"},
        {"id": 2, "artist": 2, "name": "nine inch nails"},
    ],
    "artist_credit_name": [
        {"artist_credit": 10, "position": 0, "artist": 2},
        {"artist_credit": 11, "position": 0, "artist": 4},
        {"artist_credit": 12, "position": 0, "artist": 2},
        {"artist_credit": 12, "position": 1, "artist": 4},
        {"artist_credit": 13, "position": 0, "artist": 1},
    ],
    "iso_3166_1": [{"area": 222, "code": "US"}, {"area": 221, "code": "GB"}],
    "recording": [
        {"id": 1, "gid": RECORDINGS[1], "name": "Closer", "artist_credit": 10, "length": 373_640},
        {"id": 2, "gid": RECORDINGS[2], "name": "Closer", "artist_credit": 10},
        {"id": 3, "gid": RECORDINGS[3], "name": "Closer (Precursor)", "artist_credit": 12},
        {"id": 4, "gid": RECORDINGS[4], "name": "Ostia \\\\ Blood", "artist_credit": 11},
    ],
    "isrc": [{"id": 1, "recording": 2, "isrc": "USIR19400327"}],
    "release": [
        {
            "id": 1,
            "gid": RECORDINGS[5],
            "name": "The Downward Spiral",
            "artist_credit": 10,
            "release_group": 1,
        },
        {
            "id": 2,
            "gid": RECORDINGS[6],
            "name": "Horse Rotorvator",
            "artist_credit": 11,
            "release_group": 2,
        },
        {
            "id": 3,
            "gid": RECORDINGS[7],
            "name": "The Downward Spiral",
            "artist_credit": 10,
            "release_group": 1,
        },
    ],
    "release_group": [
        {"id": 1, "gid": RECORDINGS[5], "name": "The Downward Spiral", "artist_credit": 10},
        {"id": 2, "gid": RECORDINGS[6], "name": "Horse Rotorvator", "artist_credit": 11},
    ],
    "release_country": [
        {"release": 1, "country": 222, "date_year": 1994},
        {"release": 3, "country": 222, "date_year": 2004},
    ],
    "release_unknown_country": [{"release": 2, "date_year": 1986}],
    "medium": [{"id": n, "release": n, "position": 1, "gid": RECORDINGS[n]} for n in (1, 2, 3)],
    "track": [
        {"id": 1, "gid": RECORDINGS[0], "recording": 1, "medium": 1},
        {"id": 2, "gid": RECORDINGS[0], "recording": 1, "medium": 3},
        {"id": 3, "gid": RECORDINGS[0], "recording": 4, "medium": 2},
    ],
    "label": [
        {"id": 1, "gid": MUTE, "name": "Mute Records"},
        {"id": 2, "gid": NO_LABEL, "name": "[no label]"},
    ],
    "release_label": [
        {"id": 1, "release": 1, "label": 1, "catalog_number": "STUMM 1"},
        {"id": 2, "release": 2, "label": 2},
        {"id": 3, "release": 3, "label": 1},
    ],
    "link_type": [
        {"id": 103, "gid": RECORDINGS[0], "name": "member of band"},
        {"id": 180, "gid": RECORDINGS[0], "name": "discogs"},
        {"id": 141, "gid": RECORDINGS[0], "name": "producer"},
        {"id": 153, "gid": RECORDINGS[0], "name": "remixer"},
        {"id": 111, "gid": RECORDINGS[0], "name": "married"},
    ],
    "link": [
        {"id": n, "link_type": kind, "ended": "f"}
        for n, kind in enumerate((103, 180, 141, 153, 111), start=1)
    ],
    "l_artist_artist": [
        {"id": 1, "link": 1, "entity0": 3, "entity1": 2},
        {"id": 2, "link": 5, "entity0": 3, "entity1": 4},
    ],
    "l_artist_recording": [
        {"id": 1, "link": 3, "entity0": 3, "entity1": 1},
        {"id": 2, "link": 4, "entity0": 4, "entity1": 3},
    ],
    "l_artist_release": [{"id": 1, "link": 3, "entity0": 3, "entity1": 1}],
    "url": [
        {"id": 1, "gid": RECORDINGS[0], "url": "https://www.discogs.com/artist/3857"},
        {"id": 2, "gid": RECORDINGS[0], "url": "https://www.discogs.com/artist/51970"},
        {"id": 3, "gid": RECORDINGS[0], "url": "https://www.nin.com/"},
    ],
    "l_artist_url": [
        {"id": 1, "link": 2, "entity0": 2, "entity1": 1},
        {"id": 2, "link": 2, "entity0": 3, "entity1": 2},
        {"id": 3, "link": 2, "entity0": 4, "entity1": 2},
        {"id": 4, "link": 2, "entity0": 2, "entity1": 3},
    ],
    "tag": [
        {"id": 1, "name": "industrial"},
        {"id": 2, "name": "seen live"},
        {"id": 3, "name": "trip hop"},
    ],
    "genre": [
        {"id": 1, "gid": RECORDINGS[0], "name": "industrial"},
        {"id": 2, "gid": RECORDINGS[0], "name": "trip hop"},
    ],
    "artist_tag": [
        {"artist": 2, "tag": 1, "count": 21},
        {"artist": 4, "tag": 1, "count": 8},
        {"artist": 4, "tag": 2, "count": 1},
        {"artist": 2, "tag": 3, "count": -2},
    ],
    "recording_tag": [{"recording": 1, "tag": 1, "count": 2}],
}
DERIVED = ("artist_tag", "recording_tag", "tag")


def copied(name: str, rows: Sequence[Row]) -> bytes:
    """A table as COPY writes it: a column that a row does not speak of is NULL."""
    columns = [column.split()[0] for column in SCHEMA_31[name].split(", ")]
    lines = ("\t".join(str(row.get(column, "\\N")) for column in columns) for row in rows)
    return "".join(line + "\n" for line in lines).encode()


def pack(
    folder: Path, world: Mapping[str, Sequence[Row] | bytes] = WORLD, schema: str = "31"
) -> Path:
    """mbdump.tar.bz2 and mbdump-derived.tar.bz2 with these tables; what is not named is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for archive, names in (
        ("mbdump.tar.bz2", sorted(SCHEMA_31.keys() - set(DERIVED))),
        ("mbdump-derived.tar.bz2", DERIVED),
    ):
        with tarfile.open(folder / archive, "w:bz2") as tar:
            _add(tar, "TIMESTAMP", b"1994-03-08 00:00:00+00")
            _add(tar, "SCHEMA_SEQUENCE", schema.encode() + b"\n")
            for name in names:
                rows = world.get(name, ())
                _add(tar, f"mbdump/{name}", rows if isinstance(rows, bytes) else copied(name, rows))
            _add(tar, "mbdump/replication_control", b"1\t31\t170000\t\\N\n")
    return folder


def _add(tar: tarfile.TarFile, name: str, text: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text)
    tar.addfile(member, io.BytesIO(text))
