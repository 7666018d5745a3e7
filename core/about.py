"""What can be asked of two artists: each signal's question, its weights and how far it reaches."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.db import Database
from core.profiles import PROFILES
from core.signals import SIGNALS
from core.status import status


@dataclass(frozen=True)
class SignalCard:
    """One signal as a listener meets it."""

    name: str
    asks: str  # the question it answers
    weights: Mapping[str, float]  # by profile
    coverage: float  # share of the artists that it can speak for


@dataclass(frozen=True)
class SignalList:
    """Every signal, on this graph."""

    signals: tuple[SignalCard, ...]
    profiles: tuple[str, ...]
    graph_version: str


async def about_signals(db: Database) -> SignalList:
    """Raises GraphNotReadyError, DatabaseAwayError."""
    known = await status(db)
    cards = tuple(
        SignalCard(
            name=signal.name,
            asks=signal.asks,
            weights={name: weights[signal.name] for name, weights in PROFILES.items()},
            coverage=known.coverage[signal.name],
        )
        for signal in SIGNALS
    )
    return SignalList(cards, tuple(PROFILES), known.graph_version)
