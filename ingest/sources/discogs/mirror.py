"""Our own copy of what Discogs says, chunk by chunk: what is the same is left alone."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import BadRequestError
from ingest.database import Connection, copy_text
from ingest.sources.discogs.reading import File

# Each kind's table, and the tables of its parts with the column that names the record.
TABLES: Mapping[str, Mapping[str, str]] = {
    "artists": {"artist": "id", "bond": "artist_id"},
    "labels": {"label": "id"},
    "masters": {"master": "id", "master_artist": "master_id"},
    "releases": {
        "release": "id",
        "release_artist": "release_id",
        "release_label": "release_id",
        "track": "release_id",
        "track_artist": "release_id",
        "credit": "release_id",
    },
}


@dataclass(frozen=True)
class Dump:
    """A file that is being read, or was."""

    id: int
    kind: str
    fresh: bool  # nothing of this kind was there before: rows need not be compared
    finished: bool


@dataclass(frozen=True)
class Rejected:
    """A record that could not be read."""

    start_at: int
    reason: str


def open_dump(connection: Connection, file: File) -> Dump:
    """The ledger's entry for a file; an interrupted one is taken up again."""
    connection.execute(
        "INSERT INTO discogs.dump (kind, file, digest) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [file.kind, file.path.name, file.digest],
    )
    row = connection.execute(
        "SELECT dump_id, finished IS NOT NULL FROM discogs.dump WHERE kind = %s AND digest = %s",
        [file.kind, file.digest],
    ).fetchone()
    assert row is not None
    dump = Dump(row[0], file.kind, not _is_indexed(connection, file.kind), row[1])
    others = connection.execute(
        "SELECT EXISTS (SELECT FROM discogs.dump JOIN discogs.chunk USING (dump_id)"
        " WHERE kind = %s AND dump_id <> %s)",
        [file.kind, row[0]],
    ).fetchone()
    if dump.fresh and others == (True,):  # of a dump that was given up half way
        with connection.transaction():
            settle(connection, dump)
        return dataclasses.replace(dump, fresh=False)
    return dump


def done_already(connection: Connection, dump: Dump) -> set[int]:
    """Where the chunks begin that an interrupted run has committed."""
    rows = connection.execute("SELECT start_at FROM discogs.chunk WHERE dump_id = %s", [dump.id])
    return {start_at for (start_at,) in rows}


def changed(connection: Connection, dump: Dump, digests: Mapping[int, int]) -> set[int]:
    """Which records of a chunk are not yet as they are here."""
    if dump.fresh:
        return set(digests)
    table = next(iter(TABLES[dump.kind]))
    known = connection.execute(
        f"SELECT id, digest FROM discogs.{table} WHERE id = ANY(%s)".encode(), [list(digests)]
    )
    return digests.keys() - {id for id, digest in known if digests[id] == digest}


def claim(
    connection: Connection, dump: Dump, start_at: int, ids: Sequence[int], changes: int
) -> bool:
    """Enter a chunk in the ledger; False when another process has, or is about to."""
    claimed = connection.execute(
        "INSERT INTO discogs.chunk (dump_id, start_at, ids, changed) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [dump.id, start_at, list(ids), changes],
    )
    return claimed.rowcount == 1


def replace(
    connection: Connection,
    dump: Dump,
    ids: Sequence[int],
    rows: Mapping[str, bytes],
    rejects: Sequence[Rejected],
) -> None:
    """Put the rows of changed records in the place of what was there."""
    for table, column in TABLES[dump.kind].items():
        if not dump.fresh and ids:
            connection.execute(
                f"DELETE FROM discogs.{table} WHERE {column} = ANY(%s)".encode(), [ids]
            )
        if rows.get(table):
            copy_text(connection, ("discogs", table), rows[table])
    for reject in rejects:
        connection.execute(
            "INSERT INTO discogs.reject VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",  # read again
            [dump.id, reject.start_at, reject.reason],
        )


def settle(connection: Connection, dump: Dump) -> bool:
    """Indexes for a kind that has none yet. Records that came twice are taken out, and True says so:
    their chunks must be read again, one after the other, so that the last one counts."""
    indexed = _is_indexed(connection, dump.kind)
    tables = TABLES[dump.kind]
    there = f"discogs.{next(iter(tables))}"
    read = f"discogs.chunk, unnest(ids) AS id WHERE dump_id = {dump.id}"
    connection.execute(
        f"CREATE TEMP TABLE twice ON COMMIT DROP AS SELECT id FROM {read if indexed else there}"
        " GROUP BY id HAVING count(*) > 1".encode()
    )
    (found,) = connection.execute("SELECT array_agg(id) FROM twice").fetchone() or (None,)
    for table, column in tables.items():
        if found:
            connection.execute(
                f"DELETE FROM discogs.{table} WHERE {column} IN (SELECT id FROM twice)".encode()
            )
        if not indexed:
            _index(connection, table, column)
    connection.execute(
        "DELETE FROM discogs.chunk WHERE dump_id = %s AND ids && %s::int[]", [dump.id, found or []]
    )
    return bool(found)


def _refuse_to_lose_most(connection: Connection, dump: Dump) -> None:
    counted = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT FROM still_there WHERE still_there.id = one.id))"
        f" FROM discogs.{next(iter(TABLES[dump.kind]))} AS one".encode()
    ).fetchone()
    assert counted is not None
    held, lost = counted
    if lost > held / 2:
        raise BadRequestError(
            f"Of {held:,} {dump.kind} that are known, {lost:,} are not in this file: it does not look like a whole"
            " dump, so nothing was taken out. If it is meant, `auric ingest undo discogs` makes room for it."
        )


def _index(connection: Connection, table: str, column: str) -> None:
    unique = "UNIQUE" if column == "id" else ""
    connection.execute(
        f"CREATE {unique} INDEX {table}_{column} ON discogs.{table} ({column})".encode()
    )
    connection.execute(f"ANALYZE discogs.{table}".encode())


def _is_indexed(connection: Connection, kind: str) -> bool:
    first = next(iter(TABLES[kind]))
    return connection.execute("SELECT to_regclass(%s)", [f"discogs.{first}_id"]).fetchone() != (
        None,
    )


def close_dump(connection: Connection, dump: Dump) -> int:
    """What this file no longer holds goes, and the ledger of older files; returns how many records.

    Raises BadRequestError where that would be more than half: such a file is not next month's.
    """
    gone = 0
    if not dump.fresh:
        connection.execute(
            "CREATE TEMP TABLE still_there ON COMMIT DROP AS"
            " SELECT DISTINCT unnest(ids) AS id FROM discogs.chunk WHERE dump_id = %s",
            [dump.id],
        )
        connection.execute("ANALYZE still_there")
        _refuse_to_lose_most(connection, dump)
        for table, column in TABLES[dump.kind].items():
            removed = connection.execute(
                f"DELETE FROM discogs.{table} AS one WHERE NOT EXISTS"
                f" (SELECT FROM still_there WHERE still_there.id = one.{column})".encode()
            )
            gone = removed.rowcount if column == "id" else gone
    connection.execute(
        "DELETE FROM discogs.dump WHERE kind = %s AND dump_id <> %s", [dump.kind, dump.id]
    )
    connection.execute(
        "UPDATE discogs.dump SET finished = now(), torn = NULL WHERE dump_id = %s", [dump.id]
    )
    return gone
