"""A record crate: a graph packed into one file that says what is in it and notices what is missing.

A zip file of Zstandard streams, one per table, each a binary COPY. `manifest.json` is written last and
tells for each of them its columns, its rows and the SHA-256 of its bytes. `unzip -l` shows what is inside.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from core.errors import BadRequestError
from ingest.snapshot.manifest import Manifest, Member, read_manifest, wording
from ingest.source import Report

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MANIFEST = "manifest.json"
LEVEL = 6  # half of a vector's bytes are noise: more effort saves next to nothing
BLOCK = 1 << 20
LARGEST_MANIFEST = 1 << 20
# A table of one and the same value packs about this well; what promises more is meant to fill disks.
MOST_UNPACKED = 1000
DAMAGED = "Fetch it anew, or ask whoever made it."


@dataclass
class Tally:
    """What went into a member so far."""

    size: int = 0
    sha256: str = ""


@contextmanager
def written(path: Path) -> Iterator[ZipFile]:
    """A new snapshot. It gets its name when it is whole. Raises BadRequestError."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with ZipFile(unfinished, "w", ZIP_STORED) as archive:
            yield archive
        unfinished.replace(path)
    except OSError as error:
        raise BadRequestError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def pack(archive: ZipFile, name: str, blocks: Iterable[bytes]) -> Tally:
    """Add a member, block by block."""
    digest, packer, tally = hashlib.sha256(), zstd.ZstdCompressor(LEVEL), Tally()
    with archive.open(ZipInfo(name), "w", force_zip64=True) as member:

        def write(packed: bytes) -> None:
            digest.update(packed)
            member.write(packed)

        for block in blocks:
            tally.size += len(block)
            write(packer.compress(block))
        write(packer.flush())
    tally.sha256 = digest.hexdigest()
    return tally


def write_manifest(archive: ZipFile, manifest: Manifest) -> None:
    """The last thing that is written."""
    archive.writestr(ZipInfo(MANIFEST), wording(manifest))


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """A snapshot to read from. Raises BadRequestError for a file that is none, or not a whole one."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadRequestError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        with file, ZipFile(file) as archive:
            with _member(archive, MANIFEST) as packed:
                manifest = read_manifest(packed.read(LARGEST_MANIFEST))
            yield archive, manifest
    except BadZipFile as error:
        raise BadRequestError(f"{path} is damaged, cut off or no snapshot. {DAMAGED}") from error


def digest_of(path: Path) -> str:
    """The SHA-256 of a whole file. Raises BadRequestError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadRequestError(f"{path} cannot be read: {error.strerror}.") from error


def refuse_another(path: Path, sha256: str) -> None:
    """Raises BadRequestError for any other file than the one with this digest."""
    if (found := digest_of(path)) != sha256.lower():
        raise BadRequestError(f"This is another snapshot: its SHA-256 is {found}. {DAMAGED}")


def check(archive: ZipFile, manifest: Manifest, report: Report) -> None:
    """Raises BadRequestError unless every member holds the bytes that were written."""
    if manifest.size > MOST_UNPACKED * sum(info.file_size for info in archive.infolist()):
        raise BadRequestError("The snapshot unpacks to more than any graph does.")
    for number, member in enumerate(manifest.members):
        report("checking", number, len(manifest.members))
        digest = hashlib.sha256()
        with _member(archive, member.name) as packed:
            while block := packed.read(BLOCK):
                digest.update(block)
        if digest.hexdigest() != member.sha256:
            raise BadRequestError(f"The snapshot is damaged: {member.name} was altered. {DAMAGED}")
    report("checking", len(manifest.members), len(manifest.members))


def unpack(archive: ZipFile, member: Member) -> Iterator[bytes]:
    """What was packed, block by block; never more than the manifest announces."""
    size = 0
    try:
        with _member(archive, member.name) as packed, zstd.ZstdFile(packed) as blocks:
            while block := blocks.read(BLOCK):
                size += len(block)
                if size > member.size:
                    break
                yield block
    except (zstd.ZstdError, EOFError) as error:
        raise BadRequestError(f"The snapshot is damaged: {member.name}. {DAMAGED}") from error
    if size != member.size:
        raise BadRequestError(f"The snapshot is damaged: {member.name} has another size. {DAMAGED}")


def _member(archive: ZipFile, name: str) -> IO[bytes]:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise BadRequestError(f"This is no snapshot of Auric: {name} is missing.") from error
    if info.compress_type != ZIP_STORED:
        raise BadRequestError(f"This is no snapshot of Auric: {name} was packed again.")
    return archive.open(info)
