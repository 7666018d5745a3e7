"""Claims about what dumps are for: whoever loads one gets neighbours whose reasons cite it."""

from pathlib import Path

from core.db import Database
from core.engine import recommend
from ingest.derive import build
from ingest.sources.discogs import read_dump
from ingest.sources.discogs.facts import merge as merge_discogs
from ingest.sources.musicbrainz import read_export
from ingest.sources.musicbrainz.facts import merge as merge_musicbrainz
from tests.ingest.discogs_xml import artist, credit, label, release, track, write
from tests.ingest.musicbrainz_export import pack

NOTHING = '<label name="Nothing Records" catno="INT-{0}" id="13747"/>'
ARTISTS = {3857: "Nine Inch Nails", 10: "Prick", 11: "Pop Will Eat Itself", 12: "Dolly Parton"}


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


async def test_neighbours_from_a_discogs_dump_cite_it(empty_url: str, tmp_path: Path) -> None:
    reznor = credit(51970, "Producer")
    records = [
        release(
            100 + id,
            f"By {name}",
            [id],
            [track("1", "One")],
            labels=NOTHING.format(id),
            credits=reznor,
        )
        for id, name in ARTISTS.items()
        if name != "Dolly Parton"
    ]
    records.append(
        release(1, "Jolene", [12], [track("1", "Jolene")], styles="<style>Country</style>")
    )
    people = [*(artist(id, name) for id, name in ARTISTS.items()), artist(51970, "Trent Reznor")]
    folder = write(
        tmp_path, artists=people, labels=[label(13747, "Nothing Records")], releases=records
    )
    assert read_dump(empty_url, [folder], quiet).rejects == ()
    merge_discogs(empty_url, quiet)
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        answer = await recommend(db, "Nine Inch Nails")
    nearest = answer.artists[:2]
    assert {pick.artist_name for pick in nearest} == {"Prick", "Pop Will Eat Itself"}
    for pick in nearest:
        said = {c.signal: c for c in pick.contributions}
        assert "Nothing Records" in (said["label_affinity"].reason or "")
        assert "Trent Reznor" in (said["artist_similarity"].reason or "")
        assert {s.source for c in pick.contributions for s in c.sources} == {"discogs"}


async def test_neighbours_from_a_musicbrainz_export_cite_it(empty_url: str, tmp_path: Path) -> None:
    read_export(empty_url, [pack(tmp_path / "export")], quiet)
    merge_musicbrainz(empty_url, quiet)
    build(empty_url, quiet)
    async with Database.open(empty_url) as db:
        answer = await recommend(db, "Nine Inch Nails", "artist")
    assert "Coil" in {pick.artist_name for pick in answer.artists}
    sources = {s.source for p in answer.artists for c in p.contributions for s in c.sources}
    assert sources == {"musicbrainz"}
