"""Claims about how soon a command begins: each imports what it needs and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "asyncio",
    "fastapi",
    "mcp",
    "numpy",
    "orjson",
    "psycopg",
    "pydantic",
    "rich",
    "scipy",
    "textual",
    "torch",
}
FOR_ANSWERS = {"fastapi", "mcp", "scipy", "textual", "torch", "uvicorn", "matplotlib"}
HELP = "import auric\nauric.app(['--help'], standalone_mode=False)"
HELP_BUDGET = 10  # bare starts of the interpreter: a fifth of a second where one takes 20 ms
TIMES = 7


def imported(words: str, among: set[str]) -> set[str]:
    """What a process has imported by then."""
    said = subprocess.run(
        [sys.executable, "-c", f"import sys\n{words}\nprint()\nprint(*sys.modules)"],
        capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    return among & set(said.splitlines()[-1].split())


def test_help_imports_nothing_heavy() -> None:
    assert imported(HELP, HEAVY) == set()


def test_an_answer_needs_no_server_no_screen_and_no_model() -> None:
    words = "import auric, core.engine, core.db, core.migrations, tui.cards"
    assert imported(words, FOR_ANSWERS) == set()


@pytest.mark.slow
def test_help_is_there_within_its_budget() -> None:
    """In CPU, the best of a few, turn and turn about: others on the machine, and its pace, are not ours."""
    auric = str(Path(sys.executable).with_name("auric"))
    pairs = [(cpu_of(sys.executable, "-c", "pass"), cpu_of(auric, "--help")) for _ in range(TIMES)]
    bare, helped = (min(each) for each in zip(*pairs, strict=True))
    assert helped < HELP_BUDGET * bare


def cpu_of(*words: str) -> float:
    """Seconds that a process takes; what it compiles it may keep, as an installed command does."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=env)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime
