"""What a snapshot says about itself, and whether this version can make sense of it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

import orjson
from pydantic import TypeAdapter, ValidationError

from core.errors import BadRequestError
from core.migrations import known_migrations

FORMAT = 1


@dataclass(frozen=True)
class Member:
    """One table, and how to tell that it is whole."""

    folder: Literal["facts", "graph"]
    table: str
    columns: dict[str, str]  # with their types, in the order of the rows
    rows: int = 0
    size: int = 0  # bytes once unpacked
    sha256: str = ""  # of the packed bytes

    @property
    def name(self) -> str:
        """Where it is in the file."""
        return f"{self.folder}/{self.table}.zst"

    @property
    def schema(self) -> str:
        """Where it is in the database."""
        return "public" if self.folder == "facts" else "graph"


@dataclass(frozen=True)
class Manifest:
    """What is in a snapshot, and who made it."""

    format: int
    auric: str  # the version that made it
    made_at: str
    schema: str  # the last migration of the database it comes from
    rules: str  # a digest of the rules by which the graph was derived from the facts
    graph_version: str
    members: tuple[Member, ...]  # in an order in which they can be filled

    def only(self, folder: Literal["facts", "graph"]) -> tuple[Member, ...]:
        """The tables of one half."""
        return tuple(member for member in self.members if member.folder == folder)

    @property
    def size(self) -> int:
        """Bytes once unpacked."""
        return sum(member.size for member in self.members)


def wording(manifest: Manifest) -> bytes:
    """As it is written into the file."""
    return orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2)


def read_manifest(raw: bytes) -> Manifest:
    """Raises BadRequestError for what is no manifest, and for that of another schema."""
    try:
        said: dict[str, Any] = orjson.loads(raw)
        if said["format"] != FORMAT:
            raise BadRequestError(
                f"The snapshot has format {said['format']}, this Auric reads format {FORMAT}."
                " Update Auric, or ask for a snapshot in this format."
            )
        manifest = TypeAdapter(Manifest).validate_python(said)
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise BadRequestError(
            "This is no snapshot of Auric: its manifest makes no sense."
        ) from error
    refuse_another_schema(manifest)
    return manifest


def refuse_another_schema(manifest: Manifest) -> None:
    """Raises BadRequestError, saying what to do about it."""
    ours = known_migrations()[-1].version
    if manifest.schema > ours:
        raise BadRequestError(
            f"The snapshot was made by a newer Auric ({manifest.auric}, schema {manifest.schema};"
            f" this one knows {ours}). Update Auric and import it then."
        )
    if manifest.schema < ours:
        raise BadRequestError(
            f"The snapshot was made by an older Auric ({manifest.auric}, schema {manifest.schema};"
            f" this one needs {ours}). Ask for a newer snapshot; or import it into an empty database"
            f" with Auric {manifest.auric}, then run `auric migrate` and `auric build` with this one."
        )
