"""How an assistant on this machine learns of the tools: a few lines in its own settings."""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from core.errors import BadRequestError

NAME = "auric"
# What else the started command must know. An address of a database may hold a password: it is never written.
DATA_DIR = "AURIC_DATA_DIR"


@dataclass(frozen=True)
class Assistant:
    """Where one assistant keeps its servers, and under which word."""

    title: str
    file: Callable[[], Path]
    word: str = "mcpServers"
    typed: bool = False  # whether a server says that it speaks over standard input


def claudes_folder() -> Path:
    """Where the desktop app keeps its settings on this system."""
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/Claude"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "Claude"
    return Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / "Claude"


ASSISTANTS: Mapping[str, Assistant] = {
    "claude": Assistant("Claude Desktop", lambda: claudes_folder() / "claude_desktop_config.json"),
    "claude-code": Assistant(
        "Claude Code, in this folder", lambda: Path.cwd() / ".mcp.json", typed=True
    ),
    "cursor": Assistant("Cursor", lambda: Path.home() / ".cursor/mcp.json"),
    "gemini": Assistant("Gemini CLI", lambda: Path.home() / ".gemini/settings.json"),
    "lmstudio": Assistant("LM Studio", lambda: Path.home() / ".lmstudio/mcp.json"),
    "vscode": Assistant(
        "VS Code, in this folder", lambda: Path.cwd() / ".vscode/mcp.json", "servers", typed=True
    ),
    "windsurf": Assistant("Windsurf", lambda: Path.home() / ".codeium/windsurf/mcp_config.json"),
}


def install(client: str, *, write: bool) -> None:
    """Print the lines for an assistant; with `write`, put them among those it has.

    Raises BadRequestError for an assistant or a file that is not understood.
    """
    if client not in ASSISTANTS:
        raise BadRequestError(f"There is no “{client}” here; there are {', '.join(ASSISTANTS)}.")
    assistant = ASSISTANTS[client]
    file = assistant.file()
    if write:
        print(put(assistant, file), file=sys.stderr)
        return
    print(_text({assistant.word: {NAME: entry(assistant)}}), end="")
    print(
        f"For {assistant.title} this belongs into {file}; --write puts it there.", file=sys.stderr
    )


def entry(assistant: Assistant) -> dict[str, Any]:
    """How to start `auric mcp` from anywhere."""
    script = Path(sys.executable).parent / "auric"
    command = [str(script)] if script.exists() else [sys.executable, "-m", "auric"]
    here = os.environ.get(DATA_DIR)
    passed_on = {DATA_DIR: str(Path(here).absolute())} if here else {}  # it starts elsewhere
    return {
        **({"type": "stdio"} if assistant.typed else {}),
        "command": command[0],
        "args": [*command[1:], "mcp"],
        **({"env": passed_on} if passed_on else {}),
    }


def put(assistant: Assistant, file: Path) -> str:
    """Add the lines to a file and keep everything else in it. Says what was done."""
    file = file.resolve()  # settings are often links to a folder of dotfiles
    before = file.read_bytes() if file.exists() else b""
    said = _read(file, before)
    servers = said.get(assistant.word, {})
    if not isinstance(servers, dict):
        raise BadRequestError(
            f"“{assistant.word}” in {file} is no list of servers; look at it first."
        )
    if servers.get(NAME) == entry(assistant):
        return f"{file} has it already; nothing was changed."
    kept = _keep(file, before)
    _write(file, {**said, assistant.word: {**servers, NAME: entry(assistant)}})
    return f"Written to {file}.{kept} Restart {assistant.title.split(',')[0]} to see it."


def _read(file: Path, text: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(text) if text.strip() else {}
    except orjson.JSONDecodeError as error:
        raise BadRequestError(
            f"{file} is no plain JSON (comments, perhaps), so nothing was changed. Add the lines by"
            " hand; without --write they are printed."
        ) from error
    if not isinstance(said, dict):
        raise BadRequestError(f"{file} holds no settings; nothing was changed.")
    return said


def _keep(file: Path, before: bytes) -> str:
    """What was there lies beside it, under a name that was free."""
    if not before:
        return ""
    number = 1
    while (copy := file.with_name(f"{file.name}.before-auric-{number}")).exists():
        number += 1
    copy.touch(mode=0o600)  # there may be tokens in it
    copy.write_bytes(before)
    copy.chmod(file.stat().st_mode & 0o777)
    return f" What was there before is in {copy.name}."


def _write(file: Path, said: dict[str, Any]) -> None:
    """All or nothing: an assistant may read the file at any time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o600
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}.", delete=False
    ) as fresh:
        fresh.write(_text(said))
    Path(fresh.name).chmod(mode)
    Path(fresh.name).replace(file)


def _text(said: dict[str, Any]) -> str:
    return orjson.dumps(said, option=orjson.OPT_INDENT_2).decode() + "\n"
