"""An export of MusicBrainz, packed or unpacked: its tables one after another, as they lie there."""

import hashlib
import os
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from core.errors import BadRequestError
from ingest.sources.musicbrainz.tables import SCHEMAS

FOLDERS = ("mbdump",)  # within an archive: mbdump/artist


@dataclass(frozen=True)
class Table:
    """One table of an export, ready to be read once."""

    name: str
    columns: str
    size: int
    text: IO[bytes]


@dataclass(frozen=True)
class Export:
    """One archive, or one folder that an archive was unpacked to."""

    path: Path

    @property
    def digest(self) -> str:
        """What tells this export from the next."""
        told = hashlib.blake2b(digest_size=12)
        for path in [self.path] if self.path.is_file() else sorted(self.path.rglob("*")):
            if path.is_file():
                with path.open("rb") as file:
                    told.update(b"%d " % path.stat().st_size + file.read(1 << 16))
                    file.seek(max(0, path.stat().st_size - (1 << 16)))
                    told.update(file.read())
        return told.hexdigest()


class TornError(Exception):
    """An archive ends, or is damaged, before it is over."""


def exports(paths: list[Path]) -> list[Export]:
    """What is there to read. Raises BadRequestError."""
    found: list[Export] = []
    for path in paths:
        if path.is_file() and ".tar" in path.suffixes:
            found.append(Export(path))
        elif path.is_dir() and (archives := sorted(path.glob("mbdump*.tar*"))):
            found += map(Export, archives)
        elif path.is_dir() and (path / "SCHEMA_SEQUENCE").is_file():
            found.append(Export(path))
        else:
            raise BadRequestError(
                f"{path} is no export of MusicBrainz: that is mbdump.tar.bz2, or a folder it was unpacked to."
            )
    return found


def tables(export: Export) -> Iterator[Table]:
    """The tables we use. Raises BadRequestError for a schema we do not know, TornError."""
    if export.path.is_dir():
        yield from _unpacked(export.path)
        return
    with export.path.open("rb") as packed:
        try:
            with tarfile.open(fileobj=_plain(export.path, packed), mode="r|") as archive:
                yield from _packed(export.path, archive)
        except (tarfile.ReadError, EOFError, OSError, ValueError, RuntimeError) as error:
            raise TornError(str(error) or type(error).__name__) from error


def _plain(path: Path, packed: IO[bytes]) -> IO[bytes]:
    if path.suffix == ".bz2":
        import indexed_bzip2

        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
        return cast(IO[bytes], indexed_bzip2.open(packed, parallelization=cores))
    return packed


def _packed(path: Path, archive: tarfile.TarFile) -> Iterator[Table]:
    columns: Mapping[str, str] | None = None
    for member in archive:
        text = archive.extractfile(member) if member.isfile() else None
        if text is None:
            continue
        folder, _, name = member.name.rpartition("/")
        if name == "SCHEMA_SEQUENCE":
            columns = known(path, text.read(100))
        elif folder.rpartition("/")[2] in FOLDERS:
            if columns is None:
                raise BadRequestError(
                    f"{path.name} does not say its SCHEMA_SEQUENCE before its tables."
                )
            if name in columns:
                yield Table(name, columns[name], member.size, text)


def _unpacked(folder: Path) -> Iterator[Table]:
    columns = known(folder, (folder / "SCHEMA_SEQUENCE").read_bytes())
    for name in sorted(columns):
        for path in filter(Path.is_file, (folder / inner / name for inner in FOLDERS)):
            with path.open("rb") as text:
                yield Table(name, columns[name], path.stat().st_size, text)


def known(path: Path, said: bytes) -> Mapping[str, str]:
    """The columns of each table in this export. Raises BadRequestError."""
    number = said.strip().decode(errors="replace")
    if not number.isdigit() or int(number) not in SCHEMAS:
        raise BadRequestError(
            f"{path.name} has the schema {number}; this version of Auric knows"
            f" {', '.join(map(str, SCHEMAS))}. Its columns may have moved, so nothing was read."
        )
    return SCHEMAS[int(number)]
