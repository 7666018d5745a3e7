"""The commands that look after the graph and its database."""

import typer

from core.desk import KEEP, Json, embedded, owners_address, say, settings, translated

app = typer.Typer()


@app.command(rich_help_panel=KEEP)
def status(house: typer.Context, json: Json = False) -> None:
    """Where the graph is, what it holds, and how far each signal reaches."""
    from core.status import status as ask

    answer = {"database": _whereabouts(), **house.obj.answer(ask)}
    house.obj.show("status", answer, json)


@app.command(rich_help_panel=KEEP)
def migrate(json: Json = False) -> None:
    """Bring the schema of the database up to this version's. Running it again changes nothing."""
    from core.migrations import known_migrations
    from core.migrations import migrate as move_forward

    with translated():
        applied = move_forward(owners_address())
    steps = [f"{step.version}_{step.name}" for step in applied]
    schema = known_migrations()[-1].version
    sentence = f"The schema is {schema}." if steps else f"The schema is {schema} already."
    say({"applied": steps, "schema": schema}, "\n".join([*steps, sentence]), json)


@app.command(rich_help_panel=KEEP)
def stop() -> None:
    """Stop the embedded database. The next question starts it again."""
    from core.embedded import stop as stop_server

    with translated():
        stopped = stop_server(settings().data_dir)
    typer.echo("Stopped." if stopped else "It was not running.")


def _whereabouts() -> str:
    return f"embedded, in {settings().data_dir}" if embedded() else "AURIC_DATABASE_URL"
