"""The command `auric`: a front door over every folder. Each command imports only what it needs."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent_tools import commands as assistants
from core import commands as database
from core import questions
from core.desk import (
    ASK,
    FILL,
    KEEP,
    House,
    Json,
    address,
    asked,
    embedded,
    opened,
    print_json,
    progress,
    settings,
    translated,
)
from core.help import CommandsByPurpose
from core.questions import Country, Exclude, Limit, Profile, YearFrom, YearTo, sayable, wishes_of
from ingest import commands as fill
from ingest.ready import ready
from server import commands as service
from tui import commands as chat

if TYPE_CHECKING:
    from core.db import Database
    from tui.tools import Tools as ChatTools

app = typer.Typer(
    name="auric",
    cls=CommandsByPurpose,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
own = typer.Typer()  # the commands that need more than one room
for room in (questions.app, own, fill.app, database.app, service.app, assistants.app, chat.app):
    app.add_typer(room)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"auric-signal {version('auric-signal')}")
        raise typer.Exit


@app.callback()
def auric(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """What is this music actually adjacent to, and why?"""


@own.command(rich_help_panel=FILL)
def grow(
    artist: Annotated[str, typer.Argument(callback=sayable, help="A name or an MBID.")],
    hops: Annotated[int, typer.Option(min=0, max=5, help="How far from the artist to go.")] = 2,
    budget: Annotated[
        int, typer.Option(min=10, help="Questions to ask at most; 500 take about five minutes.")
    ] = 500,
    json: Json = False,
) -> None:
    """Real data for any artist in minutes, from MusicBrainz, ListenBrainz and, with a key, Last.fm.

    Answers are kept: an interrupted run goes on where it stopped, and the same command again goes
    further. Needs AURIC_CONTACT, for MusicBrainz.
    """
    from core.engine import recommend as ask
    from core.types import Wishes
    from ingest.grow.running import grow_around, grown_in_figures, grown_in_words

    with translated(), progress(quiet=json) as report:
        grown = grow_around(artist, hops, budget, report)
    if not json:
        typer.echo(grown_in_words(grown))
    answer = _answer(lambda db: ask(db, grown.name, "artist", Wishes()))
    if json:
        print_json({"grown": grown_in_figures(grown), **answer})
    else:
        _show("recommendations", answer, json)


@own.command(rich_help_panel=ASK)
def sounding(
    words: Annotated[
        str, typer.Argument(callback=sayable, help="What it should sound like, in English.")
    ],
    limit: Limit = 10,
    exclude: Exclude = None,
    country: Country = None,
    year_from: YearFrom = None,
    year_to: YearTo = None,
    json: Json = False,
) -> None:
    """Ten artists who sound as you describe it: "dark ambient with choir". Needs CLAP's checkpoint."""
    from core.engine import recommend_sounding as ask
    from ingest.sound.words import described

    wishes = wishes_of(
        limit, exclude=exclude, country=country, year_from=year_from, year_to=year_to
    )
    with translated():
        wanted = described(words, settings())
    _show("recommendations", _answer(lambda db: ask(db, wanted, wishes)), json)


@own.command("eval", rich_help_panel=KEEP)
def evaluate(
    truth: Annotated[Path, typer.Option(help="CSV (.gz) with query_id and similar_id.")],
    signals: Annotated[bool, typer.Option("--signals", help="Each signal alone.")] = False,
    ablate: Annotated[bool, typer.Option("--ablate", help="Each signal left out.")] = False,
    plot: Annotated[
        Path | None, typer.Option(help="A picture of it all (needs matplotlib).")
    ] = None,
    profile: Profile = "published",
    json: Json = False,
) -> None:
    """Measure the neighbours against a list that the engine never sees."""
    from core.evaluation.report import evaluate as measure
    from core.evaluation.truth import read_truth

    async def ask(db: "Database") -> dict[str, Any]:
        true = await read_truth(db, truth)
        return await measure(db, address(), true, profile, signals=signals, ablate=ablate)

    answer = _answer(ask)
    if plot:
        from core.evaluation.plot import draw

        with translated():
            draw(answer, plot)
    if json:
        print_json(answer)
    else:
        from tui import cards, figures

        cards.console().print(figures.evaluation(answer))


def main() -> None:
    """Run the command."""
    app(obj=House(_prepare, _answer, _show, _at_home))


def _answer(ask: Callable[["Database"], Awaitable[Any]]) -> dict[str, Any]:
    """Ask the engine, with the starter catalogue loaded first where nobody has initialised yet."""
    import asyncio

    import orjson

    with translated():
        _prepare()
        answer = asyncio.run(asked(ask))
    return dict(orjson.loads(orjson.dumps(answer)))


def _prepare() -> None:
    from core.migrations import is_current

    if embedded() and not is_current(settings().data_dir):
        typer.echo("The first time: making the database and loading the catalogue ...", err=True)
        with progress(quiet=False) as report:
            ready(report)


@contextmanager
def _at_home() -> Iterator[Callable[[], AbstractAsyncContextManager["ChatTools"]]]:
    with translated():
        _prepare()
        yield _tools


@asynccontextmanager
async def _tools() -> AsyncIterator["ChatTools"]:
    """The tools of this process, as the chat reaches them."""
    from agent_tools.toolbox import toolbox
    from tui.client import in_memory

    async with opened() as db, in_memory(toolbox(lambda: db)) as tools:
        yield tools


def _show(card: str, answer: dict[str, Any], json: bool) -> None:
    if json:
        print_json(answer)
        return
    from tui import cards

    cards.console().print(getattr(cards, card)(answer))


if __name__ == "__main__":
    main()
