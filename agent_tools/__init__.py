"""The engine as tools for assistants, over MCP: start at toolbox.py."""
