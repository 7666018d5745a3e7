"""What the official conformance suite asks a server for by name: every kind of content there is.

These tools are added to the real server for a conformance run, never shipped.
"""

import asyncio
import json
import warnings
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import (
    AudioContent,
    EmbeddedResource,
    EmptyResult,
    ImageContent,
    SetLevelRequestParams,
    TextContent,
    TextResourceContents,
)
from pydantic import Field

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
SILENCE = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="
PAUSE = 0.05  # seconds, as the suite has it

SCHEMA_2020_12: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}


def add_contents(server: MCPServer) -> None:
    """Everything that answers in one round."""
    for tool in (
        test_simple_text,
        test_image_content,
        test_audio_content,
        test_embedded_resource,
        test_multiple_content_types,
        test_tool_with_progress,
        test_tool_with_logging,
        test_logging_tool,
        test_error_handling,
        test_trigger_tool_change,
        test_trigger_prompt_change,
        test_custom_headers,
    ):
        server.add_tool(tool, description=f"{tool.__name__}, for the conformance suite.")
    with_schema = Tool.from_function(
        json_schema_2020_12_tool, description="Tool with JSON Schema 2020-12 features"
    )
    with_schema.parameters = SCHEMA_2020_12
    server._tool_manager._tools[with_schema.name] = with_schema  # keeps the schema as it is
    # What older clients ask for first; there is nobody to remember it, and nothing else to do.
    server._lowlevel_server.add_request_handler(
        "logging/setLevel", SetLevelRequestParams, level_is_heard
    )


async def level_is_heard(ctx: Any, params: SetLevelRequestParams) -> EmptyResult:
    return EmptyResult()


def test_custom_headers(
    city: Annotated[str, Field(json_schema_extra={"x-mcp-header": "City"})],
) -> str:
    return city


def json_schema_2020_12_tool(name: str = "") -> str:
    return name


def test_simple_text() -> str:
    return "This is a simple text response for testing."


def test_image_content() -> list[ImageContent]:
    return [ImageContent(type="image", data=PIXEL, mime_type="image/png")]


def test_audio_content() -> list[AudioContent]:
    return [AudioContent(type="audio", data=SILENCE, mime_type="audio/wav")]


def test_embedded_resource() -> list[EmbeddedResource]:
    return [embedded("test://embedded-resource", "This is an embedded resource content.")]


def test_multiple_content_types() -> list[TextContent | ImageContent | EmbeddedResource]:
    return [
        TextContent(type="text", text="Multiple content types test:"),
        ImageContent(type="image", data=PIXEL, mime_type="image/png"),
        embedded(
            "test://mixed-content-resource",
            json.dumps({"test": "data", "value": 123}),
            "application/json",
        ),
    ]


async def test_tool_with_progress(ctx: Context) -> str:
    for step in (0, 50, 100):
        await ctx.report_progress(step, total=100, message=f"Completed step {step} of 100")
        await asyncio.sleep(PAUSE)
    return "Done."


async def test_tool_with_logging(ctx: Context) -> str:
    for said in (
        "Tool execution started",
        "Tool processing data",
        "Tool execution completed",
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecated in 2026-07-28, asked for by 2025-11-25
            await ctx.session.send_log_message("info", said, related_request_id=ctx.request_id)
        await asyncio.sleep(PAUSE)
    return "Tool with logging executed successfully"


async def test_logging_tool(ctx: Context) -> str:
    return await test_tool_with_logging(ctx)


def test_error_handling() -> str:
    raise ToolError("This tool intentionally returns an error for testing")


async def test_trigger_tool_change(ctx: Context) -> str:
    await ctx.notify_tools_changed()
    return "Tools changed."


async def test_trigger_prompt_change(ctx: Context) -> str:
    await ctx.notify_prompts_changed()
    return "Prompts changed."


def embedded(uri: str, text: str, mime_type: str = "text/plain") -> EmbeddedResource:
    contents = TextResourceContents(uri=uri, mime_type=mime_type, text=text)
    return EmbeddedResource(type="resource", resource=contents)
