"""What the service writes down: how each request ended. Never what was asked, nor by whom."""

import logging
import sys
from collections.abc import Mapping
from typing import Any

import structlog

SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def config(log_format: str | None) -> dict[str, Any]:
    """As logging.config takes it: our own lines and everybody else's on the error stream, in one
    shape, in every process of the service."""
    plain = sys.stderr.isatty() if log_format is None else log_format == "plain"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "server.journal.lines", "plain": plain}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
    }


def lines(*, plain: bool) -> logging.Formatter:
    """Lines for a person, or one JSON object each for a machine."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer()]
        if plain
        else [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def request_ended(
    method: str, route: str, status: int, seconds: float, also: Mapping[str, Any]
) -> None:
    """One line per request. The route, not the address: queries are nobody's business."""
    structlog.get_logger("auric").info(
        "answered", method=method, route=route, status=status, ms=round(seconds * 1000, 1), **also
    )
