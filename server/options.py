"""How a question is steered in a URL."""

from typing import Annotated, Literal

from fastapi import Depends, Query

from core.engine import MOST_PICKS
from core.names import LONGEST_QUERY
from core.profiles import PROFILES
from core.signals import SIGNALS
from core.steering import wishes
from core.types import EntityKind, Wishes

A_WEIGHT = rf"({'|'.join(signal.name for signal in SIGNALS)})=\d{{1,3}}(\.\d{{1,6}})?"
LONGEST_WEIGHTS = 400
MOST_EXCLUDED = 20


def said(description: str, *examples: str) -> object:
    """A name as a listener would type it."""
    return Query(
        min_length=1,
        max_length=LONGEST_QUERY,
        description=description,
        openapi_examples={example: {"value": example} for example in examples},
    )


Q = Annotated[
    str,
    said(
        "An artist, “Artist - Track” or a genre.",
        "Nine Inch Nails",
        "Portishead - Roads",
        "shoegaze",
    ),
]
Other = Annotated[str, said("The artist you wonder about.", "Dolly Parton")]
One = Annotated[str, said("An artist.", "Coil")]
Another = Annotated[str, said("Another artist.", "Throbbing Gristle")]
Beginning = Annotated[
    str,
    Query(
        min_length=1,
        max_length=LONGEST_QUERY,
        description="What was typed so far.",
        examples=["thro"],
    ),
]
Begins = Annotated[Literal["artist", "genre"], Query(description="What the name means.")]
Type = Annotated[EntityKind | None, Query(description="What the name means, where it is unclear.")]
Limit = Annotated[int, Query(ge=1, le=MOST_PICKS, description="How many neighbours.")]
Most = Annotated[int, Query(ge=1, le=20, description="How many names.")]
Explore = Annotated[
    int | None,
    Query(
        ge=0,
        le=MOST_PICKS,
        description="How many of them may be explorations: good, but of another kind, and not led to"
        " by sound. A fifth unless you say otherwise; at most as many as `limit`.",
    ),
]
Weights = Annotated[
    str | None,
    Query(
        max_length=LONGEST_WEIGHTS,
        pattern=rf"^({A_WEIGHT}(,{A_WEIGHT})*)?$",
        description="Your own weights in place of the published ones; all are then scaled to add up"
        " to 1.",
        examples=["label_affinity=0.5,co_mention=0"],
    ),
]
Exclude = Annotated[
    list[Annotated[str, Query(min_length=1, max_length=LONGEST_QUERY)]] | None,
    Query(max_length=MOST_EXCLUDED, description="An artist to leave out; may be repeated."),
]
Country = Annotated[
    str | None,
    Query(pattern="^[A-Za-z]{2}$", description="Only artists from there: GB, US, JP."),
]
YearFrom = Annotated[
    int | None, Query(ge=1, le=9999, description="Only artists still active then or later.")
]
YearTo = Annotated[
    int | None, Query(ge=1, le=9999, description="Only artists who began then or earlier.")
]
Profile = Annotated[
    str,
    Query(
        description="A named set of weights.",
        pattern=f"^({'|'.join(PROFILES)})$",
        json_schema_extra={"enum": list(PROFILES)},
    ),
]


def steered(
    limit: Limit = 10,
    explore: Explore = None,
    weights: Weights = None,
    exclude: Exclude = None,
    country: Country = None,
    year_from: YearFrom = None,
    year_to: YearTo = None,
    profile: Profile = "published",
) -> Wishes:
    """Everything that steers the choice of neighbours."""
    return wishes(limit, explore, weights, exclude, country, year_from, year_to, profile)


def weighed(weights: Weights = None, profile: Profile = "published") -> Wishes:
    """What steers a comparison: it has no choice to make."""
    return wishes(weights=weights, profile=profile)


Steered = Annotated[Wishes, Depends(steered)]
Weighed = Annotated[Wishes, Depends(weighed)]
