"""Names are completed while they are typed, the best known first."""

from collections.abc import Callable

from mcp.server import MCPServer
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INTERNAL_ERROR,
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from core.begun import names_begun
from core.db import Database
from core.errors import AuricError
from core.types import EntityKind

MOST = 100  # as the protocol has it
# A neighbourhood may start from a genre, too; everything else is about artists.
KINDS: dict[str, tuple[EntityKind, ...]] = {"neighbourhood": ("artist", "genre")}
ARTISTS: tuple[EntityKind, ...] = ("artist",)


def add_completion(server: MCPServer, database: Callable[[], Database]) -> None:
    """Register the completion of every name, and of an artist's number by its name."""

    async def completed(
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion:
        by_name = isinstance(ref, PromptReference)
        kinds = KINDS.get(ref.name, ARTISTS) if isinstance(ref, PromptReference) else ARTISTS
        try:
            begun = await names_begun(database(), argument.value, kinds, MOST)
        except AuricError as error:
            raise MCPError(code=INTERNAL_ERROR, message=str(error)) from error
        values = list(begun.names if by_name else map(str, begun.ids))
        more = begun.total is None or begun.total > len(values)
        return Completion(values=values, total=begun.total, has_more=more)

    server.completion()(completed)  # type: ignore[no-untyped-call]  # theirs, not ours
