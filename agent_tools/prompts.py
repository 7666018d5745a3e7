"""Good questions, ready to be chosen: a neighbourhood, a why not, a path between two artists."""

from typing import Annotated

from mcp.server import MCPServer
from pydantic import Field

Start = Annotated[str, Field(description="An artist, “Artist - Track” or a genre.")]
Other = Annotated[str, Field(description="The artist you wonder about.")]
From = Annotated[str, Field(description="The artist to begin with.")]
To = Annotated[str, Field(description="The artist to end with.")]

HONESTLY = (
    "Say only what the answers say, and name their sources. Where something is not known, say so."
)


def neighbourhood(start: Start) -> str:
    """Get to know what lies around an artist, a track or a genre."""
    return (
        f"Introduce me to the neighbourhood of {start}. Call `recommend` once. Group the neighbours by"
        " what connects them (people, labels, scenes, sound) rather than by rank, tell for each group"
        " what it shares with where we started, and give me one track of each neighbour to begin with."
        f" Point out the explorations. End with three directions in which to go on. {HONESTLY}"
    )


def why_not(start: Start, other: Other) -> str:
    """Find out why an artist is not among the neighbours of another."""
    return (
        f"Why is {other} not among the neighbours of {start}? Call `explain`, and `compare` if both"
        " are artists. Tell at which stage it was lost, what speaks for it all the same, who stands"
        f" in its place, and what would let it in. If it is among them, say so and why. {HONESTLY}"
    )


def listening_path(start: From, end: To) -> str:
    """Build a way of listening from one artist to another, step by step."""
    return (
        f"Build a listening path from {start} to {end}. Call `compare` for the chains of facts between"
        " the two; where they are too short for a path, find steps with `recommend` from either end."
        " Give five to eight steps, one track each, and for each step the fact that connects it to the"
        f" last. Every step must rest on an answer of a tool. {HONESTLY}"
    )


def add_prompts(server: MCPServer) -> None:
    """Register each prompt with its title."""
    for title, prompt in (
        ("Introduce me to a neighbourhood", neighbourhood),
        ("Why not this artist?", why_not),
        ("A listening path from one artist to another", listening_path),
    ):
        server.prompt(title=title, description=prompt.__doc__)(prompt)
