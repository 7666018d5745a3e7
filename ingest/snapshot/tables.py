"""The tables that make a graph, as they lie in the database."""

from collections.abc import Iterator, Mapping

from ingest.database import Connection
from ingest.derive.signature import TABLES, VECTORS

# In an order in which they can be filled: whoever is referred to comes first. Tables of "public" that
# are not here hold no facts and stay where they are.
FACTS = (*TABLES, *VECTORS, "fact_key", "ingest_run", "graph_version")
COLUMNS = """
    SELECT relname, array_agg(attname::text ORDER BY attnum),
           array_agg(format_type(atttypid, atttypmod) ORDER BY attnum)
      FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
     WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'
     GROUP BY relname ORDER BY relname
"""
# How to take an index away and how to make it again; the constraints among them stay constraints.
INDEXES = """
    SELECT CASE WHEN conname IS NULL THEN format('DROP INDEX graph_next.%%I', made.relname)
                ELSE format('ALTER TABLE graph_next.%%I DROP CONSTRAINT %%I', held.relname, conname) END,
           CASE WHEN conname IS NULL THEN pg_get_indexdef(indexrelid)
                ELSE format('ALTER TABLE graph_next.%%I ADD CONSTRAINT %%I %%s', held.relname, conname,
                            pg_get_constraintdef(pg_constraint.oid)) END
      FROM pg_index
      JOIN pg_class AS made ON made.oid = indexrelid
      JOIN pg_class AS held ON held.oid = indrelid
      LEFT JOIN pg_constraint ON conindid = indexrelid AND contype IN ('p', 'u')
     WHERE held.relnamespace = %s::regnamespace
     ORDER BY held.relname, made.relname
"""
COUNTERS = """
    SELECT format('SELECT setval(%%1$L, greatest(nextval(%%1$L),'
                  ' (SELECT coalesce(max(%%2$I), 0) + 1 FROM public.%%3$I)), false)',
                  pg_get_serial_sequence(format('public.%%I', relname), attname), attname, relname)
      FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
     WHERE relnamespace = 'public'::regnamespace AND attidentity <> '' AND relname = ANY(%s)
"""

Columns = dict[str, str]


def tables_of(connection: Connection, schema: str) -> dict[str, Columns]:
    """Every table of a schema, with its columns and their types."""
    rows = connection.execute(COLUMNS, [schema]).fetchall()
    return {table: dict(zip(names, types, strict=True)) for table, names, types in rows}


def fact_tables(connection: Connection) -> dict[str, Columns]:
    """The tables of facts, in the order in which they can be filled."""
    found = tables_of(connection, "public")
    return {table: found[table] for table in FACTS}


def rows_in(connection: Connection, schema: str, table: str) -> int:
    """How many there are."""
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {schema}.{table}".encode()).fetchall()  # noqa: S608 - our own names
    return int(rows)


def signature(connection: Connection, schema: str) -> tuple[str, str]:
    """The version of the graph in that schema, and the rules by which it was derived."""
    asked = f"SELECT version, rules FROM {schema}.version"  # noqa: S608 - likewise
    ((version, rules),) = connection.execute(asked.encode()).fetchall()
    return str(version), str(rules)


def forget_facts(connection: Connection) -> None:
    """Deleted and not truncated: whoever reads them now is not to wait."""
    for table in reversed(FACTS):
        connection.execute(f"DELETE FROM public.{table}".encode())  # noqa: S608


def strip(connection: Connection) -> list[str]:
    """Empty the tables of `graph_next` and take their indexes away, that they are quick to fill;
    returns how to make the indexes again."""
    for table in tables_of(connection, "graph_next"):
        connection.execute(f"TRUNCATE graph_next.{table}".encode())
    indexes = connection.execute(INDEXES, ["graph_next"]).fetchall()
    for take_away, _ in indexes:
        connection.execute(take_away.encode())
    return [make for _, make in indexes]


def shapes(tables: Mapping[str, Columns]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Tables to be told apart: the name, and the columns with their types in any order."""
    for table, columns in tables.items():
        yield table, tuple(sorted(columns.items()))


def advance_counters(connection: Connection) -> None:
    """Numbers go on after the last one; never back, since that would outlive a failed transaction."""
    for (advance,) in connection.execute(COUNTERS, [list(FACTS)]).fetchall():
        connection.execute(advance.encode())
