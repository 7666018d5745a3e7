"""The commands of many machines: put work into the queue, look at it, take from it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from core.desk import (
    KEEP,
    Json,
    embedded,
    owners_address,
    progress,
    say,
    settings,
    sub_command,
    translated,
)
from ingest.ready import ready
from ingest.sound.commands import MODEL_HELP

if TYPE_CHECKING:
    from collections import Counter

app = typer.Typer()
queue = sub_command("Work for many machines: put it there, look at it.")
app.add_typer(queue, name="queue", rich_help_panel=KEEP)


class Work(StrEnum):
    """The lines that work stands in."""

    DEEZER = "deezer"
    LASTFM = "lastfm"
    MUSICBRAINZ = "musicbrainz"


Model = Annotated[str | None, typer.Option(help=MODEL_HELP)]


@queue.command("fill")
def queue_fill(
    line: Annotated[Work, typer.Argument(help="Whom there is something to ask.")],
    limit: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="Tracks or artists at most.")
    ] = 100_000,
    model: Model = None,
    json: Json = False,
) -> None:
    """Put what is due into the queue, the most useful first. What waits there is not put in twice.

    deezer: tracks without a vector; lastfm: artists who were not asked about this month; musicbrainz:
    artists with an MBID and without tracks.
    """
    from ingest.queue.board import fill
    from ingest.queue.fitness import ear_of

    with translated(), progress(quiet=json) as report:
        ear = ear_of(model, settings()) if line is Work.DEEZER else None
        filled = fill(ready(report), line.value, ear.model if ear else None, limit)
    things = "tracks" if line is Work.DEEZER else "artists"
    say(
        {
            "queue": filled.queue,
            "jobs": filled.jobs,
            things: filled.things,
            "waiting": filled.waiting,
        },
        f"{filled.things:,} {things} in {filled.jobs:,} jobs, besides {filled.waiting:,} that waited already."
        " Run `auric worker` on as many machines as you like.",
        json,
    )


@queue.command("show")
def queue_show(json: Json = False) -> None:
    """How the queue stands: what waits, what is being done, what failed, and how many machines work."""
    from ingest.queue.board import standing

    with translated(), progress(quiet=json) as report:
        told = standing(ready(report))
    lines = [
        f"{name}: {of['left']:,} left in {of['waiting']:,} jobs that wait and {of['doing']:,} that are being"
        f" done; {of['failed']:,} failed"
        for name, of in told["queues"].items()
    ]
    lines = lines or ["Nothing is in the queue."]
    say(dict(told), "\n".join([*lines, f"{told['workers']:,} machines at work."]), json)


@app.command(rich_help_panel=KEEP)
def worker(
    only: Annotated[
        list[Work] | None, typer.Option(help="Take this work only; may be repeated.")
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, max=16, help="Jobs at a time.")] = 3,
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="Leave when nothing is left to do.")
    ] = False,
    patience: Annotated[
        float,
        typer.Option(min=1, help="Seconds without a sign of life until a worker counts as lost."),
    ] = 30.0,
    model: Model = None,
    json: Json = False,
) -> None:
    """Take work from the queue, on any number of machines; one worker a machine. Needs the extra `worker`.

    Deezer's previews need the extra `audio`, Last.fm its key, MusicBrainz a contact; what a machine lacks
    it leaves to others. A machine may be killed at any time: others do what it had begun.
    """
    import asyncio

    from core.extras import extra
    from ingest.queue.fitness import alone

    with translated():
        with extra("worker", "Workers need"):
            import procrastinate  # noqa: F401
        with alone(settings().data_dir):
            done = asyncio.run(_work(only, at_once, until_empty, patience, model, json))
    told = [f"{number:,} {what}" for what, number in done.items() if number]
    say(dict(done), f"Done: {', '.join(told) or 'nothing'}.", json)


async def _work(
    only: list[Work] | None,
    at_once: int,
    until_empty: bool,
    patience: float,
    model: str | None,
    json: bool,
) -> "Counter[str]":
    import asyncio

    from ingest.queue.fitness import fit_for
    from ingest.queue.lines import Kit, queue_name
    from ingest.queue.worker import Terms, Worker
    from ingest.services import services_of, the_web

    def tell(sentence: str) -> None:
        if not json:
            typer.echo(sentence, err=True)

    here = settings()
    url = await asyncio.to_thread(_address)
    wanted = [line.value for line in only or Work]
    lines, ear = await asyncio.to_thread(fit_for, wanted, bool(only), url, model, here, tell)
    queues = {line: queue_name(line, ear.model if ear else None) for line in lines}
    async with the_web(here) as web:
        kit = Kit(url, web, services_of(here), ear, here.lastfm_api_key)
        working = Worker(kit, Terms(queues, at_once, patience, until_empty), tell)
        tell(f"At work on {', '.join(queues.values())}. Ctrl+C ends it.")
        await working.run()
    return working.done


def _address() -> str:
    """Of the database. A worker's login may change no schema, so only the embedded one is prepared."""
    if not embedded():
        return owners_address()

    with progress(quiet=True) as report:
        return ready(report)
