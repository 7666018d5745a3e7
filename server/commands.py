"""The commands of the service: open it, and say who may sign in."""

from typing import Annotated

import typer

from core.desk import KEEP, SERVE, settings, translated
from server import users

app = typer.Typer()
app.add_typer(users.app, name="users", rich_help_panel=KEEP)


@app.command(rich_help_panel=SERVE)
def serve(
    house: typer.Context,
    host: Annotated[
        str, typer.Option(envvar="AURIC_HOST", help="Where to listen; 0.0.0.0 for everybody.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="PORT", min=0, max=65535, help="0 for any that is free.")
    ] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
) -> None:
    """Answer over HTTP."""
    from server.serving import serve as listen

    with translated():
        house.obj.prepare()
        listen(host, port, workers, settings().log_format, _announce)


def _announce(url: str) -> None:
    typer.echo(f"Listening on {url} (try {url}/recommend?q=Nine+Inch+Nails). Ctrl+C ends it.")
