"""Commands that are killed at work, and the next ones, which finish what was begun."""

import random
import signal
import time
from collections.abc import Callable
from subprocess import Popen

KILLS = 10


def finish(process: Popen[str], patience: float = 120) -> None:
    """Wait for it to end well."""
    _, complaint = process.communicate(timeout=patience)
    assert (process.returncode, complaint) == (0, "")


def seconds_of(work: Callable[[], object]) -> float:
    """How long some work takes when nobody disturbs it."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def killed_at_ten_random_moments(
    begin: Callable[[], Popen[str]], longest: float, has_begun: Callable[[], bool]
) -> None:
    """Begin and be killed within so many seconds, ten times over; then begin once more and finish."""
    dice = random.Random(10)
    for _ in range(KILLS):
        process = begin()
        time.sleep(1 + dice.random() * longest)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert has_begun(), "every kill came before the work began"
    finish(begin(), patience=300)
