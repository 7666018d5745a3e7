"""What a machine is fit for: which lines it may take work from, and with what."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fasteners import InterProcessLock

from core.errors import AuricError, BadRequestError, GraphNotReadyError
from core.settings import Settings
from ingest.database import Connection, connect
from ingest.queue.lines import DEEZER, LASTFM, LINES, MUSICBRAINZ
from ingest.sound.embedder import Embedder
from ingest.sound.models import opened
from ingest.sources.deezer import SHORTEST, Ear
from ingest.sources.lastfm.service import NO_KEY
from ingest.sources.musicbrainz_live.service import need_contact

IS_OWNERS = "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = 'public.artist'::regclass"
NEEDS_OWNER = "It writes facts of every kind, which takes the database's owner (AURIC_OWNER_URL)."


def ear_of(model: str | None, here: Settings) -> Ear:
    """An ear for previews, which last thirty seconds. Raises BadRequestError."""
    return Embedder(opened(model or here.sound_model, here), least=SHORTEST)


def fit_for(
    wanted: Sequence[str],
    named: bool,
    url: str,
    model: str | None,
    here: Settings,
    tell: Callable[[str], None],
) -> tuple[list[str], Ear | None]:
    """The lines that this machine can take work from, and its ear; of the others is told what they lack.

    Raises that instead where a line was asked for by name (`named`), or where nothing is left.
    """
    with connect(url) as connection:
        owns = _owns(connection)
    fit: list[str] = []
    ear = None
    for line in wanted:
        try:
            if LINES[line].owners and not owns:
                raise BadRequestError(NEEDS_OWNER)
            if line == DEEZER:
                ear = ear_of(model, here)
            if line == LASTFM and here.lastfm_api_key is None:
                raise BadRequestError(NO_KEY)
            if line == MUSICBRAINZ:
                need_contact(here.contact)
            fit.append(line)
        except AuricError as error:
            if named:
                raise
            tell(f"{line} is left to others. {error}")
    if not fit:
        raise BadRequestError("There is nothing that this machine could do.")
    return fit, ear


def _owns(connection: Connection) -> bool:
    """Raises GraphNotReadyError for a database that has no queue yet."""
    if connection.execute("SELECT to_regclass('queue.procrastinate_jobs') IS NULL").fetchone() == (
        True,
    ):
        raise GraphNotReadyError("The database has no queue yet: its owner runs `auric migrate`.")
    return connection.execute(IS_OWNERS).fetchone() == (True,)


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """One worker a machine: services count what comes from an address. Raises BadRequestError."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = InterProcessLock(data_dir / "worker.lock")
    if not lock.acquire(blocking=False):
        if lock.lockfile is not None:
            lock.lockfile.close()
        raise BadRequestError(
            "A worker is at work here already. The services allow so many questions for an address, so a"
            " second one would gain nothing; --at-once says how many jobs the one does at a time."
        )
    try:
        yield
    finally:
        lock.release()
