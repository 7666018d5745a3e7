"""How long a listener waits: for the first prompt, and for each answer. `python benchmarks/chat.py`

Speaks to the embedded database of AURIC_DATA_DIR, which has to be ready (`auric init`).
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time

from agent_tools.toolbox import toolbox
from core.db import Database
from core.desk import address
from tui.app.chat import ChatApp
from tui.client import in_memory
from tui.conversation import turn
from tui.state import State

TALK = """
Nine Inch Nails
why #2
why not Coil
tell me about it
compare 1 and 2
what connects 3 and 4
more like 3
only before 1990
less metal
no Mute records
surprise me
more
who produced the second
undo
asdf qwer
""".strip().splitlines()
ROUNDS = 5
MOST_TURN, MOST_START = 0.150, 2.0  # seconds


async def turns() -> dict[str, float]:
    """The median of each turn in seconds, the tools warm."""
    taken: dict[str, list[float]] = {said: [] for said in TALK}
    async with Database.open(address()) as db, in_memory(toolbox(lambda: db)) as tools:
        for _ in range(ROUNDS + 1):
            state = State()
            for said in TALK:
                began = time.perf_counter()
                state = (await turn(state, said, tools)).state
                taken[said].append(time.perf_counter() - began)
    return {said: statistics.median(times[1:]) for said, times in taken.items()}


START = """
import time; began = time.perf_counter()
import asyncio
from auric import _tools
from tui.app.chat import ChatApp
async def start():
    app = ChatApp(_tools)
    async with app.run_test(size=(120, 40)) as pilot:
        prompt = time.perf_counter() - began
        await app.reached.wait()
        print(prompt, time.perf_counter() - began)
asyncio.run(start())
"""


def started() -> tuple[float, float]:
    """Seconds from the start of Python to the prompt, and to the tools being at hand."""
    times = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", START], capture_output=True, text=True, check=True
        )
        times.append(tuple(map(float, done.stdout.split())))
    return min(times)


def main() -> None:
    """Print the figures, and whether they are within what was promised."""
    seconds = asyncio.run(turns())
    prompt, reached = started()
    slowest = max(seconds, key=lambda said: seconds[said])
    figures = {
        "turns_ms": {said: round(taken * 1000, 1) for said, taken in seconds.items()},
        "median_turn_ms": round(statistics.median(seconds.values()) * 1000, 1),
        "slowest_turn": slowest,
        "within_150_ms": f"{sum(taken < MOST_TURN for taken in seconds.values())} of {len(seconds)}",
        "first_prompt_s": round(prompt, 2),
        "tools_at_hand_s": round(reached, 2),
        "within_2_s": prompt < MOST_START,
    }
    print(json.dumps(figures, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    assert ChatApp  # imported above, so that the first start does not pay for compiling it
    main()
