"""Claims about MusicBrainz exports: Postgres reads what Postgres wrote, and it becomes facts."""

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadRequestError
from ingest.mirrors import forget
from ingest.sources.discogs import read_dump
from ingest.sources.discogs.facts import merge as merge_discogs
from ingest.sources.musicbrainz import read_export
from ingest.sources.musicbrainz.facts import merge
from tests.ingest.discogs_xml import artist, release, track, write
from tests.ingest.musicbrainz_export import COIL, NIN, RECORDINGS, WORLD, copied, pack

Ask = Callable[[str], list[tuple[Any, ...]]]
Held = Callable[[str], dict[str, list[tuple[Any, ...]]]]


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def loads(url: str, folder: Path) -> Any:
    read = read_export(url, [folder], quiet)
    return read, merge(url, quiet)


@pytest.fixture
def loaded(empty_url: str, tmp_path: Path) -> Any:
    return loads(empty_url, pack(tmp_path / "export"))


@pytest.mark.usefixtures("loaded")
def test_artists_have_their_names_country_years_and_ids(ask: Ask) -> None:
    assert ask(
        "SELECT name, disambiguation, mbid::text, discogs_id, country, begin_year, end_year"
        " FROM artist ORDER BY 1"
    ) == [
        ("Coil", None, COIL, None, "GB", None, 2004),
        ("Nine Inch Nails", "US industrial", NIN, 3857, "US", 1988, None),
        ("Trent Reznor", None, "be1c6ffa-a6c1-4ee9-a8c7-4b7e7a5e8a0e", None, None, 1965, None),
    ]
    assert ask(
        "SELECT folded FROM artist_name JOIN artist USING (artist_id) WHERE country = 'US' ORDER BY 1"
    ) == [
        ("nin in",),
        ("nine inch nails",),
    ]


@pytest.mark.usefixtures("loaded")
def test_songs_last_as_long_as_their_recording(ask: Ask) -> None:
    assert ask("SELECT title, seconds FROM track WHERE mbid IS NOT NULL ORDER BY mbid LIMIT 2") == [
        ("Closer", 374),
        ("Closer (Precursor)", None),
    ]


@pytest.mark.usefixtures("loaded")
def test_songs_have_their_recording_and_records_their_label(ask: Ask) -> None:
    assert ask(
        "SELECT artist.name, title, work, year, isrc, track.mbid::text, rank"
        " FROM track JOIN artist USING (artist_id)"
        " ORDER BY 1, 2"
    ) == [
        ("Coil", "Closer (Precursor)", "closer precursor", None, None, RECORDINGS[3], 2.0),
        ("Coil", "Ostia \\ Blood", "ostia blood", 1986, None, RECORDINGS[4], 1.0),
        ("Nine Inch Nails", "Closer", "closer", 1994, "USIR19400327", RECORDINGS[1], 1.0),
        (
            "Nine Inch Nails",
            "Closer (Precursor)",
            "closer precursor",
            None,
            None,
            RECORDINGS[3],
            2.0,
        ),
    ]
    assert ask(
        "SELECT title, year, label.name, catalogue_number FROM release"
        " LEFT JOIN label USING (label_id) ORDER BY 1"
    ) == [
        ("Horse Rotorvator", 1986, None, None),
        ("The Downward Spiral", 1994, "Mute Records", "STUMM 1"),
    ]
    assert ask(
        "SELECT artist.name, label.name, releases FROM artist_label"
        " JOIN artist USING (artist_id) JOIN label USING (label_id)"
    ) == [("Nine Inch Nails", "Mute Records", 1)]


@pytest.mark.usefixtures("loaded")
def test_relations_credits_and_tags_are_those_that_are_about_music(ask: Ask) -> None:
    assert ask(
        "SELECT a.name, kind, b.name FROM relation"
        " JOIN artist a ON a.artist_id = from_id JOIN artist b ON b.artist_id = to_id"
    ) == [("Trent Reznor", "member of", "Nine Inch Nails")]
    assert ask(
        "SELECT p.name, role, coalesce(release.title, track.title), a.name FROM credit"
        " JOIN artist p ON p.artist_id = person_id JOIN artist a ON a.artist_id = credit.artist_id"
        " LEFT JOIN release USING (release_id) LEFT JOIN track USING (track_id) ORDER BY 1, 2, 3, 4"
    ) == [
        ("Coil", "remixer", "Closer (Precursor)", "Coil"),
        ("Coil", "remixer", "Closer (Precursor)", "Nine Inch Nails"),
        ("Trent Reznor", "producer", "Closer", "Nine Inch Nails"),
        ("Trent Reznor", "producer", "The Downward Spiral", "Nine Inch Nails"),
    ]
    assert ask(
        "SELECT artist.name, tag.name, family, count FROM artist_tag"
        " JOIN artist USING (artist_id) JOIN tag USING (tag_id) ORDER BY 1, 2"
    ) == [
        ("Coil", "industrial", "genre", 8.0),
        ("Coil", "seen live", "folksonomy", 1.0),
        ("Nine Inch Nails", "industrial", "genre", 21.0),
    ]
    assert ask(
        "SELECT track.title, tag.name, count FROM track_tag"
        " JOIN track USING (track_id) JOIN tag USING (tag_id)"
    ) == [("Closer", "industrial", 2.0)]


def test_a_disputed_discogs_page_links_nobody_and_is_told(loaded: Any) -> None:
    _, merged = loaded
    assert sorted(reject.reason for reject in merged.rejects) == [
        "Discogs artist 51970 is linked by several artists of MusicBrainz (Coil): not linked",
        "Discogs artist 51970 is linked by several artists of MusicBrainz (Trent Reznor): not linked",
    ]


@pytest.mark.parametrize("first", ["discogs", "musicbrainz"])
def test_the_discogs_page_makes_two_sources_artists_one(
    empty_url: str, ask: Ask, tmp_path: Path, first: str
) -> None:
    dump = write(
        tmp_path / "dump",
        artists=[artist(3857, "NIN (2)"), artist(9, "Coil (3)")],
        releases=[release(1, "Elsewhere", [3857], [track("1", "Elsewhere Too")])],
    )
    export = pack(tmp_path / "export")
    for source in sorted(["discogs", "musicbrainz"], reverse=first != "discogs"):
        if source == "discogs":
            read_dump(empty_url, [dump], quiet)
            merge_discogs(empty_url, quiet)
        else:
            loads(empty_url, export)
    assert ask("SELECT count(*) FROM artist WHERE mbid IS NOT NULL OR discogs_id IS NOT NULL") == [
        (4,)
    ]
    assert ask("SELECT mbid::text FROM artist WHERE discogs_id = 3857") == [(NIN,)]
    later = {"discogs": "musicbrainz", "musicbrainz": "discogs"}[first]
    assert ask(
        "SELECT how, confidence FROM fact_key WHERE kind = 'artist' AND how <> 'new'"
        f" AND key LIKE '{later}:%'"
    ) == [("discogs_id", 1.0)]


def test_the_same_export_again_is_not_even_read_and_changes_nothing(
    empty_url: str, loaded: Any, held: Held, tmp_path: Path
) -> None:
    once = held(empty_url)
    read, _ = loads(empty_url, tmp_path / "export")
    assert (read.tables, read.before) == ((), 26)
    assert held(empty_url) == once


@pytest.mark.usefixtures("loaded")
def test_a_later_export_takes_back_what_is_gone(empty_url: str, ask: Ask, tmp_path: Path) -> None:
    later = {
        **WORLD,
        "artist": [row for row in WORLD["artist"] if row["id"] != 4],
        "artist_tag": [{"artist": 2, "tag": 1, "count": 22}],
    }
    loads(empty_url, pack(tmp_path / "later", later))
    assert ask("SELECT name FROM artist ORDER BY 1") == [("Nine Inch Nails",), ("Trent Reznor",)]
    assert ask("SELECT tag.name, count FROM artist_tag JOIN tag USING (tag_id)") == [
        ("industrial", 22.0)
    ]
    assert ask("SELECT discogs_id FROM artist WHERE name = 'Trent Reznor'") == [(51970,)]
    forget(empty_url, "musicbrainz", quiet)
    assert ask("SELECT (SELECT count(*) FROM artist) + (SELECT count(*) FROM fact_key)") == [(0,)]


def test_an_unpacked_export_is_the_same(empty_url: str, ask: Ask, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    for archive in pack(tmp_path / "packed").iterdir():
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    read, _ = loads(empty_url, folder)
    assert len(read.tables) == 26
    assert ask("SELECT count(*) FROM artist") == [(3,)]


def test_an_unknown_schema_is_refused(empty_url: str, ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match="has the schema 99; this version of Auric knows 31"):
        read_export(empty_url, [pack(tmp_path, schema="99")], quiet)
    assert ask("SELECT count(*) FROM musicbrainz.loaded") == [(0,)]


def test_a_line_that_postgres_cannot_read_is_rejected_with_its_number(
    empty_url: str, ask: Ask, tmp_path: Path
) -> None:
    tags = copied("artist_tag", WORLD["artist_tag"]).replace(b"4\t1\t8", b"4\t1\tmany")
    read = read_export(empty_url, [pack(tmp_path, {**WORLD, "artist_tag": tags})], quiet)
    (reject,) = read.rejects
    assert (reject.file, reject.line) == ("artist_tag", 2)
    assert ask("SELECT count(*) FROM musicbrainz.artist_tag") == [(3,)]


def test_of_a_torn_archive_the_tables_before_are_kept_and_no_fact_changes(
    empty_url: str, held: Held, ask: Ask, tmp_path: Path
) -> None:
    import random

    noise = random.Random(1).randbytes(1_500_000).hex()
    folder = pack(tmp_path, {**WORLD, "url": [{"id": 1, "gid": NIN, "url": noise}]})
    before = held(empty_url)
    path = folder / "mbdump.tar.bz2"
    path.write_bytes(path.read_bytes()[:1_000_000])
    read = read_export(empty_url, [path], quiet)
    assert read.torn is not None
    assert ask("SELECT count(*) FROM musicbrainz.artist") == [(5,)]
    with pytest.raises(BadRequestError, match="not whole yet"):
        merge(empty_url, quiet)
    assert held(empty_url) == before
