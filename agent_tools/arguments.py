"""What an assistant may say to a tool: each argument with its bounds and what it means."""

from typing import Annotated, Literal

from pydantic import Field

from core.engine import MOST_PICKS
from core.names import LONGEST_QUERY
from core.profiles import PROFILES
from core.signals import SIGNALS
from core.types import EntityKind

Detail = Annotated[
    Literal["brief", "full"],
    Field(
        description="brief: the strongest reasons. full: every signal with weight, strength and sources."
    ),
]
Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_QUERY,
        description="An artist, “Artist - Track” or a genre, as a listener would type it; or a pointer.",
    ),
]
Artist = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_QUERY, description="An artist by name, or a pointer."),
]
Kind = Annotated[EntityKind | None, Field(description="What the name means, where it is unclear.")]
Limit = Annotated[int, Field(ge=1, le=MOST_PICKS, description="How many neighbours.")]
Explore = Annotated[
    int | None,
    Field(
        ge=0,
        le=MOST_PICKS,
        description="How many of them may be explorations: good, but of another kind. A fifth by default.",
    ),
]
Weights = Annotated[
    dict[str, Annotated[float, Field(ge=0)]] | None,
    Field(
        description="Weights to use in place of the published ones, by signal; 0 silences a signal."
        f" Signals: {', '.join(signal.name for signal in SIGNALS)}."
    ),
]
Exclude = Annotated[list[Artist] | None, Field(max_length=20, description="Artists to leave out.")]
Country = Annotated[
    str | None, Field(pattern="^[A-Za-z]{2}$", description="Only artists from there: GB, US, JP.")
]
YearFrom = Annotated[
    int | None, Field(ge=1, le=9999, description="Only artists still active then or later.")
]
YearTo = Annotated[
    int | None, Field(ge=1, le=9999, description="Only artists who began then or earlier.")
]
Profile = Annotated[
    str, Field(description=f"A named set of weights: {', '.join(PROFILES)}.", max_length=40)
]
