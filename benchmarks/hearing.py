"""Whether an ear hears what music is alike: real recordings, from their files to neighbours by sound.

    sh benchmarks/music.sh /var/tmp/music
    python benchmarks/hearing.py --audio /var/tmp/music/sets [--model musicnn] [--out FILE]

Each folder is a set of music of one kind. Every recording becomes an artist of its own, is decoded, heard,
written to Postgres and built into a graph; then its neighbours are asked for by the path that requests
take (core.candidates.by_sound). Precision is the share of neighbours from the same set. Prints it for
the model, for the plain log-mel baseline and for chance. Each set is mostly one composer, so an ear that
knows production styles will do well, too: only the margin over the baseline says something.
"""

import argparse
import asyncio
import csv
import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from core.candidates.by_sound import PATH
from core.db import Database
from core.embedded import database_url, stop
from core.migrations import migrate
from core.seeds import choose_seed
from core.settings import settings
from core.types import Entity, Wishes
from ingest.database import connect
from ingest.derive import build
from ingest.load import load
from ingest.records import Artist, Tag, Track
from ingest.sound.embedder import Embedder
from ingest.sound.files import AUDIBLE
from ingest.sound.library import Listened, embed_files
from ingest.sound.models import AudioModel, opened
from ingest.source import Fact

MUSIC = 300_000  # bytes: shorter files are noises of a game
LEAST_IN_A_SET = 8


@dataclass(frozen=True)
class Precision:
    """How many of the nearest 1 and 5 come from the same set, on average, and how many did by chance."""

    model: str
    recordings: int
    at_1: float
    at_5: float
    chance: float
    seconds: float


def sets_in(folder: Path) -> dict[str, list[Path]]:
    """The recordings of each folder, those of sets large enough to have neighbours."""
    found = {
        one.name: sorted(
            f for f in one.rglob("*") if f.suffix.lower() in AUDIBLE and f.stat().st_size > MUSIC
        )
        for one in sorted(folder.iterdir())
        if one.is_dir()
    }
    return {name: files for name, files in found.items() if len(files) >= LEAST_IN_A_SET}


def measure(url: str, sets: Mapping[str, Sequence[Path]], model: AudioModel) -> Precision:
    """Fill an empty database with these recordings and look at everybody's neighbours."""
    load(url, "facts", _facts(sets), _quiet)
    listened = _listen(url, sets, model)
    assert not listened.rejects, listened.rejects[0]
    build(url, _quiet)
    near = asyncio.run(_neighbours(url))
    return _precision(model, near, listened)


def _facts(sets: Mapping[str, Sequence[Path]]) -> list[Fact]:
    names = [f"{name} {nth}" for name, files in sets.items() for nth in range(len(files))]
    return [
        *(Fact("artists", nth, Artist(id=name, name=name)) for nth, name in enumerate(names)),
        *(
            Fact("tracks", nth, Track(id=name, artist_id=name, title=name))
            for nth, name in enumerate(names)
        ),
        *(
            Fact("tags", nth, Tag(artist_id=name, tag="music", count=1, source="benchmark"))
            for nth, name in enumerate(names)
        ),
    ]


def _listen(url: str, sets: Mapping[str, Sequence[Path]], model: AudioModel) -> Listened:
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "map.csv"
        with table.open("w", newline="") as lines:
            rows = csv.writer(lines)
            rows.writerow(["file", "track_id"])
            rows.writerows(
                (file, f"{name} {nth}")
                for name, files in sets.items()
                for nth, file in enumerate(files)
            )
        files = [file for files in sets.values() for file in files]
        return embed_files(url, Embedder(model), files, table, _quiet)


async def _neighbours(url: str) -> dict[str, list[str]]:
    """For each recording the others, the nearest first, as a request finds them."""
    near: dict[str, list[str]] = {}
    async with Database.open(url) as db:
        rows = await db.fetch("SELECT artist_id, name FROM artist ORDER BY artist_id")
        names = {row.artist_id: row.name for row in rows}
        for artist_id, name in names.items():
            entity = Entity(id=artist_id, kind="artist", name=name, artist_id=artist_id)
            question = PATH.ask((await choose_seed(db, entity)).seed, Wishes())
            assert question is not None
            (found,) = await db.ask(question)  # one recording, one centre: the nearest come first
            near[name] = [names[row.artist_id] for row in found if row.artist_id != artist_id]
    return near


def _precision(
    model: AudioModel, near: Mapping[str, Sequence[str]], listened: Listened
) -> Precision:
    hits = [
        [set_of(other) == set_of(name) for other in others[:5]] for name, others in near.items()
    ]
    sizes = Counter(map(set_of, near))
    total = len(near)
    return Precision(
        str(model.pipeline),
        total,
        float(np.mean([row[0] for row in hits])),
        float(np.mean(hits)),
        sum(size * (size - 1) for size in sizes.values()) / (total * (total - 1)),
        listened.seconds,
    )


def set_of(name: str) -> str:
    """The set that a recording's name begins with."""
    return name.rsplit(" ", 1)[0]


def _quiet(_step: str, _done: int, _total: int) -> None: ...


def main(folder: Path, name: str, out: Path | None) -> None:
    """Measure a model and the baseline in a database of their own."""
    sets = sets_in(folder)
    print({name: len(files) for name, files in sets.items()})
    found = []
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        data_dir = Path(home) / "auric"
        try:
            url = database_url(data_dir)
            migrate(url)
            for model in (opened(name, settings()), opened("log-mel", settings())):
                with connect(url) as connection:
                    connection.execute("DELETE FROM audio_vector")
                found.append(asdict(measure(url, sets, model)))
                print(json.dumps(found[-1]))
        finally:
            stop(data_dir)
    if out:
        out.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audio", type=Path, required=True)
    parser.add_argument("--model", default="musicnn")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    main(arguments.audio, arguments.model, arguments.out)
