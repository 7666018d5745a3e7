"""The docs show what the product prints: each block was run, on the starter catalogue, in a shop of its own.

Called from the cog blocks in README.md and docs/*.md; `make docs` writes them anew, `make check`
verifies them. One embedded database serves all of them and goes when the last block is written.
"""

import atexit
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, get_origin, get_type_hints

import psycopg
from pydantic import ValidationError
from rich.console import Console

from core.embedded import database_url, stop
from core.settings import Settings
from core.signals import SIGNALS
from ingest.records import KINDS
from ingest.source import reason
from tui import cards

Graph = Literal["starter", "own"]

WIDTH = 100
REPOSITORY = Path(__file__).parent.parent
# What changes from run to run is replaced, so that the docs change only when the answers do.
CHANGING = (
    (re.compile(r"\b([Gg]raph) [0-9a-f]{12}\b"), r"\1 <version>"),
    (re.compile(r'("graph_version": )"[0-9a-f]{12}"'), r'\1"<version>"'),
    (re.compile(r"\b\d+\.\d s\b"), "<seconds> s"),
    (re.compile(r"(All of them: )\S+"), r"\1<file>"),
)
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)  # a picture that fetches nothing


FILL = "auric init"


def shown(*commands: str, graph: Graph = "starter", until: str | None = None) -> str:
    """Commands and what they print, as one fenced block; with `until`, as far as a line begins so."""
    blocks = [f"$ {command}\n{_cut(_printed(command, graph), until)}" for command in commands]
    return "\n```console\n" + "\n".join(blocks) + "```\n\n"


def signals_table() -> str:
    """Each signal with its published weight and its question, the weightiest first."""
    rows = [
        f"| `{signal.name}` | {signal.weight:.2f} | {signal.asks} |"
        for signal in sorted(SIGNALS, key=lambda signal: (-signal.weight, signal.name))
    ]
    return _table("| signal | weight | question |", rows)


def settings_table() -> str:
    """Each setting with what it means."""
    rows = [
        f"| `AURIC_{name.upper()}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return _table("| setting | meaning |", rows)


def facts_table() -> str:
    """Each file of the facts format with its fields; `?` may be left out, `[]` is a list."""
    rows = [f"| `{kind}.jsonl` | {', '.join(_fields(kind))} |" for kind in KINDS]
    return _table("| file | fields |", rows)


def reasons_table(*lines: tuple[str, str]) -> str:
    """Lines of a kind that cannot be used, and what is said about them."""
    rows = [f"| `{kind}.jsonl` | `{line}` | {_refused(kind, line)} |" for kind, line in lines]
    return _table("| file | line | reason |", rows)


def example(folder: str) -> str:
    """The files of a folder of facts, as one fenced block each."""
    files = sorted(REPOSITORY.glob(f"{folder}/*.jsonl"), key=lambda f: list(KINDS).index(f.stem))
    parts = [f"\n`{file.name}`\n\n```json\n{file.read_text('utf-8')}```\n" for file in files]
    return "".join(parts) + "\n"


def picture(command: str, path: str, *, draw: bool) -> str:
    """An image tag for a command's answer as a terminal shows it; drawn anew where that is wanted."""
    if draw:
        answer = json.loads(_run(f"{command} --json", "starter"))
        answer["graph_version"] = "<version>"
        console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
        console.print(cards.recommendations(answer))
        svg = FONTS.sub("", console.export_svg(title=command, unique_id="auric"))
        (REPOSITORY / path).write_text(svg, "utf-8")
    return f"\n![What `{command}` shows in a terminal]({path})\n\n".replace('"', "")


def _printed(command: str, graph: Graph) -> str:
    text = _run(command, graph)
    for changing, placeholder in CHANGING:
        text = changing.sub(placeholder, text)
    lines = [line.rstrip() for line in text.strip("\n").splitlines()]
    return "\n".join(lines) + "\n"


def _run(command: str, graph: Graph) -> str:
    words = shlex.split(command)
    assert words[0] == "auric"
    if command != FILL:
        _filled()  # the first command of all has more to say than its answer
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", "auric", *words[1:]],
        cwd=REPOSITORY,
        env=_environment(graph),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    if done.returncode not in (0, 2):
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def _environment(graph: Graph) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AURIC_")}
    plain = {"COLUMNS": str(WIDTH), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    where = {"AURIC_DATA_DIR": str(_shop())}
    if graph == "own":
        where["AURIC_DATABASE_URL"] = _own_database()
    return {**kept, **plain, **where}


@cache
def _filled() -> None:
    _run(FILL, "starter")


@cache
def _shop() -> Path:
    """A data folder of our own, for as long as this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="auric-docs-")) / "data"

    def close() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package that serves looks for XDG_RUNTIME_DIR
            stop(folder)
        shutil.rmtree(folder.parent, ignore_errors=True)

    atexit.register(close)
    return folder


@cache
def _own_database() -> str:
    """A second, empty database next to the starter catalogue's."""
    address = database_url(_shop())
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE own")
    return address.replace("/auric?", "/own?")


def _refused(kind: str, line: str) -> str:
    try:
        KINDS[kind].model_validate_json(line)
    except ValidationError as error:
        return reason(error)
    raise AssertionError(f"a good line: {line}")


def _fields(kind: str) -> list[str]:
    hints = get_type_hints(KINDS[kind])
    return [
        f"{name}{'[]' if get_origin(hints[name]) is tuple else ''}{'' if field.is_required() else '?'}"
        for name, field in KINDS[kind].model_fields.items()
    ]


def _cut(text: str, until: str | None) -> str:
    lines = text.splitlines(keepends=True)
    end = next((n for n, line in enumerate(lines) if until and line.startswith(until)), None)
    return text if end is None else "".join([*lines[: end + 1], "...\n"])


def _table(head: str, rows: list[str]) -> str:
    rule = "|" + " --- |" * (head.count("|") - 1)
    return "\n" + "\n".join([head, rule, *rows]) + "\n\n"
