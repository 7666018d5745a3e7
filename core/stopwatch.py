"""How long each stage of a request took, for whoever wants to know; nobody else pays for it."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from time import perf_counter
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Laps = dict[str, float]  # seconds by stage, in the order in which the stages began

_laps: ContextVar[Laps | None] = ContextVar("laps", default=None)


@contextmanager
def timing() -> Iterator[Laps]:
    """Collect the laps of everything that is asked within the block."""
    laps: Laps = {}
    token = _laps.set(laps)
    try:
        yield laps
    finally:
        _laps.reset(token)


@contextmanager
def lap(stage: str) -> Iterator[None]:
    """Count the block as time of this stage. A stage that comes again adds up."""
    laps = _laps.get()
    if laps is None:
        yield
        return
    laps.setdefault(stage, 0.0)
    began = perf_counter()
    try:
        yield
    finally:
        laps[stage] += perf_counter() - began


def timed(stage: str) -> Callable[[Callable[P, Awaitable[T]]], Callable[P, Awaitable[T]]]:
    """Count every call as time of this stage."""

    def wrap(ask: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
        @wraps(ask)
        async def measured(*args: P.args, **kwargs: P.kwargs) -> T:
            with lap(stage):
                return await ask(*args, **kwargs)

        return measured

    return wrap
