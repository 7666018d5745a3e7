"""Readers of feeds, pages and XML that not everybody needs."""

from importlib import import_module
from typing import Any

from core.errors import BadRequestError


def need_reader(name: str) -> Any:  # noqa: ANN401 - the package is an extra
    """A package of the extra `editorial`. Raises BadRequestError where it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        raise BadRequestError(
            "Reading feeds and pages needs the extra `editorial`: pip install 'auric-signal[editorial]'."
        ) from error
