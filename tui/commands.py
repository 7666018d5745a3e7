"""The command that opens the chat."""

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command(rich_help_panel="Open a door")
def chat(
    house: typer.Context,
    once: Annotated[str | None, typer.Option(help="Answer one sentence and leave.")] = None,
    script: Annotated[Path | None, typer.Option(help="Answer a file, one sentence a line.")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="With --once or --script: one JSON object a turn.")
    ] = False,
    open: Annotated[Path | None, typer.Option(help="Go on with a conversation kept here.")] = None,
    model: Annotated[
        str | None,
        typer.Option(envvar="AURIC_CHAT_MODEL", help="A language model, for example ollama:qwen3."),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(envvar="AURIC_CHAT_URL", help="A server elsewhere; AURIC_TOKEN is its token."),
    ] = None,
    web: Annotated[bool, typer.Option("--web", help="In a browser.")] = False,
    host: Annotated[str, typer.Option(help="With --web: where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="With --web.")] = 8080,
) -> None:
    """Talk about music in the terminal: ask, argue, steer."""
    from tui.door import Wanted, serve_in_browser, talk
    from tui.remote import over_http
    from tui.tools import NoAnswerError

    wanted = Wanted(once, script, json, open, model)
    try:
        if web:
            serve_in_browser(host, port, wanted, url)
            return
        if url:
            token = os.environ.get("AURIC_TOKEN")
            code = talk(lambda: over_http(url, token), wanted)
        else:
            with house.obj.at_home() as tools:
                code = talk(tools, wanted)
    except NoAnswerError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(code)
