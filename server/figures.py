"""Figures about the service, for Prometheus."""

import os
from collections.abc import Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

MEDIA_TYPE = CONTENT_TYPE_LATEST
SHARED_FOLDER = (
    "PROMETHEUS_MULTIPROC_DIR"  # set by `auric serve --workers`; the library's name for it
)
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Figures:
    """What one copy of the service has counted."""

    def __init__(self) -> None:
        self._own = CollectorRegistry()
        self._answered = Counter(
            "auric_requests_total", "Requests answered.", ["route", "status"], registry=self._own
        )
        self._took = Histogram(
            "auric_request_seconds",
            "How long a request took.",
            ["route"],
            buckets=SECONDS,
            registry=self._own,
        )
        self._stages = Histogram(
            "auric_stage_seconds",
            "How long each stage took.",
            ["stage"],
            buckets=SECONDS,
            registry=self._own,
        )
        self._open = Gauge(
            "auric_requests_open",
            "Requests being answered.",
            registry=self._own,
            multiprocess_mode="livesum",
        )

    def begun(self) -> None:
        """A request came in."""
        self._open.inc()

    def ended(self, route: str, status: int, seconds: float, laps: Mapping[str, float]) -> None:
        """A request was answered."""
        self._open.dec()
        self._answered.labels(route, str(status)).inc()
        self._took.labels(route).observe(seconds)
        for stage, lap in laps.items():
            self._stages.labels(stage).observe(lap)

    def page(self) -> bytes:
        """All of it, of every copy on this machine, as Prometheus reads it."""
        registry = self._own
        if SHARED_FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
