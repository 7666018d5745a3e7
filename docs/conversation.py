"""A conversation in the docs: each tool was called over `auric mcp`, and what the assistant quotes was said.

Called from a cog block in assistants.md; `make docs` holds the conversation anew, `make check`
verifies it. A quotation (“...”) that stands in no answer so far stops both.
"""

import asyncio
import re
import sys
from typing import Any

import transcript
from mcp import Client, StdioServerParameters
from mcp.types import TextContent

QUOTED = re.compile(r"“([^”]+)”")
SHOWN = 6  # lines of a long answer


def held(*turns: tuple[str, Any]) -> str:
    """Turns of the listener ("you"), calls of a tool, and turns of the assistant."""
    return asyncio.run(_held(turns))


async def _held(turns: tuple[tuple[str, Any], ...]) -> str:
    transcript._filled()
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "auric", "mcp"],
        env=dict(transcript._environment("starter")),
    )
    said, heard = ["\n"], ""
    async with Client(started) as client:
        for who, what in turns:
            if who == "you":
                said.append(f"> **You:** {what}\n\n")
            elif who == "assistant":
                _verify(what, heard)
                said.append(f"> **Assistant:** {what}\n\n")
            else:
                answer = await _called(client, who, what)
                heard += answer
                said.append(_shown(who, what, answer))
    return "".join(said)


async def _called(client: Client, tool: str, arguments: dict[str, Any]) -> str:
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert not result.is_error, content.text
    return content.text + "\n" + _tagged(result.structured_content or {})


def _tagged(answer: dict[str, Any]) -> str:
    """What the structure says beyond the text: of a pick, its tags and where to begin."""
    return "".join(
        f"{pick['name']}: {', '.join(pick['tags'])}; {pick['begin_with']}\n"
        for pick in answer.get("picks", ())
    )


def _shown(tool: str, arguments: dict[str, Any], answer: str) -> str:
    asked = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    lines = answer.rstrip().splitlines()
    cut = [*lines[:SHOWN], "..."] if len(lines) > SHOWN * 2 else lines
    return "```text\n" + "\n".join([f"{tool}({asked})", *cut]) + "\n```\n\n"


def _verify(words: str, heard: str) -> None:
    for quotation in QUOTED.findall(words):
        assert quotation in heard, f"nobody said “{quotation}”:\n{heard}"
