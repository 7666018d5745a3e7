"""The commands that ask the engine about music, and the options by which it is steered."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from core.desk import ASK, Json, translated

if TYPE_CHECKING:
    from core.types import Wishes

app = typer.Typer()


def sayable(name: str) -> str:
    """A name without bytes that are no text: they could not be shown again."""
    return name.encode("utf-8", "ignore").decode()


Type = Annotated[
    Literal["artist", "track", "genre"] | None,
    typer.Option("--type", help="What the name means, where it is unclear."),
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
    house: typer.Context,
    query: Annotated[
        str, typer.Argument(callback=sayable, help='An artist, "Artist - Track" or a genre.')
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

    wishes = wishes_of(limit, explore, weights, exclude, country, year_from, year_to, profile)
    house.obj.show(
        "recommendations", house.obj.answer(lambda db: ask(db, query, type, wishes)), json
    )


@app.command(rich_help_panel=ASK)
def explain(
    house: typer.Context,
    query: Annotated[str, typer.Argument(callback=sayable, help="Where you start from.")],
    other: Annotated[str, typer.Argument(callback=sayable, help="The artist you wonder about.")],
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

    wishes = wishes_of(limit, explore, weights, exclude, country, year_from, year_to, profile)
    house.obj.show(
        "explanation", house.obj.answer(lambda db: ask(db, query, other, type, wishes)), json
    )


@app.command(rich_help_panel=ASK)
def compare(
    house: typer.Context,
    one: Annotated[str, typer.Argument(callback=sayable, help="An artist.")],
    other: Annotated[str, typer.Argument(callback=sayable, help="Another artist.")],
    weights: Weights = None,
    profile: Profile = "published",
    json: Json = False,
) -> None:
    """Two artists side by side, and the chains of facts between them."""
    from core.engine import compare as ask

    wishes = wishes_of(weights=weights, profile=profile)
    house.obj.show("comparison", house.obj.answer(lambda db: ask(db, one, other, wishes)), json)


@app.command(rich_help_panel=ASK)
def resolve(
    house: typer.Context,
    query: Annotated[str, typer.Argument(callback=sayable, help="A name as you would type it.")],
    type: Type = None,
    json: Json = False,
) -> None:
    """Who is meant by a name."""
    from core.resolve import resolve as ask

    house.obj.show("resolution", house.obj.answer(lambda db: ask(db, query, type)), json)


def wishes_of(*options: Any, **others: Any) -> "Wishes":  # noqa: ANN401 - as `wishes` declares them
    """A listener's options. Bad ones become a sentence and an exit code."""
    from core.steering import wishes

    with translated():
        return wishes(*options, **others)
