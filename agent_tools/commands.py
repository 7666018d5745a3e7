"""The command that offers the tools to an assistant."""

from typing import Annotated

import typer

from core.desk import SERVE, asked, translated

app = typer.Typer()


@app.command(rich_help_panel=SERVE)
def mcp(
    house: typer.Context,
    install: Annotated[
        str | None,
        typer.Option(
            metavar="CLIENT",
            help="Print what an assistant needs to start it: claude, claude-code, cursor, vscode ...",
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="With --install: write it where the assistant looks.")
    ] = False,
) -> None:
    """Offer the tools to an assistant that starts this command (MCP over standard input)."""
    if write and not install:
        raise typer.BadParameter("goes with --install CLIENT", param_hint="--write")
    if install:
        from agent_tools.install import install as show

        with translated():
            show(install, write=write)
        return
    import asyncio

    from agent_tools.toolbox import toolbox

    with translated():
        house.obj.prepare()
        asyncio.run(asked(lambda db: toolbox(lambda: db).run_stdio_async()))
