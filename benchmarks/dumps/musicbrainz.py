"""Staging an export of MusicBrainz: ours against `psql \\copy` of the same files, alternating.

    AURIC_DATA_DIR=... python -m benchmarks.dumps.musicbrainz FOLDER --recordings 1000000

Unpacked files are compared with `\\copy` from the file, mbdump.tar.bz2 with `tar -xj` before it. Both
make the tables in the transaction that fills them.
"""

import argparse
import random
import shlex
import sys
import tarfile
import time
from pathlib import Path
from statistics import median

from benchmarks.dumps.compare import Cost, fresh, measured, quiet
from core.embedded import database_url
from core.migrations import migrate
from core.settings import settings
from ingest.sources.musicbrainz import read_export
from ingest.sources.musicbrainz.facts import merge
from ingest.sources.musicbrainz.tables import SCHEMA_31

LARGE = (
    "artist",
    "artist_alias",
    "artist_credit_name",
    "isrc",
    "medium",
    "recording",
    "release",
    "release_group",
    "track",
)
WORDS = (
    "night",
    "train",
    "love",
    "blue",
    "ghost",
    "river",
    "fire",
    "sun",
    "дом",
    "夜",
    "東京",
    "été",
)
UPDATED = "2026-11-01 00:00:00+00"


def value(  # noqa: PLR0911
    column: str, kind: str, id: int, dice: random.Random, most: int
) -> str:
    """Something of that column's kind; numbers refer to rows that exist."""
    match kind, column:
        case _, "id":
            return str(id)
        case _, "artist" | "entity0" | "entity1":
            return str(1 + dice.randrange(max(1, most // 10)))
        case _, "artist_credit":
            return str(id if most < 0 else 1 + dice.randrange(max(1, most // 10)))
        case "uuid", _:
            return f"{dice.getrandbits(32):08x}-0000-4000-8000-{id:012d}"
        case "text", "isrc":
            return f"USABC{id:07d}"
        case "text", _:
            return " ".join(dice.choices(WORDS, k=dice.randint(1, 4))).title()
        case "timestamptz", _:
            return UPDATED
        case "bool", _:
            return "f"
        case _, "recording" | "release" | "medium" | "release_group":
            return str(1 + dice.randrange(max(1, most // (1 if column == "recording" else 10))))
        case _:
            return str(dice.randrange(100)) if dice.random() < 0.6 else "\\N"


def write(folder: Path, recordings: int) -> tuple[Path, Path]:
    """An export with so many recordings, unpacked and packed."""
    unpacked, packed = folder / "unpacked", folder / "mbdump.tar.bz2"
    if packed.exists():
        return unpacked, packed
    (unpacked / "mbdump").mkdir(parents=True, exist_ok=True)
    (unpacked / "SCHEMA_SEQUENCE").write_text("31\n")
    dice = random.Random(31)
    for name, columns in SCHEMA_31.items():
        pairs = [tuple(column.split()) for column in columns.split(", ")]
        many = name in ("recording", "track")
        rows = (
            (recordings if many else recordings // 10) if name in LARGE else min(1000, recordings)
        )
        with (unpacked / "mbdump" / name).open("w") as file:
            for id in range(1, rows + 1):
                row = [value(column, kind, id, dice, recordings) for column, kind in pairs]
                if name == "artist_credit_name":
                    row[:3] = [str(id), "0", str(id)]
                file.write("\t".join(row) + "\n")
    with tarfile.open(packed, "w:bz2", compresslevel=9) as tar:
        tar.add(unpacked / "SCHEMA_SEQUENCE", "SCHEMA_SEQUENCE")
        for path in sorted((unpacked / "mbdump").iterdir()):
            tar.add(path, f"mbdump/{path.name}")
    return unpacked, packed


def by_hand(url: str, unpacked: Path, path: Path) -> list[str]:
    """How one would do it with psql: a table after another, an archive unpacked before."""
    lines = ["CREATE SCHEMA bare;"]
    source = unpacked if path == unpacked else unpacked.parent / "once-more"
    for name in sorted(SCHEMA_31):
        lines += [
            "BEGIN;",
            f"CREATE TABLE bare.{name} ({SCHEMA_31[name]});",
            f"\\copy bare.{name} FROM {source / 'mbdump' / name}",
            "COMMIT;",
        ]
    script = unpacked.parent / "bare.sql"
    script.write_text("\n".join(lines) + "\n")
    psql = ["psql", "-q", "-v", "ON_ERROR_STOP=1", url, "-f", str(script)]
    if path == unpacked:
        return psql
    source.mkdir(exist_ok=True)
    return ["sh", "-c", f"tar -xjf {path} -C {source} && exec {shlex.join(psql)}"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--recordings", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    unpacked, packed = write(asked.folder / str(asked.recordings), asked.recordings)
    server = database_url(settings().data_dir)
    postmaster = int((settings().data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    for what, path in (("unpacked", unpacked), ("tar.bz2", packed)):
        ours: list[Cost] = []
        theirs: list[Cost] = []
        for _ in range(asked.rounds if what == "unpacked" else 1):
            url = fresh(server, "ours")
            migrate(url)
            command = [
                sys.executable,
                "-m",
                "benchmarks.dumps.musicbrainz",
                "--read",
                url,
                str(path),
            ]
            ours.append(measured(command, postmaster))
            url = fresh(server, "theirs")
            theirs.append(measured(by_hand(url, unpacked, path), postmaster))
            print(
                f"{what}: ours {ours[-1].seconds:.1f} s, psql {theirs[-1].seconds:.1f} s",
                flush=True,
            )
        seconds = median(c.seconds for c in ours) / median(c.seconds for c in theirs)
        cpu = median(c.cpu for c in ours) / median(c.cpu for c in theirs)
        peak = max(c.peak_mb for c in ours)
        print(
            f"{what}: {seconds:.2f}x the time of psql, {cpu:.2f}x its CPU, {peak:.0f} MB peak",
            flush=True,
        )
    started = time.perf_counter()
    merge(server.replace("/auric?", "/ours?"), quiet)
    print(f"facts of {asked.recordings:,} recordings: {time.perf_counter() - started:.1f} s more")


if __name__ == "__main__":
    if sys.argv[1] == "--read":
        read_export(sys.argv[2], [Path(sys.argv[3])], quiet)
    else:
        main()
