"""The assistants' door: resolve, recommend, explain and compare as MCP tools."""
