"""Start here. Everything an assistant can reach for: four tools, three resources, three prompts."""

import logging
from collections.abc import Callable
from importlib.metadata import version

from mcp.server import MCPServer

from agent_tools.completion import add_completion
from agent_tools.manners import in_plain_words, strict
from agent_tools.prompts import add_prompts
from agent_tools.resources import add_resources
from agent_tools.tools import Tools, tools_of
from core.db import Database

INSTRUCTIONS = """\
Auric / Signal knows which artists are adjacent to which, and why. It knows nothing about the listener: \
it reads facts about music (credits, labels, tags, relations, sound, writing).
- Someone like X: `recommend`. Why or why not Y: `explain`. How X and Y belong together: `compare`. \
Who is meant: `resolve`.
- Say only what an answer says, and name its sources. A score is no percentage of liking; it is the sum of the reasons.
- Where a name means several, ask which one is meant, and pass its `pointer` (auric://artist/277) in place of the name.
- Steer instead of guessing: leave artists out, bound country and years, weigh signals. To go on from a neighbour, \
ask again from there. A pick's `tags` tell what kind of music it is (less harsh, more ambient ...).
- If nobody goes by a name, the error says which names come nearest."""


def toolbox(database: Callable[[], Database]) -> MCPServer:
    """The tools over one graph. `database` is asked at each call, so it may be opened later."""
    tools = [strict(tool) for tool in tools_of(Tools(database))]
    server = MCPServer(
        name="auric",
        title="Auric / Signal",
        description="What is this music actually adjacent to, and why?",
        instructions=INSTRUCTIONS,
        version=version("auric-signal"),
        tools=tools,
        middleware=[in_plain_words({tool.name: tool for tool in tools})],
        log_level="WARNING",  # on the error stream, where nobody else has said how
    )
    # A tool's failure quotes the question, and what somebody asks is nothing to be written down.
    logging.getLogger("mcp").setLevel(logging.WARNING)
    add_resources(server, database)
    add_prompts(server)
    add_completion(server, database)
    return server
