"""Claims about company: several processes share one database, and one folder of it, at once."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.embedded import stop

Facts = Mapping[str, Sequence[object]]
Ask = Callable[[str], list[tuple[Any, ...]]]
Start = Callable[..., subprocess.Popen[str]]


def test_a_load_and_a_build_at_once_take_turns(
    little_world: Facts, write: Callable[[Facts], Path], start: Start, ask: Ask
) -> None:
    folder = str(write(little_world))
    at_once = [start("ingest", "facts", folder), start("build")]
    for process in at_once:
        finish(process)
    finish(start("build"))
    assert ask("SELECT count(*) FROM graph.artist") == [(4,)]


def test_two_processes_initialise_and_use_the_same_folder_at_once(
    little_world: Facts,
    write: Callable[[Facts], Path],
    start: Start,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("shared")
    try:
        for process in [start("init", "--empty", url=None, home=home) for _ in range(2)]:
            finish(process)
        loading = start("ingest", "facts", str(write(little_world)), url=None, home=home)
        asking = start("status", "--json", url=None, home=home)
        finish(asking)
        finish(loading)
        finish(start("build", url=None, home=home))
        told = finish(start("resolve", "NIN", "--json", url=None, home=home))
        assert orjson.loads(told)["entity"]["name"] == "Nine Inch Nails"
    finally:
        stop(home)


def finish(process: subprocess.Popen[str]) -> str:
    """What it said, once it has ended well."""
    said, complaint = process.communicate(timeout=120)
    assert (process.returncode, complaint) == (0, "")
    return said
