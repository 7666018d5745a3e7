"""What every command of `auric` does alike: where the graph is, how an answer and an error look."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from core.help import CommandsByPurpose

if TYPE_CHECKING:
    from core.db import Database
    from core.settings import Settings

T = TypeVar("T")
Report = Callable[[str, int, int], None]

Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of a picture.")]
ASK, FILL, KEEP, SERVE = "Ask", "Fill the graph", "Look after it", "Open a door"


@dataclass(frozen=True)
class House:
    """What the front door lends the commands of a room, which knows neither sources nor other rooms."""

    prepare: Callable[[], None]  # load the starter catalogue where nobody has initialised yet
    # What comes of a question to the engine, asked when all is prepared; our errors are translated.
    answer: Callable[[Callable[["Database"], Awaitable[Any]]], dict[str, Any]]
    show: Callable[[str, dict[str, Any], bool], None]  # an answer on its card, or as JSON
    # How to reach the tools of this process; within it our errors are translated.
    at_home: Callable[[], AbstractContextManager[Any]]


def sub_command(help: str) -> typer.Typer:
    """A group of commands under one word."""
    return typer.Typer(help=help, no_args_is_help=True, cls=CommandsByPurpose)


def settings() -> "Settings":
    """The settings of this process."""
    from core.settings import settings

    with translated():
        return settings()


def embedded() -> bool:
    """Whether the database is the one that comes with the package."""
    return settings().database_url is None


def address() -> str:
    """Where the database is, started if it is the embedded one."""
    from core.embedded import database_url

    here = settings()
    return here.database_url or database_url(here.data_dir)


def owners_address() -> str:
    """Where the database is, for whoever changes it: a service is better off with a role that cannot."""
    return settings().owner_url or address()


@asynccontextmanager
async def opened() -> AsyncIterator["Database"]:
    """The graph, as this process is told to reach it."""
    from core.db import Database

    here = settings()
    async with Database.open(
        address(),
        pool_size=here.pool_size,
        statement_timeout_ms=here.statement_timeout_ms,
        transaction_pooler=here.transaction_pooler,
    ) as db:
        yield db


async def asked(ask: Callable[["Database"], Awaitable[T]]) -> T:
    """What comes of a question, with the graph open while it is answered."""
    async with opened() as db:
        return await ask(db)


def say(answer: dict[str, Any], sentence: str, json: bool) -> None:
    """One JSON object for a script, one sentence for a person."""
    if json:
        print_json(answer)
    else:
        typer.echo(sentence)


def print_json(answer: dict[str, Any]) -> None:
    """One object, indented."""
    import orjson

    sys.stdout.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() + "\n")


@contextmanager
def translated() -> Iterator[None]:
    """Our errors become one sentence and an exit code: 2 the caller's mistake, 1 ours."""
    from core.errors import AuricError, CallersMistakeError

    try:
        yield
    except AuricError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2 if isinstance(error, CallersMistakeError) else 1) from error


def progress(*, quiet: bool) -> AbstractContextManager[Report]:
    """Bars on the error stream, so that output can be piped; none where nobody looks."""
    if quiet or not sys.stderr.isatty():
        return nullcontext(lambda _step, _done, _total: None)
    from core.progress import bars

    return bars()
