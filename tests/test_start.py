"""Claims about how soon a command begins: each imports what it needs and nothing else."""

import os
import subprocess
import sys

import pytest

HEAVY = {
    "asyncio",
    "fastapi",
    "mcp",
    "numpy",
    "orjson",
    "psycopg",
    "pydantic",
    "scipy",
    "textual",
    "torch",
}
FOR_ANSWERS = {"fastapi", "mcp", "scipy", "textual", "torch", "uvicorn", "matplotlib"}
HELP_BUDGET = 0.2  # seconds of a quiet machine
TIMES = 7


def imported(words: str, among: set[str]) -> set[str]:
    """What a process has imported by then."""
    said = subprocess.run(
        [sys.executable, "-c", f"import sys\n{words}\nprint(*sys.modules)"],
        capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    return among & set(said.split())


def test_help_imports_nothing_heavy() -> None:
    assert imported("import auric", HEAVY) == set()


def test_an_answer_needs_no_server_no_screen_and_no_model() -> None:
    words = "import auric, core.engine, core.db, core.migrations, tui.cards"
    assert imported(words, FOR_ANSWERS) == set()


@pytest.mark.slow
def test_help_is_there_within_its_budget() -> None:
    """Seconds of CPU, the best of a few: how long others keep the machine busy is not ours."""
    assert min(cpu_of(sys.executable, "-m", "auric", "--help") for _ in range(TIMES)) < HELP_BUDGET


def cpu_of(*words: str) -> float:
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime
