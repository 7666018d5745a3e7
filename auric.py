"""The command `auric`: a front door over every folder. Each command imports only what it needs."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from core.db import Database
    from core.types import Wishes
    from ingest.source import Report

T = TypeVar("T")

app = typer.Typer(
    name="auric",
    help="What is this music actually adjacent to, and why?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
ingest_app = typer.Typer(help="Load facts about music.", no_args_is_help=True)
embed_app = typer.Typer(help="Turn writing into vectors.", no_args_is_help=True)
app.add_typer(ingest_app, name="ingest", rich_help_panel="Fill the graph")
app.add_typer(embed_app, name="embed", rich_help_panel="Fill the graph")
ASK, FILL, KEEP = "Ask", "Fill the graph", "Look after it"


class Kind(StrEnum):
    """What a name can mean."""

    ARTIST = "artist"
    TRACK = "track"
    GENRE = "genre"


def _sayable(name: str) -> str:
    """A name without bytes that are no text: they could not be shown again."""
    return name.encode("utf-8", "ignore").decode()


Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of a picture.")]
Type = Annotated[
    Kind | None, typer.Option("--type", help="What the name means, where it is unclear.")
]
Limit = Annotated[int, typer.Option(help="How many neighbours, 1 to 50.")]
Explore = Annotated[
    int | None, typer.Option(help="How many of them may be explorations: a fifth by default.")
]
Weights = Annotated[
    str | None, typer.Option(help="Your own weights: audio_similarity=0.4,tag_overlap=0")
]
Exclude = Annotated[list[str] | None, typer.Option(help="An artist to leave out; may be repeated.")]
Country = Annotated[str | None, typer.Option(help="Only artists from this country: GB, US, JP ...")]
YearFrom = Annotated[
    int | None, typer.Option(help="Only artists still active in this year or later.")
]
YearTo = Annotated[int | None, typer.Option(help="Only artists who began in this year or earlier.")]
Profile = Annotated[str, typer.Option(help="A named set of weights.")]


@app.command(rich_help_panel=ASK)
def recommend(
    query: Annotated[
        str, typer.Argument(callback=_sayable, help='An artist, "Artist - Track" or a genre.')
    ],
    type: Type = None,
    limit: Limit = 10,
    explore: Explore = None,
    weights: Weights = None,
    exclude: Exclude = None,
    country: Country = None,
    year_from: YearFrom = None,
    year_to: YearTo = None,
    profile: Profile = "published",
    json: Json = False,
) -> None:
    """Ten neighbours of an artist, a track or a genre, each with its reasons."""
    from core.engine import recommend as ask

    wishes = _wishes(limit, explore, weights, exclude, country, year_from, year_to, profile)
    _show("recommendations", _answer(lambda db: ask(db, query, _kind(type), wishes)), json)


@app.command(rich_help_panel=ASK)
def explain(
    query: Annotated[str, typer.Argument(callback=_sayable, help="Where you start from.")],
    other: Annotated[str, typer.Argument(callback=_sayable, help="The artist you wonder about.")],
    type: Type = None,
    limit: Limit = 10,
    explore: Explore = None,
    weights: Weights = None,
    exclude: Exclude = None,
    country: Country = None,
    year_from: YearFrom = None,
    year_to: YearTo = None,
    profile: Profile = "published",
    json: Json = False,
) -> None:
    """Why an artist is among the neighbours, or why not and what would let it in."""
    from core.engine import explain as ask

    wishes = _wishes(limit, explore, weights, exclude, country, year_from, year_to, profile)
    _show("explanation", _answer(lambda db: ask(db, query, other, _kind(type), wishes)), json)


@app.command(rich_help_panel=ASK)
def compare(
    one: Annotated[str, typer.Argument(callback=_sayable, help="An artist.")],
    other: Annotated[str, typer.Argument(callback=_sayable, help="Another artist.")],
    weights: Weights = None,
    profile: Profile = "published",
    json: Json = False,
) -> None:
    """Two artists side by side, and the chains of facts between them."""
    from core.engine import compare as ask

    wishes = _wishes(weights=weights, profile=profile)
    _show("comparison", _answer(lambda db: ask(db, one, other, wishes)), json)


@app.command(rich_help_panel=ASK)
def resolve(
    query: Annotated[str, typer.Argument(callback=_sayable, help="A name as you would type it.")],
    type: Type = None,
    json: Json = False,
) -> None:
    """Who is meant by a name."""
    from core.resolve import resolve as ask

    _show("resolution", _answer(lambda db: ask(db, query, _kind(type))), json)


@app.command(rich_help_panel=FILL)
def init(
    empty: Annotated[bool, typer.Option("--empty", help="Without the starter catalogue.")] = False,
    json: Json = False,
) -> None:
    """Prepare the database, with the starter catalogue. Happens by itself where it was skipped."""
    from core.migrations import remember
    from ingest.setup import prepare

    with _translated(), _progress(quiet=json) as report:
        prepared = prepare(_address(), report, empty=empty)
        if _embedded():
            remember(_settings().data_dir)
    built = prepared.built
    _say(
        {
            "already": prepared.already,
            "graph_version": built.version if built else None,
            "rows": built.counts if built else {},
        },
        "The database holds facts already; nothing was changed. For an empty one set AURIC_DATA_DIR."
        if prepared.already
        else f"Ready: graph {built.version if built else ''}.",
        json,
    )


@ingest_app.command("facts")
def ingest_facts(
    folder: Annotated[Path, typer.Argument(help="A folder of JSON Lines files, one per kind.")],
    json: Json = False,
) -> None:
    """Load a folder of facts. Loading it again changes nothing."""
    from ingest.load import load
    from ingest.rejects import write_rejects
    from ingest.sources.facts import read

    with _translated(), _progress(quiet=json) as report:
        url = _ready(report)
        loaded = load(url, "facts", read(folder, report), report)
        rejects = write_rejects(_settings().data_dir, loaded.rejects)
    rows = sum(loaded.rows.values())
    sentence = (
        f"{rows:,} rows read in {loaded.seconds:.1f} s. Run `auric build` to derive the graph."
    )
    if rejects:
        first = loaded.rejects[0]
        sentence = (
            f"{len(loaded.rejects):,} lines could not be used, the first is {first.file}, line {first.line}:"
            f" {first.reason}. All of them: {rejects}\n{sentence}"
        )
    _say(
        {
            "loaded": dict(loaded.rows),
            "rejected": len(loaded.rejects),
            "rejects": str(rejects) if rejects else None,
            "seconds": round(loaded.seconds, 3),
        },
        sentence,
        json,
    )


@app.command(rich_help_panel=FILL)
def build(json: Json = False) -> None:
    """Derive the graph from the facts. Readers keep the old one until the new one is whole."""
    from ingest.derive import build as derive

    with _translated(), _progress(quiet=json) as report:
        url = _ready(report)
        built = derive(url, report)
    _say(
        {"graph_version": built.version, "rows": built.counts, "seconds": round(built.seconds, 3)},
        f"Graph {built.version}, built in {built.seconds:.1f} s.",
        json,
    )


@embed_app.command("text")
def embed_text(json: Json = False) -> None:
    """Embed what is written about artists, where it is missing. Needs the extra `text`."""
    from ingest.embed import embed_missing

    with _translated(), _progress(quiet=json) as report:
        url = _ready(report)
        done = embed_missing(url, report)
    _say(
        {"embedded": done.embedded, "already": done.already, "seconds": round(done.seconds, 3)},
        f"{done.embedded:,} texts embedded, {done.already:,} were there. Run `auric build` to use them.",
        json,
    )


@app.command(rich_help_panel=KEEP)
def status(json: Json = False) -> None:
    """Where the graph is, what it holds, and how far each signal reaches."""
    from core.status import status as ask

    answer = {"database": _whereabouts(), **_answer(ask)}
    _show("status", answer, json)


@app.command("eval", rich_help_panel=KEEP)
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
        return await measure(db, _address(), true, profile, signals=signals, ablate=ablate)

    answer = _answer(ask)
    if plot:
        from core.evaluation.plot import draw

        with _translated():
            draw(answer, plot)
    if json:
        _print_json(answer)
    else:
        from tui import cards, figures

        cards.console().print(figures.evaluation(answer))


@app.command(rich_help_panel=KEEP)
def stop() -> None:
    """Stop the embedded database. The next question starts it again."""
    from core.embedded import stop as stop_server

    with _translated():
        stopped = stop_server(_settings().data_dir)
    typer.echo("Stopped." if stopped else "It was not running.")


def main() -> None:
    """Run the command."""
    app()


def _wishes(
    limit: int = 10,
    explore: int | None = None,
    weights: str | None = None,
    exclude: list[str] | None = None,
    country: str | None = None,
    year_from: int | None = None,
    year_to: int | None = None,
    profile: str = "published",
) -> "Wishes":
    from core.types import Wishes

    with _translated():
        return Wishes(
            limit=limit,
            explore=explore,
            profile=profile,
            weights=_parsed(weights or ""),
            exclude=tuple(exclude or ()),
            country=country.upper() if country else None,
            year_from=year_from,
            year_to=year_to,
        )


def _parsed(weights: str) -> dict[str, float]:
    from core.errors import BadRequestError

    wanted = {}
    for part in filter(None, (part.strip() for part in weights.split(","))):
        name, _equals, number = part.partition("=")
        try:
            wanted[name.strip()] = float(number)
        except ValueError as error:
            raise BadRequestError(
                f"“{part}” is no weight; write for example audio_similarity=0.4,tag_overlap=0."
            ) from error
    return wanted


def _kind(kind: Kind | None) -> Any:  # noqa: ANN401 - the literal that the engine wants
    return kind.value if kind else None


def _settings() -> Any:  # noqa: ANN401 - imported late
    from core.settings import settings

    with _translated():
        return settings()


def _embedded() -> bool:
    return _settings().database_url is None


def _address() -> str:
    from core.embedded import database_url

    settings = _settings()
    return settings.database_url or database_url(settings.data_dir)


def _whereabouts() -> str:
    return f"embedded, in {_settings().data_dir}" if _embedded() else "AURIC_DATABASE_URL"


def _answer(ask: Callable[["Database"], Awaitable[Any]]) -> dict[str, Any]:
    """Ask the engine, with the starter catalogue loaded first where nobody has initialised yet."""
    import orjson

    from core.migrations import is_current

    with _translated():
        if _embedded() and not is_current(_settings().data_dir):
            typer.echo(
                "The first time: making the database and loading the catalogue ...", err=True
            )
            with _progress(quiet=False) as report:
                _ready(report)
        answer = asyncio.run(_ask(ask))
    return dict(orjson.loads(orjson.dumps(answer)))


def _ready(report: "Report") -> str:
    """The address of a database with this version's schema, initialised where that was skipped."""
    from core.migrations import is_current, migrate, remember

    if not _embedded():
        migrate(_address())
    elif not is_current(_settings().data_dir):
        from ingest.setup import prepare_where_skipped

        prepare_where_skipped(_address(), report)
        remember(_settings().data_dir)
    return _address()


async def _ask(ask: Callable[["Database"], Awaitable[T]]) -> T:
    from core.db import Database

    settings = _settings()
    async with Database.open(
        _address(),
        pool_size=settings.pool_size,
        statement_timeout_ms=settings.statement_timeout_ms,
    ) as db:
        return await ask(db)


def _show(card: str, answer: dict[str, Any], json: bool) -> None:
    if json:
        _print_json(answer)
        return
    from tui import cards

    cards.console().print(getattr(cards, card)(answer))


def _say(answer: dict[str, Any], sentence: str, json: bool) -> None:
    if json:
        _print_json(answer)
    else:
        typer.echo(sentence)


def _print_json(answer: dict[str, Any]) -> None:
    import orjson

    sys.stdout.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n")


@contextmanager
def _translated() -> Iterator[None]:
    """Our errors become one sentence and an exit code: 2 the caller's mistake, 1 ours."""
    from core.errors import AuricError, CallersMistakeError

    try:
        yield
    except AuricError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2 if isinstance(error, CallersMistakeError) else 1) from error


def _progress(*, quiet: bool) -> AbstractContextManager["Report"]:
    """Bars on the error stream, so that output can be piped; none where nobody looks."""
    if quiet or not sys.stderr.isatty():
        return nullcontext(lambda _step, _done, _total: None)
    from tui.progress import bars

    return bars()


if __name__ == "__main__":
    main()
