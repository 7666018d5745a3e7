"""Claims about snapshots that went wrong: none of them reaches the database."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import psycopg
import pytest

from core.errors import BadRequestError
from core.migrations import known_migrations
from ingest.snapshot.arriving import import_snapshot
from ingest.snapshot.container import MANIFEST, pack, refuse_another
from ingest.snapshot.manifest import Manifest, Member, read_manifest, wording

Change = Callable[[Manifest], Manifest]
OURS = known_migrations()[-1].version
TOO_OLD, TOO_NEW = "20200101000000", "29990101000000"


def quiet(_step: str, _done: int, _total: int) -> None:
    """A report to nobody."""


def refused(url: str, path: Path, why: str) -> None:
    """It is refused in a sentence, and the database stays empty."""
    with pytest.raises(BadRequestError, match=why) as error:
        import_snapshot(url, path, quiet)
    assert str(error.value).endswith(".")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM artist").fetchone() == (0,)
        assert connection.execute("SELECT to_regnamespace('graph')").fetchone() == (None,)


def rewritten(
    path: Path, folder: Path, manifest: Change = lambda said: said, **members: bytes
) -> Path:
    """The same snapshot with another manifest and other members."""
    other = folder / "rewritten.auric"
    with ZipFile(path) as old, ZipFile(other, "w") as new:
        for info in old.infolist():
            said = members.get(Path(info.filename).stem, old.read(info))
            is_manifest = info.filename == MANIFEST
            new.writestr(info, wording(manifest(read_manifest(said))) if is_manifest else said)
    return other


def of_table(manifest: Manifest, table: str, **other: object) -> Manifest:
    """The manifest with something else said of one table of the facts."""

    def changed(member: Member) -> Member:
        named = (member.folder, member.table) == ("facts", table)
        return replace(member, **other) if named else member  # type: ignore[arg-type]

    return replace(manifest, members=tuple(map(changed, manifest.members)))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_snapshot_that_is_cut_off_is_refused(
    world_snapshot: Path, empty_url: str, tmp_path: Path, share: float
) -> None:
    whole = world_snapshot.read_bytes()
    (tmp_path / "short").write_bytes(whole[: int(len(whole) * share)])
    refused(empty_url, tmp_path / "short", "damaged, cut off or no snapshot")


@pytest.mark.parametrize("share", [0.001, 0.2, 0.4, 0.6, 0.8, 0.995])
def test_a_snapshot_with_another_byte_in_it_is_refused(
    world_snapshot: Path, empty_url: str, tmp_path: Path, share: float
) -> None:
    altered = bytearray(world_snapshot.read_bytes())
    altered[int(len(altered) * share)] ^= 1
    (tmp_path / "altered").write_bytes(altered)
    refused(empty_url, tmp_path / "altered", "damaged|no snapshot|makes no sense")


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        (TOO_OLD, f"older Auric .*schema {TOO_OLD}; this one needs {OURS}.*auric migrate"),
        (TOO_NEW, f"newer Auric .*schema {TOO_NEW}; this one knows {OURS}.*Update Auric"),
    ],
)
def test_another_schema_is_refused_with_what_to_do(
    world_snapshot: Path, empty_url: str, tmp_path: Path, schema: str, why: str
) -> None:
    path = rewritten(world_snapshot, tmp_path, lambda said: replace(said, schema=schema))
    refused(empty_url, path, why)


def test_another_format_is_refused_with_what_to_do(
    world_snapshot: Path, empty_url: str, tmp_path: Path
) -> None:
    path = rewritten(world_snapshot, tmp_path, lambda said: replace(said, format=2))
    refused(empty_url, path, "has format 2, this Auric reads format 1. Update Auric")


def test_what_is_no_snapshot_is_refused(empty_url: str, tmp_path: Path) -> None:
    refused(empty_url, tmp_path / "nothing", "cannot be read: No such file")
    refused(empty_url, tmp_path, "cannot be read: Is a directory")
    (tmp_path / "essay").write_text("On dub techno.\n" * 1000)
    refused(empty_url, tmp_path / "essay", "no snapshot")
    with ZipFile(tmp_path / "crate", "w") as archive:
        archive.writestr("essay.txt", "On dub techno.")
    refused(empty_url, tmp_path / "crate", "manifest.json is missing")


def test_a_snapshot_that_was_packed_again_is_refused(
    world_snapshot: Path, empty_url: str, tmp_path: Path
) -> None:
    with ZipFile(world_snapshot) as old, ZipFile(tmp_path / "again", "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    refused(empty_url, tmp_path / "again", "packed again")


def test_a_table_that_was_exchanged_is_noticed(
    world_snapshot: Path, empty_url: str, tmp_path: Path
) -> None:
    refused(empty_url, rewritten(world_snapshot, tmp_path, artist=b"x"), "artist.zst was altered")


def forged(path: Path, folder: Path, blocks: list[bytes]) -> Path:
    """A snapshot whose labels are these bytes, and whose manifest agrees."""
    with ZipFile(folder / "one", "w") as archive:
        tally = pack(archive, "label", blocks)
    with ZipFile(folder / "one") as archive:
        packed = archive.read("label")
    with ZipFile(path) as old, ZipFile(folder / "forged", "w") as new:
        for info in old.infolist():
            said = packed if info.filename == "facts/label.zst" else old.read(info)
            if info.filename == MANIFEST:
                told = of_table(read_manifest(said), "label", size=tally.size, sha256=tally.sha256)
                said = wording(told)
            new.writestr(info, said)
    return folder / "forged"


# A row of four fields, of which the first is a number of four bytes that ends after two.
CUT_OFF = b"PGCOPY\n\xff\r\n\0" + bytes(8) + b"\0\x04" + b"\0\0\0\x02" + b"\0\0" + b"\xff" * 12


@pytest.mark.parametrize("said", [b"no rows at all", CUT_OFF], ids=["no table", "a field cut off"])
def test_what_agrees_with_its_checksum_but_is_no_table_changes_nothing(
    world_snapshot: Path, empty_url: str, tmp_path: Path, said: bytes
) -> None:
    path = forged(world_snapshot, tmp_path, [said])
    with pytest.raises(BadRequestError, match="What is written for label are no rows of it"):
        import_snapshot(empty_url, path, quiet)
    with psycopg.connect(empty_url) as connection:
        assert connection.execute("SELECT count(*) FROM artist").fetchone() == (0,)


def test_more_than_the_manifest_announces_is_not_unpacked(
    world_snapshot: Path, empty_url: str, tmp_path: Path
) -> None:
    short = rewritten(world_snapshot, tmp_path, lambda said: of_table(said, "track", size=1000))
    refused(empty_url, short, "facts/track.zst has another size")
    huge = rewritten(world_snapshot, tmp_path, lambda said: of_table(said, "track", size=1 << 60))
    refused(empty_url, huge, "unpacks to more than any graph does")


def test_a_table_too_few_or_a_column_too_many_does_not_fit(
    world_snapshot: Path, empty_url: str, tmp_path: Path
) -> None:
    fewer = rewritten(
        world_snapshot, tmp_path, lambda said: replace(said, members=said.members[1:])
    )
    refused(empty_url, fewer, "does not fit this version of Auric; artist differ")
    wider = rewritten(
        world_snapshot, tmp_path, lambda said: of_table(said, "tag", columns={"beat": "real"})
    )
    refused(empty_url, wider, "does not fit this version of Auric; tag differ")


def test_a_wrong_count_is_noticed(world_snapshot: Path, empty_url: str, tmp_path: Path) -> None:
    path = rewritten(world_snapshot, tmp_path, lambda said: of_table(said, "track", rows=3))
    refused(empty_url, path, "facts/track.zst has another number of rows")


def test_another_snapshot_than_the_one_that_was_named_is_refused(world_snapshot: Path) -> None:
    with pytest.raises(BadRequestError, match="This is another snapshot: its SHA-256 is"):
        refuse_another(world_snapshot, "0" * 64)
