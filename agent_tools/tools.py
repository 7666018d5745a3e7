"""The four verbs of Signal as an assistant calls them: a signature, a description, one question."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Annotated

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field, RootModel

from agent_tools import brief, nouns, reading
from agent_tools.answers import reply, told
from agent_tools.arguments import (
    Artist,
    Country,
    Detail,
    Exclude,
    Explore,
    Kind,
    Limit,
    Name,
    Profile,
    Weights,
    YearFrom,
    YearTo,
)
from core import engine
from core.compared import Comparison
from core.counterfactual import Explanation
from core.db import Database
from core.resolve import resolve
from core.steering import wishes
from core.types import RecommendationList, Resolution

AN_OBJECT = Field(json_schema_extra={"type": "object"})
Meant = RootModel[Annotated[nouns.Resolved | Resolution, AN_OBJECT]]
Neighbours = RootModel[Annotated[nouns.Neighbours | RecommendationList, AN_OBJECT]]
Explained = RootModel[Annotated[nouns.Explained | Explanation, AN_OBJECT]]
Compared = RootModel[Annotated[nouns.Compared | Comparison, AN_OBJECT]]

READS_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
TITLES = {
    "resolve": "Who is meant",
    "recommend": "Neighbours of an artist, a track or a genre",
    "explain": "Why, or why not",
    "compare": "Two artists side by side",
}


def tools_of(tools: "Tools") -> Iterator[Tool]:
    """Each verb with its title and its description."""
    for name, title in TITLES.items():
        verb = getattr(tools, name)
        yield Tool.from_function(
            verb, title=title, description=cleandoc(verb.__doc__), annotations=READS_ONLY
        )


@dataclass(frozen=True)
class Tools:
    """The four verbs over one graph."""

    database: Callable[[], Database]

    async def resolve(
        self, ctx: Context, query: Name, kind: Kind = None, detail: Detail = "brief"
    ) -> Annotated[CallToolResult, Meant]:
        """Find out whom or what a name means.

        Use it when a name is unclear or misspelt, or when several artists share it. The other tools
        understand names by themselves. You get what was understood and up to five others it could
        mean, each with a `pointer` (auric://artist/277) that any tool takes in place of the name.
        If it may be somebody else, ask the listener. If nobody goes by the name, you get an error
        with the nearest names.
        """
        answer = await told(ctx, resolve(self.database(), query, kind))
        short = brief.resolved(answer)
        return reply(short if detail == "brief" else answer, reading.resolved(short))

    async def recommend(
        self,
        ctx: Context,
        query: Name,
        kind: Kind = None,
        limit: Limit = 10,
        explore: Explore = None,
        exclude: Exclude = None,
        country: Country = None,
        year_from: YearFrom = None,
        year_to: YearTo = None,
        weights: Weights = None,
        profile: Profile = "published",
        detail: Detail = "brief",
    ) -> Annotated[CallToolResult, Neighbours]:
        """Find the artists that are adjacent to an artist, a track or a genre, and why.

        Use it for “something like ...”. You get ranked neighbours, each with score (the sum of its
        reasons, 0 to 1), loudest tags, the strongest reasons with their sources, and a track to
        begin with. `more_reasons` counts those not shown (detail="full" has them), `considered`
        how many artists were scored. “Like X, but ...”: choose by the tags, leave out with `exclude`,
        raise `limit`, or bound `country` and years. Nothing here depends on who is listening. If
        `could_also_mean` is not empty, check that the right one was understood. `note`, where
        there is one, says what to bear in mind.
        """
        wanted = wishes(limit, explore, weights, exclude, country, year_from, year_to, profile)
        answer = await told(ctx, engine.recommend(self.database(), query, kind, wanted))
        short = brief.neighbours(answer)
        return reply(short if detail == "brief" else answer, reading.neighbours(short))

    async def explain(
        self,
        ctx: Context,
        query: Name,
        other: Artist,
        kind: Kind = None,
        limit: Limit = 10,
        explore: Explore = None,
        exclude: Exclude = None,
        country: Country = None,
        year_from: YearFrom = None,
        year_to: YearTo = None,
        weights: Weights = None,
        profile: Profile = "published",
        detail: Detail = "brief",
    ) -> Annotated[CallToolResult, Explained]:
        """Tell why an artist is among the neighbours of another, or why not.

        Use it for “why did you suggest Y?” and “why not Y?”. You get the place Y came to, the stage
        at which it was lost (gather: no path leads to it; score: others are nearer; diversity: it
        gave way to picks of another kind), what speaks for it with sources, who stands in its place,
        and the smallest change of one weight that would let it in. Pass what steered the `recommend`
        you are explaining.
        """
        wanted = wishes(limit, explore, weights, exclude, country, year_from, year_to, profile)
        answer = await told(ctx, engine.explain(self.database(), query, other, kind, wanted))
        short = brief.explained(answer)
        return reply(short if detail == "brief" else answer, reading.explained(short))

    async def compare(
        self,
        ctx: Context,
        one: Artist,
        other: Artist,
        weights: Weights = None,
        profile: Profile = "published",
        detail: Detail = "brief",
    ) -> Annotated[CallToolResult, Compared]:
        """Lay two artists side by side: what connects them, signal by signal, and through whom.

        Use it for “what do X and Y have in common?” and “how does one get from X to Y?”. You get how
        near each is to the other (nearness is not the same from both ends), what every signal heard
        with sources, and the most telling chains of facts between them: shared people, labels,
        influences. Only artists can be compared.
        """
        wanted = wishes(weights=weights, profile=profile)
        answer = await told(ctx, engine.compare(self.database(), one, other, wanted))
        short = brief.compared(answer)
        return reply(short if detail == "brief" else answer, reading.compared(short))
