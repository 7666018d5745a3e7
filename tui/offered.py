"""The tools as a model is offered them: as the server describes them, and an artist's card."""

from collections.abc import Iterable, Iterator

from mcp.types import Tool

from tui.hearing import READERS
from tui.tools import Offer

CHOSEN_HERE = "detail"  # the gate needs the full answer, the model the brief one


CARD = Offer(
    "card",
    "All that is known of one artist: tags, tracks, credits, labels. The id comes from another answer.",
    {
        "type": "object",
        "properties": {"id": {"type": "integer"}},
        "required": ["id"],
        "additionalProperties": False,
    },
)


def offered(tools: Iterable[Tool]) -> Iterator[Offer]:
    """Those whose answers the gate can hear, without the choice that is made here."""
    for tool in tools:
        if tool.name in READERS:
            asked = tool.input_schema["properties"]
            kept = {name: about for name, about in asked.items() if name != CHOSEN_HERE}
            schema = {**tool.input_schema, "properties": kept}
            yield Offer(tool.name, tool.description or "", schema)
