"""Whole tables in and out, in the binary format of the server itself; no row is touched by Python."""

from collections.abc import Iterable, Iterator, Sequence

from core.errors import BadRequestError
from ingest.database import NO_ROWS, Connection

# The server quotes the names.
OUT = "SELECT format('COPY %%I.%%I TO STDOUT (FORMAT BINARY)', %s::text, %s::text)"
IN = """
    SELECT format('COPY %%I.%%I (%%s) FROM STDIN (FORMAT BINARY)', %s::text, %s::text,
                  (SELECT string_agg(quote_ident(name), ', ' ORDER BY nth)
                     FROM unnest(%s::text[]) WITH ORDINALITY AS columns (name, nth)))
"""


def copy_out(connection: Connection, schema: str, table: str) -> Iterator[bytes]:
    """A table, block by block."""
    ((statement,),) = connection.execute(OUT, [schema, table]).fetchall()
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        yield from map(bytes, copy)


def copy_in(
    connection: Connection, schema: str, table: str, columns: Sequence[str], blocks: Iterable[bytes]
) -> int:
    """What `copy_out` wrote; returns how many rows. Raises BadRequestError when they do not fit."""
    ((statement,),) = connection.execute(IN, [schema, table, list(columns)]).fetchall()
    with connection.cursor() as cursor:
        try:
            with cursor.copy(statement.encode()) as copy:
                for block in blocks:
                    copy.write(block)
        except NO_ROWS as error:
            said = str(error).splitlines()[0]
            raise BadRequestError(
                f"What is written for {table} are no rows of it: {said}."
            ) from error
        return cursor.rowcount
