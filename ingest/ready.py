"""Before anything is loaded there is a database that can take it."""

from core.desk import Report, embedded, owners_address, settings


def ready(report: Report) -> str:
    """The address of a database with this version's schema, initialised where that was skipped."""
    from core.migrations import is_current, migrate, remember

    if not embedded():
        migrate(owners_address())
    elif not is_current(settings().data_dir):
        from ingest.setup import prepare_where_skipped

        prepare_where_skipped(owners_address(), report)
        remember(settings().data_dir)
    return owners_address()
