"""What waiting looks like: a bar per step, with how far it is and how long it will take."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class Rate(ProgressColumn):
    """How much of a step is done in a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:>9,.0f}/s" if speed and (task.total or 0) > 100 else "", style="dim")


@contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """A function to report (step, done, total) to; the bars vanish when all is done."""
    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(bar_width=30),
        TextColumn("{task.percentage:>3.0f}%"),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(step: str, done: int, total: int) -> None:
            # The parts of one job share a bar; its words say which part it is at.
            bar = "deriving" if step.startswith("deriving") else step
            if bar not in tasks:
                tasks[bar] = progress.add_task(step, total=total)
            progress.update(tasks[bar], description=step, completed=done, total=total)

        yield report
