"""A tool's mistakes are told in plain words: which argument, what was wrong, what it could be."""

from collections.abc import Mapping
from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerMiddleware, ServerRequestContext
from mcp.server.mcpserver.tools import Tool
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import process

NEAR_ENOUGH = 60  # of 100: an argument's name that is no help is better not said


def strict(tool: Tool) -> Tool:
    """A tool that refuses arguments it does not have: a wish must not be lost unheard."""
    arguments = tool.fn_metadata.arg_model
    arguments.model_config["extra"] = "forbid"
    arguments.model_rebuild(force=True)
    tool.parameters = arguments.model_json_schema(by_alias=True)
    return tool


def in_plain_words(tools: Mapping[str, Tool]) -> ServerMiddleware[Any]:
    """Failures of these tools as one sentence, without the machinery's own words around it."""

    async def reworded(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        result = await call_next(ctx)
        called = dict(ctx.params or {})
        tool = tools.get(str(called.get("name"))) if ctx.method == "tools/call" else None
        if tool is None or not isinstance(result, dict) or not result.get("isError"):
            return result
        said = _sentence(tool, called.get("arguments") or {}, result["content"][0]["text"])
        return {**result, "content": [{"type": "text", "text": said}]}

    return reworded


def _sentence(tool: Tool, arguments: dict[str, Any], text: str) -> str:
    try:
        tool.fn_metadata.validate_arguments(arguments)
    except ValidationError as error:
        return " ".join(_mistake(tool, mistake) for mistake in error.errors())
    wrapped = f"Error executing tool {tool.name}"
    if text == wrapped:
        return "Something broke here while the answer was sought; the question is not to blame."
    return text.removeprefix(f"{wrapped}: ")


def _mistake(tool: Tool, mistake: ErrorDetails) -> str:
    name = str(mistake["loc"][0])
    if mistake["type"] == "extra_forbidden":
        known = list(tool.parameters["properties"])
        near = process.extractOne(name, known, score_cutoff=NEAR_ENOUGH)
        hint = f" Did you mean “{near[0]}”?" if near else ""
        return f"{tool.name} takes no “{name}”.{hint} It takes {', '.join(known)}."
    if mistake["type"] == "missing":
        return f"{tool.name} needs “{name}”."
    where = ".".join(map(str, mistake["loc"]))
    return f"“{where}” makes no sense: {mistake['msg'][:1].lower()}{mistake['msg'][1:]}."
